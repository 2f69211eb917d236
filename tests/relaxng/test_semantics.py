"""Simplification and derivatives against a naive reading of the specification, section 9.3: try every split."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from hypothesis import given, settings, strategies as st
from lxml import etree

from libvirt_xml.relaxng.patterns.builder import Patterns
from libvirt_xml.relaxng.patterns.simplify import Simplifier
from libvirt_xml.relaxng.schema import tree
from libvirt_xml.relaxng.verdict.automaton import Automaton
from libvirt_xml.relaxng.verdict.by_events import accepts
from tests.relaxng.validity import is_valid

_PLACE = tree.SchemaPlace("test.rng", 1)
Items = tuple[str, ...]
"""Element names or tokens in order; attribute names begin with ``@``."""


def _matches(pattern: tree.Pattern, items: Items) -> bool:
    match pattern:
        case tree.Empty() | tree.Text():
            return not items
        case tree.Element(tree.Name(_, local)):
            return items == (local,)
        case tree.Attribute(tree.Name(_, local)):
            return items == (f"@{local}",)
        case tree.Value(text):
            return items == (text,)
        case tree.Choice(children):
            return any(_matches(child, items) for child in children)
        case tree.Optional(content):
            return not items or _matches(content, items)
        case tree.ZeroOrMore(content):
            return not items or _repeats(content, items)
        case tree.OneOrMore(content):
            return _matches(content, items) or _repeats(content, items)
        case tree.Mixed(content):
            return _matches(content, items)
        case tree.Group((first, *rest)):
            return _splits(first, tree.Group(tuple(rest), _PLACE), _cuts(items)) if rest else _matches(first, items)
        case tree.Interleave((first, *rest)):
            if not rest:
                return _matches(first, items)
            return _splits(first, tree.Interleave(tuple(rest), _PLACE), _choices(items))
        case _:
            return False


def _splits(first: tree.Pattern, rest: tree.Pattern, splits: Iterator[tuple[Items, Items]]) -> bool:
    return any(_matches(first, left) and _matches(rest, right) for left, right in splits)


def _repeats(content: tree.Pattern, items: Items) -> bool:
    return any(
        left and _matches(content, left) and (not right or _repeats(content, right)) for left, right in _cuts(items)
    )


def _cuts(items: Items) -> Iterator[tuple[Items, Items]]:
    """Attributes to either side, the rest cut at one point."""
    attributes = tuple(item for item in items if item.startswith("@"))
    ordered = tuple(item for item in items if not item.startswith("@"))
    for left, right in _choices(attributes):
        for at in range(len(ordered) + 1):
            yield left + ordered[:at], right + ordered[at:]


def _choices(items: Items) -> Iterator[tuple[Items, Items]]:
    for size in range(len(items) + 1):
        for chosen in combinations(range(len(items)), size):
            yield (
                tuple(item for at, item in enumerate(items) if at in chosen),
                tuple(item for at, item in enumerate(items) if at not in chosen),
            )


def _element(name: str) -> tree.Pattern:
    return tree.Element(tree.Name("", name), tree.Empty(_PLACE), _PLACE)


def _attribute(name: str) -> tree.Pattern:
    return tree.Attribute(tree.Name("", name), tree.Text(_PLACE), _PLACE)


def _value(text: str) -> tree.Pattern:
    return tree.Value(text, "token", "", "", (), _PLACE)


def _trees(
    leaves: st.SearchStrategy[tree.Pattern], wrappers: list[type[tree.Wrapper]]
) -> st.SearchStrategy[tree.Pattern]:
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(
                lambda kind, children: kind(tuple(children), _PLACE),
                st.sampled_from([tree.Group, tree.Interleave, tree.Choice]),
                st.lists(inner, min_size=1, max_size=3),
            ),
            st.builds(lambda kind, content: kind(content, _PLACE), st.sampled_from(wrappers), inner),
        ),
        max_leaves=7,
    )


_wrappers: list[type[tree.Wrapper]] = [tree.Optional, tree.ZeroOrMore, tree.OneOrMore]
_text: st.SearchStrategy[tree.Pattern] = st.just(tree.Text(_PLACE))
_nothing: st.SearchStrategy[tree.Pattern] = st.sampled_from([tree.Empty(_PLACE), tree.NotAllowed(_PLACE)])
_contents = _trees(
    st.sampled_from("abc").map(_element) | st.sampled_from("xy").map(_attribute) | _nothing | _text,
    [*_wrappers, tree.Mixed],
)
_lists = _trees(st.sampled_from("pq").map(_value) | _nothing, _wrappers)


@settings(max_examples=400, deadline=None)
@given(_contents, st.lists(st.sampled_from("abc"), max_size=4), st.sets(st.sampled_from("xy")))
def test_children_and_attributes(content: tree.Pattern, children: list[str], attributes: set[str]) -> None:
    """Derivatives of a simplified pattern say what trying every split of children and attributes says."""
    root = etree.Element("r", dict.fromkeys(attributes, ""))
    for child in children:
        etree.SubElement(root, child)
    items = (*(f"@{name}" for name in attributes), *children)
    assert _verdict(content, root) == _matches(content, items)


@settings(max_examples=200, deadline=None)
@given(_lists, st.lists(st.sampled_from("pq"), max_size=4))
def test_tokens(content: tree.Pattern, tokens: list[str]) -> None:
    """The same for the tokens of a list."""
    root = etree.Element("r")
    root.text = " ".join(tokens)
    assert _verdict(tree.List(content, _PLACE), root) == _matches(content, tuple(tokens))


def _verdict(content: tree.Pattern, root: etree._Element) -> bool:
    patterns = Patterns()
    start = Simplifier(patterns).pattern(tree.Element(tree.Name("", "r"), content, _PLACE))
    automaton = Automaton(patterns)
    verdict = is_valid(automaton, start, root)
    assert accepts(automaton, automaton.first(start), etree.tostring(root)) == verdict
    return verdict
