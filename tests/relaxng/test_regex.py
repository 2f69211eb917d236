"""XML Schema's regular expressions: the automaton and ``re`` agree, and neither takes long."""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings, strategies as st
from lxml import etree

from libvirt_xml.relaxng.datatypes.library import XSD
from libvirt_xml.relaxng.regex import regex_matching
from libvirt_xml.relaxng.regex.alphabet import Alphabet
from libvirt_xml.relaxng.regex.backtracking import Estimate, longest_text, translate
from libvirt_xml.relaxng.regex.character_sets import Ranges
from libvirt_xml.relaxng.regex.expressions import Alternatives, AtMost, Characters, Powers, Term, alphabet_of
from libvirt_xml.relaxng.regex.regex_matching import RegexAutomaton
from libvirt_xml.relaxng.regex.xsd_regex import compile_pattern, parse_expression

_RNG = "http://relaxng.org/ns/structure/1.0"
_HUGE = 4_000_000_000
_SETS = ["a", "b", "[ab]", "[^a]", ".", r"\d", "[a-c-[b]]", "[a-[a]]"]
_COUNTS = ["?", "*", "+", "{0}", "{1}", "{2}", "{0,2}", "{2,3}", "{1,}", "{2,}", "{3,4000000000}", "{0,4000000000}"]
_TEXTS = st.text("abc1\n", max_size=12)
_PRINTABLE = [*map(chr, range(0x20, 0x7F)), "\t", "ä", "\u4e2d", "\U0001f600"]

# Texts on which libxml2 errs: it miscounts groups that may be empty or are optional.
_LIBXML2_ERRS = {r"((0x)?[0-9a-fA-F]{1,3}\.){0,3}(0x)?[0-9a-fA-F]{1,3}"}


