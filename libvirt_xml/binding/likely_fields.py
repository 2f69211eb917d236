"""Which field was meant by a name that a class does not have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from libvirt_xml.binding.fields import specs_of
from libvirt_xml.binding.specs import Spec, child_class
from libvirt_xml.words.python_names import instead_of
from libvirt_xml.words.vocabulary import PLAIN, of_documents

_MOST = 2  # fields of children that are named


def way_to(cls: type[Any], name: str) -> str | None:
    """What to write instead of a field or method that a class does not have: what people know from elsewhere, or the
    field of that name in a child.
    """
    words = {"x": cls.tag_ or cls.__name__.lower(), "X": cls.__name__}
    known = (instead_of(base.__name__, name) for base in cls.__mro__)
    instead = next(filter(None, known), None)
    if instead is not None:
        return instead.format_map(words)
    below = [*_below(cls, name)]
    return " or ".join(f"{words['x']}.{path}" for path in below) if 0 < len(below) <= _MOST else None


def way_to_make(cls: type[Any], name: str) -> str | None:
    """What to write instead of an argument that a class does not take."""
    return instead_of(f"{cls.__name__}()", name)


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
