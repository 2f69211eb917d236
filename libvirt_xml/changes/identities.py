"""What makes an item of a list the one it is.

The classes say which fields together name an item (``identity_``) and what else two items must share to be one
(``kind_``): see codegen/overlay/identities.toml. Before these names, the user's alias (``ua-...``) names a device if
both documents have it; after them, its address does.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, NamedTuple

from libvirt_xml.binding.element import Element
from libvirt_xml.binding.fields import specs_of
from libvirt_xml.changes.normal import normal

Named = tuple[Hashable, ...]
Reader = Callable[[Any], Named | None]
"""Says what names an item, ``None`` if nothing does."""


class KeyPart(NamedTuple):
    """A part of a name: the steps to a field; one that is not required counts as empty if absent.

    A text counts only if it begins with ``begin``.
    """

    steps: tuple[str, ...]
    is_required: bool
    begin: str

    def read(self, item: Element) -> Hashable:
        """What an item has there."""
        value = value_at(item, self.steps)
        if self.begin:
            return value if isinstance(value, str) and value.startswith(self.begin) else ""
        return value if self.is_required else value or ""


def keys_of(cls: type[Element]) -> list[list[KeyPart]]:
    """The names that items of a class may have, each with its parts, in the order in which they count."""
    return [[_part(part) for part in key.split()] for key in cls.identity_]


def _part(text: str) -> KeyPart:
    path, _, begin = text.partition("^")
    return KeyPart(tuple(path.removesuffix("?").split(".")), not begin and not path.endswith("?"), begin)


def reader(parts: list[KeyPart]) -> Reader:
    """Reads the name of an item from all parts of a key."""

    def name(item: Any) -> Named | None:
        if not isinstance(item, Element):
            return None
        values = tuple(part.read(item) for part in parts)
        return None if None in values else values

    return name


def reader_of_kind(cls: type[Element]) -> Reader | None:
    """Reads what two items of a class must share to be one; ``None`` if nothing."""
    return reader([_part(cls.kind_)]) if cls.kind_ else None


def value_at(item: Element, steps: tuple[str, ...]) -> Hashable:
    """What an item has at a path of fields, in a form that compares; nothing is made by looking."""
    for step in steps[:-1]:
        child = item.__dict__.get(step)
        if not isinstance(child, Element):
            return None
        item = child
    fields = item.__dict__
    value = fields.get(steps[-1])
    spec = specs_of(type(item)).get(steps[-1])
    if spec is None or not isinstance(value, str | int):
        return None
    meaning = normal(value, spec, fields) if isinstance(value, str) else value
    return None if meaning == "" and spec.kind == "text" else meaning  # an element without text has no value