def _combine(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    counted = st.builds("({}){}".format, inner, st.sampled_from(_COUNTS))
    return counted | st.builds("{}{}".format, inner, inner) | st.builds("({}|{})".format, inner, inner)


_PATTERNS = st.recursive(st.sampled_from([*_SETS, ""]), _combine, max_leaves=8)


def _automaton(pattern: str, **options: int) -> RegexAutomaton:
    term = parse_expression(pattern)
    return RegexAutomaton(term, Alphabet(alphabet_of(term)), **options)


@settings(max_examples=400)
@given(pattern=_PATTERNS, texts=st.lists(_TEXTS, min_size=1, max_size=8))
def test_automaton_agrees_with_re(pattern: str, texts: list[str]) -> None:
    """The automaton takes the same texts as Python's ``re``."""
    automaton, expected = _automaton(pattern), re.compile(translate(parse_expression(pattern)))
    for text in texts:
        assert automaton.matches(text) == bool(expected.fullmatch(text)), text


@settings(max_examples=100)
@given(pattern=_PATTERNS, texts=st.lists(_TEXTS, min_size=1, max_size=8))
def test_forgetful_automaton(pattern: str, texts: list[str]) -> None:
    """An automaton that may keep next to nothing takes the same texts as one that keeps all."""
    forgetful, automaton = _automaton(pattern, limit=1), _automaton(pattern)
    for text in texts:
        assert forgetful.matches(text) == automaton.matches(text), text


@settings(max_examples=200)
@given(_PATTERNS, st.text("ab1", max_size=64))
def test_work_is_not_underestimated(pattern: str, text: str) -> None:
    """Backtracking takes no more steps than estimated, each of no more tests than there are sets of characters."""
    term = parse_expression(pattern)
    alphabet = Alphabet(alphabet_of(term))
    if longest_text(term, alphabet) >= 64:
        work = Estimate(alphabet, 64).of_term(term, 1 << alphabet.size)
        assert _Backtracker(text).tests(term) <= (work.steps + work.exits) * (_count_sets(term) + 1)


class _Backtracker:
    """Counts the tests of characters that plain backtracking makes."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tests = 0

    def tests(self, term: Term) -> int:
        self._term(term, 0, lambda at: at == len(self._text))
        return self._tests

    def _term(self, term: Term, at: int, then: Callable[[int], bool]) -> bool:
        if not term:
            return then(at)
        first, *rest = term
        again: Term
        match first:
            case Characters(ranges):
                self._tests += 1
                code = ord(self._text[at]) if at < len(self._text) else -1
                return any(low <= code <= high for low, high in ranges) and self._term(tuple(rest), at + 1, then)
            case Alternatives(alternatives):
                return any(self._term((*alternative, *rest), at, then) for alternative in alternatives)
            case AtMost(body, most):
                again = () if most == 1 else (AtMost(body, None if most is None else most - 1),)
                return self._term((body, *again, *rest), at, then) or self._term(tuple(rest), at, then)
            case Powers(body, least):
                again = () if least == 1 else (Powers(body, least - 1, 1),)
                return self._term((body, *again, *rest), at, then)


def _count_sets(term: Term) -> int:
    counts = []
    for factor in term:
        match factor:
            case Characters():
                counts.append(1)
            case Alternatives(alternatives):
                counts.append(sum(map(_count_sets, alternatives)))
            case AtMost(body) | Powers(body):
                counts.append(_count_sets((body,)))
    return sum(counts)


def _patterns_of_libvirt(schemas: Path) -> list[str]:
    params = [param for path in schemas.glob("*/*.rng") for param in etree.parse(path).iter(f"{{{_RNG}}}param")]
    return sorted({param.text or "" for param in params if param.get("name") == "pattern"})


def _sample(chance: random.Random, term: Term) -> str:
    """Some text that matches."""
    return "".join(_sample_of(chance, factor) for factor in term)


def _sample_of(chance: random.Random, factor: object) -> str:
    match factor:
        case Characters(ranges):
            return chance.choice(_printable(ranges))
        case Alternatives(alternatives):
            return _sample(chance, chance.choice(alternatives))
        case AtMost(body, most):
            times = chance.choice([0, 1, 2, 3, 8] if most is None else [0, 1, most // 2, most])
            return "".join(_sample_of(chance, body) for _ in range(min(times, most or times)))
        case Powers(body, least):
            return "".join(_sample_of(chance, body) for _ in range(least))
    raise AssertionError(factor)


@cache
def _printable(ranges: Ranges) -> list[str]:
    return [c for c in _PRINTABLE if any(first <= ord(c) <= last for first, last in ranges)]


def _spoil(chance: random.Random, text: str) -> str:
    """The text with one character more, fewer or changed."""
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(["", *_PRINTABLE]) + text[at + chance.randrange(2) :]


def test_libvirts_patterns_against_libxml2(schemas: Path) -> None:
    """The automaton and the compiled pattern take what libxml2 takes, for each pattern in libvirt's schemas."""
    differing = set()
    for pattern in _patterns_of_libvirt(schemas):
        chance = random.Random(pattern)
        samples = [_sample(chance, parse_expression(pattern)) for _ in range(25)]
        data = f'<data type="string"><param name="pattern">{escape(pattern)}</param></data>'
        schema = f'<element name="a" xmlns="{_RNG}" datatypeLibrary="{XSD}">{data}</element>'
        validator = etree.RelaxNG(etree.fromstring(schema))
        automaton, matches = _automaton(pattern), compile_pattern(pattern)
        assert all(map(automaton.matches, samples)), pattern
        for text in [*samples, *(_spoil(chance, sample) for sample in samples)]:
            assert automaton.matches(text) == matches(text), (pattern, text)
            if matches(text) != validator.validate(etree.fromstring(f"<a>{escape(text)}</a>")):
                differing.add(pattern)
    assert differing == _LIBXML2_ERRS


def test_libvirts_patterns_are_quick(schemas: Path) -> None:
    """``re`` matches short values for all patterns of libvirt's but one, whose backtracking nobody has bounded."""
    slow = set()
    for pattern in _patterns_of_libvirt(schemas):
        term = parse_expression(pattern)
        if longest_text(term, Alphabet(alphabet_of(term))) < 64:
            slow.add(pattern)
    assert slow == {r"([a-fA-F0-9]{0,4}:){2,7}([a-fA-F0-9]*)(([0-2]?[0-9]?[0-9]\.){3}[0-2]?[0-9]?[0-9])?"}


def test_libvirts_patterns_and_long_texts(schemas: Path) -> None:
    """Each of libvirt's patterns is done with 100 kB of its own characters, with an end that does not fit."""
    for pattern in _patterns_of_libvirt(schemas):
        chance = random.Random(pattern)
        text = "".join(_sample(chance, parse_expression(pattern)) for _ in range(20))
        long = (text * (100_000 // len(text) + 1))[:100_000] if text else "a" * 100_000
        matches = compile_pattern(pattern)
        for end in ("", "\0", "\n"):
            matches(long + end)
            matches(long[0] * 100_000 + end)


_MIXED = "".join(random.Random(1).choices("ab", k=200_000))
_HOSTILE = [
    ("[a-zA-Z_]+[a-zA-Z0-9_]*", "a" * 200_000 + "-", False),
    ("(a*)*b", "a" * 200_000, False),
    ("(a|a)*b", "a" * 200_000, False),
    ("(a|b|ab)*c", _MIXED, False),
    ("(a?){1000}a{1000}", "a" * 2_000, True),
    ("(a?){1000}a{1000}", "a" * 2_001, False),
    (".*.*.*.*x", _MIXED, False),
    ("a{1,1024}", "a" * 200_000, False),
    (f"a{{0,{_HUGE}}}", "a" * 50_000, True),
    (f"a{{{_HUGE}}}", "a" * 50_000, False),
    (f"((a{{1,{_HUGE}}}){{1,{_HUGE}}}){{1,{_HUGE}}}", "a" * 10_000, True),
    (f"((a{{1,3}}b?){{2,{_HUGE}}}c?){{5,{_HUGE}}}", "a" * 4_000, True),
    (".*a.{1000}", _MIXED[:20_000] + "a" + "b" * 1_000, True),
    (".*a.{1000}", _MIXED[:20_000] + "b" + "b" * 1_000, False),
    (f".*a.{{{_HUGE}}}", _MIXED[:20_000], False),
]


@pytest.mark.parametrize(("pattern", "text", "expected"), _HOSTILE)
def test_hostile_texts(pattern: str, text: str, expected: bool) -> None:
    """Patterns that are quadratic, exponential or endless for a backtracker, or too large when expanded, are done."""
    assert compile_pattern(pattern)(text) == expected


@pytest.mark.parametrize(
    "pattern", ["(a|b)*a(a|b){30}", ".*a.{500}", "(.*a.{10}){10}", "(([ab]{3,7}c?){2,50}b?){5,400}"]
)
def test_terms_do_not_grow_with_the_text(pattern: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four times the text makes no larger states: the terms at once depend on the pattern alone."""
    largest = {}
    for length in (1_000, 4_000):
        sizes = [0]
        merge = regex_matching.merge_states
        with monkeypatch.context() as patch:
            patch.setattr(regex_matching, "merge_states", lambda terms, s=sizes, m=merge: _noted(m(terms), s))
            _automaton(pattern).matches(_MIXED[:length])
        largest[length] = max(sizes)
    assert largest[4_000] <= largest[1_000] + 3


def _noted(terms: set[Term], sizes: list[int]) -> set[Term]:
    sizes.append(len(terms))
    return terms


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (".*a.{200}", _MIXED[:20_000]),
        (r"[^/]*", "".join(map(chr, range(0x100, 0xD000)))),
        (".*a.{9000}", _MIXED[:9_999]),
    ],
)
def test_tables_are_bounded(pattern: str, text: str) -> None:
    """However many states and characters a text leads to, the automaton keeps no more than its limit and a state."""
    automaton = _automaton(pattern, limit=1_000)
    automaton.matches(text)
    assert 0 < len(automaton) < 1_100


def test_threads() -> None:
    """Threads that share an automaton, which forgets all the time, get what one alone gets."""
    automaton = _automaton("(a|b)*a(a|b){6}", limit=50)
    texts = [_MIXED[start : start + 60] for start in range(0, 1_500, 7)]
    expected = [text[-7] == "a" for text in texts]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(lambda _: list(map(automaton.matches, texts)), range(8)))
    finally:
        sys.setswitchinterval(interval)
    assert found == [expected] * 8


@pytest.mark.parametrize(
    ("pattern", "nested"),
    [("a", "({})"), ("a", "({})*b"), ("a", "({}|b)*"), ("a", "({}){{2,3}}c?"), ("[a]", "[a-{}]")],
)
def test_deep_nesting(pattern: str, nested: str) -> None:
    """A hundred levels are fine; more of them are a ValueError, no matter how many."""
    for level in range(1, 50_001):
        if level in (101, 50_000):
            broken = nested.split("{}")[0] * level + pattern
            with pytest.raises(ValueError, match=r"is nested more than 100 deep"):
                compile_pattern(broken)
        if level < 100:
            pattern = nested.format(pattern)
    automaton = _automaton(pattern)
    assert compile_pattern(pattern)("~") == automaton.matches("~")
    automaton.matches("aabbcc" * 20)


@pytest.mark.parametrize("count", ["{99999999999}", "{" + "9" * 5_000 + "}", "{1," + "9" * 5_000 + "}", "{2,1}"])
def test_impossible_counts(count: str) -> None:
    """Counts beyond four billion, also those that Python would not even read, are broken patterns."""
    with pytest.raises(ValueError, match=r"pattern 'a.* is invalid at character 2: the quantity .* is not allowed"):
        compile_pattern("a" + count)
    assert compile_pattern("a{" + "0" * 5_000 + "1}")("a")
