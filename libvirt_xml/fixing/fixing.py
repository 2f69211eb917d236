"""``fixed``: a document's text without the problems that have one certain repair."""

from __future__ import annotations

from bisect import bisect, insort
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from re import sub
from typing import AnyStr, Generic

from libvirt_xml.editing.texts.encoded_text import EncodedText, decoded_text
from libvirt_xml.editing.texts.text_edits import TextEdit, applied, do_overlap
from libvirt_xml.errors import ParseError
from libvirt_xml.fixing.repairs import TextRepair, repairs_of
from libvirt_xml.validation.catalogue import WITHOUT_RULES
from libvirt_xml.validation.problem import Problem
from libvirt_xml.validation.validator import Validator
from libvirt_xml.words.guessed_names import GuessedNames

_ROUNDS = 10
_TRIES = 100  # attempts of a round: what is left is for the next one

_UNREADABLE = ("not-well-formed", "duplicate-key")  # while there is such a one, nothing else is looked for

_NO_NAMES: Mapping[str, str] = {}

_Key = tuple[str, str]
Validate = Callable[[str | bytes], Sequence[Problem]]
"""Tells the problems of a text."""
FindRepairs = Callable[[str, Sequence[Problem]], Iterable[TextRepair]]
"""Finds repairs of problems of a decoded text."""
Choose = Callable[[Sequence[Problem]], Sequence[Problem]]
"""Chooses the problems that are to be repaired."""


@dataclass(frozen=True)
class Fixed(GuessedNames, Generic[AnyStr]):
    """A text after its repairs, what they were for, and what is left."""

    text: AnyStr
    fixed: Sequence[Problem]
    """The problems that are gone, as they were told when they were repaired."""
    left: Sequence[Problem]
    """The problems of the new text."""


def fixed(
    source: AnyStr,
    validator: Validator | None = None,
    *,
    unsafe: bool = False,
    kind: str | None = None,
    file: str | None = None,
    is_wanted: Callable[[Problem], bool] = lambda problem: True,
) -> Fixed[AnyStr]:
    """The text of a document with all problems repaired that have one certain repair; everything else stays.

    Misspelt names and values are replaced by the suggestion of their problem, elements move to where they belong, and
    the safe fixes of rules are done; with ``unsafe`` also those that change what the document means. A repair stays
    only if its problem is gone then and there is no new error; of two that exclude each other, the first in the
    document is done. Only problems that are wanted are repaired. Raises ValueError for an unknown kind.
    """
    used = validator or Validator()
    return fixed_by(
        source,
        lambda text: used.validate(text, file=file, kind=kind),
        lambda text, problems: repairs_of(text, problems, None if kind else used.rulebook, unsafe=unsafe),
        lambda problems: [problem for problem in problems if is_wanted(problem)],
    )


def fixed_by(source: AnyStr, validate: Validate, find_repairs: FindRepairs, choose: Choose) -> Fixed[AnyStr]:
    """The text of any document, by what tells its problems, chooses those to repair, and finds repairs of them."""
    problems = validate(source)
    gone: list[Problem] = []
    try:
        text = decoded_text(source)
    except ParseError:
        return Fixed(source, (), problems)
    for _ in range(_ROUNDS):
        chosen = choose(problems)
        if not chosen or any(problem.code == "not-well-formed" for problem in problems):
            break
        attempt = _Round(text, problems, validate, find_repairs)
        attempt.try_all(_compatible(find_repairs(text.text, chosen)))
        if attempt.text is text:
            break
        gone += _missing(problems, attempt.problems, attempt.names)
        text, problems = attempt.text, attempt.problems
    return Fixed(text.encoded(text.text), gone, problems)  # type: ignore[arg-type]


