"""Checks of drives: sizes of blocks, geometry, limits and places that QEMU looks at when a guest starts."""

from __future__ import annotations

from collections.abc import Mapping

from libvirt_xml.validation.rules.checks.storage.disks_checks import limits_of
from libvirt_xml.validation.rules.checks.storage.scsi_models import model_of_scsi
from libvirt_xml.validation.rules.derived.drive_addresses import DriveAddress, written_address
from libvirt_xml.validation.rules.subject import Answer, Subject
from libvirt_xml.validation.rules.thing import Thing

_USUAL_BLOCK = 512
_LARGEST_BLOCK = 2 << 20
_OPERATIONS = ("total_iops_sec", "read_iops_sec", "write_iops_sec")
_FEW_HEADS = {"cyls": 65535, "heads": 16, "secs": 255}
_USUAL_GEOMETRY = {"cyls": 65535, "heads": 255, "secs": 255}
_NARROW = frozenset({"lsilogic", "am53c974"})
"""The models of SCSI controllers that know a disk by its unit alone."""
_LAST_NARROW, _LAST_UNIT = 7, 16383


def _block(disk: Thing, name: str) -> int:
    """The size of a block; 0 and none stand for the usual one."""
    return disk.number(f"blockio/@{name}") or _USUAL_BLOCK


def odd_block_size(thing: Thing, subject: Subject) -> Answer:
    """The size of a block that is no power of two, or too small or large; 0 is the usual one."""
    for name in ("logical_block_size", "physical_block_size"):
        size = _block(thing, name)
        if size & (size - 1) or not _USUAL_BLOCK <= size <= _LARGEST_BLOCK:
            return {"at": f"blockio/@{name}"}
    return None


def logical_above_physical(thing: Thing, subject: Subject) -> Answer:
    """A logical block that is larger than a physical one."""
    physical = _block(thing, "physical_block_size")
    return {"physical": physical} if _block(thing, "logical_block_size") > physical else None


def part_of_block(thing: Thing, subject: Subject) -> Answer:
    """A granularity that is no multiple of a logical block."""
    logical = _block(thing, "logical_block_size")
    return {"logical": logical} if _block(thing, "discard_granularity") % logical else None


def geometry_out_of_range(thing: Thing, subject: Subject) -> Answer:
    """A part of a geometry that a BIOS cannot count; where all are 0, none is given."""
    most = _FEW_HEADS if subject.derived(thing, "bus") in {"ide", "sata"} else _USUAL_GEOMETRY
    numbers = {name: thing.number(f"geometry/@{name}") for name in most}
    if not any(numbers.values()):
        return None
    for name, number in numbers.items():
        if number is not None and not 1 <= number <= most[name]:
            return {"name": name, "most": most[name], "at": f"geometry/@{name}"}
    return None


def burst_below_average(thing: Thing, subject: Subject) -> Answer:
    """A burst limit that is lower than its average."""
    limits = limits_of(thing)
    for burst, number in limits.items():
        average = burst.removesuffix("_max")
        if average != burst and number < limits.get(average, 0):
            return {"limit": burst, "base": average, "least": limits[average], "at": f"iotune/{burst}"}
    return None


def length_without_burst(thing: Thing, subject: Subject) -> Answer:
    """The length of a burst without a burst; 1 second is the usual one."""
    limits = limits_of(thing)
    for length, number in limits.items():
        burst = length.removesuffix("_length")
        if burst != length and number > 1 and burst not in limits:
            return {"length": length, "limit": burst, "at": f"iotune/{length}"}
    return None


def no_limit_of_operations(thing: Thing, subject: Subject) -> Answer:
    """Operations without a limit."""
    return limits_of(thing).keys().isdisjoint(_OPERATIONS)


def place_of_no_drive(thing: Thing, subject: Subject) -> Answer:
    """A place that the controller does not have."""
    address = thing.thing("address")
    place = None if address is None else written_address(address)
    bus = subject.derived(thing, "bus")
    if place is None:
        return None
    if bus == "scsi":
        return _beyond_scsi(place, model_of_scsi(place.controller, subject))
    what, last = _UNITS[bus or ""]
    return {"what": f"{what}, not {place.unit}", "at": "address/@unit"} if place.unit > last else None


_UNITS: Mapping[str, tuple[str, int]] = {
    "sata": ("a SATA controller has the units 0 to 5", 5),
    "fdc": ("a floppy controller has the units 0 and 1", 1),
}
"""The units of the controllers of a bus: in words, and the last one."""


def _beyond_scsi(place: DriveAddress, model: str | None) -> Answer:
    unit = place.unit
    if model in _NARROW and unit > _LAST_NARROW:
        return {"what": f"a controller of model {model} has the units 0 to 7, not {unit}", "at": "address/@unit"}
    if model == "vmpvscsi" and unit:
        return {"what": f"a controller of model vmpvscsi has unit 0 of each target, not {unit}", "at": "address/@unit"}
    if model == "virtio-scsi" and unit > _LAST_UNIT:
        return {"what": f"a virtio-scsi controller has the units 0 to {_LAST_UNIT}, not {unit}", "at": "address/@unit"}
    return None
