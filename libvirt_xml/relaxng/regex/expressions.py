"""Regular expressions as trees, made by a builder that simplifies.

A term is what stands in sequence: a tuple of factors, empty for the empty string. Equal ``Characters`` and ``Choice``
of one builder are the same object and compared by identity; the counted factors, which the automaton makes anew as it
counts, are compared by value. So no comparison goes deep.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from libvirt_xml.relaxng.regex.character_sets import Ranges, union


class Characters:
    """One character of a set."""

    __slots__ = ("ranges",)
    __match_args__ = ("ranges",)

    def __init__(self, ranges: Ranges) -> None:
        self.ranges = ranges


class Alternatives:
    """One of several terms; of one alone where that is repeated."""

    __slots__ = ("alternatives", "nullable")
    __match_args__ = ("alternatives", "nullable")

    def __init__(self, alternatives: tuple[Term, ...], nullable: bool) -> None:
        self.alternatives = alternatives
        self.nullable = nullable


class AtMost(NamedTuple):
    """A body up to ``most`` times, without limit where that is None."""

    body: Body
    most: int | None


class Powers(NamedTuple):
    """A body ``least + i`` times, for any ``i`` whose bit is set in ``more``; its lowest bit is."""

    body: Body
    least: int
    more: int


Body: TypeAlias = Characters | Alternatives
Factor: TypeAlias = Characters | Alternatives | AtMost | Powers
Term: TypeAlias = tuple[Factor, ...]


def is_nullable(factor: Factor) -> bool:
    """Whether a factor takes the empty string. The body of ``Powers`` never does: see ``Builder.repeat``."""
    match factor:
        case Characters():
            return False
        case Alternatives():
            return factor.nullable
        case AtMost():
            return True
        case Powers():
            return factor.least == 0


def is_term_nullable(term: Term) -> bool:
    """Whether a term takes the empty string."""
    return all(map(is_nullable, term))


def alphabet_of(term: Term) -> set[Characters]:
    """All sets of characters in a term."""
    alphabet: set[Characters] = set()
    seen: set[Factor] = set()
    waiting = list(term)
    while waiting:
        factor = waiting.pop()
        if factor in seen:
            continue
        seen.add(factor)
        match factor:
            case Characters():
                alphabet.add(factor)
            case Alternatives():
                waiting.extend(inner for alternative in factor.alternatives for inner in alternative)
            case AtMost() | Powers():
                waiting.append(factor.body)
    return alphabet


class ExpressionBuilder:
    """Makes the terms of one regular expression."""

    def __init__(self) -> None:
        self._characters: dict[Ranges, Characters] = {}
        self._choices: dict[tuple[Term, ...], Alternatives] = {}

    def characters(self, ranges: Ranges) -> Characters:
        """One character of a set."""
        return self._characters.setdefault(ranges, Characters(ranges))

    def choice(self, alternatives: Iterable[Term]) -> Term:
        """One of the alternatives. Those of one character each become one set."""
        terms = dict.fromkeys(_flat(alternatives))
        sets = [term[0].ranges for term in terms if len(term) == 1 and isinstance(term[0], Characters)]
        if len(sets) > 1:
            rest = [term for term in terms if not (len(term) == 1 and isinstance(term[0], Characters))]
            terms = dict.fromkeys([(self.characters(union(*sets)),), *rest])
        return next(iter(terms)) if len(terms) == 1 else (self._choice(tuple(terms)),)

    def repeat(self, term: Term, least: int, most: int | None) -> Term:
        """A term so many times."""
        if not term or most == 0:
            return ()
        if least == most == 1:
            return term
        if is_term_nullable(term):
            least = 0  # the empty string makes up what is missing
            if most is None:
                return self._any_number(term)
            if len(term) == 1 and isinstance(term[0], AtMost):
                return (AtMost(term[0].body, _product(term[0].most, most)),)
        body = self._body(term)
        return (*_exactly(body, least), *_at_most(body, None if most is None else most - least))

    def _any_number(self, term: Term) -> Term:
        """A nullable term without limit: what it may repeat itself need not be repeated in it, nor be empty."""
        alternatives = [_once(alternative) for alternative in _flat([term])]
        return (AtMost(self._body(self.choice(filter(None, alternatives))), None),)

    def _body(self, term: Term) -> Body:
        if len(term) == 1 and isinstance(term[0], Characters | Alternatives):
            return term[0]
        return self._choice((term,))

    def _choice(self, alternatives: tuple[Term, ...]) -> Alternatives:
        return self._choices.setdefault(
            alternatives, Alternatives(alternatives, any(map(is_term_nullable, alternatives)))
        )


def _once(term: Term) -> Term:
    return (term[0].body,) if len(term) == 1 and isinstance(term[0], AtMost) else term


def _flat(alternatives: Iterable[Term]) -> Iterator[Term]:
    for term in alternatives:
        if len(term) == 1 and isinstance(term[0], Alternatives):
            yield from term[0].alternatives
        else:
            yield term


def _product(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one * other


def _exactly(body: Body, times: int) -> Term:
    if times <= 1:
        return (body,) * times
    return (Powers(body, times, 1),)


def _at_most(body: Body, times: int | None) -> Term:
    return () if times == 0 else (AtMost(body, times),)
