"""Repairs of what is in the wrong place: elements, and attributes that belong to another element."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from libvirt_xml.editing.xml.xml_edits import Verbatim, XmlEdits, as_written, tag_writer
from libvirt_xml.editing.xml.xml_spans import Aside, XmlElement
from libvirt_xml.fixing.element_order import (
    attributes_before,
    element_before,
    may_be_home,
    may_have,
    may_repeat,
    place_in,
    requires_attribute,
    takes_value,
)
from libvirt_xml.fixing.removals import is_switch, remove_wholly
from libvirt_xml.validation.problem import Problem


def move_home(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Move an element, with others that the problem is about too, into the only one that it may belong in."""
    names: Any = problem.parameters.get("homes", ())
    move_home_of(edits, element, names, [*_crowd(problem, element)])


def move_home_of(
    edits: XmlEdits, element: XmlElement, names: Sequence[str], crowd: Sequence[XmlElement] | None = None
) -> None:
    """Move an element, or several, into the only one of some names; into a new one where there is none yet."""
    home, moved = _only_place(edits, element, names), crowd or [element]
    if home is not None:
        for one in moved:
            edits.move_element(one, home, place_in(home, one))
    elif not any(edits.everywhere(name) for name in names):
        _move_into_new(edits, element, names, moved)


