"""Regular expressions of XML Schema.

They are anchored at both ends, ``^`` and ``$`` are literals, classes can be subtracted from each other. Matching takes
time linear in the text: Python's ``re`` matches texts so short that backtracking cannot hurt, an automaton the others.

Source: XML Schema Part 2, second edition, appendix F.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from libvirt_xml.messages import render
from libvirt_xml.relaxng.regex import character_sets
from libvirt_xml.relaxng.regex.alphabet import Alphabet
from libvirt_xml.relaxng.regex.backtracking import longest_text, translate
from libvirt_xml.relaxng.regex.character_sets import Ranges
from libvirt_xml.relaxng.regex.expressions import ExpressionBuilder, Factor, Term, alphabet_of
from libvirt_xml.relaxng.regex.regex_matching import RegexAutomaton

_METACHARACTERS = ".\\?*+{}()[]|"
_SINGLE_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"} | {c: c for c in _METACHARACTERS + "-^"}
_WILDCARD = character_sets.complement(
    character_sets.union(character_sets.single_character("\n"), character_sets.single_character("\r"))
)
_QUANTITY = re.compile(r"\{([0-9]+)(?:,([0-9]*))?\}")
_QUANTIFIERS: dict[str, tuple[int, int | None]] = {"?": (0, 1), "*": (0, None), "+": (1, None)}
_MOST_REPEATS = 4_000_000_000
_DEEPEST = 100


class Matcher(NamedTuple):
    """Two ways to tell whether a whole string matches: the first is for strings up to a length."""

    longest: int
    backtrack: Callable[[str], object]
    matches: Callable[[str], bool]


@lru_cache(maxsize=2048)
def make_matcher(text: str) -> Matcher:
    """The matcher of an XML Schema pattern. Raises ValueError for a broken pattern."""
    try:
        term = parse_expression(text)
        alphabet = Alphabet(alphabet_of(term))
        matches = RegexAutomaton(term, alphabet).matches
        longest = longest_text(term, alphabet)
        backtrack = matches if longest < 0 else re.compile(translate(term)).fullmatch
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(render("pattern", "large", pattern=text)) from error
    return Matcher(longest, backtrack, matches)


@lru_cache(maxsize=2048)
def compile_pattern(text: str) -> Callable[[str], bool]:
    """A predicate: whether a whole string matches an XML Schema pattern. Raises ValueError for a broken pattern."""
    longest, backtrack, matches = make_matcher(text)
    return lambda value: bool(backtrack(value)) if len(value) <= longest else matches(value)


def parse_expression(text: str) -> Term:
    """The tree of an XML Schema pattern. Raises ValueError for a broken pattern."""
    return _Parser(text).parse()


class _Parser:
    """One pass over a pattern; each method reads one production of appendix F."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._depth = 0
        self._make = ExpressionBuilder()

    def parse(self) -> Term:
        result = self._expression()
        if self._at < len(self._text):
            raise self._error(render("pattern", "unexpected", character=self._text[self._at]))
        return result

    def _error(self, reason: str) -> ValueError:
        return ValueError(render("pattern", "broken", pattern=self._text, at=self._at + 1, reason=reason))

    def _enter(self) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ValueError(render("pattern", "deep", pattern=self._text, limit=_DEEPEST))

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _next(self) -> str:
        if self._at >= len(self._text):
            raise self._error(render("pattern", "ends-early"))
        self._at += 1
        return self._text[self._at - 1]

    def _expression(self) -> Term:
        branches = [self._branch()]
        while self._peek() == "|":
            self._at += 1
            branches.append(self._branch())
        return self._make.choice(branches)

    def _branch(self) -> Term:
        factors: list[Factor] = []
        while self._peek() not in ("", "|", ")"):
            atom = self._atom()
            factors.extend(self._make.repeat(atom, *self._quantity()))
        return tuple(factors)

    def _atom(self) -> Term:
        match self._next():
            case "(":
                return self._group()
            case "[":
                return self._set(self._class())
            case ".":
                return self._set(_WILDCARD)
            case "\\":
                return self._set(self._escape())
            case character if character in "?*+{}]":
                self._at -= 1
                raise self._error(render("pattern", "unexpected", character=character))
            case character:
                return self._set(character_sets.single_character(character))

    def _set(self, ranges: Ranges) -> Term:
        return (self._make.characters(ranges),)

    def _group(self) -> Term:
        self._enter()
        inner = self._expression()
        if self._peek() != ")":
            raise self._error(render("pattern", "parenthesis"))
        self._at += 1
        self._depth -= 1
        return inner

    def _quantity(self) -> tuple[int, int | None]:
        if self._peek() in _QUANTIFIERS:
            return _QUANTIFIERS[self._next()]
        if self._peek() != "{":
            return 1, 1
        quantity = _QUANTITY.match(self._text, self._at)
        if quantity is None:
            raise self._error(render("pattern", "quantity-form"))
        least = _number(quantity[1])
        most = least if quantity[2] is None else _number(quantity[2]) if quantity[2] else None
        if max(least, most or 0) > _MOST_REPEATS or (most is not None and most < least):
            raise self._error(render("pattern", "quantity", quantity=quantity.group()))
        self._at = quantity.end()
        return least, most

    def _class(self) -> Ranges:
        """A class expression after its ``[``."""
        self._enter()
        negated = self._peek() == "^"
        self._at += negated
        parts: list[Ranges] = []
        subtracted: Ranges = ()
        while self._peek() != "]" or not parts:
            if self._text.startswith("-[", self._at) and parts:
                self._at += 2
                subtracted = self._class()
                if self._peek() != "]":
                    raise self._error(render("pattern", "subtraction"))
                break
            parts.append(self._class_part())
        self._at += 1
        self._depth -= 1
        ranges = character_sets.union(*parts)
        return character_sets.difference(character_sets.complement(ranges) if negated else ranges, subtracted)

    def _class_part(self) -> Ranges:
        start, is_single = self._class_character()
        if self._peek() != "-" or self._text[self._at + 1 : self._at + 2] in ("]", "["):
            return start
        if not is_single:
            return start
        self._at += 1
        end, end_is_single = self._class_character()
        if not end_is_single or start > end:
            raise self._error(render("pattern", "range"))
        return ((start[0][0], end[0][0]),)

    def _class_character(self) -> tuple[Ranges, bool]:
        """One item of a class, and whether it is a single character."""
        match self._next():
            case "\\":
                is_single = self._peek() in _SINGLE_ESCAPES
                return self._escape(), is_single
            case character if character in "[]":
                self._at -= 1
                raise self._error(render("pattern", "unexpected", character=character))
            case character:
                return character_sets.single_character(character), True

    def _escape(self) -> Ranges:
        """The escape after a backslash."""
        character = self._next()
        if character in _SINGLE_ESCAPES:
            return character_sets.single_character(_SINGLE_ESCAPES[character])
        if character in "pP":
            return self._property(negated=character == "P")
        ranges = character_sets.escape_character(character)
        if ranges is None:
            raise self._error(render("pattern", "escape", character=character))
        return ranges

    def _property(self, *, negated: bool) -> Ranges:
        end = self._text.find("}", self._at)
        if self._next() != "{" or end < 0:
            raise self._error(render("pattern", "property-form"))
        name = self._text[self._at : end]
        ranges = character_sets.named(name)
        if ranges is None:
            raise self._error(render("pattern", "property", name=name))
        self._at = end + 1
        return character_sets.complement(ranges) if negated else ranges


def _number(digits: str) -> int:
    """Python converts no endless numbers; any that long is too large."""
    digits = digits.lstrip("0")
    return int(digits or "0") if len(digits) < 20 else _MOST_REPEATS + 1
