"""The path of a change in words: a subject (``disk vda``) and an aspect of it (``cache``)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from libvirt_xml.binding.element import Element
from libvirt_xml.binding.fields import specs_of
from libvirt_xml.binding.specs import child_class
from libvirt_xml.changes.comparison_plans import stages_of_items
from libvirt_xml.changes.matching import item_name, item_places
from libvirt_xml.changes.wording.terms import (
    has_sorts,
    is_silent,
    is_subject,
    noun_of,
    plain_word,
    section_of,
    sort_of,
    word_of,
)
from libvirt_xml.changes.wording.value_words import pci_words, usb_words
from libvirt_xml.documents import Hostdev

_STEP = re.compile(r"(\w+)(?:\[([^\]]*)\])?\.?")
_NUMBERED = re.compile(r"(\w+:)?\d+")
"""A name with a number of libvirt's: beside ``serial 0`` a new one that is called by its place is no ``serial 2``."""
_EXTRA = {"attributes": "attribute", "content": "element", "surplus": "element"}


class PathStep(NamedTuple):
    """A step of a path: the class with the field, the field, what the item is called, and the class of what is there.

    ``holders`` are the elements around the field in the two documents, as far as they have one.
    """

    owner: type[Element]
    name: str
    place: str | None
    child: type[Element] | None
    holders: tuple[Element, ...]


def steps_of(path: str, documents: Sequence[Element]) -> list[PathStep]:
    """The steps of a change's path."""
    steps: list[PathStep] = []
    holders = tuple(documents)
    owner = type(holders[0])
    for name, place in _parts(path):
        spec = specs_of(owner).get(name)
        child = child_class(spec) if spec is not None and spec.kind == "child" else None
        steps.append(PathStep(owner, name, place, child, holders))
        if child is None:
            break
        holders = tuple(inner for holder in holders if (inner := _inner(holder, name, place)) is not None)
        owner = child
    return steps


def _parts(path: str) -> list[tuple[str, str | None]]:
    return [(match[1], match[2]) for match in _STEP.finditer(path)]


def _inner(holder: Element, name: str, place: str | None) -> Element | None:
    value = holder.__dict__.get(name)
    if isinstance(value, list) and place is not None:
        value = _item(value, place)
    return value if isinstance(value, Element) else None


def _item(items: list[Element], place: str) -> Element | None:
    """The item that a path calls by a name, or by its number."""
    stages = stages_of_items(type(items[0])) if items else ()
    places = item_places(items, stages)
    if place in places:
        return items[places.index(place)]
    shown = (stage for stage in stages if stage.is_shown)
    return next((item for stage in shown for item in items if item_name(stage.name(item)) == place), None)


def subject_and_aspect(path: str, documents: Sequence[Element]) -> tuple[str, str]:
    """A path in words; the aspect is empty where the change is about the whole subject."""
    if path.rpartition(".")[0].endswith("extra_") or ".extra_." in f".{path}":
        return _unknown(path, documents)
    steps = steps_of(path, documents)
    at = _device_step(steps)
    if at >= 0:
        return _item_words(steps[at]), _words(steps[at + 1 :])
    if is_subject(steps[-1].owner, steps[-1].name):
        return word_of(steps[-1].owner, steps[-1].name), ""
    section = section_of(steps[0].owner, steps[0].name)
    if section:
        return section, (f"{_label(steps[0])} " if steps[0].place else "") + _words(steps[1:])
    if len(steps) > 1 and steps[0].name == "devices":
        return _single_device(steps)
    if steps[0].place is not None:
        return _item_words(steps[0]), _words(steps[1:])
    return _words(steps) or plain_word(steps[-1].name), ""


def is_within_item(path: str, documents: Sequence[Element]) -> bool:
    """Whether a path leads to something of an item or a device, as the medium of a drive, and not to the whole."""
    steps = steps_of(path, documents)
    if section_of(steps[0].owner, steps[0].name):
        return False
    is_item = steps[0].place is not None
    at = max(_device_step(steps), 1) if steps[0].name == "devices" else 0 if is_item else len(steps)
    return len(steps) > at + 1