def move_into_new(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Move an element into a new one, which is missing in one around it."""
    _move_into_new(edits, element, [str(problem.parameters["home"])], [*_crowd(problem, element)])


def _move_into_new(edits: XmlEdits, element: XmlElement, names: Sequence[str], crowd: Sequence[XmlElement]) -> None:
    """Move elements into a new one around them, in the nearest element that may have one with only one of the names."""
    outer: XmlElement | None = None
    homes: list[str] = []
    for outer in _around_of(element):
        homes = [name for name in names if may_be_home(outer, name, element.name) and not outer.named(name)]
        if homes:
            break
    if outer is None or len(homes) != 1:
        return
    writer = partial(_around, edits, homes[0], crowd)
    if outer is element.parent:
        edits.replace_element(element, writer)
    else:
        edits.insert_element(outer, element_before(outer, homes[0]), writer)
    for one in crowd[1:] if outer is element.parent else crowd:
        edits.remove_element(one)


def unwrap(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Write what is in an element in the place of it, as deep as it was."""
    if element.attributes or any(edits.text[slice(*run)].strip() for run in element.text_runs()):
        return
    edits.replace_element(element, as_written(Verbatim("".join(_unwrapped(edits, element)))))


def _unwrapped(edits: XmlEdits, element: XmlElement) -> Iterator[str]:
    indentation, end = edits.layout.indentation(element), element.items[0].start if element.items else 0
    for item in element.items:
        gap = edits.text[end : item.start]
        is_line = bool(gap) and indentation is not None and edits.layout.indentation(item) is not None
        yield gap.rstrip(" \t") + (indentation or "") if is_line else gap
        yield (
            edits.written_at(item, f"\n{indentation or ''}")
            if isinstance(item, XmlElement)
            else edits.text[item.start : item.end]
        )
        end = item.end


def move_up(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Move an element before the one that it must come before."""
    siblings = () if element.parent is None else element.parent.named(str(problem.parameters.get("sibling")))
    if siblings and element.parent is not None:
        edits.move_element(element, element.parent, siblings[0].previous)


def move_down(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Move an element behind the next of those that it must come after."""
    siblings = () if element.parent is None else element.parent.named(str(problem.parameters.get("sibling")))
    at = bisect(siblings, element.place, key=lambda sibling: sibling.place)
    if at < len(siblings) and element.parent is not None:
        edits.move_element(element, element.parent, siblings[at])


def attributes_to_child(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Write attributes of an element into the one inside it that has them; a new one where there is none."""
    parameters: Any = problem.parameters
    names, home = parameters.get("attributes", (parameters.get("attribute"),)), str(parameters["home"])
    homes = element.named(home)
    values = {name: edits.value_of(element, name) for name in names if name in element.attributes}
    if len(homes) > 1 or len(values) < len(names) or (homes and set(values) & set(homes[0].attributes)):
        return
    required = {str(parameters["other"]): str(parameters["word"])} if "word" in parameters else {}
    for name, value in values.items():
        edits.remove_attribute(element, name)
        if homes:
            edits.set_attribute(homes[0], name, value, attributes_before(homes[0], name))
    if not homes:
        edits.insert_element(element, element_before(element, home), tag_writer(home, required | values))


def move_into_previous(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Move an element into the one that it is behind, if that may have one and has none: an ``<address>``."""
    before = element.previous
    if before is not None and may_have(before, element.name) and not before.named(element.name):
        edits.move_element(element, before, place_in(before, element))


def element_to_own_attribute(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Write an element with a text alone as the attribute of its name: ``<model>nec-xhci</model>`` of a controller."""
    parent, value = element.parent, edits.section_or_text(element)
    if parent is None or not value or element.attributes or not element.has_text_alone:
        return
    is_alone = element.name not in parent.attributes and len(parent.named(element.name)) == 1
    if is_alone and takes_value(parent, element.name, value):
        edits.set_attribute(parent, element.name, value, attributes_before(parent, element.name))
        remove_wholly(edits, element)


def attribute_to_lacking(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Write an attribute into the only element inside that may have it and has not: ``<disk dev='vda'>``, whose source
    has a ``dev``. Those that require it come first, then those that the problem names; others get switches and numbers.
    """
    name = (problem.path or "").partition("/@")[2]
    if name not in element.attributes:
        return
    value = edits.value_of(element, name)
    lacking = [one for one in element.children if name not in one.attributes and takes_value(one, name, value)]
    named = _named_homes(problem, element)
    groups = (
        [one for one in lacking if requires_attribute(one, name)],
        [one for one in lacking if one.name in named],
        lacking if is_switch(value) else [],
    )
    likely = next(filter(None, groups), [])
    if len(likely) == 1:
        edits.remove_attribute(element, name)
        edits.set_attribute(likely[0], name, value, attributes_before(likely[0], name))


def _named_homes(problem: Problem, element: XmlElement) -> Sequence[str]:
    """The elements to which an attribute belongs, if all of them are there: one that is not may be meant."""
    parameters: Any = problem.parameters
    homes = parameters.get("homes") or ((parameters["home"],) if "home" in parameters else ())
    return homes if all(element.named(home) for home in homes) else ()


def attribute_to_other(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Give an attribute the name of the one that has its value in these circumstances."""
    name, other = str(problem.parameters["attribute"]), str(problem.parameters["other"])
    if name in element.attributes and other not in element.attributes:
        edits.rename_attribute(element, name, other)


def element_to_attribute_of(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Write the text of an element as an attribute of one beside it: ``<disk><file>/a.img</file>``; of a new one in its
    place where there is none.
    """
    owner, name = str(problem.parameters["owner"]), str(problem.parameters["attribute"])
    parent, value = element.parent, str(problem.parameters["text"])
    if parent is None or len(parent.named(element.name)) > 1 or not element.has_text_alone:
        return
    owners = parent.named(owner)
    if not owners:
        edits.replace_element(element, tag_writer(owner, {name: value}))
    elif len(owners) == 1 and name not in owners[0].attributes:
        edits.set_attribute(owners[0], name, value, attributes_before(owners[0], name))
        edits.remove_element(element)


def attribute_that_fits(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Give an attribute that does not fit the kind of its device the name of the one that is missing there."""
    misfits, additions = (_attributes_of(problem.parameters[key]) for key in ("misfits", "additions"))
    if len(misfits) != 1 or len(additions) != 1 or misfits[0][0] != additions[0][0]:
        return
    (tag, wrong), (_, right) = misfits[0], additions[0]
    owners = [element] if tag is None else element.named(tag)
    if len(owners) == 1 and wrong in owners[0].attributes and right not in owners[0].attributes:
        edits.rename_attribute(owners[0], wrong, right)


def _attributes_of(things: Any) -> list[tuple[str | None, str]]:
    """The attributes that a problem names, with their elements; none where it names other things too."""
    pairs = [(thing.get("tag"), thing.get("attribute", "")) for thing in things]
    return pairs if all("attribute" in thing and "value" not in thing for thing in things) else []


def _only_place(edits: XmlEdits, element: XmlElement, names: Sequence[str]) -> XmlElement | None:
    """The nearest of some elements around another one; else the only one beside it, the only one there is, the only
    one without an element inside, or the only one without it.

    One that may not have such an element is none, nor one that has it already and may have only one.
    """
    around = [*_around_of(element)]
    within = next((outer for outer in around if outer.name in names and may_have(outer, element.name)), None)
    if within is not None and (not within.named(element.name) or may_repeat(within, element.name)):
        return within
    beside = [one for one in element.parent.children if one.name in names] if element.parent is not None else []
    if len(beside) == 1 and may_have(beside[0], element.name) and may_repeat(beside[0], element.name):
        return beside[0]
    places = [one for name in names for one in edits.everywhere(name) if element not in _around_of(one)]
    lacking = [place for place in places if not place.named(element.name)]
    empty = [place for place in lacking if not place.children]
    is_clear = len(empty) == 1 and len(names) == 1
    candidates = empty if is_clear else lacking if len(places) > 1 else places
    return candidates[0] if len(candidates) == 1 else None


def _around_of(element: XmlElement) -> Iterator[XmlElement]:
    """The elements that one is in, from the inside out."""
    outer = element.parent
    while outer is not None:
        yield outer
        outer = outer.parent


def _crowd(problem: Problem, element: XmlElement) -> Iterator[XmlElement]:
    """The element of a problem, and those behind it that the problem is about too."""
    yield element
    tags: Any = problem.parameters.get("tags", ())
    items = [] if element.parent is None else element.parent.items
    at = element.place
    for tag in tags[1:]:
        following = next((one for at in range(at + 1, len(items)) if _is_named(one := items[at], tag)), None)
        if not isinstance(following, XmlElement):
            return
        at = following.place
        yield following


def _is_named(item: XmlElement | Aside, name: str) -> bool:
    return isinstance(item, XmlElement) and item.name == name


def _around(edits: XmlEdits, name: str, inside: Sequence[XmlElement], pads: Sequence[str]) -> str:
    outer, inner = (pad.replace("\n", edits.layout.newline) for pad in pads[:2])
    written = inner.join(edits.written_at(element, pads[1]) for element in inside)
    return Verbatim(f"<{name}>{inner}{written}{outer}</{name}>")


UNSAFE_MOVES: dict[str, Callable[[XmlEdits, Problem, XmlElement], None]] = {
    "invalid-value.misfits-or": attribute_that_fits,
    "unknown-attribute.circumstance-or": attribute_to_other,
    "unknown-attribute.elsewhere": attribute_to_lacking,
    "unknown-attribute.allowed": attribute_to_lacking,
    "unknown-attribute.is-element": attribute_to_lacking,
    "unknown-attribute.meant": attribute_to_lacking,
    "unknown-attribute.of-child": attribute_to_lacking,
    "unknown-attribute.remedy": attribute_to_lacking,
    "unknown-attribute.unknown": attribute_to_lacking,
    "unknown-attribute.write-element": attribute_to_lacking,
    "misplaced-element.circumstance": element_to_own_attribute,
    "unknown-element.circumstance": element_to_own_attribute,
    "unknown-element.elsewhere": move_into_previous,
}
MOVES: dict[str, Callable[[XmlEdits, Problem, XmlElement], None]] = {
    "misplaced-element.early": move_down,
    "misplaced-element.late": move_up,
    "misplaced-element.level": move_home,
    "misplaced-element.level-missing": move_into_new,
    "unknown-attribute.of-child": attributes_to_child,
    "unknown-attribute.of-needed-element": attributes_to_child,
    "unknown-attribute.of-needed-element-with": attributes_to_child,
    "unknown-attribute.of-new-child": attributes_to_child,
    "unknown-attribute.several-elsewhere": attributes_to_child,
    "unknown-attribute.several-of-child": attributes_to_child,
    "unknown-attribute.several-of-new-child": attributes_to_child,
    "unknown-element.attribute-of": element_to_attribute_of,
    "unknown-element.attribute-of-new": element_to_attribute_of,
    "unknown-element.elsewhere": move_home,
    "unknown-element.needless": unwrap,
    "unknown-element.elsewhere-missing": move_into_new,
    "unknown-element.several-elsewhere": move_home,
    "unknown-element.several-elsewhere-missing": move_into_new,
}
"""The repairs, by the problem that they are for."""
