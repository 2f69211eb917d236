"""What a newer libvirt would accept: problems that are the version's, not the document's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from libvirt_xml.markup.located import Node
from libvirt_xml.markup.secrets import is_secret_in
from libvirt_xml.messages import Phrase, phrase, render
from libvirt_xml.validation.explaining.explain import Finding, explain
from libvirt_xml.validation.grammars import shipped
from libvirt_xml.validation.libvirt_versions import VersionPlace, version_number
from libvirt_xml.validation.problem import Code, Problem, reworded
from libvirt_xml.validation.since import Added, Age, Ages

_UNKNOWN = {"unknown-element", "misplaced-element", "unknown-attribute"}
_NEVER = {"unexpected-text", "unknown-document", "stray-white-space"}  # no version has what is wrong with these


def with_newer(
    findings: Sequence[Finding], libvirt: str, place: VersionPlace, root: Node, kind: str | None
) -> list[Finding]:
    """The findings; those that a newer shipped version does not have are ``needs-newer-libvirt``.

    There is none about what is known to have been added by then. What a newer version finds inside an element that
    only it knows is reported too.
    """
    ages = Ages()
    needing: list[Finding] = []
    left = list(findings)
    for version in place.newer:
        if all(finding.problem.code in _NEVER for finding in left):
            break
        newer = _Problems(explain(shipped(version), root, kind, findings[0].problem.file))
        needs = _Needs(version, libvirt, place, ages)
        waiting, left = left, []
        for finding in waiting:
            if finding.problem.code in _NEVER or newer.has(finding.problem):
                left.append(finding)
            else:
                needing.extend(needs.of(finding))
                left.extend(newer.inside(finding.problem))
    unique = {
        (finding.problem.path, finding.problem.code, finding.problem.parameters): finding
        for finding in (*needing, *left)
    }
    return sorted(unique.values(), key=lambda finding: (finding.problem.line or 0, finding.problem.column or 0))


def release_needed(findings: Sequence[Finding], root: Node, version: str) -> str | None:
    """The release that a document needs which ``version`` accepts, by what the shipped version before it finds.

    ``None`` where something in it was added in a release that no page names.
    """
    ages = Ages()
    decisive = [_aged(finding, version, ages)[1] for finding in findings]
    decisive += [added.age for added in ages.inside(root) if added.age.newer == version]
    releases = [age.release for age in decisive if age and age.release]
    return max(releases, key=version_number) if releases and len(releases) == len(decisive) else None


class _Problems:
    """Where a newer version has problems."""

    def __init__(self, still: Sequence[Finding]) -> None:
        self._at: dict[str, list[Finding]] = {}
        self._inside: dict[str, list[Finding]] = {}
        for finding in still:
            self._at.setdefault(finding.problem.path or "", []).append(finding)
            for above in _above(finding.problem.path or ""):
                self._inside.setdefault(above, []).append(finding)

    def inside(self, problem: Problem) -> list[Finding]:
        """Those inside the place of a problem, and of an element that is unknown there."""
        path = problem.path or ""
        here = self._at.get(path, []) if problem.code == "unknown-element" else []
        return [*here, *self._inside.get(path, [])]

    def has(self, problem: Problem) -> bool:
        """Whether there is one at the same place or around it.

        One inside says that the place itself is known, unless something was missing there; so does one of an element
        that is known there.
        """
        path = problem.path or ""
        here = {finding.problem.code for finding in self._at.get(path, ())}
        is_known = problem.code == "unknown-element" and here.isdisjoint(_UNKNOWN)
        if (here and not is_known) or not self._at.keys().isdisjoint(_above(path)):
            return True
        return problem.code not in _UNKNOWN and path in self._inside


def _above(path: str) -> list[str]:
    """The paths around a path."""
    steps = path.split("/")
    return ["/".join(steps[:count]) for count in range(2, len(steps))]


class _Needs:
    """What is said of things that one newer version has."""

    def __init__(self, version: str, libvirt: str, place: VersionPlace, ages: Ages) -> None:
        self._ages = ages
        self._version = version
        self._libvirt = libvirt
        self._place = place

    def of(self, finding: Finding) -> Iterator[Finding]:
        """The problem with a thing; where it is known to be there, those with what came later inside it."""
        finding, age = _aged(finding, self._version, self._ages)
        if not self._has(age):
            yield self._needing(finding, age)
        elif finding.attribute is None or finding.problem.code == "invalid-value":
            yield from self._later(finding)

    def _has(self, age: Age | None) -> bool:
        """Whether a thing is known to be there. No version that is shipped has what the next one added."""
        is_between = self._version == self._place.above
        return is_between and age is not None and age.release is not None and not self._is_later(age.release)

    def _is_later(self, release: str) -> bool:
        return version_number(release) > version_number(self._libvirt)

    def _later(self, finding: Finding) -> Iterator[Finding]:
        reported: set[str] = set()
        for added in self._ages.inside(finding.node):
            if added.age.newer != self._version or self._has(added.age):
                continue
            later = _as_finding(added, finding)
            path = later.problem.path or ""
            if path not in reported and reported.isdisjoint(_above(path)):
                reported.add(path)
                yield self._needing(later, added.age)

    def _needing(self, finding: Finding, age: Age | None) -> Finding:
        problem, what = finding.problem, _feature(finding)
        libvirt, version, base = self._libvirt, self._version, self._place.base
        is_between = version == self._place.above
        if age and age.release:
            sentence = render("needs-newer-libvirt", "release", what=what, libvirt=libvirt, release=age.release)
        elif is_between:
            sentence = render("needs-newer-libvirt", "between", what=what, above=version, base=base, libvirt=libvirt)
        else:
            sentence = render("needs-newer-libvirt", "version", what=what, libvirt=libvirt, version=version)
        is_sure = bool(age and age.release) or not is_between
        return replace(finding, problem=reworded(problem, sentence, "error" if is_sure else "warning"))


def _aged(finding: Finding, version: str, ages: Ages) -> tuple[Finding, Age | None]:
    """What is to be reported, and its age if a version is the first shipped one that has it.

    Where an attribute has a word that the older version lacks, whatever else that finds in the element is due to the
    word: it knows only what belongs to the others.
    """
    code, node, attribute = finding.problem.code, finding.node, finding.attribute
    if code in _UNKNOWN or code == "invalid-value":
        age = ages.of(node, attribute, is_value=code == "invalid-value")
        if age and age.newer == version:
            return finding, age
    holder = node.parent if code in _UNKNOWN and attribute is None else node
    for added in ages.words_of(holder) if holder else ():
        if added.age.newer == version:
            return _as_finding(added, finding), added.age
    return finding, None


def _as_finding(added: Added, beside: Finding) -> Finding:
    """A thing that was added, as a fault beside another."""
    node, attribute = added.node, added.attribute
    line, column = attribute.place if attribute else (node.line, node.column)
    end_line, end_column = attribute.end if attribute else node.end_of_tag
    path = f"{node.path}/@{attribute.shown}" if attribute else node.path
    code: Code = "invalid-value" if added.is_value else "unknown-attribute" if attribute else "unknown-element"
    problem = replace(
        beside.problem,
        code=code,
        line=line,
        column=column,
        path=path,
        expected=(),
        end_line=end_line,
        end_column=end_column,
    )
    return Finding(problem, node, attribute)


def _feature(finding: Finding) -> Phrase:
    """What needs the newer version: an attribute, an element, or a value."""
    problem, node, attribute = finding.problem, finding.node, finding.attribute
    name, tag = attribute.shown if attribute else node.shown, node.shown
    match problem.code:
        case "invalid-value" if is_secret_in(tag, name):
            return phrase("feature", "secret", name=name)
        case "invalid-value" if attribute:
            return phrase("feature", "value", attribute=name, value=attribute.value, tag=tag)
        case "invalid-value":
            return phrase("feature", "text", text=node.text.strip(), tag=tag)
        case "missing-element" | "missing-attribute":
            return phrase("feature", "absence", names=problem.expected, tag=tag)
        case _ if attribute:
            return phrase("feature", "attribute", attribute=name, tag=tag)
        case "misplaced-element":
            return phrase("feature", "place", tag=tag)
        case _:
            return phrase("feature", "element", tag=tag)