def _device_step(steps: Sequence[PathStep]) -> int:
    """Which step is the item of a list of devices; -1 for none."""
    devices = (at for at, step in enumerate(steps) if step.place is not None and step.owner.__name__ == "Devices")
    return next(devices, -1)


def _single_device(steps: list[PathStep]) -> tuple[str, str]:
    device = steps[1]
    subject = word_of(device.owner, device.name) if device.child is None else noun_of(device.child)
    return subject, _words(steps[2:])


def _unknown(path: str, documents: Sequence[Element]) -> tuple[str, str]:
    """Content that the model does not know."""
    before, _, rest = path.rpartition("extra_.")
    part, _, name = rest.partition("[")
    word = f"{_EXTRA.get(part, part)} {name.removesuffix(']')}"
    if not before:
        return word, ""
    subject, aspect = subject_and_aspect(before.removesuffix("."), documents)
    return subject, f"{aspect} {word}".strip()


def _words(steps: Sequence[PathStep]) -> str:
    words: list[str] = []
    for number, step in enumerate(steps):
        is_last = number == len(steps) - 1
        if step.place is not None:
            words.append(_item_words(step))
        elif is_last and any(words) and is_silent(step.owner, step.name):
            continue
        else:
            words.append(word_of(step.owner, step.name))
    return " ".join(filter(None, words)) or (plain_word(steps[-1].name) if steps and len(steps) > 1 else "")


def _item_words(step: PathStep) -> str:
    """``disk vda``, ``nic 'backup'``, ``argument 2``; without a number where there is one only."""
    if (
        step.child is not None
        and has_sorts(step.child)
        and (sort := next(filter(None, map(sort_of, _items(step))), ""))
    ):
        return sort
    noun = noun_of(step.child) if step.child is not None else word_of(step.owner, step.name)
    return f"{noun} {_label(step)}".strip()


def _items(step: PathStep) -> Iterator[Element]:
    """The item that a step is about, in each document that has it."""
    return (item for holder in step.holders if (item := _inner(holder, step.name, step.place)) is not None)


def _host_device(step: PathStep) -> str:
    """A device of the host as other tools write it: ``usb 1234:beef``, ``pci 0000:06:12.5``, ``usb 001/004``."""
    item = next(_items(step), None)
    source = item.source if isinstance(item, Hostdev) else None
    if source is None or not isinstance(item, Hostdev):
        return ""
    if source.vendor is not None and source.product is not None:
        ids = (source.vendor.id, source.product.id)
        return f"{item.type} {':'.join(f'{number:04x}' if isinstance(number, int) else str(number) for number in ids)}"
    return "" if source.address is None else pci_words(source.address) or usb_words(source.address)


def _label(step: PathStep) -> str:
    place = step.place or ""
    if step.child is Hostdev and not place.startswith("ua-") and (label := _host_device(step)):
        return label
    if place.startswith("ua-"):
        kind = step.child.tag_ if step.child is not None else ""
        kinds = {kind, "nic", "share"}
        first, _, rest = place.removeprefix("ua-").partition("-")
        return repr(rest if rest and first in kinds else place.removeprefix("ua-"))
    if place.startswith("{"):
        return place.rpartition("}")[2]  # a foreign element: its namespace says nothing to people
    if not place.isdecimal() or _is_named(step):
        return place.replace(":", " ") if place.count(":") < 3 else place
    lengths = [len(holder.__dict__.get(step.name) or ()) for holder in step.holders]
    has_numbers = any(_NUMBERED.fullmatch(name) for name in _names(step))
    return "" if max(lengths, default=0) <= 1 or has_numbers else str(int(place) + 1)


def _is_named(step: PathStep) -> bool:
    """Whether a number is the name of an item, and not its place in the list."""
    return step.place in _names(step)


def _names(step: PathStep) -> set[str]:
    """What the items beside the one of a step are called."""
    if step.child is None:
        return set()
    stages = [stage for stage in stages_of_items(step.child) if stage.is_shown]
    items = [item for holder in step.holders for item in holder.__dict__.get(step.name) or ()]
    return {item_name(name) for item in items for stage in stages if (name := stage.name(item)) is not None}
