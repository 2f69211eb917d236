"""Problems of a spec, gathered: one run names them all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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

    from libvirt_xml.yaml_forms.shapes.composites import Record


_OF_VALUES = ("invalid-value", "invalid-size", "unknown-name")


class SpecError(LibvirtXMLError, ValueError):
    """A spec cannot be used; ``problems`` says all that is wrong with it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems)
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


class Findings:
    """Where the steps of reading a spec put what they find."""

    def __init__(self, around: tuple[Record, ...] = ()) -> None:
        self._problems: dict[Problem, None] = {}
        self.around = around
        """The maps of the form around what is looked at, from the outside in."""
        self.misplaced: set[str] = set()
        """Keys that were written in the wrong map, which is a problem already."""

    def trial(self) -> Findings:
        """Where the same is looked at to see whether it is right."""
        return Findings(self.around)

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

    def problems_at(self, path: str, at: Node) -> Iterator[Problem]:
        """The problems of a node that has a path."""
        origin = at.origin
        for problem in self._problems:
            if problem.path == path and _place(problem) == (origin.file, origin.line, origin.column):
                yield problem

    def replace(self, others: Map[Problem, Problem]) -> None:
        """Note other problems in the place of some that were found."""
        self._problems = {others.get(problem, problem): None for problem in self._problems}

    def include(self, others: Findings) -> None:
        """Note what others have found too."""
        self._problems.update(others._problems)
        self.misplaced |= others.misplaced

    def drop_missing(self) -> None:
        """Forget that keys are missing that were written in the wrong map."""
        self._problems = {
            problem: None
            for problem in self._problems
            if problem.code != "missing-key" or self.misplaced.isdisjoint(problem.expected)
        }

    def drop_corrected(self, path: str, *, is_replaced: bool = False) -> None:
        """Forget wrong values at a path that another problem says put right; all, where it says something else."""
        self._problems = {
            problem: None
            for problem in self._problems
            if problem.path != path or (problem.suggestion is None and not is_replaced)
        }

    def include_elsewhere(self, others: Findings) -> None:
        """Note what others have found too, but where an error is known already, which may be the reason."""
        self._add_values(others)
        errors = (problem for problem in self._problems if problem.severity == "error")
        places = {_place(problem) for problem in errors if problem.line is not None}
        others_elsewhere = (problem for problem in others._problems if _place(problem) not in places)
        self._problems.update(dict.fromkeys(others_elsewhere))

    def _add_values(self, others: Findings) -> None:
        """Add to what is said of keys that were meant to be others what was found of their values."""
        values = {
            (*_place(other), (other.path or "").removesuffix("[0]")): other.suggestion
            for other in others._problems
            if other.code in _OF_VALUES
        }
        for problem in self.problems:
            parameters = problem.parameters
            if problem.code != "unknown-key" or problem.variant != "likely" or problem.suggestion is None:
                continue
            holder = (problem.path or "").removesuffix(str(parameters["key"]))
            value = values.get((*_place(problem), f"{holder}{problem.suggestion}"))
            if value:
                parts = {
                    "what": parameters["what"],
                    "key": parameters["key"],
                    "meant": problem.suggestion,
                    "value": value,
                }
                sentence = render("unknown-key", "likely-with-value", **parts)
                self.replace({problem: with_parts(problem, sentence)})

    def raise_errors(self) -> None:
        """Raise SpecError if there is an error."""
        if self.has_errors:
            raise SpecError(self.in_order())

    def in_order(self) -> list[Problem]:
        """The problems in the order of the files' lines."""
        return sorted(self.problems, key=lambda problem: (problem.file or "", problem.line or 0, problem.column or 0))


def _place(problem: Problem) -> tuple[str | None, int | None, int | None]:
    return problem.file, problem.line, problem.column


def is_longer_word(name: str, known: str) -> bool:
    """Whether a name only begins with a shorter word and is another one: ``nameserver`` and ``name``."""
    return name.startswith(known) and len(name) > 2 * len(known) and name[len(known)] not in "_-"


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
    likely = None if meant else PLAIN.closest(name, names)
    meant = meant or (None if likely is None or is_longer_word(name, likely) else likely)
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
