"""What building objects needs to know, as data: which elements may be empty, and Python that makes an object.

The expressions are those of elements in our own valid documents: with all fields where that is short, else with those
that are required.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from lxml import etree

from codegen.emit.examples import DOCUMENTS_FOLDER, example_elements
from codegen.model.model import Class, Field, Model, Scalar

BUILDING = "building.json"
_SHORT = 100
_FEW = 3
_TOO_LONG = "." * 200
_DEVICE = re.compile("domain/devices/[^/]+")
_Classes = Mapping[str, Class]


def write_building(model: Model) -> str:
    """By class what may be made of nothing, what is not since it says something, and an expression; then methods::

    {"neutral": {"Domain": {"cpu": {}, "vcpu": {"value": 1}}},
     "significant": {"Features": ["pmu"]},
     "expressions": {"Os": "Os(type=OsType('hvm'))"},
     "members": {"find_device": ["Domain"]}}
    """
    neutral = {
        owner.name: {field.name: dict(field.neutral) for field in owner.fields if field.neutral is not None}
        for owner in model.classes
    }
    significant = {
        owner.name: [field.name for field in owner.fields if field.is_significant] for owner in model.classes
    }
    content = {
        "generated": "by `python -m codegen write`",
        "neutral": {name: fields for name, fields in neutral.items() if fields},
        "significant": {name: fields for name, fields in significant.items() if fields},
        "expressions": find_expressions(model),
        "members": _members(model),
    }
    return json.dumps(content, separators=(",", ": "), ensure_ascii=False) + "\n"


def _members(model: Model) -> dict[str, list[str]]:
    """Methods and properties by name, with the classes that have them, if these, or the devices among them, are few."""
    owners: dict[str, list[Class]] = defaultdict(list)
    for owner in model.classes:
        for name in dict.fromkeys(member.name for behaviour in owner.behaviours for member in behaviour.members):
            owners[name].append(owner)
    best = {name: _best_known(classes) for name, classes in owners.items() if not name.startswith("_")}
    return {name: classes for name, classes in best.items() if 0 < len(classes) <= _FEW}


def _best_known(owners: list[Class]) -> list[str]:
    """All classes if they are few, else the devices of guests among them."""
    devices = [owner for owner in owners if any(map(_DEVICE.fullmatch, owner.paths))]
    return [owner.name for owner in (owners if len(owners) <= _FEW else devices)]


def find_expressions(model: Model, folder: Path = DOCUMENTS_FOLDER) -> dict[str, str]:
    """Python by the name of a class: of the first element that is short, else the shortest of what is required.

    Where several elements have a class, those come first that it is named after.
    """
    classes = {owner.name: owner for owner in model.classes}
    expressions: dict[str, str] = {}
    elements = sorted(example_elements(model, folder), key=lambda item: not _is_at_home(item[1], classes[item[0]]))
    for name, element in elements:
        if len(expressions.get(name, _TOO_LONG)) > _SHORT:
            expressions[name] = _shorter(expressions.get(name, _TOO_LONG), element, classes[name], classes)
    return {name: text for name, text in sorted(expressions.items()) if text != _TOO_LONG}


def _is_at_home(element: etree._Element, owner: Class) -> bool:
    names = [etree.QName(step).localname for step in (element, *element.iterancestors())]
    return [step.rpartition(":")[2] for step in owner.paths[0].split("/")] == names[::-1]


def _shorter(known: str, element: etree._Element, owner: Class, classes: _Classes) -> str:
    whole = _call(element, owner, owner.fields, classes)
    if whole and len(whole) <= _SHORT:
        return whole
    required = [field for field in owner.fields if field.is_required]
    return min(known, _call(element, owner, required, classes) or _TOO_LONG, whole or _TOO_LONG, key=len)


def _call(element: etree._Element, owner: Class, fields: Iterable[Field], classes: _Classes) -> str | None:
    """The call of a class with some of its fields; ``None`` if the element has none, or lacks a required one."""
    arguments = []
    for field in sorted(fields, key=lambda field: field.kind != "text"):
        value = None if field.kind == "wildcard" else _value(element, field, classes)
        if value is None and field.is_required:
            return None
        if value is not None:
            arguments.append(value if field.kind == "text" else f"{field.name}={value}")
    return f"{owner.name}({', '.join(arguments)})" if arguments else None


def _value(element: etree._Element, field: Field, classes: _Classes) -> str | None:
    """What a field has in an element, as Python; ``None`` if it is not set."""
    match field.kind:
        case "attribute":
            text = element.get(etree.QName(field.xml.namespace or None, field.xml.local))
            return None if text is None else _literal(text, field, element)
        case "text":
            text = (element.text or "").strip()
            return _literal(text, field, element) if text else None
    children = element.findall(str(etree.QName(field.xml.namespace or None, field.xml.local)))
    if not children:
        return None
    values = [value for child in children if (value := _child(child, field, classes)) is not None]
    if len(values) < len(children):
        return None
    return f"[{', '.join(values)}]" if field.is_list else values[0]


def _child(child: etree._Element, field: Field, classes: _Classes) -> str | None:
    if field.kind == "flag":
        return "True"
    if isinstance(field.type, str):
        owner = classes[field.type]
        return _call(child, owner, owner.fields, classes) or f"{field.type}()"
    return _literal(child.text or "", field, child)


def _literal(text: str, field: Field, element: etree._Element) -> str:
    scalar = field.type
    assert isinstance(scalar, Scalar)
    if scalar.boolean and text in scalar.boolean:
        return repr(text == scalar.boolean[0])
    if not scalar.is_number:
        return repr(text)
    return next(_numbers(text, field, element, scalar.kinds), repr(text))


def _numbers(text: str, field: Field, element: etree._Element, kinds: Collection[str]) -> Iterator[str]:
    """The text as a number of Python, in the base in which libvirt reads it."""
    digits = text.lower().removeprefix("0x")
    for form in field.numbers:
        if form.when is None or element.get(form.when[0]) == form.when[1]:
            if form.base == 8 and text.isdecimal():
                yield f"0o{text.lstrip('0') or '0'}"
            if form.base == 16 or digits != text:
                yield f"0x{digits}"
    if text.isdecimal():
        yield text.lstrip("0") or "0"
    if digits != text:
        yield f"0x{digits}"
    if "float" in kinds and text.replace(".", "", 1).isdecimal():
        yield text
