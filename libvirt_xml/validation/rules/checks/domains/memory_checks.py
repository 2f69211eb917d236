"""Checks of memory and its modules."""

from __future__ import annotations

import itertools

from libvirt_xml.validation.rules.derived.guest_cpus import initial_memory, known_cells, memory_of_cells
from libvirt_xml.validation.rules.derived.memory_sizes import bytes_of, kib_of
from libvirt_xml.validation.rules.derived.number_sets import number_set
from libvirt_xml.validation.rules.subject import Answer, Subject
from libvirt_xml.validation.rules.thing import Thing

_IN_SLOTS = {"dimm", "nvdimm"}
_LEAST_LABEL = 128
_HUGE_PAGE = 2048
_PAGE = 4096
_X86 = {"x86_64", "i686"}


def _whole(subject: Subject) -> int | None:
    """The memory of the domain in KiB."""
    return kib_of(subject.root.thing("memory"))


def current_above_whole(thing: Thing, subject: Subject) -> Answer:
    """The current memory is above the whole, as libvirt counts that: that of the cells and of the devices."""
    current, whole = kib_of(thing), _whole(subject)
    if subject.root.has("cpu/numa/cell"):
        cells, devices = subject.of_root(memory_of_cells), subject.once(_devices)
        whole = None if cells is None or devices is None else cells + devices
    if current is None or whole is None or current <= whole:
        return None
    return {"current": current, "whole": whole}


def current_below_whole(thing: Thing, subject: Subject) -> Answer:
    """The current memory is below the whole."""
    current, whole = kib_of(thing), _whole(subject)
    return current is not None and whole is not None and current < whole and not subject.root.has("cpu/numa/cell")


def most_below_initial(thing: Thing, subject: Subject) -> Answer:
    """The greatest size is below that of the start."""
    most, initial = kib_of(thing), subject.of_root(initial_memory)
    return {"most": most, "initial": initial} if most is not None and initial is not None and most < initial else None


def _devices(subject: Subject) -> int | None:
    """What all memory devices have in KiB; ``None`` where one has no number."""
    sizes = [kib_of(one.thing("target/size")) for one in subject.at("devices/memory")]
    return None if None in sizes else sum(size for size in sizes if size is not None)


def more_modules_than_slots(thing: Thing, subject: Subject) -> Answer:
    """More modules are there than slots."""
    slots = thing.number("@slots")
    count = sum(one.attributes.get("model") in _IN_SLOTS for one in subject.at("devices/memory"))
    return {"count": count} if slots is not None and count > slots else None


def modules_above_whole(thing: Thing, subject: Subject) -> Answer:
    """The devices have as much as the domain, or more: nothing is left to start with."""
    devices, whole = subject.once(_devices), _whole(subject)
    return {"devices": devices, "whole": whole} if devices and whole is not None and devices >= whole else None


def modules_above_space(thing: Thing, subject: Subject) -> Answer:
    """The devices have more than there is beside the cells."""
    devices, most, cells = subject.once(_devices), kib_of(thing), subject.of_root(memory_of_cells)
    if devices is None or most is None or cells is None or devices <= most - cells or most < cells:
        return None
    return {"devices": devices, "space": most - cells}


def no_such_cell_plugged(thing: Thing, subject: Subject) -> Answer:
    """The number is not that of a cell."""
    number, cells = thing.number("target/node"), subject.of_root(known_cells)
    return number is not None and bool(cells) and number not in (cells or ())


def no_such_slot(thing: Thing, subject: Subject) -> Answer:
    """The number is not below that of the slots."""
    slot, slots = thing.number("address/@slot"), subject.root.number("maxMemory/@slots")
    return {"slots": slots} if slot is not None and slots is not None and slot >= slots else None


def beyond_slots(thing: Thing, subject: Subject) -> Answer:
    """The first device of virtio memory where there are more memory devices than slots."""
    devices, slots = subject.at("devices/memory"), subject.root.number("maxMemory/@slots")
    first = next(device for device in devices if (device.attributes.get("model") or "").startswith("virtio-"))
    return {"slots": slots} if slots is not None and len(devices) > slots and thing is first else None


def label_out_of_range(thing: Thing, _: Subject) -> Answer:
    """The label is too small, or not smaller than the device."""
    label, size = kib_of(thing.thing("target/label/size")), kib_of(thing.thing("target/size"))
    return label is not None and size is not None and not _LEAST_LABEL <= label < size


def more_requested_than_there_is(thing: Thing, _: Subject) -> Answer:
    """More is requested than the size."""
    requested, size = kib_of(thing.thing("target/requested")), kib_of(thing.thing("target/size"))
    return requested is not None and size is not None and requested > size


def odd_block(thing: Thing, subject: Subject) -> Answer:
    """The block is no power of two, or smaller than a huge page of x86."""
    block = kib_of(thing.thing("target/block"))
    if block is None:
        return None
    is_small = block < _HUGE_PAGE and subject.derived(subject.root, "arch") in _X86
    return bool(block & (block - 1)) or is_small


