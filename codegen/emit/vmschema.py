"""The keys of the ``vm`` form as JSON Schema."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from libvirt_xml.yaml_forms.shapes.choice_shapes import OneOf
from libvirt_xml.yaml_forms.shapes.composites import Key, ListOf, MapOf, Record
from libvirt_xml.yaml_forms.shapes.named_lists import NamedList
from libvirt_xml.yaml_forms.shapes.number_shapes import SizeOf, Whole
from libvirt_xml.yaml_forms.shapes.shapes import FieldValue, Flag, Part, Shape, Text, Words
from libvirt_xml.yaml_forms.shapes.sizes import PATTERN
from libvirt_xml.yaml_forms.text.resolving import resolve
from libvirt_xml.yaml_forms.vm.form import VM_KEYS

Schema = dict[str, Any]

_VARIABLE: Schema = {"$ref": "#/$defs/variable"}
_DEFS: dict[str, Schema] = {
    "variable": {"type": "string", "pattern": r"\$\{"},
    "size": {
        "type": "string",
        "pattern": rf"^(?=.*[1-9]){PATTERN}$|\$\{{",
        "examples": ["20GiB"],
    },
}


def write_vm_schema() -> str:
    """One definition a line::

    {"generated": "by `python -m codegen write`",
    "properties": {"vm": {"allOf": [{"$ref": "#/$defs/vm"}]}, "defaults": {"$ref": "#/$defs/vm"}},
    "$defs": {
    "size": {"type": "string"},
    "vm": {"type": "object"}}}
    """
    machine = _record(VM_KEYS)
    required = machine.pop("required")
    defs = {**_DEFS, "vm": machine}
    lines = ",\n".join(f"{json.dumps(key)}: {_compact(value)}" for key, value in defs.items())
    whole = {"$ref": "#/$defs/vm"}
    properties = {
        "vm": {"description": "A virtual machine", "type": "object", "allOf": [whole, {"required": required}]},
        "defaults": {"description": "What every vm has that does not say otherwise", **whole},
    }
    mark = '{"generated": "by `python -m codegen write`",'
    return f'{mark}\n"properties": {_compact(properties)},\n"$defs": {{\n{lines}}}}}\n'


def _compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _key(key: Key) -> Schema:
    schema = schema_of(key.shape)
    schema = schema if key.is_required else _or_null(schema)
    alternatives = [_described(alternative, key.about) for alternative in schema.get("anyOf", [])]
    return {"description": key.about, **schema, **({"anyOf": alternatives} if alternatives else {})}


def _described(alternative: Schema, about: str) -> Schema:
    """An alternative of a key; a reference gets the text of the key: editors show that of what a value matches."""
    return {"description": about, **alternative} if alternative.get("$ref", "").endswith("~part") else alternative


def _or_null(schema: Schema) -> Schema:
    """What a schema takes, and ``null``, which says nothing or takes away what a layer below says."""
    if "anyOf" in schema:
        return {**schema, "anyOf": [*schema["anyOf"], {"type": "null"}]}
    if "type" in schema:
        types = schema["type"]
        return {**schema, "type": [*(types if isinstance(types, list) else [types]), "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


def schema_of(shape: Shape) -> Schema:
    """The JSON Schema of one shape."""
    match shape:
        case Text():
            return _text(shape)
        case Words(words=words):
            return _words(words)
        case FieldValue():
            return _words(shape.words) if shape.words else {"type": ["string", "number", "boolean"]}
        case Whole():
            return {"anyOf": [_whole(shape), _VARIABLE]}
        case Flag():
            return {"anyOf": [{"type": "boolean"}, _VARIABLE]}
        case SizeOf():
            return {"$ref": "#/$defs/size"}
        case _:
            return _composite(shape)


def _composite(shape: Shape) -> Schema:
    match shape:
        case Record():
            return _alternatives(shape)
        case NamedList():
            item = schema_of(shape.item)
            named = {"type": "object", "additionalProperties": {"anyOf": [item, {"type": "null"}]}}
            return {"anyOf": [{"type": "array", "items": item}, named]}
        case ListOf():
            item = schema_of(shape.item)
            several = {"type": "array", "items": item}
            return {"anyOf": [several, item]} if shape.is_lenient else several
        case MapOf():
            return {"type": "object", "additionalProperties": _or_null(schema_of(shape.item))}
        case OneOf():
            return {"anyOf": [schema_of(alternative) for alternative in shape.shapes]}
        case Part(owner="ClockTimer" as owner):  # by name
            return {"type": "object", "additionalProperties": {"$ref": f"#/$defs/{owner}~part"}}
        case Part(owner=owner):
            return {"$ref": f"#/$defs/{owner}~part"} if owner else {"type": "object"}
        case _:
            raise TypeError(f"no schema for {type(shape).__name__}")


def _words(words: Iterable[str]) -> Schema:
    """Some words; those that are numbers without quotes too, as in ``version: 2.0``."""
    numbers = [number for word in words if isinstance(number := resolve(word), int | float)]
    return {"anyOf": [{"enum": [*words, *numbers]}, _VARIABLE]}


def _text(shape: Text) -> Schema:
    if shape.pattern is None:
        others = "|".join(map(re.escape, shape.others))
        return {"type": ["string", "number"], **({"pattern": f"^(?!(?:{others})$)"} if others else {})}
    schema = {**_numbers(shape.pattern), "pattern": rf"^(?:{shape.pattern})$|\$\{{"}
    return {**schema, "examples": [shape.example]} if shape.example else schema


def _numbers(pattern: str) -> Schema:
    """The type of a text with a pattern: a number, if the text may be one, needs no quotes."""
    takes = {word: re.fullmatch(pattern, word) is not None for word in ("12", "-12", "1.5")}
    if takes["1.5"]:
        schema: Schema = {"type": ["string", "number"]}
    elif takes["12"]:
        schema = {"type": ["string", "integer"]}
    else:
        return {"type": "string"}
    return schema if takes["-12"] else {**schema, "minimum": 0}


def _whole(shape: Whole) -> Schema:
    schema: Schema = {"type": "integer", "minimum": shape.minimum}
    return schema if shape.maximum is None else {**schema, "maximum": shape.maximum}


def _alternatives(shape: Record) -> Schema:
    """A map, and the single values that may stand for it."""
    simple: list[Schema] = [{"type": "boolean"}] if shape.is_switch else []
    if shape.short is not None:
        simple.append(schema_of(shape.keys[shape.short].shape))
    return {"anyOf": [*simple, _record(shape)]} if simple else _record(shape)


def _record(shape: Record) -> Schema:
    required = [name for name, key in shape.keys.items() if key.is_required]
    schema: Schema = {
        "title": shape.name,
        "type": "object",
        "properties": {name: _key(key) for name, key in shape.keys.items()},
    }
    schema["additionalProperties"] = False
    return {**schema, "required": required} if required else schema
