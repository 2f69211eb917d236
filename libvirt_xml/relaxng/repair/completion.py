"""What would have to be added for a pattern to go on: attributes, elements, text that it waits for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from libvirt_xml.relaxng.patterns import derivatives
from libvirt_xml.relaxng.patterns.builder import Patterns
from libvirt_xml.relaxng.patterns.members import named_elements
from libvirt_xml.relaxng.patterns.patterns import (
    EMPTY,
    NOT_ALLOWED,
    Attribute,
    Choice,
    Data,
    DataExcept,
    Element,
    Group,
    Interleave,
    List,
    Names,
    NotAllowed,
    OneOrMore,
    Pattern,
    Value,
)
from libvirt_xml.relaxng.repair.faults import Repair
from libvirt_xml.relaxng.repair.prices import PRICES

_MOST = 64  # alternatives that are followed


@dataclass(frozen=True, slots=True)
class Addition:
    """One thing to add: one of several names, or text of a pattern."""

    repair: Repair
    names: tuple[str, ...]
    pattern: Pattern | None = None
    price: float = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "price", PRICES.of(self.repair))


Additions = tuple[Addition, ...]
Closed = tuple[tuple[Pattern, Additions], ...]
Openings = tuple[tuple[Pattern, Pattern, Additions], ...]


def complete_attributes(make: Patterns, pattern: Pattern) -> Closed:
    """What may follow a start tag, each with the attributes that would have to be there for it."""
    if pattern.attributes is not None and not pattern.attributes:
        return ((pattern, ()),)
    key = ("complete", pattern)
    closings: Closed | None = make.memo.get(key)
    if closings is None:
        closings = make.memo[key] = _cheapest(_complete(make, pattern))
    return closings


def _complete(make: Patterns, pattern: Pattern) -> Iterator[tuple[Pattern, Additions]]:
    match pattern:
        case Attribute(content=content):
            names = tuple(sorted(pattern.attributes or ()))
            yield EMPTY, (Addition(Repair.ADD_ATTRIBUTE, names, content),) if names else ()
        case Choice(items):
            for item in items:
                yield from complete_attributes(make, item)
        case Group(first, rest):
            for closed, additions in complete_attributes(make, first):
                for other, more in complete_attributes(make, rest):
                    yield make.group(closed, other), additions + more
        case Interleave(items):
            partial: Closed = ((EMPTY, ()),)
            for item in items:
                partial = _cheapest(
                    (make.interleave(closed, other), additions + more)
                    for closed, additions in partial
                    for other, more in complete_attributes(make, item)
                )
            yield from partial
        case OneOrMore(content):
            for closed, additions in complete_attributes(make, content):
                yield make.one_or_more(closed), additions
        case _:
            yield pattern, ()


def _cheapest(alternatives: Iterator[tuple[Pattern, Additions]]) -> Closed:
    """The least additions for each pattern; those for few first."""
    least: dict[Pattern, Additions] = {}
    for closed, additions in alternatives:
        known = least.get(closed)
        if known is None or len(additions) < len(known):
            least[closed] = additions
        elif len(additions) == len(known) == 1:
            least[closed] = (_either(known[0], additions[0]),)
    return tuple(sorted(least.items(), key=lambda item: len(item[1]))[:_MOST])


def _either(one: Addition, other: Addition) -> Addition:
    return Addition(one.repair, tuple(dict.fromkeys(one.names + other.names)), one.pattern)


def missing_content(make: Patterns, pattern: Pattern) -> Additions:
    """The least that must be added, elements or text, for a closed pattern to be able to end."""
    if pattern.nullable:
        return ()
    key = ("missing", pattern)
    additions: Additions | None = make.memo.get(key)
    if additions is None:
        additions = make.memo[key] = _missing_content(make, pattern)
    return additions


def _missing_content(make: Patterns, pattern: Pattern) -> Additions:
    match pattern:
        case Element():
            return (Addition(Repair.ADD_ELEMENT, tuple(sorted(pattern.elements or ()))),)
        case Value() | Data() | DataExcept() | List():
            return (Addition(Repair.ADD_TEXT, (), pattern),)
        case Choice(items):
            return _least([missing_content(make, item) for item in items], pattern)
        case Group(first, rest):
            return missing_content(make, first) + missing_content(make, rest)
        case Interleave(items):
            return tuple(addition for item in items for addition in missing_content(make, item))
        case OneOrMore(content):
            return missing_content(make, content)
        case _:
            return (Addition(Repair.ADD_ELEMENT, ()),)


def _least(alternatives: list[Additions], pattern: Pattern) -> Additions:
    """The shortest; where several are one thing of a sort, one addition that names them all."""
    shortest = min(map(len, alternatives))
    least = [additions for additions in alternatives if len(additions) == shortest]
    if shortest == 1 and len({additions[0].repair for additions in least}) == 1:
        names = tuple(dict.fromkeys(name for additions in least for name in additions[0].names))
        only_text = least[0][0].repair is Repair.ADD_TEXT
        return (Addition(least[0][0].repair, names, pattern if only_text else None),)
    return least[0]


def openings(make: Patterns, pattern: Pattern, name: str) -> Openings:
    """The contents that a start tag may open, each with what follows the end tag; then those that it could open if
    what must stand before it were there, with that."""
    names = _openable(make, pattern)
    if names is not None and name not in names:
        return ()
    key = ("opening", pattern, name)
    contents: Openings | None = make.memo.get(key)
    if contents is None:
        direct: list[tuple[Pattern, Pattern, Additions]] = []
        direct += ((element, rest, ()) for element, rest in derivatives.start_tag(make, pattern, name))
        later = (opening for opening in _openings(make, pattern, name) if opening[2])
        contents = _joined(make, [*direct, *later])
        if contents or names is not None:  # what a document makes up is not kept
            make.memo[key] = contents
    return contents


def _openable(make: Patterns, pattern: Pattern) -> Names:
    """The names of all elements in a content, whatever would have to stand before them."""
    key = ("openable", pattern)
    if key not in make.memo:
        sets = [part.elements for part in named_elements(pattern)]
        make.memo[key] = None if None in sets else frozenset(name for names in sets for name in names or ())
    names: Names = make.memo[key]
    return names


def _joined(make: Patterns, opened: Iterable[tuple[Pattern, Pattern, Additions]]) -> Openings:
    """Elements that leave the same behind them as one content: what is inside decides between them."""
    contents_of: dict[tuple[Pattern, Additions], list[Pattern]] = {}
    for element, rest, additions in opened:
        content = element.content if isinstance(element, Element) else element
        if content is not NOT_ALLOWED:
            contents_of.setdefault((rest, additions), []).append(content)
    return tuple((make.choice(*contents), rest, additions) for (rest, additions), contents in contents_of.items())


def _openings(make: Patterns, pattern: Pattern, name: str) -> Iterator[tuple[Pattern, Pattern, Additions]]:
    match pattern:
        case Choice(items):
            for item in items:
                yield from openings(make, item, name)
        case Group(first, rest):
            for content, left, additions in openings(make, first, name):
                yield content, make.group(left, rest), additions
            skipped = missing_content(make, first)
            if not isinstance(first, NotAllowed):
                for content, left, additions in openings(make, rest, name):
                    yield content, left, skipped + additions
        case Interleave(items):
            for at, item in enumerate(items):
                for content, left, additions in openings(make, item, name):
                    yield content, make.interleave(left, *items[:at], *items[at + 1 :]), additions
        case OneOrMore(inner):
            for content, left, additions in openings(make, inner, name):
                yield content, make.group(left, make.optional(pattern)), additions
        case _:
            return
