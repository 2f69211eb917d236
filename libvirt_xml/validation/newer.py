"""What a newer libvirt would accept: problems that are the version's, not the document's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from libvirt_xml.markup.secrets import is_secret
from libvirt_xml.relaxng.document import Node
from libvirt_xml.validation.explain import Finding, explain
from libvirt_xml.validation.grammars import shipped
from libvirt_xml.validation.names import quoted
from libvirt_xml.validation.problem import Problem
from libvirt_xml.validation.versions import Place

_UNKNOWN = {"unknown-element", "misplaced-element", "unknown-attribute"}
_NEVER = {"unexpected-text", "unknown-document"}


def with_newer(findings: Sequence[Finding], libvirt: str, place: Place, root: Node, kind: str | None) -> list[Finding]:
    """The findings, those that a newer shipped version does not make told as ``needs-newer-libvirt``.

    What that version finds inside an element that only it knows is told beside it.
    """
    told = list(findings)
    inside: list[Finding] = []
    for version in place.newer:
        waiting = [at for at, each in enumerate(told) if each is findings[at] and each.problem.code not in _NEVER]
        if not waiting:
            break
        still = explain(shipped(version), root, kind, findings[0].problem.file)
        newer = _Told(still)
        for at in waiting:
            finding = told[at]
            if not newer.has(finding.problem):
                told[at] = replace(finding, problem=_needing(finding, version, libvirt, place))
                inside.extend(newer.inside(finding.problem))
    return sorted([*told, *inside], key=lambda each: (each.problem.line or 0, each.problem.column or 0))


class _Told:
    """Where a newer version has problems."""

    def __init__(self, still: Sequence[Finding]) -> None:
        self._paths = {each.problem.path or "" for each in still}
        self._inside: dict[str, list[Finding]] = {}
        for each in still:
            for above in _above(each.problem.path or ""):
                self._inside.setdefault(above, []).append(each)

    def inside(self, problem: Problem) -> list[Finding]:
        """Those inside the place of a problem."""
        return self._inside.get(problem.path or "", [])

    def has(self, problem: Problem) -> bool:
        """Whether there is one at the same place or around it.

        One inside says that the place itself is known, unless something was missing there.
        """
        path = problem.path or ""
        if path in self._paths or not self._paths.isdisjoint(_above(path)):
            return True
        return problem.code not in _UNKNOWN and path in self._inside


def _above(path: str) -> list[str]:
    """The paths around a path."""
    steps = path.split("/")
    return ["/".join(steps[:count]) for count in range(2, len(steps))]


def _needing(finding: Finding, version: str, libvirt: str, place: Place) -> Problem:
    problem, what = finding.problem, _feature(finding)
    if version == place.above:
        reason = f"libvirt {version} has it, {place.base} does not, and {libvirt} lies between: it may be too old"
        message = f"{what}: {reason}"
        return replace(problem, code="needs-newer-libvirt", severity="warning", message=message, suggestion=None)
    reason = f"needs a newer libvirt than {libvirt}: the first version known to have it is {version}"
    return replace(problem, code="needs-newer-libvirt", message=f"{what} {reason}", suggestion=None)


def _feature(finding: Finding) -> str:
    """What needs the newer version: an attribute, an element, or a value."""
    problem, node, attribute = finding.problem, finding.node, finding.attribute
    match problem.code:
        case "invalid-value" if is_secret(attribute.shown if attribute else node.shown):
            return f"the value of '{attribute.shown if attribute else node.shown}'"
        case "invalid-value" if attribute:
            return f"{attribute.shown}='{attribute.value}' of <{node.shown}>"
        case "invalid-value":
            return f"the text '{node.text.strip()}' of <{node.shown}>"
        case "missing-element" | "missing-attribute":
            return f"<{node.shown}> without {quoted(problem.expected)}"
        case _ if attribute:
            return f"the attribute '{attribute.shown}' of <{node.shown}>"
        case "misplaced-element":
            return f"<{node.shown}> in this place"
        case _:
            return f"<{node.shown}>"
