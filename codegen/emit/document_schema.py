"""Element model to JSON Schema (2020-12) for documents written in YAML. Every decision was taken before.

What an editor makes of a schema decides its form: the types of a single value stand in one list, with ``pattern``,
which looks at text only, rather than in ``anyOf``, whose failures read badly.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from codegen.emit.docstrings import field_facts
from codegen.model.model import Class, Field, Model, Scalar
from codegen.naming.naming import snake

JSON = dict[str, Any]
_VARIABLE = r"\$\{"
_EXACT = 2**53  # up to here an editor's numbers are whole
BY_CLASS = "Devices"  # the class whose children are kinds of their own

_BASICS: dict[str, JSON] = {
    "variable": {"type": "string", "pattern": _VARIABLE},
    "text": {"type": ["string", "number"]},
    "boolean": {
        "type": ["boolean", "string"],
        "pattern": _VARIABLE,
        "patternErrorMessage": "Wants true or false, without quotes.",
    },
    "number": {
        "type": ["number", "string"],
        "pattern": rf"^\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*$|{_VARIABLE}",
        "patternErrorMessage": "Wants a number.",
    },
    "strings": {"type": "array", "items": {"type": "string"}},
    "extra": {
        "description": "What no field holds: what libvirt's schemas do not know, for one; rarely written by hand.",
        "type": "object",
        "properties": {
            "attributes": {"description": "Unknown attributes.", "$ref": "#/$defs/texts"},
            "content": {"description": "Unknown content in its order: XML texts.", "type": "array"},
            "surplus": {
                "description": "XML texts of plain elements with attributes, by field.",
                "$ref": "#/$defs/texts",
            },
            "namespaces": {"description": "XML namespaces declared here, by prefix.", "$ref": "#/$defs/texts"},
            "order": {"description": "Elements in their order, where keys cannot tell.", "$ref": "#/$defs/strings"},
            "texts": {"description": "The text, cut where unknown content is.", "$ref": "#/$defs/strings"},
        },
        "additionalProperties": False,
        "doNotSuggest": True,
    },
    "texts": {"type": "object", "additionalProperties": {"$ref": "#/$defs/text"}},
}
_REFERENCES: dict[str, JSON] = {
    "env": {"description": "The environment variable that holds it.", "type": "string"},
    "file": {"description": "The file that holds it, relative to the folder of this one.", "type": "string"},
}
_VALUE: JSON = {
    "description": "Where `apply` finds the value of the secret, by reference: {env: NAME} or {file: PATH}.",
    "type": "object",
    "properties": {
        **_REFERENCES,
        "base64": {
            "description": "A reference to a text in Base64, for what that stands for; keys of Ceph are such texts.",
            "type": "object",
            "properties": _REFERENCES,
            "minProperties": 1,
            "maxProperties": 1,
            "additionalProperties": False,
        },
    },
    "minProperties": 1,
    "maxProperties": 1,
    "additionalProperties": False,
}
_INTEGER: JSON = {
    "type": ["integer", "string"],
    "pattern": rf"^\s*[+-]?(0[xX][0-9a-fA-F]+|[0-9]+)\s*$|{_VARIABLE}",
    "patternErrorMessage": "Wants a whole number.",
}
_HEXADECIMAL: JSON = _INTEGER | {"pattern": rf"^\s*[+-]?(0[xX])?[0-9a-fA-F]+\s*$|{_VARIABLE}"}


def write_schemas(model: Model) -> dict[str, str]:
    """The text of every schema file by file name."""
    return {"documents.json": write_documents(model)}


def write_documents(model: Model) -> str:
    """One definition a line::

    {"generated": "by `python -m codegen write`",
    "properties": {
    "domain": {"$ref":"#/$defs/Domain"}},
    "$defs": {
    "text": {"type":["string","number"]},
    "Domain": {"title":"Domain","type":"object","properties":{}}}}
    """
    kinds, definitions = _lines(write_kinds(model)), _lines(write_definitions(model))
    return f'{{"generated": "by `python -m codegen write`",\n"properties": {kinds},\n"$defs": {definitions}}}\n'


def _lines(schemas: dict[str, JSON]) -> str:
    return "{\n" + ",\n".join(f"{json.dumps(name)}: {_compact(schema)}" for name, schema in schemas.items()) + "}"


def _compact(schema: JSON) -> str:
    return json.dumps(schema, separators=(",", ":"), ensure_ascii=False)


def write_kinds(model: Model) -> dict[str, JSON]:
    """What may stand under which key at the top of a document.

    A field that an odd branch of the schema does without is required here, not where the class stands in another.
    """
    classes = {model_class.name: model_class for model_class in model.classes}
    names = dict.fromkeys(root.class_name for root in model.roots)
    if BY_CLASS in classes:
        names |= dict.fromkeys(str(field.type) for field in classes[BY_CLASS].fields if field.kind == "child")
    kinds: dict[str, JSON] = {}
    for name in names:
        lacking = [field.name for field in classes[name].fields if field.may_lack]
        kinds[snake(name)] = _demanding(classes[name], lacking) if lacking else _ref(name)
    return dict(sorted(kinds.items()))


def _demanding(model_class: Class, names: list[str]) -> JSON:
    """A class with more fields required; ``type`` stands here for editors, which look no further."""
    both = [_ref(model_class.name), {"required": names}]
    return {"description": _class_description(model_class), "type": "object", "allOf": both}


def write_definitions(model: Model) -> dict[str, JSON]:
    """Single values, integers by their limits, closed sets by their names, classes."""
    aliases = {frozenset(words): name for name, words in model.aliases}
    classes = {model_class.name: model_class for model_class in model.classes}
    scalars = [field for model_class in model.classes for field in model_class.fields if isinstance(field.type, Scalar)]
    integers = {_integer_name(field): _integer(field) for field in scalars if _is_integer(field)}
    return {
        **_BASICS,
        **dict(sorted(integers.items())),
        **{name: _closed(list(words)) for name, words in model.aliases},
        **{name: _with_more(name, write_class(classes[name], classes, aliases)) for name in sorted(classes)},
    }


def _with_more(name: str, schema: JSON) -> JSON:
    """With the keys that are no part of a document: where the value of a secret is, whether something runs."""
    more = {"Secret": {"value": _VALUE}, "Domain": _power("stopped"), "Network": _power(), "StoragePool": _power()}
    return schema | {"properties": schema["properties"] | more[name]} if name in more else schema


def _power(*more: str) -> dict[str, JSON]:
    states = ["running", *more, "unmanaged"]
    return {
        "state": {"description": "Whether `apply` lets it run; by default, it starts a new one.", "enum": states},
        "autostart": {"description": "Whether it starts with the host.", "type": "boolean"},
    }


def write_class(model_class: Class, classes: dict[str, Class], aliases: dict[frozenset[str], str]) -> JSON:
    """One class::

    {"title":"DiskTarget","description":"Where the guest sees the disk.","type":"object",
    "properties":{"dev":{"$ref":"#/$defs/text"},"extra_":{"$ref":"#/$defs/extra"}},
    "required":["dev"],"additionalProperties":false}

    One that can be told by its text alone takes a single value as well: ``"type":["integer","string","object"]``.
    """
    properties = {field.name: write_field(field, classes, aliases) for field in model_class.fields}
    needed = [field.name for field in model_class.fields if field.is_required and not field.may_lack]
    text = next((field for field in model_class.fields if field.kind == "text"), None)
    types: JSON = {"type": "object"}
    if text is not None and not set(needed) - {text.name}:
        types = _with_object(write_scalar(text, aliases), write_definition(text))
    return {
        "title": model_class.name,
        "description": _class_description(model_class),
        **types,
        "properties": properties | {"extra_": _ref("extra")},
        **({"required": needed} if needed else {}),
        "additionalProperties": False,
    }


def _with_object(scalar: JSON, definition: JSON) -> JSON:
    """A single value's schema, where an object may stand in its place."""
    if "$ref" not in scalar:
        return {"anyOf": [{"type": "object"}, *scalar["anyOf"]]}
    beside = {key: value for key, value in scalar.items() if key != "$ref"}
    return beside | definition | {"type": [*definition["type"], "object"]}


