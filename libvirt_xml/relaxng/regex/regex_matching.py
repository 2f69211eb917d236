"""Regular expressions matched in linear time: a deterministic automaton, built as texts ask for it.

A state is the set of terms of which one has to match the rest of the text: partial derivatives of the expression.
Counts are numbers in these terms. Terms that differ in one count alone become one, so what is counted at once costs a
bit each: a transition's work is bounded by the expression, whatever the text. Where the tables grow too large they are
dropped, and built again as needed.

Source: Valentin Antimirov, *Partial derivatives of regular expressions and finite automaton constructions*; the
counts of one body as a set, as in Turoňová et al., *Regex matching with counting-set automata*.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from libvirt_xml.markup.locks import make_lock
from libvirt_xml.relaxng.regex.alphabet import Alphabet
from libvirt_xml.relaxng.regex.expressions import (
    Alternatives,
    AtMost,
    Characters,
    Factor,
    Powers,
    Term,
    is_nullable,
    is_term_nullable,
)

_LIMIT = 10_000  # factors and transitions together; about 2 MB
_BITS_PER_FACTOR = 1024


class RegexAutomaton:
    """What takes the strings of a term. All threads may use it at once."""

    def __init__(self, term: Term, alphabet: Alphabet, *, limit: int = _LIMIT) -> None:
        self._alphabet = alphabet
        self._limit = limit
        self._lock = make_lock(2)
        self._states: dict[frozenset[Term], RegexState] = {}
        self._size = 0
        self._dead = RegexState(self, frozenset())
        self._start = RegexState(self, frozenset([term]))

    def __len__(self) -> int:
        """How much is kept."""
        return self._size

    def matches(self, text: str) -> bool:
        """Whether the whole text matches."""
        state, dead = self._start, self._dead
        for character in text:
            state = state[character]
            if state is dead:
                return False
        return state.accepts

    def advance(self, state: RegexState, character: str) -> RegexState:
        """The state after a character, from now on in the state's table."""
        with self._lock:
            if self._size > self._limit:
                self._forget()
            number = self._alphabet.number(character)
            following = state.by_class.get(number)
            if following is None:
                terms = frozenset(merge_states(self._derivatives(state.terms, number)))
                following = state.by_class[number] = self._state(terms)
            state[character] = following
            self._size += 1
        return following

    def _state(self, terms: frozenset[Term]) -> RegexState:
        if not terms:
            return self._dead
        state = self._states.get(terms)
        if state is None:
            state = self._states[terms] = RegexState(self, terms)
            self._size += sum(map(_size, terms))
        return state

    def _forget(self) -> None:
        """Drop every table. Those who are matching go on from the states that they hold."""
        for state in (self._start, *self._states.values()):
            state.clear()
            state.by_class.clear()
        self._states.clear()
        self._size = 0

    def _derivatives(self, terms: Iterable[Term], number: int) -> set[Term]:
        return {rest for term in terms for rest in self._after(term, number)}

    def _after(self, term: Term, number: int) -> Iterator[Term]:
        """What may follow, where a term begins with a character of a class."""
        for place, factor in enumerate(term):
            for rest in self._after_factor(factor, number):
                yield rest + term[place + 1 :]
            if not is_nullable(factor):
                return

    def _after_factor(self, factor: Factor, number: int) -> Iterator[Term]:
        match factor:
            case Characters():
                if self._alphabet.members[factor] >> number & 1:
                    yield ()
            case Alternatives():
                for alternative in factor.alternatives:
                    yield from self._after(alternative, number)
            case AtMost(body) | Powers(body):
                fewer = _once_fewer(factor)
                if fewer is not None:
                    for rest in self._after_factor(body, number):
                        yield rest + fewer


class RegexState(dict[str, "RegexState"]):
    """Where the automaton is; leads from a character to the next state."""

    __slots__ = ("_automaton", "accepts", "by_class", "terms")

    def __init__(self, automaton: RegexAutomaton, terms: frozenset[Term]) -> None:
        self._automaton = automaton
        self.terms = terms
        self.accepts = any(map(is_term_nullable, terms))
        self.by_class: dict[int, RegexState] = {}

    def __missing__(self, character: str) -> RegexState:
        return self._automaton.advance(self, character)


def merge_states(terms: set[Term]) -> set[Term]:
    """The terms, with those that differ in one count alone as one."""
    if len(terms) > 1:
        for place in range(max(map(len, terms))):
            terms = _merge_at(place, terms)
    return terms


def _merge_at(place: int, terms: set[Term]) -> set[Term]:
    alike: dict[object, list[Term]] = {}
    for term in terms:
        factor = term[place] if place < len(term) else None
        if isinstance(factor, AtMost | Powers):
            alike.setdefault((type(factor), factor.body, term[:place], term[place + 1 :]), []).append(term)
        else:
            alike[term] = [term]
    if len(alike) == len(terms):
        return terms
    return {_merge_alike(place, group) if len(group) > 1 else group[0] for group in alike.values()}


def _merge_alike(place: int, terms: list[Term]) -> Term:
    factors = [term[place] for term in terms]
    return (*terms[0][:place], _either(factors), *terms[0][place + 1 :])


def _either(factors: list[Factor]) -> Factor:
    """One factor for several of one kind and body."""
    at_most = [factor for factor in factors if isinstance(factor, AtMost)]
    if at_most:
        limits = [factor.most for factor in at_most if factor.most is not None]
        return AtMost(at_most[0].body, max(limits) if len(limits) == len(factors) else None)
    powers = [factor for factor in factors if isinstance(factor, Powers)]
    least = min(factor.least for factor in powers)
    more = 0
    for factor in powers:
        more |= factor.more << factor.least - least
    return Powers(powers[0].body, least, more)


def _once_fewer(factor: AtMost | Powers) -> Term | None:
    """What of a repetition is left after its body; None where it may not come at all."""
    if isinstance(factor, AtMost):
        if factor.most == 1:
            return ()
        return (factor if factor.most is None else AtMost(factor.body, factor.most - 1),)
    body, least, more = factor
    if least == 0:
        more ^= 1
        if not more:
            return None
        least = (more & -more).bit_length() - 1
        more >>= least
    return () if least == more == 1 else (Powers(body, least - 1, more),)


def _size(term: Term) -> int:
    counts = (factor.more.bit_length() // _BITS_PER_FACTOR for factor in term if isinstance(factor, Powers))
    return 1 + len(term) + sum(counts)
