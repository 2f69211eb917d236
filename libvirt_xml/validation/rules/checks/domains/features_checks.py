"""Checks of features."""

from __future__ import annotations

from libvirt_xml.validation.rules.derived.memory_sizes import bytes_of
from libvirt_xml.validation.rules.subject import Answer, Subject
from libvirt_xml.validation.rules.thing import Thing

_OF_PSERIES = ("hpt", "htm", "nested-hv", "ccf-assist", "cfpc", "sbbc", "ibs")
_MIB = 2**20
_LEAST_RING, _MOST_RING = 1024, 65536


def of_pseries(thing: Thing, _: Subject) -> Answer:
    """The features that only pseries has."""
    return [{"at": name, "name": name} for name in _OF_PSERIES if thing.has(name)]


def odd_megabytes(thing: Thing, _: Subject) -> Answer:
    """The size is no multiple of 1 MiB."""
    return _is_odd(bytes_of(thing))


def odd_megabytes_of_tseg(thing: Thing, _: Subject) -> Answer:
    """The same where a size without a unit is in MiB."""
    return _is_odd(bytes_of(thing, usual=_MIB))


def _is_odd(size: int | None) -> bool:
    return size is not None and size % _MIB != 0


def odd_ring(thing: Thing, _: Subject) -> Answer:
    """The size is no power of two in the range."""
    size = thing.number("@size")
    return size is None or bool(size & (size - 1)) or not _LEAST_RING <= size <= _MOST_RING


def who_needs_vapic(thing: Thing, _: Subject) -> Answer:
    """The first feature that needs the virtual APIC."""
    if thing.value("evmcs/@state") == "on":
        return {"name": "evmcs", "at": "evmcs"}
    return {"name": "direct", "at": "tlbflush/direct"}