def odd_base(thing: Thing, _: Subject) -> Answer:
    """The address is no multiple of the block, or of a page for persistent memory."""
    base = thing.number("target/address/@base")
    step = bytes_of(thing.thing("target/block")) if thing.attributes["model"] == "virtio-mem" else _PAGE
    return {"step": step} if base is not None and step and base % step else None


def no_whole_blocks(thing: Thing, _: Subject) -> Answer:
    """The requested size, in bytes, is no multiple of a block that is a power of two."""
    block, requested = bytes_of(thing.thing("target/block")), bytes_of(thing.thing("target/requested"))
    is_block = bool(block) and (block or 0) & ((block or 0) - 1) == 0
    return is_block and requested is not None and requested % (block or 1) != 0


def two_default_pages(thing: Thing, subject: Subject) -> Answer:
    """Two sizes are for the whole guest: without a set of cells, or with the only one of a guest without cells."""
    whole = thing.things("page[not(@nodeset)]")
    if not subject.root.has("cpu/numa/cell"):
        whole = [page for page in thing.things("page") if page.attributes.get("nodeset", "0") == "0"]
    return {"thing": whole[1]} if len(whole) > 1 else None


def pages_of_cell_twice(thing: Thing, _: Subject) -> Answer:
    """A cell is in two sets."""
    seen: set[int] = set()
    for page in thing.things("page"):
        numbers = number_set(page.attributes.get("nodeset")) or frozenset()
        if seen & numbers:
            return {"thing": page, "at": "@nodeset", "number": min(seen & numbers)}
        seen |= numbers
    return None


def pages_of_no_cell(thing: Thing, subject: Subject) -> Answer:
    """A number is not that of a cell; without cells, only the set of number 0 means something."""
    numbers, cells = number_set(thing.attributes["nodeset"]), subject.of_root(known_cells)
    if numbers is None or cells is None:
        return None
    missing = sorted(numbers - (cells or {0}))
    return {"number": missing[0]} if missing else None


def has_private_cells(thing: Thing, subject: Subject) -> bool:
    """Whether not all memory is shared by the cells."""
    cells = subject.at("cpu/numa/cell")
    return not cells or any(cell.attributes.get("memAccess") != "shared" for cell in cells)


def memory_is_private(thing: Thing, subject: Subject) -> Answer:
    """A device needs shared memory, and not all cells have it."""
    if not has_private_cells(thing, subject):
        return None
    for path, what in (
        ("filesystem/driver[@type='virtiofs']", "virtiofs"),
        ("disk[@type='vhostuser']", "a disk of type 'vhostuser'"),
        ("disk[@type='vhostvdpa']", "a disk of type 'vhostvdpa'"),
    ):
        device = thing.thing(path)
        if device is not None:
            place = device if device.name != "driver" else device.parent or device
            return {"thing": place, "what": what, "written": _sharing(subject)}
    return None


def interface_without_shared_memory(thing: Thing, subject: Subject) -> Answer:
    """An interface needs shared memory, and not all cells have it."""
    return {"written": _sharing(subject)} if has_private_cells(thing, subject) else None


def _sharing(subject: Subject) -> str:
    """What makes the memory shared, with the element around it where that is missing."""
    backing = next(iter(subject.at("memoryBacking")), None)
    access = "<access mode='shared'/>"
    if backing is None:
        return f"<memoryBacking><source type='memfd'/>{access}</memoryBacking>"
    if backing.has("source") or backing.has("hugepages"):
        return f"{access} to <memoryBacking>"
    return f"<source type='memfd'/> and {access} to <memoryBacking>"


def first_module(thing: Thing, subject: Subject) -> Answer:
    """The first of the modules."""
    return subject.once(_first_in_slot) is thing


def _first_in_slot(subject: Subject) -> Thing | None:
    return next((one for one in subject.at("devices/memory") if one.attributes.get("model") in _IN_SLOTS), None)


def _base(device: Thing) -> int | None:
    """Where a device begins in the guest's memory: modules and devices of virtio write it at different places."""
    base = device.number("address/@base")
    return device.number("target/address/@base") if base is None else base


def overlapping_modules(thing: Thing, _: Subject) -> Answer:
    """A module whose place begins inside that of another."""
    places = sorted(
        (base, base + size, at)
        for at, device in enumerate(thing.things("memory"))
        if (base := _base(device)) is not None and (size := bytes_of(device.thing("target/size")))
    )
    for (start, end, at), (next_start, next_end, next_at) in itertools.pairwise(places):
        if next_start < end:
            (one, two), later = ((start, end), (next_start, next_end)), max(at, next_at)
            (base, limit), (other, other_limit) = (two, one) if later == next_at else (one, two)
            parameters = {"base": hex(base), "end": hex(limit), "other": hex(other), "other_end": hex(other_limit)}
            device = thing.things("memory")[later]
            at_base = "address/@base" if device.has("address/@base") else "target/address/@base"
            return {"thing": device, "at": at_base, **parameters}
    return None
