"""JSON Schema (2020-12) for what YAML files hold: editors complete and check by it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

from libvirt_xml.words.vocabulary import PLAIN

ALL = "all"
VM_NAME = "vm"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
_REF = "#/$defs/"
_MARK, _PART = "~part", "-part"  # how generated files and schemas mark a partial definition: "~" escapes in references
_IGNORED = "^x-"  # keys that hold nothing but anchors


def schema_names() -> tuple[str, ...]:
    """What ``schema`` takes: ``all``, ``vm``, and the keys that name a kind of document."""
    return _names(_load("documents"), _load("vm"))


def schema(name: str = ALL) -> dict[str, Any]:
    """The schema of YAML files with documents of one kind, of the ``vm`` form with its defaults, or of all of them.

    It refers to nothing outside of itself. Raises ValueError for a name that there is not.
    """
    documents, forms = _load("documents"), _load("vm")
    names = _names(documents, forms)
    if name not in names:
        meant = PLAIN.closest(name, names)
        raise ValueError(f"there is no schema {name!r}" + (f"; did you mean {meant!r}?" if meant else ""))
    kinds = documents["properties"]
    keys = {ALL: forms["properties"] | kinds, VM_NAME: forms["properties"]}.get(name) or {name: kinds[name]}
    return {
        "$schema": DIALECT,
        "title": "libvirt" if name == ALL else f"libvirt: {name}",
        "type": "object",
        "properties": keys,
        "patternProperties": {_IGNORED: True},
        **({"required": [name]} if name in kinds else {}),
        "additionalProperties": False,
        "$defs": _reachable(keys, documents["$defs"] | forms["$defs"]),
    }


def schema_text(name: str = ALL) -> str:
    """``schema`` as JSON, one definition a line. Raises ValueError."""
    whole_schema = schema(name)
    definitions = ",\n".join(
        f"{json.dumps(key)}: {_compact(subschema)}" for key, subschema in whole_schema.pop("$defs").items()
    )
    head = ",\n".join(f"{json.dumps(key)}: {_compact(subschema)}" for key, subschema in whole_schema.items())
    return f'{{{head},\n"$defs": {{\n{definitions}}}}}\n'


def _compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _load(name: str) -> dict[str, Any]:
    """A generated file: ``properties``, what may stand under which key, and ``$defs``."""
    file = files("libvirt_xml.yaml_forms") / "schemas" / f"{name}.json"
    text = file.read_text(encoding="utf-8") if file.is_file() else '{"properties": {}, "$defs": {}}'
    content: dict[str, Any] = json.loads(text.replace(f'{_MARK}"', f'{_PART}"'))
    return content


def _names(documents: dict[str, Any], forms: dict[str, Any]) -> tuple[str, ...]:
    return (ALL, *([VM_NAME] if VM_NAME in forms["properties"] else []), *documents["properties"])


def _reachable(schemas: object, known: Mapping[str, Any]) -> dict[str, Any]:
    """The definitions that schemas lead to, in the order in which they are met."""
    definitions: dict[str, Any] = {}
    waiting = list(_references(schemas))
    for name in waiting:
        if name not in definitions:
            plain = known[name.removesuffix(_PART)]
            definitions[name] = _partial(plain) if name.endswith(_PART) else plain
            waiting += _references(definitions[name])
    return definitions


def _references(schema: object) -> Iterator[str]:
    """The names of the definitions that a schema refers to."""
    if isinstance(schema, list):
        for item in schema:
            yield from _references(item)
    elif isinstance(schema, dict):
        for key, value in schema.items():
            if key == "$ref" and isinstance(value, str):
                yield value.removeprefix(_REF)
            else:
                yield from _references(value)


def _partial(schema: dict[str, Any]) -> dict[str, Any]:
    """A definition, for what is laid over a document.

    Nothing is required, ``null`` removes, and a list may be said as a map by name.
    """
    partial_schema: dict[str, Any] = {}
    for key, value in schema.items():
        match key, value:
            case "required", _:
                continue
            case "$ref", str():
                partial_schema[key] = value + _PART
            case "properties", dict():
                partial_schema[key] = {name: _partial(subschema) for name, subschema in value.items()}
            case "anyOf", list():
                partial_schema[key] = [_partial(subschema) for subschema in value]
            case (("items" | "additionalProperties"), dict()):
                partial_schema[key] = _partial(value)
            case "type", _:
                partial_schema[key] = [*(value if isinstance(value, list) else [value]), "null"]
            case _:
                partial_schema[key] = value
    if "items" in partial_schema:
        partial_schema |= {"type": [*partial_schema["type"], "object"], "additionalProperties": partial_schema["items"]}
    return partial_schema