def write_field(field: Field, classes: dict[str, Class], aliases: dict[frozenset[str], str]) -> JSON:
    """One field::

    {"description":"Name of the device in the guest.","$ref":"#/$defs/text"}
    """
    facts = _plain(" ".join(_facts(field)))
    description = {"description": facts} if facts else {}
    if isinstance(field.type, Scalar):
        schema = _ref("boolean") if field.kind == "flag" else write_scalar(field, aliases)
        return description | ({"type": "array", "items": schema} if field.is_list else schema)
    if field.kind == "wildcard":
        return description | _ref("strings")
    if field.is_list:
        return description | {"type": "array", "items": _ref(field.type)}
    is_said = list(_facts(field)) == [classes[field.type].sentence]
    return _ref(field.type) if is_said else description | _ref(field.type)


def write_scalar(field: Field, aliases: dict[frozenset[str], str]) -> JSON:
    """A single value: a basic definition, or one of some words::

    {"anyOf":[{"enum":["isa","pci"]},{"$ref":"#/$defs/variable"}]}
    """
    assert isinstance(field.type, Scalar)
    scalar = field.type
    words = list(scalar.literals)
    if "str" in scalar.kinds or not (words or scalar.kinds or scalar.boolean):
        return _ref("text") | ({"examples": words} if words else {})
    if scalar.kinds:
        known = _ref(_integer_name(field) if _is_integer(field) else "number")
        return {"anyOf": [{"enum": words}, known]} if words else known
    if scalar.boolean and scalar.only:
        return _closed([scalar.only == scalar.boolean[0], *words])
    if scalar.boolean:
        return _closed([True, False, *words]) if words else _ref("boolean")
    if scalar.has_number_literals:
        return _closed([int(word) for word in words])
    alias = aliases.get(frozenset(words))
    return _ref(alias) if alias else _closed(words)


