"""What an element pattern holds: attributes, children, text.

``group``, ``interleave`` and ``mixed`` add summaries, ``choice`` joins them, ``optional`` and the repetitions change
counts. A summary ends at element patterns, so recursion in a schema is no trouble.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import reduce
from typing import assert_never

from libvirt_xml.relaxng.schema import tree

MANY = 2  # counts beyond one are all the same to the model


@dataclass(frozen=True, slots=True)
class Use:
    """How often something may stand, and the patterns that say what it is."""

    least: int
    most: int
    patterns: tuple[tree.Pattern, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """The attributes, children and text of one pattern; ``order`` holds pairs of names, the first before the second.

    ``repeated_order``: a group of several children is repeated, so that they come in turns.
    """

    attributes: dict[tree.Name, Use] = field(default_factory=dict)
    children: dict[tree.Name, Use] = field(default_factory=dict)
    text: Use | None = None
    any_attribute: bool = False
    any_element: bool = False
    order: frozenset[tuple[tree.Name, tree.Name]] = frozenset()
    repeated_order: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all can stand."""
        return self == _NOTHING


_NOTHING = Summary()
_Merge = Callable[[Use | None, Use | None], Use | None]


class Summaries:
    """Computes summaries; remembers those of defines, which recur."""

    def __init__(self) -> None:
        self._known: dict[tree.Pattern, Summary | None] = {}

    def of_element(self, element: tree.Element) -> Summary:
        """The summary of an element's content; an impossible content counts as empty."""
        return self.of(element.content) or _NOTHING

    def of(self, pattern: tree.Pattern) -> Summary | None:
        """The summary of a pattern; ``None`` where nothing can match it (``notAllowed``)."""
        match pattern:
            case tree.Empty():
                return _NOTHING
            case tree.NotAllowed():
                return None
            case tree.Text() | tree.Value() | tree.Data() | tree.List():
                return Summary(text=Use(1, 1, (pattern,)))
            case tree.Attribute():
                return _attribute(pattern)
            case tree.Element():
                return None if _is_impossible(pattern.content) else _element(pattern)
            case tree.Group(children) | tree.Interleave(children):
                return self._sum(children, is_ordered=isinstance(pattern, tree.Group))
            case tree.Choice(children):
                return reduce(_join, map(self.of, children))
            case tree.Optional(content):
                return _optional(self.of(content))
            case tree.ZeroOrMore(content):
                return _optional(_repeated(self.of(content)))
            case tree.OneOrMore(content):
                return _repeated(self.of(content))
            case tree.Mixed(content):
                text = Summary(text=Use(0, 1, (tree.Text(pattern.place),)))
                return _add(text, self.of(content))
            case tree.Ref() | tree.Nested():
                return self._of_target(pattern.target)
            case _:
                assert_never(pattern)

    def _of_target(self, target: tree.Pattern) -> Summary | None:
        if target not in self._known:
            self._known[target] = self.of(target)
        return self._known[target]

    def _sum(self, patterns: Iterable[tree.Pattern], *, is_ordered: bool) -> Summary | None:
        total: Summary | None = _NOTHING
        for pattern in patterns:
            total = _add(total, self.of(pattern), is_ordered=is_ordered)
        return total


def _attribute(pattern: tree.Attribute) -> Summary | None:
    if _is_impossible(pattern.content):
        return None
    use = Use(1, 1, (pattern,))
    return Summary(
        attributes=dict.fromkeys(tree.names(pattern.name), use),
        any_attribute=tree.has_wildcard(pattern.name),
    )


def _element(pattern: tree.Element) -> Summary:
    use = Use(1, 1, (pattern,))
    return Summary(
        children=dict.fromkeys(tree.names(pattern.name), use),
        any_element=tree.has_wildcard(pattern.name),
    )


def _is_impossible(pattern: tree.Pattern) -> bool:
    """Whether a content is ``notAllowed``, seen without entering elements."""
    match pattern:
        case tree.NotAllowed():
            return True
        case tree.Ref() | tree.Nested():
            return _is_impossible(pattern.target)
        case tree.Group(children) | tree.Interleave(children):
            return any(map(_is_impossible, children))
        case tree.Choice(children):
            return all(map(_is_impossible, children))
        case tree.OneOrMore(content) | tree.Mixed(content):
            return _is_impossible(content)
        case _:
            return False


def _add(first: Summary | None, second: Summary | None, *, is_ordered: bool = False) -> Summary | None:
    if first is None or second is None:
        return None
    if first.is_empty or second.is_empty:
        return second if first.is_empty else first
    order = first.order | second.order
    if is_ordered:
        order |= {(a, b) for a in first.children for b in second.children if a != b}
    return Summary(
        _merged(first.attributes, second.attributes, _both),
        _merged(first.children, second.children, _both),
        _both(first.text, second.text),
        first.any_attribute or second.any_attribute,
        first.any_element or second.any_element,
        order,
        first.repeated_order or second.repeated_order,
    )


def _join(first: Summary | None, second: Summary | None) -> Summary | None:
    if first is None or second is None:
        return first or second
    return Summary(
        _merged(first.attributes, second.attributes, _either),
        _merged(first.children, second.children, _either),
        _either(first.text, second.text),
        first.any_attribute or second.any_attribute,
        first.any_element or second.any_element,
        first.order | second.order,
        first.repeated_order or second.repeated_order,
    )


def _merged(first: dict[tree.Name, Use], second: dict[tree.Name, Use], merge: _Merge) -> dict[tree.Name, Use]:
    result: dict[tree.Name, Use] = {}
    for name in (*first, *second):
        use = merge(first.get(name), second.get(name))
        if use is not None:
            result[name] = use
    return result


def _patterns(first: Use, second: Use) -> tuple[tree.Pattern, ...]:
    return tuple(dict.fromkeys((*first.patterns, *second.patterns)))


def _both(first: Use | None, second: Use | None) -> Use | None:
    if first is None or second is None:
        return first or second
    return Use(min(first.least + second.least, 1), min(first.most + second.most, MANY), _patterns(first, second))


def _either(first: Use | None, second: Use | None) -> Use | None:
    if first is None or second is None:
        use = first or second
        return use and Use(0, use.most, use.patterns)
    return Use(min(first.least, second.least), max(first.most, second.most), _patterns(first, second))


def _optional(summary: Summary | None) -> Summary:
    return _NOTHING if summary is None else _join(summary, _NOTHING) or _NOTHING


def _repeated(summary: Summary | None) -> Summary | None:
    if summary is None:
        return None
    children = {name: Use(use.least, MANY, use.patterns) for name, use in summary.children.items()}
    return Summary(
        summary.attributes,
        children,
        summary.text,
        summary.any_attribute,
        summary.any_element,
        summary.order,
        summary.repeated_order or bool(summary.order),
    )