class _Round:
    """Repairs of one text, as many as stay together."""

    def __init__(
        self, text: EncodedText, problems: Sequence[Problem], validate: Validate, find_repairs: FindRepairs
    ) -> None:
        self.text = text
        self.problems = problems
        self.names: Mapping[str, str] = _NO_NAMES
        self._start = text
        self._before = problems
        self._validate = validate
        self._find_repairs = find_repairs
        self._kept: list[TextRepair] = []
        self._tries = 0

    def try_all(self, repairs: Sequence[TextRepair]) -> None:
        """Keep the repairs that do what they should, all at once where that goes."""
        if not repairs or self._tries >= _TRIES:
            return
        self._tries += 1
        together = [*self._kept, *repairs]
        text = applied(self._start.text, [edit for repair in together for edit in repair.edits])
        problems = self._validate(self._start.encoded(text))
        if self._is_better(together, problems, text):
            self._kept, self.problems, self.names = together, problems, _names_of(together)
            self.text = self._start._replace(text=text)
        elif len(repairs) > 1:
            middle = len(repairs) // 2
            self.try_all(repairs[:middle])
            self.try_all(repairs[middle:])

    def _is_better(self, repairs: Sequence[TextRepair], after: Sequence[Problem], text: str) -> bool:
        """Whether the problems of repairs are gone, and there is no error that was not there, or hidden, before."""
        names = _names_of(repairs)
        key = partial(_key, names=names)
        repaired = [key(repair.problem) for repair in repairs]
        left, now = Counter(map(key, self._before)), Counter(map(key, after))
        left.subtract(repaired)
        if any(now[one] > left[one] for one in repaired):
            return False
        if any(problem.code in _UNREADABLE for problem in _missing(after, self._before)):
            return False
        were_hidden = any(problem.severity == "error" and problem.code in WITHOUT_RULES for problem in self._before)
        revealed = tuple({key(repair.problem)[1].rpartition("/")[0] + "/" for repair in repairs if repair.reveals})
        moved = {f"/{name}/" for repair in repairs for name in repair.moved}
        new = _missing(after, self._before, names)
        errors = [problem for problem in new if problem.severity == "error"]
        shown = [*self._shown_below(repairs, errors, text), *self._shown_in_needless(repairs, errors, text)]
        is_no_worse = _errors(after) <= _errors(self._before)
        seen_otherwise = _gone(self._before, after, key) if _errors(after) < _errors(self._before) else ()
        if not is_no_worse and any(repair.removes or repair.is_new for repair in repairs):
            return False
        return not any(
            problem.severity == "error"
            and not (_is_of_fitting(problem) and were_hidden)
            and not (problem.suggestion is not None and key(problem)[1].startswith(revealed))
            and not (is_no_worse and any(step in f"{key(problem)[1]}/" for step in moved))
            and key(problem)[1] not in seen_otherwise
            and not self._was_hidden(problem, repairs, after)
            and not (is_no_worse and _is_carried(problem, repairs))
            and problem not in shown
            for problem in new
        )

    def _was_hidden(self, problem: Problem, repairs: Sequence[TextRepair], after: Sequence[Problem]) -> bool:
        """Whether a problem is elsewhere, and was not looked for while there were those that are repaired now."""
        places = tuple(repair.hidden_beside for repair in repairs if repair.hidden_beside is not None)
        if len(places) < len(repairs) or _errors(after) > _errors(self._before):
            return False
        return problem.suggestion is not None or not (problem.path or "").startswith(places)

    def _shown_below(self, repairs: Sequence[TextRepair], new: Sequence[Problem], text: str) -> Sequence[Problem]:
        """The new errors below keys that have another name now; none if more than one of each cannot be repaired."""
        keys = [repair.hidden_beside for repair in repairs if repair.renames_key]
        below = tuple(f"{key}{mark}" for key in keys for mark in ".[")
        shown = [problem for problem in new if keys and (problem.path or "").startswith(below)]
        hopeless = [problem for problem in shown if not any(self._find_repairs(text, [problem]))]
        return shown if len(hopeless) <= len(keys) else ()

    def _shown_in_needless(self, repairs: Sequence[TextRepair], new: Sequence[Problem], text: str) -> Sequence[Problem]:
        """The new errors in what came out of a needless element, unseen before; none if one has no repair."""
        names = {name for repair in repairs if repair.problem.variant == "needless" for name in repair.seen}
        shown = [problem for problem in new if not names.isdisjoint(_key(problem)[1].split("/"))]
        return shown if all(any(self._find_repairs(text, [problem])) for problem in shown) else ()


def _is_carried(problem: Problem, repairs: Sequence[TextRepair]) -> bool:
    """Whether a problem is that of a value which came into an element from the one around it, and has a suggestion."""
    owner, _, name = (problem.path or "").partition("/@")
    around = owner.rpartition("/")[0]
    return problem.suggestion is not None and any(
        repair.problem.code == "unknown-attribute" and repair.problem.path == f"{around}/@{name}" for repair in repairs
    )


def _is_of_fitting(problem: Problem) -> bool:
    """Whether a problem is looked for in documents that the schema accepts."""
    return problem.code not in WITHOUT_RULES or problem.code == "stray-white-space"


def _gone(before: Iterable[Problem], after: Iterable[Problem], key: Callable[[Problem], _Key]) -> Iterable[str]:
    """The paths of errors that are gone; what else is wrong there is the same, seen otherwise."""
    errors = [{key(problem) for problem in every if problem.severity == "error"} for every in (before, after)]
    return {path for _, path in errors[0] - errors[1]}


def _names_of(repairs: Iterable[TextRepair]) -> Mapping[str, str]:
    """New names, with those that they replace."""
    return {repair.problem.suggestion or "": repair.wrong_name for repair in repairs if repair.reveals}


def _errors(problems: Iterable[Problem]) -> int:
    return sum(problem.severity == "error" for problem in problems)


def _key(problem: Problem, names: Mapping[str, str] = _NO_NAMES) -> _Key:
    """What a problem still is after something else has changed: its code, and where it is, without indices.

    ``names`` has new names with those that they replaced, so that neither makes a difference.
    """
    path = sub(r"\[\d+\]", "", problem.path or "")
    return problem.code, "/".join(names.get(step, step) for step in path.split("/")) if names else path


def _missing(
    problems: Iterable[Problem], others: Iterable[Problem], names: Mapping[str, str] = _NO_NAMES
) -> list[Problem]:
    """The problems that are not among others."""
    count = Counter(_key(problem, names) for problem in others)
    missing = []
    for problem in problems:
        key = _key(problem, names)
        if count[key]:
            count[key] -= 1
        else:
            missing.append(problem)
    return missing


def _compatible(repairs: Iterable[TextRepair]) -> list[TextRepair]:
    """The repairs that can be done together: of two that exclude each other, the first."""
    chosen: list[TextRepair] = []
    taken: list[TextEdit] = []
    for repair in repairs:
        if not any(_is_taken(edit, taken) for edit in repair.edits):
            chosen.append(repair)
            for edit in repair.edits:
                insort(taken, edit)
    return chosen


def _is_taken(edit: TextEdit, taken: Sequence[TextEdit]) -> bool:
    """Whether an edit overlaps one of others in order, or inserts where one does."""
    at = bisect(taken, edit)
    return any(
        do_overlap(edit, other) or (edit.start, edit.end) == (other.start, other.end)
        for other in taken[max(at - 1, 0) : at + 1]
    )
