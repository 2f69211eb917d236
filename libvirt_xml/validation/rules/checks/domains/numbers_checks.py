"""Checks of sets of numbers and of sizes, wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from libvirt_xml.validation.rules.derived.memory_sizes import size_in_bytes
from libvirt_xml.validation.rules.derived.number_sets import MOST, number_set
from libvirt_xml.validation.rules.subject import Answer, Subject
from libvirt_xml.validation.rules.thing import Thing

_SETS = ("cpuset", "nodeset", "cpus", "vcpus", "iothreads")
_READ_EMPTY = frozenset({"cachetune", "memorytune"})
_RANGE = re.compile(r"([0-9]+)-([0-9]+)")
_NUMBER = re.compile(r"[0-9]+")
_INT64, _UINT64 = 2**63 - 1, 2**64 - 1
_USUAL_UNITS = {"pcihole64": "KiB", "cache": "KiB", "tseg": "MiB"}
"""The units of sizes that name none, where that is not the byte."""


def backward_range(thing: Thing, _: Subject) -> Answer:
    """A range whose end is below its beginning."""
    for path, text in _sets(thing):
        for match in _RANGE.finditer(text):
            first, last = match.groups()
            if int(last) < int(first):
                return {"at": path, "set": text, "range": match[0], "right": f"{last}-{first}"}
    return None


def number_out_of_set(thing: Thing, _: Subject) -> Answer:
    """A number that libvirt has no place for."""
    for path, text in _sets(thing):
        for number in _NUMBER.findall(text):
            if int(number) > MOST:
                return {"at": path, "set": text, "number": number}
    return None


def nothing_in_set(thing: Thing, _: Subject) -> Answer:
    """A set that is empty in the end."""
    if thing.name in _READ_EMPTY:
        return None
    for path, text in _sets(thing):
        if number_set(text) == frozenset():
            return {"at": path, "set": text}
    return None


def _sets(thing: Thing) -> Iterator[tuple[str, str]]:
    """The sets of an element with their paths; libvirt does not read that of CPUs which numad places."""
    if thing.name == "vcpu" and thing.attributes.get("placement") == "auto":
        return
    for name in _SETS:
        if name in thing.attributes:
            yield f"@{name}", thing.attributes[name]
    mask = thing.value("nodemask")
    if mask is not None:
        yield "nodemask", mask


def memory_above_int64(thing: Thing, _: Subject) -> Answer:
    """A size of memory that a signed number of 64 bits does not hold."""
    return None if _is_of_shared(thing) else _above(thing, _INT64, "KiB")


def size_above_uint64(thing: Thing, _: Subject) -> Answer:
    """A size that a number of 64 bits does not hold."""
    if thing.name == "size" and not _is_of_shared(thing):
        return None
    return _above(thing, _UINT64, _USUAL_UNITS.get(thing.name, "bytes"))


def _is_of_shared(thing: Thing) -> bool:
    return thing.name == "size" and thing.parent is not None and thing.parent.name == "shmem"


def _above(thing: Thing, most: int, usual_unit: str) -> Answer:
    name = next((name for name in ("memory", "size") if name in thing.attributes), "")
    text, unit = thing.attributes.get(name, thing.text), thing.attributes.get("unit", usual_unit)
    size = size_in_bytes(text, unit)
    if size is None or size <= most:
        return None
    return {"at": f"@{name}" if name else ".", "size": text, "unit": unit, "bytes": size_in_bytes("1", unit)}
