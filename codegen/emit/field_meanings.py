"""The sentences and units of fields as data for explanations, which must not load a class to find one."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping

from codegen.describing.documentation import field_step
from codegen.emit.document_schema import BY_CLASS
from codegen.model.model import Class, Field, Model, Scalar
from codegen.naming.paths import step

MEANINGS = "meanings.json"
UNITS = "units.json"


def write_meanings(model: Model) -> str:
    """One class a line, its fields by XML name with their sentence, class, and other name; under no name the roots::

    {"generated": "by `python -m codegen write`",
    "": {"disk":["A disk of the guest.","Disk"],"domain":["A guest.","Domain"]},
    "Disk": {"@device":["Kind of drive.",""],"target":["Where the guest sees it.","DiskTarget"]}}
    """
    prefixes = {uri: prefix for prefix, uri in model.namespaces}
    sentences = {owner.name: owner.sentence for owner in model.classes}
    roots: dict[str, list[str]] = defaultdict(list)
    for root in model.roots:
        roots[step(root.element, prefixes)] += [sentences[root.class_name], root.class_name]
    alone = next((_fields(owner, prefixes) for owner in model.classes if owner.name == BY_CLASS), {})
    lines = {"": alone | roots} | {owner.name: _fields(owner, prefixes) for owner in model.classes}
    text = ",\n".join(f"{json.dumps(name)}: {_compact(fields)}" for name, fields in lines.items())
    return f'{{"generated": "by `python -m codegen write`",\n{text}}}\n'


def _fields(owner: Class, prefixes: dict[str, str]) -> dict[str, list[str]]:
    fields = [field for field in owner.fields if field.kind != "wildcard"]
    return {(step := field_step(field, prefixes)): [field.sentence, *_names(field, step)] for field in fields}


def _names(field: Field, step: str) -> list[str]:
    """The class of a field, and its name if that is not the XML's."""
    names = [field.type if isinstance(field.type, str) else "", field.name]
    return names[:1] if field.name == step.removeprefix("@") else names


def _compact(fields: Mapping[str, object]) -> str:
    return json.dumps(fields, separators=(",", ":"), ensure_ascii=False)


def write_units(model: Model) -> str:
    """The units of numbers for which none can be written, by class and XML name; the text of an element has none::

    {"generated": "by `python -m codegen write`",
    "units": {
    "ClockTimer": {"@frequency":"Hz"}}}
    """
    prefixes = {uri: prefix for prefix, uri in model.namespaces}
    units = {owner.name: _units(owner, prefixes) for owner in model.classes}
    text = ",\n".join(f"{json.dumps(name)}: {_compact(fields)}" for name, fields in units.items() if fields)
    return f'{{"generated": "by `python -m codegen write`",\n"units": {{\n{text}}}}}\n'


def _units(owner: Class, prefixes: dict[str, str]) -> dict[str, str]:
    counted = (field for field in owner.fields if field.unit and not field.quantity and isinstance(field.type, Scalar))
    return {"" if field.kind == "text" else field_step(field, prefixes): field.unit for field in counted}