def write_definition(field: Field) -> JSON:
    """The definition that a single value's reference leads to."""
    name = write_scalar(field, {}).get("$ref", "").rpartition("/")[2]
    return _BASICS.get(name) or (_integer(field) if _is_integer(field) else {})


def _closed(words: list[Any]) -> JSON:
    """One of some words. Where YAML takes a word for a number (``2.0``), numbers pass: the reader sees their text."""
    numbers = [{"type": "number"}] if any(isinstance(word, str) and _is_number(word) for word in words) else []
    return {"anyOf": [{"enum": words}, _ref("variable"), *numbers]}


def _is_number(word: str) -> bool:
    return word.replace(".", "", 1).isdecimal()


def _is_integer(field: Field) -> bool:
    return isinstance(field.type, Scalar) and "int" in field.type.kinds and "str" not in field.type.kinds


def _limits(field: Field) -> tuple[int | None, int | None]:
    assert isinstance(field.type, Scalar)
    if any(form.base not in (0, 10) or form.fallback for form in field.numbers):
        return None, None  # they hold for the digits as read in base 10
    low, high = field.type.limits
    return low, high if high is not None and high < _EXACT else None


def _integer_name(field: Field) -> str:
    low, high = _limits(field)
    if any(form.base == 16 for form in field.numbers):
        return "hexadecimal"
    return "integer" + ("" if low is None else f"_from_{low}") + ("" if high is None else f"_to_{high}")


def _integer(field: Field) -> JSON:
    low, high = _limits(field)
    known = _HEXADECIMAL if _integer_name(field) == "hexadecimal" else _INTEGER
    return known | ({} if low is None else {"minimum": low}) | ({} if high is None else {"maximum": high})


def _facts(field: Field) -> Iterator[str]:
    """What is known of a field beside the words that the schema itself lists."""
    if isinstance(field.type, Scalar):
        field = replace(field, type=replace(field.type, literals=(), boolean=None))
    return field_facts(replace(field, neutral=None))  # what Python can do is not for YAML


def _class_description(model_class: Class) -> str:
    path = f"The element `/{model_class.paths[0]}`."
    since = f"Since libvirt {model_class.release or model_class.since}." if model_class.since else ""
    return _plain(" ".join(filter(None, [model_class.sentence or path, since, model_class.url])))


def _plain(text: str) -> str:
    return text.replace("``", "`")


def _ref(name: str) -> JSON:
    return {"$ref": f"#/$defs/{name}"}
