"""Problems of a spec, gathered: one run names them all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from libvirt_xml.errors import LibvirtXMLError
from libvirt_xml.messages import render
from libvirt_xml.validation.catalogue import Code
from libvirt_xml.validation.problem import Problem, Severity, with_parts
from libvirt_xml.words.vocabulary import PLAIN
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Origin

if TYPE_CHECKING:
    from collections.abc import Mapping as Map, Sequence


class SpecError(LibvirtXMLError, ValueError):
    """A spec cannot be used; ``problems`` says all that is wrong with it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems)
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


class Findings:
    """Where the steps of reading a spec put what they find."""

    def __init__(self) -> None:
        self._problems: dict[Problem, None] = {}

    @property
    def problems(self) -> list[Problem]:
        """What was found so far, each once."""
        return list(self._problems)

    @property
    def has_errors(self) -> bool:
        """Whether the spec cannot be used."""
        return any(problem.severity == "error" for problem in self._problems)

    def add(
        self,
        code: Code,
        message: str,
        at: Node | Origin,
        path: str,
        *,
        severity: Severity = "error",
        expected: Iterable[str] = (),
        suggestion: str | None = None,
    ) -> None:
        """Note a problem at a node, or at the place of a key."""
        problem = Problem(code, severity, message, expected=tuple(expected), suggestion=suggestion)
        self.add_problem(with_parts(problem, message), at, path)

    def add_problem(self, problem: Problem, at: Node | Origin, path: str) -> None:
        """Note a problem at another place: a node, or that of a key."""
        origin = at if isinstance(at, Origin) else at.origin
        span = origin.span
        placed = replace(
            problem,
            file=origin.file,
            line=origin.line,
            column=origin.column,
            path=path,
            end_line=span.end_line if span else None,
            end_column=span.end_column if span else None,
        )
        self._problems[placed] = None

    def replace(self, others: Map[Problem, Problem]) -> None:
        """Note other problems in the place of some that were found."""
        self._problems = {others.get(problem, problem): None for problem in self._problems}

    def include(self, others: Findings) -> None:
        """Note what others have found too."""
        self._problems.update(others._problems)

    def raise_errors(self) -> None:
        """Raise SpecError if there is an error."""
        if self.has_errors:
            raise SpecError(self.in_order())

    def in_order(self) -> list[Problem]:
        """The problems in the order of the files' lines."""
        return sorted(self.problems, key=lambda problem: (problem.file or "", problem.line or 0, problem.column or 0))


def unknown_key(
    findings: Findings,
    mapping: Mapping,
    name: str,
    path: str,
    known: Iterable[str],
    what: str,
    meant: str | None = None,
) -> None:
    """Note a key that there is not, with the one that was probably meant."""
    names = sorted(known)
    meant = meant or PLAIN.closest(name, names)
    findings.add(
        "unknown-key",
        render("unknown-key", "likely", what=what, key=name)
        if meant
        else render("unknown-key", "with-keys", what=what, key=name, keys=", ".join(names)),
        mapping.place_of(name),
        f"{path}.{name}" if path else name,
        expected=names,
        suggestion=meant,
    )
