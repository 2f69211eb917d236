"""Which field was meant by a name that a class does not have, or by an operator that elements do not have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from libvirt_xml.binding.fields import specs_of
from libvirt_xml.binding.specs import Spec, child_class
from libvirt_xml.messages import render
from libvirt_xml.words.python_names import instead_of
from libvirt_xml.words.vocabulary import PLAIN, of_documents

_MOST = 2  # fields of children that are named
_OF_TEXTS = ("name", "text", "content", "string", "lower", "upper", "strip", "split", "startswith", "endswith")
"""What people try where an element has a text: names of other libraries, methods of strings."""


def way_to(cls: type[Any], name: str) -> str | None:
    """What to write instead of a field or method that a class does not have: what people know from elsewhere, or the
    field of that name in a child.
    """
    instead = instead_for(cls, name)
    if instead is not None:
        return instead
    below = [*_below(cls, name)]
    word = cls.tag_ or cls.__name__.lower()
    if not below and name in _OF_TEXTS and "value" in specs_of(cls):
        return f"{word}.value"
    return " or ".join(f"{word}.{path}" for path in below) if 0 < len(below) <= _MOST else None


def instead_for(cls: type[Any], name: str) -> str | None:
    """What people know from elsewhere by a name, as the table has it for a class or for one of its base classes."""
    known = (instead_of(base.__name__, name) for base in cls.__mro__)
    instead = next(filter(None, known), None)
    return None if instead is None else instead.format_map({"x": cls.tag_ or cls.__name__.lower(), "X": cls.__name__})


def way_to_make(cls: type[Any], name: str) -> str | None:
    """What to write instead of an argument that a class does not take."""
    known = (instead_of(f"{base.__name__}()", name) for base in cls.__mro__)
    instead = next(filter(None, known), None)
    return None if instead is None else instead.replace("{X}", cls.__name__)


def _below(cls: type[Any], name: str) -> Iterator[str]:
    """The paths of the fields of a name in the children of a class."""
    if name.endswith("_"):
        return
    for spec in specs_of(cls).values():
        if spec.kind == "child" and name in specs_of(child_class(spec)):
            yield f"{spec.name}[0].{name}" if spec.is_list else f"{spec.name}.{name}"


def likely_member(name: str, cls: type[Any]) -> str | None:
    """The method or property of a class that was meant."""
    members = [member for member in dir(cls) if not member.startswith("_") and not member.endswith("_")]
    return PLAIN.closest(name, members)


def likely_field(name: str, specs: Mapping[str, Spec]) -> str | None:
    """The field, by its own name or by that of its element or attribute: ``interfaces`` for ``interface``."""
    fields = {spec.xml: field for field, spec in specs.items() if spec.xml}
    fields.update((field, field) for field in specs if field != "extra_")
    meant = of_documents().closest(name, fields)
    return None if meant is None else fields[meant]


def refused_positional(cls: type[Any], args: Sequence[Any]) -> TypeError:
    """The error for arguments without names, of a class that has no text."""
    field = _field_of(cls, args[0]) if len(args) == 1 else None
    if field is None:
        return TypeError(render("field", "keywords", owner=f"{cls.__name__}()"))
    value = repr(args[0]) if isinstance(args[0], str | int) else "[...]" if isinstance(args[0], list) else "..."
    example = f"{cls.__name__}({field}={value})"
    return TypeError(render("field", "keywords-example", owner=f"{cls.__name__}()", example=example))


def _field_of(cls: type[Any], value: object) -> str | None:
    """The only field that a value without a name can be: the list, the child of its class, or what says which it is."""
    specs = specs_of(cls).values()
    if isinstance(value, list):
        fields = [spec.name for spec in specs if spec.is_list]
    elif isinstance(value, str | int):
        fields = [spec.name for spec in specs if spec.kind in ("attribute", "scalar") and spec.is_required]
        fields = fields or [spec.name for spec in specs if spec.name in cls.identity_]
    else:
        fields = [spec.name for spec in specs if spec.kind == "child" and isinstance(value, child_class(spec))]
    return fields[0] if len(fields) == 1 else None


def refused_item(cls: type[Any], key: object) -> TypeError:
    """The error for an item by name or by number, and for a loop."""
    if isinstance(key, str):
        return TypeError(render("operator", "key", owner=cls.__name__, instead=_way_of_key(cls, key)))
    instead = instead_for(cls, "[]") or _list_of(cls) or f"{_word(cls)}.walk()"
    return TypeError(render("operator", "list", owner=cls.__name__, instead=instead))


def refused_number(cls: type[Any]) -> TypeError | None:
    """The error for arithmetic; ``None`` for a class that nobody takes for a number."""
    instead = _way_of_number(cls)
    return None if instead is None else TypeError(render("operator", "number", owner=cls.__name__, instead=instead))


def refused_conversion(cls: type[Any]) -> TypeError:
    """The error for ``int(element)``."""
    return refused_number(cls) or TypeError(render("operator", "no-number", owner=cls.__name__))


def _word(cls: type[Any]) -> str:
    return cls.tag_ or cls.__name__.lower()


def _way_of_key(cls: type[Any], key: str) -> str:
    """What to write in the place of an item by name."""
    instead = instead_for(cls, "[]")
    if instead is not None:
        return instead
    fields = {name: name for spec in specs_of(cls).values() for name in (spec.name, spec.xml) if name}
    fields.update((spec.xml, spec.name) for spec in specs_of(cls).values() if spec.xml)
    way = f"{_word(cls)}.{fields[key]}" if key in fields else way_to(cls, key)
    return way or f"{_word(cls)}.FIELD"


def _list_of(cls: type[Any]) -> str | None:
    """The list of a class that has one alone."""
    lists = [spec.name for spec in specs_of(cls).values() if spec.is_list]
    return f"{_word(cls)}.{lists[0]}" if len(lists) == 1 else None


def _way_of_number(cls: type[Any]) -> str | None:
    """The number that an element is, if it is one."""
    instead = instead_for(cls, "+")
    if instead is not None:
        return instead
    spec = specs_of(cls).get("value")
    return (
        f"{_word(cls)}.value" if spec is not None and spec.kind == "text" and spec.converter.read is not None else None
    )
