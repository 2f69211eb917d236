"""Changes of an object as a program would make them, chosen by a generator of random numbers."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any, NamedTuple

from libvirt_xml import Element, WriteError
from libvirt_xml.binding.fields import specs_of
from libvirt_xml.binding.specs import Spec


class Slot(NamedTuple):
    """A field of an object that is set, and where the object is."""

    path: str
    owner: Element
    spec: Spec
    value: Any

    def set(self, value: object) -> None:
        """Set the field."""
        setattr(self.owner, self.spec.name, value)


def slots(document: Element) -> Iterator[Slot]:
    """Every field that is set."""
    for path, owner in document.walk():
        for name, value in list(owner.__dict__.items()):
            if value is not None and name != "extra_":
                yield Slot(path, owner, specs_of(type(owner))[name], value)


def change_value(document: Element, chooser: random.Random) -> Slot | None:
    """Give one attribute or text another value; the slot with the value as it was."""
    plain = [
        slot
        for slot in slots(document)
        if slot.spec.kind in ("attribute", "text") or (slot.spec.kind == "scalar" and not slot.spec.is_list)
    ]
    if not plain:
        return None
    slot = chooser.choice(plain)
    slot.set(_other(slot.value))
    return slot


def _other(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int | float) else f"{value}x"


def filled_lists(document: Element, least: int = 1) -> list[Slot]:
    """The lists that are not empty."""
    return [slot for slot in slots(document) if isinstance(slot.value, list) and len(slot.value) >= least]


def change_list(document: Element, how: str, chooser: random.Random) -> Slot | None:
    """``add`` an item like another at the end of a list, ``remove`` one, ``move`` the last to the front, or
    ``rename``: change a value in one item and remove another."""
    lists = filled_lists(document, 2 if how in ("move", "rename") else 1)
    if not lists:
        return None
    slot = chooser.choice(lists)
    items = list(slot.value)
    if how == "add":
        items.append(copy.deepcopy(chooser.choice(items)))
    elif how == "remove":
        items.pop(chooser.randrange(len(items)))
    elif how == "move":
        items.insert(0, items.pop())
    else:
        gone = items.pop(chooser.randrange(len(items)))
        if isinstance(gone, Element):
            change_value(chooser.choice(items), chooser)
    slot.set(items)
    return slot


def is_writable(document: Element) -> bool:
    """Whether an object with the new value can be written at all, and reads back."""
    try:
        written = document.to_xml()
    except WriteError:
        return False
    return type(document).from_xml(written) == document
