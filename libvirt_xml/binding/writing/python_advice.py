"""What to write instead of a value of a wrong type, as Python that works when it is copied."""

from __future__ import annotations

import re
from typing import Any

from libvirt_xml.binding.fields import required_of, specs_of
from libvirt_xml.binding.foreign import AnyElement
from libvirt_xml.binding.scalars import Boolean, Converter, KeptText, LooseForm
from libvirt_xml.binding.specs import Spec, child_class
from libvirt_xml.binding.wrong_values import WrongType
from libvirt_xml.markup.secrets import is_secret

_LONGEST = 40
_SWITCHES = frozenset({"state", "enable", "enabled", "value"})
_LEAST_BYTES = 2**30
_WORDS = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}
_scaled = re.compile(r"\s*([0-9]{1,20})\s*([kKmMgGtTpPeE](?:[iI]?[bB])?|[bB](?:ytes)?)\s*", re.ASCII).fullmatch


def advice_for(spec: Spec, value: object, *, is_item: bool) -> str | None:
    """Python for what a field, or an item of its list, should be in place of a value; ``None`` if nothing is likely."""
    if keeps_secret(spec) or (isinstance(value, str) and len(value) > _LONGEST):
        return None
    single = _single(spec, value)
    return f"[{single}]" if single is not None and spec.is_list and not is_item else single


def _single(spec: Spec, value: object) -> str | None:
    match spec.kind:
        case "child":
            return _instance(child_class(spec), value)
        case "flag":
            return _bool(value)
        case "attribute" | "text" | "scalar":
            literal = _literal(spec.converter, value)
            if literal is None and spec.kind == "text" and spec.owner is not None:
                return _with_unit(spec.owner, value)
            return literal
    return None


def keeps_secret(spec: Spec) -> bool:
    """Whether what a field has must not be shown."""
    tag = spec.owner.tag_ if spec.owner else ""
    return is_secret(spec.xml) or is_secret(tag)


def _instance(cls: type[Any], value: object) -> str | None:
    """A call of a class with a text, for a value that stands where its object should."""
    if cls is AnyElement or is_secret(cls.tag_):
        return None
    if hasattr(value, "bytes") and hasattr(value, "tag_"):  # a size of another element
        return _with_unit(cls, str(value))
    if value is True and not required_of(cls) and _SWITCHES.isdisjoint(specs_of(cls)):  # that the element is there
        return f"{cls.__name__}()"
    if not isinstance(value, str | int | float):
        return None
    spec = specs_of(cls).get("value")
    if spec is None or spec.kind != "text" or not {*required_of(cls)} <= {"value"}:
        return _with_one_field(cls, value)
    literal = _literal(spec.converter, value)
    if literal is None:
        return _with_unit(cls, value)
    unit = f", unit={_likely_unit(value)!r}" if spec.quantity else ""
    return f"{cls.__name__}({literal}{unit})"


def _with_one_field(cls: type[Any], value: object) -> str | None:
    """A call with the one field that the class must have, or the one that it can have."""
    specs = specs_of(cls)
    names = required_of(cls) or [name for name in specs if name != "extra_"]
    if len(names) != 1:
        return None
    single = _single(specs[names[0]], value)
    return None if single is None or specs[names[0]].is_list else f"{cls.__name__}({names[0]}={single})"


def _likely_unit(number: object) -> str:
    """The unit of a size that was given without one: nobody means a tebibyte or more by a plain number of KiB."""
    return "bytes" if isinstance(number, int) and number >= _LEAST_BYTES else "KiB"


def _with_unit(cls: type[Any], value: object) -> str | None:
    """A call with a number and its unit, for both in one text."""
    unit = specs_of(cls).get("unit")
    scaled = _scaled(value) if isinstance(value, str) else None
    if unit is None or scaled is None or not {*required_of(cls)} <= {"value", "unit"}:
        return None
    number, suffix = scaled.groups()
    return f"{cls.__name__}({int(number)}, unit={suffix!r})"


def _literal(converter: Converter, value: object) -> str | None:
    """A value of a converter that means the same, as Python has it."""
    if not isinstance(value, str | int | float):
        return None
    for meant in _meanings(converter, value):
        if meant.__class__ is KeptText:
            continue
        try:
            converter.write(meant, {})
        except WrongType:
            continue
        return repr(meant)
    return None


def _meanings(converter: Converter, value: object) -> list[object]:
    """What somebody may have meant by a value, the likeliest first."""
    if isinstance(converter, Boolean):
        return [_WORDS[str(value).lower()], value] if str(value).lower() in _WORDS else [value]
    if isinstance(value, str):
        return [_read(converter, value), value]
    if isinstance(value, float) and value.is_integer():
        return [value, int(value), str(value)]
    return [value] if isinstance(value, bool) else [value, str(value)]


def _read(converter: Converter, text: str) -> object:
    if converter.read is None:
        return text
    try:
        return converter.read[text]
    except LooseForm as form:
        return form.value


def _bool(value: object) -> str | None:
    meant = _WORDS.get(str(value).lower())
    return None if meant is None else repr(meant)
