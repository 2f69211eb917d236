"""Repairs of problems of YAML: a key or a value that was misspelt, or has white space around it, is replaced where
it stands; a key in the wrong map moves; a size gets a unit; a value becomes the map that was meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from libvirt_xml.editing.texts.text_edits import TextEdit
from libvirt_xml.editing.xml.xml_escapes import unescaped
from libvirt_xml.editing.yaml.yaml_edits import NotEditableError, YamlEdits
from libvirt_xml.editing.yaml.yaml_spans import YamlPair, YamlSpan, scan_yaml
from libvirt_xml.fixing.remedy_repairs import child_by_remedy
from libvirt_xml.fixing.repairs import TextRepair
from libvirt_xml.markup.encoding import BYTE_ORDER_MARK
from libvirt_xml.validation.problem import Problem
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Scalar

_CODES = (
    "unknown-key",
    "invalid-value",
    "unknown-name",
    "stray-white-space",
    "unknown-element",
    "unknown-attribute",
    "invalid-size",
    "impossible-combination",
)
_VALUES = ("invalid-value", "invalid-size", "stray-white-space")
_ELEMENT = re.compile(r"<([a-z]+)>([^<]*)</\1>")
_LITERAL = re.compile(r"true|false|[0-9]+")
_PLAIN = re.compile(r"[A-Za-z0-9_/][A-Za-z0-9_./-]*")  # means the same in quotation marks and without
_TOKEN = re.compile(r"(['\"]?)([A-Za-z0-9_/][A-Za-z0-9_./-]*)\1(?=[ \t]*(?:[:,}\]#\r\n]|$))")
_QUOTED = re.compile(r"(['\"])((?:[^'\"\\\r\n]|\\[nrt])*)\1(?=[ \t]*(?:[,}\]#\r\n]|$))")
_PLAIN_IN_QUOTES = re.compile(r"[^'\"\\\x00-\x1f\x7f-\x9f]+")
_PAIR = re.compile(r"(\w+): ([\[{].*)")
_LINE_END = re.compile(r"\r\n|\r|\n")


def yaml_repairs(text: str, problems: Sequence[Problem]) -> Iterator[TextRepair]:
    """The repairs of problems that have a suggestion, and are about one word, or a text in quotation marks; of keys in
    the wrong map; of sizes with their unit.
    """
    starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
    places: _Places | None = None
    for problem in problems:
        line, column = problem.line, problem.column
        if line is None or column is None or line > len(starts):
            continue
        start = starts[line - 1] + column - 1
        way = _way_of(problem)
        edits = [*_replaced(text, problem, start)] if way is None else []
        if not edits and (way is not None or problem.suggestion is not None):
            places = places or _Places(text)
            edits = places.edits_of(problem, start, way or _write_value)
        if edits:
            yield TextRepair(problem, edits, _repaired(problem))


def _replaced(text: str, problem: Problem, start: int) -> Iterator[TextEdit]:
    """The suggestion in the place of what is wrong."""
    suggestion = problem.suggestion
    word = _word_at(text, start, suggestion) if suggestion is not None and problem.code in _CODES else None
    if word is not None and suggestion is not None:
        yield TextEdit(word.start(2), word.end(2), suggestion)


class _Step(NamedTuple):
    """A map on the way to a place, the key there that leads on, and its value or the item of that; what has those."""

    owner: YamlSpan
    pair: YamlPair
    value: YamlSpan
    holder: YamlSpan


class _Places:
    """The maps and keys of a text, by their places."""

    def __init__(self, text: str) -> None:
        self._text = text.lstrip(BYTE_ORDER_MARK)
        self._mark = len(text) - len(self._text)
        self._documents = scan_yaml(self._text)

    def edits_of(self, problem: Problem, start: int, way: _Way) -> list[TextEdit]:
        """What repairs a problem at a place, in one way; nothing where that cannot be changed alone."""
        steps = self._steps(start - self._mark)
        edits = YamlEdits(self._text)
        try:
            if steps:
                way(edits, problem, steps)
        except NotEditableError:
            return []
        return [TextEdit(edit.start + self._mark, edit.end + self._mark, edit.text) for edit in edits.edits]

    def _steps(self, start: int) -> list[_Step]:
        """The maps around a key or value, from the outside in."""
        steps: list[_Step] = []
        spans = self._documents
        while (span := _at(spans, start)) is not None:
            if span.kind == "list":
                spans = span.items
                item = next((item for item in spans if item.start <= start <= item.end), None)
                if steps and item is not None:
                    steps[-1] = steps[-1]._replace(value=item, holder=span)
                continue
            pair = next((pair for pair in span.pairs if pair.start <= start <= pair.end), None)
            if pair is None:
                break
            steps.append(_Step(span, pair, pair.value, span))
            if start < pair.colon:
                break
            spans = [pair.value]
        return steps


def _at(spans: Sequence[YamlSpan], start: int) -> YamlSpan | None:
    return next((span for span in spans if span.kind in ("map", "list") and span.start <= start <= span.end), None)


def _move_below(edits: YamlEdits, problem: Problem, steps: Sequence[_Step]) -> None:
    """Move a key below another one, which is beside it or beside what it is in; below a new one where there is none."""
    owner, pair, *_ = steps[-1]
    home, field = str(problem.parameters["home"]), str(problem.parameters["field"])
    present = next((beside for step in reversed(steps) if (beside := step.owner.pair(home)) is not None), None)
    edits.move_pair_into(owner, pair, present or home, field)


def _move_into(edits: YamlEdits, problem: Problem, steps: Sequence[_Step], *, home: str) -> None:
    """Move a key below one beside it, under its own name; below a new one where there is none."""
    owner, pair, *_ = steps[-1]
    edits.move_pair_into(owner, pair, owner.pair(home) or home, pair.key)


def _indent(edits: YamlEdits, problem: Problem, steps: Sequence[_Step]) -> None:
    """Move a key into the map above it, which has it."""
    owner, pair, *_ = steps[-1]
    home = owner.pair(str(problem.parameters["outer"]).strip("'"))
    if home is not None:
        edits.move_pair_into(owner, pair, home, pair.key)


def _move_above(edits: YamlEdits, problem: Problem, steps: Sequence[_Step]) -> None:
    """Move a key into the map around its own."""
    if len(steps) > 1 and steps[-2].owner.pair(steps[-1].pair.key) is None:
        edits.move_pair_out(*steps[-1][:2], *steps[-2][:2])


def _split_size(edits: YamlEdits, problem: Problem, steps: Sequence[_Step]) -> None:
    """Write a size as a number and its unit."""
    owner, pair, *_ = steps[-1]
    parts = _SIZE.search(str(problem.parameters["fix"]))
    if parts is None or pair.value.kind != "scalar":
        return
    number, unit = Scalar(int(parts["number"] or parts["text"])), Scalar(parts["unit"] or parts["of_text"])
    if parts["text"] is not None and pair.key != "value":
        edits.set_value(pair.value, Mapping({"value": number, "unit": unit}), owner)
    elif owner.pair("unit") is None:
        edits.set_value(pair.value, number, owner)
        edits.insert_pair(owner, pair, "unit", unit)


def _write_as_map(edits: YamlEdits, problem: Problem, steps: Sequence[_Step]) -> None:
    """Write a value as the map or the list that was meant: ``{mode: nat}``."""
    value = steps[-1].value
    if _is_plain(value):
        edits.replace_scalar(value, str(problem.suggestion))


def _write_map_of(edits: YamlEdits, problem: Problem, steps: Sequence[_Step]) -> None:
    """Write a value as the map of which it is the only value."""
    element = _ELEMENT.fullmatch(str(problem.parameters["written"]))
    if element is not None and _is_plain(steps[-1].value):
        edits.set_value(steps[-1].value, Mapping({element[1]: Scalar(unescaped(element[2]))}), steps[-1].holder)


def _write_value(edits: YamlEdits, problem: Problem, steps: Sequence[_Step]) -> None:
    """Write another value where one is wrong."""
    *_, step = steps
    if problem.code not in (*_VALUES, "wrong-type") or not _is_plain(step.value):
        return
    if _LITERAL.fullmatch(str(problem.suggestion)):
        edits.replace_scalar(step.value, str(problem.suggestion))
    else:
        edits.set_value(step.value, Scalar(str(problem.suggestion)), step.holder)


def _is_plain(value: YamlSpan) -> bool:
    return value.kind == "scalar" and value.style not in ("|", ">") and not value.anchor


def _rename_as_list(edits: YamlEdits, problem: Problem, steps: Sequence[_Step]) -> None:
    """Write a value as the only item of the list that is meant."""
    owner, pair, *_ = steps[-1]
    if owner.pair(str(problem.parameters["meant"])) is None and pair.value.kind in ("map", "scalar"):
        _rename(edits, problem, steps, parameter="meant")
        edits.wrap_in_list(pair.value)


def _move_into_item(edits: YamlEdits, problem: Problem, steps: Sequence[_Step]) -> None:
    """Write keys in the only item of a list; in a new list where there is none."""
    owner, *_ = steps[-1]
    name, keys = str(problem.parameters["list"]), problem.parameters["keys"]
    pairs = [owner.pair(key) for key in keys] if isinstance(keys, tuple) else []
    edits.move_pairs_into_item(owner, [pair for pair in pairs if pair is not None], owner.pair(name) or name)


def _remove(edits: YamlEdits, problem: Problem, steps: Sequence[_Step]) -> None:
    """Remove a key whose value says that libvirt chooses."""
    owner, pair, *_ = steps[-1]
    edits.remove_pair(owner, pair)


def _rename(edits: YamlEdits, problem: Problem, steps: Sequence[_Step], *, parameter: str = "other") -> None:
    """Give a value the key that takes it, which is a parameter of the message."""
    owner, pair, *_ = steps[-1]
    key = str(problem.parameters[parameter])
    if owner.pair(key) is None:
        edits.rename_pair(owner, pair, key)


def _rename_with_value(edits: YamlEdits, problem: Problem, steps: Sequence[_Step]) -> None:
    """Write the key and the value that are meant; a map or a list stays as it is written, for what is in it is mended
    in its turn."""
    owner, pair, *_ = steps[-1]
    key, value = (str(problem.parameters[name]) for name in ("meant", "value"))
    if owner.pair(key) is not None:
        return
    is_list, is_map = value.startswith("["), value.startswith("{")
    if pair.value.kind == "map" and is_list:
        edits.rename_pair(owner, pair, key)
        edits.wrap_in_list(pair.value)
    elif pair.value.kind == ("list" if is_list else "map" if is_map else None):
        edits.rename_pair(owner, pair, key)
    elif _is_plain(pair.value):
        edits.rename_pair(owner, pair, key)
        if is_list or is_map:
            edits.replace_scalar(pair.value, value)
        else:
            edits.set_value(pair.value, Scalar(value), owner)


def _write_pair(edits: YamlEdits, problem: Problem, steps: Sequence[_Step]) -> None:
    """Write the one key, with the list or map, that a value means: ``ips: [{address: ..., prefix: 24}]``."""
    owner, pair, *_ = steps[-1]
    meant = _PAIR.fullmatch(str(problem.parameters["pairs"]))
    if meant is not None and owner.pair(meant[1]) is None and _is_plain(pair.value):
        edits.rename_pair(owner, pair, meant[1])
        edits.replace_scalar(pair.value, meant[2])


def _write_together(edits: YamlEdits, problem: Problem, steps: Sequence[_Step]) -> None:
    """Write the one key, with the list or map, that several keys mean, in the place of the first."""
    owner, pair, *_ = steps[-1]
    keys, meant = problem.parameters["keys"], _PAIR.fullmatch(str(problem.parameters["written"]))
    pairs = [owner.pair(key) for key in keys] if isinstance(keys, tuple) else []
    known = [other for other in pairs if other is not None]
    if meant is None or owner.pair(meant[1]) is not None or not _is_plain(pair.value) or not known:
        return
    edits.rename_pair(owner, pair, meant[1])
    edits.replace_scalar(pair.value, meant[2])
    for other in known:
        if other.key != pair.key:
            edits.remove_pair(owner, other)


def _move_into_present_item(edits: YamlEdits, problem: Problem, steps: Sequence[_Step]) -> None:
    """Write keys in the only item of a list that is there."""
    if steps[-1].owner.pair(str(problem.parameters["list"])) is not None:
        _move_into_item(edits, problem, steps)


def _write_firmware(edits: YamlEdits, _: Problem, steps: Sequence[_Step]) -> None:
    """Write secure boot beside the type of the firmware; UEFI where none is written."""
    owner, pair = steps[-1][:2]
    firmware, word = owner.pair("firmware"), edits.text[pair.value.start : pair.value.end]
    if word not in ("true", "false") or "sec" not in pair.key.lower():
        return
    meant = Mapping({"type": Scalar("uefi"), "secure_boot": Scalar(word == "true")})
    if firmware is None:
        edits.rename_pair(owner, pair, "firmware")
        edits.set_value(pair.value, meant, owner)
    elif edits.text[firmware.value.start : firmware.value.end] == "uefi":
        edits.set_value(firmware.value, meant, owner)
        edits.remove_pair(owner, pair)


def _name_volume(edits: YamlEdits, _: Problem, steps: Sequence[_Step]) -> None:
    """Write the name of a disk as that of its volume."""
    step = steps[-1]
    disk = step.value if step.value.pair("name") is not None else step.owner
    name = disk.pair("name")
    if name is not None and disk.pair("pool") is not None:
        edits.rename_pair(disk, name, "volume")


def _write_child(edits: YamlEdits, problem: Problem, steps: Sequence[_Step]) -> None:
    """Write a key as the map of which it is an attribute in XML: ``network: lan`` of a network card."""
    owner, pair, *_ = steps[-1]
    child = child_by_remedy(problem, edits.text[pair.value.start : pair.value.end])
    if child is None or owner.pair(child[0]) is not None or not _is_plain(pair.value) or pair.value.style:
        return
    edits.rename_pair(owner, pair, child[0])
    edits.set_value(pair.value, Mapping({name: Scalar(value) for name, value in child[1].items()}), owner)


_SIZE = re.compile(
    r"^\w+='(?P<number>[0-9]+)' unit='(?P<unit>\w+)'$"
    r"|^<\w+(?: \w+='[^']*')*? unit='(?P<of_text>\w+)'>(?P<text>[0-9]+)<"
)
_IN_ITEMS = ("in-items", "in-items-written", "in-items-with-value", "in-only-item")
_Way = Callable[[YamlEdits, Problem, Sequence[_Step]], None]
_WAYS: dict[str, _Way] = {
    "invalid-value.fix": _split_size,
    "missing-key.disk-volume-named": _name_volume,
    "unknown-key.above": _move_above,
    "unknown-key.as-pairs": _write_pair,
    "unknown-key.cloud-config": partial(_move_into, home="user_data"),
    "unknown-key.dedented": _indent,
    "unknown-key.flat": _write_together,
    "unknown-key.flat-in-item": _move_into_present_item,
    "unknown-key.inner-topology": partial(_move_into, home="topology"),
    "unknown-key.secure-boot": _write_firmware,
    **dict.fromkeys(("unknown-key.below", "unknown-key.below-with-value", "unknown-key.below-written"), _move_below),
    **dict.fromkeys((f"unknown-key.{name}" for name in _IN_ITEMS), _move_into_item),
    "unknown-key.likely-as-item": _rename_as_list,
    "unknown-key.likely-with-value": _rename_with_value,
    "unknown-key.remedy": _write_child,
    "unknown-key.source-of-disk": partial(_rename, parameter="meant"),
    "wrong-type.value-of-other-key": _rename,
    "wrong-type.values-of-map": _write_map_of,
    "wrong-type.word-for-default": _remove,
}
"""The repairs that are more than another word, by the problem that they are for."""


def _way_of(problem: Problem) -> _Way | None:
    if problem.code == "wrong-type" and str(problem.suggestion)[:1] in ("{", "["):
        return _write_as_map
    return _WAYS.get(f"{problem.code}.{problem.variant}")


def _word_at(text: str, start: int, suggestion: str) -> re.Match[str] | None:
    """What the suggestion can replace as it is: a plain word, or what is between quotation marks."""
    if _PLAIN.fullmatch(suggestion):
        word = _TOKEN.match(text, start)
        if word is not None:
            return word
    return _QUOTED.match(text, start) if _PLAIN_IN_QUOTES.fullmatch(suggestion) else None


def _repaired(problem: Problem) -> str:
    """The path of what was repaired: a key has its new name."""
    path = problem.path or ""
    names: Any = problem.parameters
    key = names.get("other", problem.suggestion if problem.code == "unknown-key" else None)
    outer, dot, _ = path.rpartition(".")
    return path if key is None else f"{outer}{dot}{key}"
