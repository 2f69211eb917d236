"""Memory: what libvirt computes from other sizes, where all are in KiB.

Source: libvirt, src/conf/domain_postparse.c: virDomainDefPostParseMemory.
"""

from __future__ import annotations

from libvirt_xml.completion.field_paths import get
from libvirt_xml.documents.domain import Domain
from libvirt_xml.documents.memory import CurrentMemory, Memory

_KIB = {None, "KiB", "k", "K"}


def complete_memory(domain: Domain) -> None:
    """The memory of all NUMA cells and memory devices together, and what the guest has of it at first."""
    for at, cell in enumerate(get(domain, "cpu.numa.cells") or []):
        if cell.id is None:
            cell.id = at
    total = _total(domain)
    if total is not None and domain.memory is not None and domain.memory.unit in _KIB:
        domain.memory.value, domain.memory.unit = total, "KiB"
    elif total is not None and domain.memory is None:
        domain.memory = Memory(value=total, unit="KiB")
    memory, current = domain.memory, domain.current_memory
    if memory is None:
        return
    is_more = current is not None and current.unit in _KIB and memory.unit in _KIB and current.value > memory.value
    if current is None or not current.value or is_more:
        domain.current_memory = CurrentMemory(value=memory.value, unit=memory.unit)


def _total(domain: Domain) -> int | None:
    """The sum, in KiB; ``None`` where there are no cells, or sizes have other units."""
    cells = get(domain, "cpu.numa.cells") or []
    parts = [(cell.memory, cell.unit) for cell in cells]
    for device in domain.devices.__dict__.get("memory_devices", ()) if parts else ():
        if device.model in {"dimm", "nvdimm", "virtio-mem", "virtio-pmem"}:
            parts.append((get(device, "target.size.value"), get(device, "target.size.unit")))
    if not parts or any(unit not in _KIB or value is None for value, unit in parts):
        return None
    return sum(int(value) for value, _ in parts)
