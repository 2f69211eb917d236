"""Lines that begin in a column where nothing belongs, with the line above that they should begin like."""

from __future__ import annotations

import re

from libvirt_xml.markup.secrets import may_name_secret
from libvirt_xml.messages import Sentence, render
from libvirt_xml.yaml_forms.text.faults.fault_places import (
    KeyPlace,
    YamlFault,
    indent_of,
    key_of_line,
    line_above,
    line_at,
    lines_above,
)

_DASHED = re.compile(r" *(-([A-Za-z_]\w*)):(?= |$)")
_DASHED_VALUE = re.compile(r" *(-[^\s-][^:]*)\Z")
_TWO_DASHES = re.compile(r" *(-) +- +[A-Za-z_][\w-]*:(?: |$)")
_KEY = re.compile(r":(\s|\Z)")
_BLOCK = re.compile(r"[ -]*([A-Za-z_][\w-]*): +[|>][-+0-9]*\s*(?:#.*)?\Z")
_KEY_ALONE = re.compile(r" *[\w-]+:\s*(#.*)?\Z").match
_PLAIN_VALUE = re.compile(r"[\w./@+-][\w./:@+ -]{0,60}").fullmatch
_FURTHEST = 1000  # lines above that are looked at


def fault_of_first_in_line(text: str, index: int) -> YamlFault:
    """What is wrong with a line whose first word the parser could not take."""
    _, start = line_at(text, index)
    above, above_start = line_above(text, start)
    dashed = fault_of_dash(above, above_start)
    if dashed is not None:
        return dashed
    if text[index : index + 2] == "- ":
        return _fault_of_item(text, index, start)
    two = _TWO_DASHES.match(above)
    if two is not None and indent_of(above) < index - start:
        return YamlFault(render("not-well-formed", "yaml-two-dashes"), above_start + two.start(1))
    return YamlFault(_sentence_of_indent(text, start, index - start), index)


def fault_of_block_text(text: str, line: str, start: int) -> YamlFault | None:
    """A line that is probably the text of the key above it, which begins a text and has none."""
    above, _ = line_above(text, start)
    block = _BLOCK.match(above)
    if block is None or not line.strip() or indent_of(line) > indent_of(above):
        return None
    column = block.start(1) + 3
    sentence = render("not-well-formed", "yaml-text-indent", key=block[1][:40], column=column)
    return YamlFault(sentence, start + indent_of(line))


def fault_of_dash(line: str, start: int) -> YamlFault | None:
    """A dash without a space behind it, at the beginning of a line."""
    dashed = _DASHED.match(line)
    if dashed is not None:
        rest, value = dashed[2], value_behind(line[dashed.end() + 1 :], dashed[2])
        sentence = render("not-well-formed", "yaml-dash-without-space", key=dashed[1][:40], rest=rest[:40], value=value)
        return YamlFault(sentence, start + dashed.start(1))
    value_of_item = _DASHED_VALUE.match(line)
    if value_of_item is None:
        return None
    return YamlFault(render("not-well-formed", "yaml-dash-before-value"), start + value_of_item.start(1))


def fault_of_deeper_line(text: str, index: int) -> YamlFault | None:
    """A key that is indented deeper than the line above it, which has a value, or less than all above."""
    line, start = line_at(text, index)
    above, above_start = line_above(text, start)
    dashed = fault_of_dash(above, above_start)
    if dashed is not None:
        return dashed
    if text[index : index + 1] != ":":
        return None
    indent = indent_of(line)
    if indent < indent_of(above) and not _KEY.search(above):
        return YamlFault(_sentence_of_indent(text, start, indent), start + indent)
    if indent <= indent_of(above):
        return None
    beside = next((key_of_line(number, held) for number, held in lines_above(text, start)), None)
    sentence = (
        render("not-well-formed", "yaml-indent-deeper")
        if beside is None
        else render("not-well-formed", "yaml-indent-deeper-than-key", **beside._asdict())
    )
    return YamlFault(sentence, start + indent)


def value_behind(rest: str, key: str) -> str:
    """What stands behind a key, if it is a plain value, for a message."""
    is_shown = _PLAIN_VALUE(rest.strip(" =")) is not None and not may_name_secret(key)
    return rest.strip(" =") if is_shown else "VALUE"


def _sentence_of_indent(text: str, start: int, indent: int) -> Sentence:
    beside = _first_of_map(text, start, indent)
    if beside is None:
        return render("not-well-formed", "yaml-indent")
    return render("not-well-formed", "yaml-indent-of-map", **beside._asdict())


def _first_of_map(text: str, start: int, indent: int) -> KeyPlace | None:
    """The first key of the map above that ends where a line begins in another column."""
    first: KeyPlace | None = None
    for count, (number, line) in enumerate(lines_above(text, start)):
        place = key_of_line(number, line)
        if count > _FURTHEST or indent_of(line) < indent or (place is not None and place.column <= indent + 1):
            break
        if place is not None and (first is None or place.column <= first.column):
            first = place
    return first


def _fault_of_item(text: str, index: int, start: int) -> YamlFault:
    above_item = _item_above(text, start)
    if above_item not in (None, index - start):
        sentence = render("not-well-formed", "yaml-list-indent", column=(above_item or 0) + 1)
        return YamlFault(sentence, index)
    return YamlFault(render("not-well-formed", "yaml-list-item"), index)


def _item_above(text: str, start: int) -> int | None:
    """The indent of the next list item above a line, with only the keys of its map between them."""
    for _, line in lines_above(text, start):
        if line.lstrip().startswith("- "):
            return indent_of(line)
        if _KEY_ALONE(line):
            return None
    return None
