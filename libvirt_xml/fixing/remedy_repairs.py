"""Repairs of what people write in another form: ``remedy_repairs.toml`` has them by what their problem says."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from libvirt_xml.editing.xml.xml_edits import XmlEdits, as_written, tag_writer
from libvirt_xml.editing.xml.xml_escapes import escaped, unescaped
from libvirt_xml.editing.xml.xml_spans import XmlElement
from libvirt_xml.fixing.element_order import attributes_before, element_before
from libvirt_xml.fixing.moves import move_home_of
from libvirt_xml.validation.problem import Problem

_TABLE = Path(__file__).with_suffix(".toml")


class _Place(NamedTuple):
    """What is wrong: an element, and the attribute of it or none."""

    edits: XmlEdits
    element: XmlElement
    attribute: str


def repair_by_remedy(edits: XmlEdits, problem: Problem, element: XmlElement, *, unsafe: bool = False) -> None:
    """Write what the problem says instead."""
    place = _Place(edits, element, (problem.path or "").partition("/@")[2])
    if place.attribute and place.attribute not in element.attributes:
        return
    for repair in _repairs_of(problem):
        words = _words(repair, place)
        if words is not None:
            if unsafe or not (repair.get("remove") or repair.get("safe") is False):
                _repair(place, repair, words)
            return


def names_by_remedy(problem: Problem) -> list[str]:
    """The names that an element may get."""
    return [repair["rename_element"] for repair in _repairs_of(problem) if "rename_element" in repair]


def child_by_remedy(problem: Problem, value: str) -> tuple[str, dict[str, str]] | None:
    """The child, and its attributes, that a key of YAML with a value stands for."""
    key = str(problem.parameters["key"])
    for repair in _repairs_of(problem):
        is_whole = not {"of", "value", "tag", "default", "around"} & set(repair) and repair.get("attribute", key) == key
        if is_whole and "child" in repair and re.fullmatch(repair.get("pattern", ".*"), value):
            words = {"value": value, "attribute": key}
            return repair["child"], {name.format_map(words): to.format_map(words) for name, to in repair["set"].items()}
    return None


def _repairs_of(problem: Problem) -> list[Mapping[str, Any]]:
    remedy: Any = problem.parameters.get("remedy", {})
    return _table().get(str(remedy.get("phrase", "")).removeprefix("remedy."), [])


def _repair(place: _Place, repair: Mapping[str, Any], words: Mapping[str, str]) -> None:
    edits, element, _ = place
    if "remove" in repair and element.parent is not None:
        edits.remove_element(element)
    elif "into" in repair:
        move_home_of(edits, element, (repair["into"],))
    elif "remove" not in repair:
        _rewrite(place, repair, words)


def _words(repair: Mapping[str, Any], place: _Place) -> dict[str, str] | None:
    """What the parts of a repair may name; ``None`` where it does not fit."""
    edits, element = place.edits, place.element
    if repair.get("attribute", place.attribute) != place.attribute or repair.get("tag", element.name) != element.name:
        return None
    if repair.get("with", place.attribute) not in ("", *element.attributes):
        return None
    if not _is_in(edits, element, repair.get("around", {})):
        return None
    text = edits.text[element.tag_end : element.content_end].strip()
    value = edits.value_of(element, place.attribute) if place.attribute else unescaped(text)
    content = text if element.has_text_alone else ""
    match = re.fullmatch(repair.get("pattern", ".*"), value, re.DOTALL)
    if match is None:
        return None
    groups = {name: text or "0000" for name, text in match.groupdict().items()}
    others = {f"@{name}": edits.value_of(element, name) for name in element.attributes}
    return others | {"value": value, "content": content, "tag": element.name, "attribute": place.attribute, **groups}


def _is_in(edits: XmlEdits, element: XmlElement, values: Mapping[str, str]) -> bool:
    """Whether the element around one has attributes with certain values."""
    outer = element.parent
    return not values or (
        outer is not None
        and all(name in outer.attributes and edits.value_of(outer, name) == values[name] for name in values)
    )


def _rewrite(place: _Place, repair: Mapping[str, Any], words: Mapping[str, str]) -> None:
    edits, element, attribute = place
    new = {
        name.format_map(words): text
        for name, value in repair.get("set", {}).items()
        if (text := value.format_map(words))
    }
    for other, name in repair.get("also", {}).items():
        if other in element.attributes and other != attribute:
            new[name] = edits.value_of(element, other)
            edits.remove_attribute(element, other)
    if "write" in repair:
        _write(place, repair, repair["write"].format_map({key: escaped(word, "'") for key, word in words.items()}))
    elif "child" in repair:
        _set_inside(place, repair, new, words)
    elif "content" in repair:
        edits.set_text(element, repair["content"], is_token=True)
    elif attribute and "rename" in repair and repair["rename"] not in element.attributes:
        edits.rename_attribute(element, attribute, repair["rename"])
    elif attribute and "value" in repair:
        edits.set_attribute(element, attribute, repair["value"])
    elif "value" not in repair and "rename" not in repair:
        if "with" in repair:
            edits.set_attribute(element, repair["with"], new.pop(repair["with"]))
        _set_attributes(place, new, is_text=repair.get("text", False), value=words["value"])
        if "rename_element" in repair:
            edits.rename_element(element, repair["rename_element"])
        elif not attribute and not repair.get("text") and edits.has_edits:
            edits.make_empty(element)


def _write(place: _Place, repair: Mapping[str, Any], written: str) -> None:
    """Write an element in the place of one that says no more than its text; inside that of a wrong attribute."""
    edits, element, attribute = place
    if not attribute:
        if not element.attributes and element.has_text_alone and element.parent is not None:
            edits.replace_element(element, as_written(written))
        return
    name = written[1:].partition(" ")[0].partition(">")[0]
    if not element.named(name):
        edits.insert_element(element, element_before(element, name), as_written(written))
        _leave(place, repair)


def _leave(place: _Place, repair: Mapping[str, Any], words: Mapping[str, str] | None = None) -> None:
    """Write what is left of the wrong attribute."""
    edits, element, attribute = place
    if "value" in repair:
        edits.set_attribute(element, attribute, repair["value"].format_map(words or {}))
    else:
        edits.remove_attribute(element, attribute)


def _set_attributes(place: _Place, new: Mapping[str, str], *, is_text: bool, value: str) -> None:
    """Give an element attributes instead of the wrong one; those that it has already must be the same."""
    edits, element, attribute = place
    kept = set(element.attributes) - {attribute}
    content = edits.section_or_text(element)
    if is_text and content == value:
        new = {}
    if any(name in kept and edits.value_of(element, name) != value for name, value in new.items()):
        return
    if is_text and content not in ("", value, *new.values()):
        return
    for name, text in new.items():
        if name not in kept:
            edits.set_attribute(element, name, text, attributes_before(element, name))
    if attribute and attribute not in new:
        edits.remove_attribute(element, attribute)
    if is_text:
        edits.set_text(element, value)


def _set_inside(place: _Place, repair: Mapping[str, Any], new: Mapping[str, str], words: Mapping[str, str]) -> None:
    """Write the wrong attribute, or the text, into an element inside, if that has no other value."""
    edits, element, attribute = place
    name, outer = repair["child"], element.nearest(repair["of"]) if "of" in repair else element
    children = [] if outer is None else outer.named(name)
    if not attribute:
        if element.has_text_alone and not element.is_self_closing:
            written = edits.layout.styled(tag_writer(name, new)(()))
            edits.replace_span(element.tag_end, element.content_end, written)
        return
    if outer is None or len(children) > 1:
        return
    if children:
        kept = children[0].attributes
        others = [key for key, value in new.items() if key in kept and edits.value_of(children[0], key) != value]
        if others and not repair.get("default"):
            return
        for key, value in new.items():
            if key not in kept:
                edits.set_attribute(children[0], key, value, attributes_before(children[0], key))
    else:
        edits.insert_element(outer, element_before(outer, name), tag_writer(name, new))
    _leave(place, repair, words)


@cache
def _table() -> Mapping[str, list[Mapping[str, Any]]]:
    return tomllib.loads(_TABLE.read_text(encoding="utf-8"))


_CODES = ("invalid-value", "unexpected-text", "unknown-attribute", "unknown-element")
REMEDIES: dict[str, Callable[[XmlEdits, Problem, XmlElement], None]] = {
    f"{code}.remedy": repair_by_remedy for code in _CODES
}
UNSAFE_REMEDIES = {f"{code}.remedy": partial(repair_by_remedy, unsafe=True) for code in _CODES}
"""The repairs, by the problem that they are for."""
