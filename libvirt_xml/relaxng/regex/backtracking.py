"""Regular expressions as Python's, and how long a text may be so that backtracking cannot take long.

The work is estimated from above, for the worst text of a length. What follows a factor may be tried again for each way
in which the factor can match; but where the next character tells which way to go, all others fail at once. That is one
step, of no more tests than the expression has sets of characters.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import NamedTuple

from libvirt_xml.relaxng.regex.alphabet import Alphabet
from libvirt_xml.relaxng.regex.character_sets import python_class
from libvirt_xml.relaxng.regex.expressions import (
    Alternatives,
    AtMost,
    Body,
    Characters,
    Factor,
    Powers,
    Term,
    is_nullable,
    is_term_nullable,
)

LENGTHS = (65_536, 256, 64)
"""The lengths of texts that are tried; the longest bounds the memory that ``re`` needs for a group's repetitions."""

_STEPS_PER_CHARACTER = 256
_TOO_MANY = 2**40


class Work(NamedTuple):
    """What a part of an expression costs: its own steps, and how often it goes on to what follows."""

    steps: int
    exits: int

    def then(self, following: Work) -> Work:
        """The work for this part and the next."""
        return _work(self.steps + self.exits * following.steps, self.exits * following.exits)


_NONE = Work(0, 1)


def _work(steps: int, exits: int) -> Work:
    return Work(min(steps, _TOO_MANY), min(exits, _TOO_MANY))


def longest_text(term: Term, alphabet: Alphabet) -> int:
    """The length up to which Python's ``re`` matches in few steps a character; -1 where there is none."""
    for length in LENGTHS:
        work = Estimate(alphabet, length).of_term(term, 1 << alphabet.size)
        if work.steps <= length * _STEPS_PER_CHARACTER:
            return length
    return -1


class Estimate:
    """The work for texts up to a length. What may follow is given as the classes of its first character, as bits; one
    more bit is the end of the text."""

    def __init__(self, alphabet: Alphabet, length: int) -> None:
        self._members = alphabet.members
        self._classes = range(alphabet.size + 1)
        self._length = length
        self._works: dict[
            tuple[Factor, int], Work
        ] = {}  # bodies are shared: to visit each again takes exponential time
        self._firsts: dict[Factor, int] = {}
        self._lengths: dict[Factor, int] = {}

    def of_term(self, term: Term, follow: int) -> Work:
        """The work for a term."""
        work = _NONE
        for factor in reversed(term):
            work = self._of_factor(factor, follow).then(work)
            follow = self._first(factor) | (follow if is_nullable(factor) else 0)
        return work

    def _of_factor(self, factor: Factor, follow: int) -> Work:
        work = self._works.get((factor, follow))
        if work is None:
            work = self._works[factor, follow] = self._work_of(factor, follow)
        return work

    def _work_of(self, factor: Factor, follow: int) -> Work:
        match factor:
            case Characters():
                return Work(1, 1)
            case Alternatives():
                return self._of_choice(factor, follow)
            case AtMost():
                return self._of_at_most(factor, follow)
            case Powers():
                follow |= self._first(factor.body)
                return _repeated(self._of_factor(factor.body, follow), self._times(factor.body, factor.least))

    def _of_choice(self, choice: Alternatives, follow: int) -> Work:
        """For each first character, the alternatives that begin with it; the worst of these."""
        works = [self.of_term(term, follow) for term in choice.alternatives]
        firsts = [self._first_of_term(term) | (follow if is_term_nullable(term) else 0) for term in choice.alternatives]
        steps = exits = 0
        for number in self._classes:
            open_ways = [work for work, first in zip(works, firsts, strict=True) if first >> number & 1]
            steps = max(steps, sum(work.steps for work in open_ways))
            exits = max(exits, sum(work.exits for work in open_ways))
        return _work(steps + len(works), exits)

    def _of_at_most(self, factor: AtMost, follow: int) -> Work:
        if is_nullable(factor.body):
            return Work(_TOO_MANY, _TOO_MANY)
        first = self._first(factor.body)
        once = self._of_factor(factor.body, first | follow)
        times = self._times(factor.body, factor.most)
        if first & follow:
            return _repeated_or_not(once, times)
        return _repeated(Work(once.steps + 1, once.exits), times)

    def _times(self, body: Body, most: int | None) -> int:
        """How often a body can match at most, and once more to fail."""
        possible = self._length // max(1, self._shortest(body)) + 1
        return possible if most is None else min(possible, most)

    def _first_of_term(self, term: Term) -> int:
        first = 0
        for factor in term:
            first |= self._first(factor)
            if not is_nullable(factor):
                break
        return first

    def _first(self, factor: Factor) -> int:
        """The classes with which a factor can begin."""
        first = self._firsts.get(factor)
        if first is None:
            first = self._firsts[factor] = self._first_of(factor)
        return first

    def _first_of(self, factor: Factor) -> int:
        match factor:
            case Characters():
                return self._members[factor]
            case Alternatives():
                return reduce(or_, map(self._first_of_term, factor.alternatives))
            case AtMost() | Powers():
                return self._first(factor.body)

    def _shortest(self, factor: Factor) -> int:
        """The length of the shortest text for a factor."""
        length = self._lengths.get(factor)
        if length is None:
            length = self._lengths[factor] = self._shortest_of(factor)
        return length

    def _shortest_of(self, factor: Factor) -> int:
        match factor:
            case Characters():
                return 1
            case Alternatives():
                return min(sum(map(self._shortest, term)) for term in factor.alternatives)
            case AtMost():
                return 0
            case Powers():
                return factor.least * self._shortest(factor.body)


def _repeated(once: Work, times: int) -> Work:
    """Exactly so often."""
    if once.exits <= 1:
        return _work(times * once.steps, once.exits)
    work = _NONE
    for _ in range(times):
        work = once.then(work)
        if work.steps == _TOO_MANY:
            break
    return work


def _repeated_or_not(once: Work, times: int) -> Work:
    """Any number of times up to one, where each time the rest may be tried as well."""
    if once.exits <= 1:
        return _work(times * (once.steps + 1), times + 1)
    work = _NONE
    for _ in range(times):
        work = _work(once.steps + once.exits * work.steps, once.exits * work.exits + 1)
        if work.steps == _TOO_MANY:
            break
    return work


def translate(term: Term) -> str:
    """Python's regular expression for a term, for texts no longer than the longest of ``LENGTHS``."""
    parts = []
    place = 0
    while place < len(term):
        body, least, most = _counts(term[place])
        place += 1
        if (
            place < len(term)
            and isinstance(following := term[place], AtMost)
            and following.body is body
            and least == most
        ):
            most = None if following.most is None or most is None else least + following.most
            place += 1
        parts.append(_translate_body(body) + _quantifier(least, most))
    return "".join(parts)


def _counts(factor: Factor) -> tuple[Body, int, int | None]:
    match factor:
        case AtMost(body, most):
            return body, 0, most
        case Powers(body, least):
            return body, least, least
        case _:
            return factor, 1, 1


def _translate_body(body: Body) -> str:
    if isinstance(body, Characters):
        return python_class(body.ranges)
    return f"(?:{'|'.join(map(translate, body.alternatives))})"


def _quantifier(least: int, most: int | None) -> str:
    """Counts beyond all texts are cut down to what Python's ``re`` can take."""
    beyond = LENGTHS[0] + 1
    if least == most == 1:
        return ""
    return f"{{{min(least, beyond)},{'' if most is None or most > beyond else most}}}"
