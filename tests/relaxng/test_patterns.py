"""The pattern builder's laws: equal patterns are one object, however they were put together."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable

from hypothesis import given, strategies as st

from libvirt_xml.relaxng.datatypes.library import XSD, make_datatype
from libvirt_xml.relaxng.patterns.builder import Patterns
from libvirt_xml.relaxng.patterns.patterns import EMPTY, NOT_ALLOWED, TEXT, Pattern
from libvirt_xml.relaxng.schema import tree

_PLACE = tree.SchemaPlace("test.rng", 1)
_ELEMENTS = [tree.Element(tree.Name("", name), tree.Empty(_PLACE), _PLACE) for name in "abcd"]
_INT = make_datatype(XSD, "int")

Make = Callable[[Patterns], Pattern]


def _joined(method: str, parts: list[Make]) -> Make:
    return lambda patterns: getattr(patterns, method)(*(part(patterns) for part in parts))


def _wrapped(method: str, part: Make) -> Make:
    return lambda patterns: getattr(patterns, method)(part(patterns))


def _element(source: tree.Element) -> Make:
    return lambda patterns: patterns.element(source.name, source, lambda: EMPTY)


_leaves: st.SearchStrategy[Make] = st.one_of(
    st.sampled_from([EMPTY, NOT_ALLOWED, TEXT]).map(lambda leaf: lambda _: leaf),
    st.sampled_from(_ELEMENTS).map(_element),
    st.just(lambda patterns: patterns.data(_INT)),
    st.sampled_from("xy").map(lambda name: lambda patterns: patterns.attribute(tree.Name("", name), TEXT)),
)
_makes: st.SearchStrategy[Make] = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        st.builds(_joined, st.sampled_from(["choice", "group", "interleave"]), st.lists(inner, min_size=2, max_size=3)),
        st.builds(_wrapped, st.sampled_from(["one_or_more", "zero_or_more", "optional"]), inner),
    ),
    max_leaves=10,
)


@given(_makes, _makes, _makes)
def test_choice(make_a: Make, make_b: Make, make_c: Make) -> None:
    """choice is idempotent, commutative and associative; NOT_ALLOWED is its unit."""
    patterns = Patterns()
    a, b, c = make_a(patterns), make_b(patterns), make_c(patterns)
    assert patterns.choice(a, a) is a
    assert patterns.choice(a, b) is patterns.choice(b, a)
    assert patterns.choice(a, patterns.choice(b, c)) is patterns.choice(patterns.choice(a, b), c)
    assert patterns.choice(a, NOT_ALLOWED) is a
    assert patterns.choice() is NOT_ALLOWED


@given(_makes, _makes, _makes)
def test_interleave(make_a: Make, make_b: Make, make_c: Make) -> None:
    """interleave is commutative and associative; EMPTY is its unit, NOT_ALLOWED its zero."""
    patterns = Patterns()
    a, b, c = make_a(patterns), make_b(patterns), make_c(patterns)
    assert patterns.interleave(a, b) is patterns.interleave(b, a)
    assert patterns.interleave(a, patterns.interleave(b, c)) is patterns.interleave(patterns.interleave(a, b), c)
    assert patterns.interleave(a, EMPTY) is a
    assert patterns.interleave(a, NOT_ALLOWED) is NOT_ALLOWED


@given(_makes, _makes, _makes)
def test_group(make_a: Make, make_b: Make, make_c: Make) -> None:
    """group is associative; EMPTY is its unit, NOT_ALLOWED its zero."""
    patterns = Patterns()
    a, b, c = make_a(patterns), make_b(patterns), make_c(patterns)
    assert patterns.group(a, patterns.group(b, c)) is patterns.group(patterns.group(a, b), c)
    assert patterns.group(a, EMPTY) is a is patterns.group(EMPTY, a)
    assert patterns.group(a, NOT_ALLOWED) is NOT_ALLOWED


@given(_makes)
def test_repetition(make: Make) -> None:
    """Repeating what is repeated changes nothing, nor does making optional what may be empty."""
    patterns = Patterns()
    a = make(patterns)
    assert patterns.one_or_more(patterns.one_or_more(a)) is patterns.one_or_more(a)
    assert patterns.zero_or_more(patterns.zero_or_more(a)) is patterns.zero_or_more(a)
    assert patterns.one_or_more(patterns.zero_or_more(a)) is patterns.zero_or_more(a)
    assert patterns.optional(a).nullable
    assert (patterns.optional(a) is a) == a.nullable


def test_not_allowed_spreads() -> None:
    """What needs something notAllowed is notAllowed; an except that excludes nothing is no except."""
    patterns = Patterns()
    assert patterns.attribute(tree.Name("", "a"), NOT_ALLOWED) is NOT_ALLOWED
    assert patterns.list(NOT_ALLOWED) is NOT_ALLOWED
    assert patterns.one_or_more(NOT_ALLOWED) is NOT_ALLOWED
    assert patterns.data(_INT, NOT_ALLOWED) is patterns.data(_INT)
    assert patterns.value(_INT, _INT.value("no number")) is NOT_ALLOWED


def test_values_are_interned_by_value() -> None:
    """07 and 7 are one pattern of int, and two of token."""
    patterns = Patterns()
    assert patterns.value(_INT, _INT.value("07")) is patterns.value(_INT, _INT.value(" 7"))
    token = make_datatype("", "token")
    assert patterns.value(token, token.value("07")) is not patterns.value(token, token.value("7"))


def test_elements_are_nominal_and_lazy() -> None:
    """An element is one object for each place; its content is made once, when asked for."""
    patterns = Patterns()
    calls: list[int] = []

    def expand() -> Pattern:
        calls.append(1)
        return TEXT

    source = _ELEMENTS[0]
    element = patterns.element(source.name, source, expand)
    alike = tree.Element(source.name, source.content, _PLACE)
    assert patterns.element(source.name, source, expand) is element
    assert patterns.element(alike.name, alike, expand) is not element
    assert not calls
    assert getattr(element, "content") is getattr(element, "content") is TEXT  # noqa: B009
    assert len(calls) == 1


def test_memory_goes_with_the_builder() -> None:
    """Nothing but the builder holds what it made."""

    class Observed(Patterns):
        """Can be referred to weakly."""

    patterns = Observed()
    patterns.choice(*(patterns.element(source.name, source, lambda: EMPTY) for source in _ELEMENTS))
    reference = weakref.ref(patterns)
    del patterns
    gc.collect()
    assert reference() is None
