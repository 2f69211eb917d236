"""Memory: what libvirt computes from other sizes.

Source: libvirt, src/conf/domain_postparse.c: virDomainDefPostParseMemory.
"""

from __future__ import annotations

from typing import Any

from libvirt_xml.completion.field_paths import get
from libvirt_xml.documents.domain import Domain
from libvirt_xml.documents.memory import CurrentMemory, Memory
from libvirt_xml.words.units import factor_of

_COUNTED = {"dimm", "nvdimm", "virtio-mem", "virtio-pmem"}


def complete_memory(domain: Domain) -> None:
    """The memory of all NUMA cells and memory devices together, and what the guest has of it at first."""
    for at, cell in enumerate(get(domain, "cpu.numa.cells") or []):
        if cell.id is None:
            cell.id = at
    total = _total(domain)
    if total is not None and _size(domain.memory) != total:
        domain.memory = Memory(value=total, unit="KiB")
    memory, current = domain.memory, domain.current_memory
    size, start = _size(memory), _size(current)
    if memory is not None and (not start or (size is not None and start > size)):
        domain.current_memory = CurrentMemory(value=memory.value, unit=memory.unit)


def _total(domain: Domain) -> int | None:
    """The sum, in KiB; ``None`` where there are no cells, or a size says nothing."""
    cells = get(domain, "cpu.numa.cells") or []
    sizes = [_kib(cell.memory, cell.unit) for cell in cells]
    for device in domain.devices.__dict__.get("memory_devices", ()) if sizes else ():
        if device.model in _COUNTED:
            sizes.append(_size(get(device, "target.size")))
    return sum(size for size in sizes if size) if sizes and None not in sizes else None


def _size(memory: Any) -> int | None:
    return None if memory is None else _kib(memory.value, memory.unit)


def _kib(number: int | None, unit: str | None) -> int | None:
    """A size as libvirt keeps it: in KiB, rounded up."""
    factor = factor_of(unit or "KiB")
    return None if number is None or factor is None else -(-number * factor // 1024)
