"""How many CPUs and which NUMA cells a domain has."""

from __future__ import annotations

from libvirt_xml.validation.rules.derived.memory_sizes import kib_of
from libvirt_xml.validation.rules.thing import Thing


def most_cpus(root: Thing) -> int | None:
    """The greatest number of CPUs; ``None`` where that is no number."""
    vcpu = root.thing("vcpu")
    return 1 if vcpu is None else root.number("vcpu")


def cell_numbers(root: Thing) -> list[int] | None:
    """The numbers of the NUMA cells, given or counted; ``None`` where one is no number."""
    numbers: list[int] = []
    for at, cell in enumerate(root.things("cpu/numa/cell")):
        number = at if "id" not in cell.attributes else cell.number("@id")
        if number is None:
            return None
        numbers.append(number)
    return numbers


def memory_of_cells(root: Thing) -> int | None:
    """The memory of all NUMA cells in KiB; ``None`` without cells, or where one has no number."""
    sizes = [kib_of(cell, attribute="memory") for cell in root.things("cpu/numa/cell")]
    if not sizes or None in sizes:
        return None
    return sum(size for size in sizes if size is not None)


def initial_memory(root: Thing) -> int | None:
    """The memory that the guest starts with in KiB: that of its cells, or ``<memory>``."""
    cells = memory_of_cells(root)
    return cells if cells is not None else kib_of(root.thing("memory"))


def known_cells(root: Thing) -> frozenset[int] | None:
    """The numbers of the NUMA cells; ``None`` where one is no number."""
    numbers = cell_numbers(root)
    return None if numbers is None else frozenset(numbers)
