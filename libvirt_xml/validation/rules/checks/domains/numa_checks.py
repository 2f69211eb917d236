"""Checks of NUMA cells."""

from __future__ import annotations

from libvirt_xml.validation.rules.derived.guest_cpus import cell_numbers, known_cells, memory_of_cells, most_cpus
from libvirt_xml.validation.rules.derived.memory_sizes import kib_of
from libvirt_xml.validation.rules.derived.number_sets import number_set
from libvirt_xml.validation.rules.subject import Answer, Subject
from libvirt_xml.validation.rules.thing import Thing

_LOCAL = 10
_SHOWN = 8


def no_run_of_ids(thing: Thing, subject: Subject) -> Answer:
    """The numbers are not 0, 1, 2 and so on, in whatever order."""
    numbers = subject.of_root(cell_numbers)
    if numbers is None or thing is not subject.at("cpu/numa")[0] or sorted(numbers) == list(range(len(numbers))):
        return None
    shown = ", ".join(map(str, numbers[:_SHOWN]))
    return {"numbers": f"{shown} ..." if len(numbers) > _SHOWN else shown, "last": len(numbers) - 1}


def _sets(thing: Thing) -> list[tuple[Thing, frozenset[int]]]:
    sets = [(cell, number_set(cell.attributes.get("cpus"))) for cell in thing.things("cell")]
    return [(cell, numbers) for cell, numbers in sets if numbers is not None]


def cpu_in_two_cells(thing: Thing, _: Subject) -> Answer:
    """A CPU is in an earlier cell, too."""
    seen: set[int] = set()
    for cell, numbers in _sets(thing):
        if seen & numbers:
            return {"thing": cell, "at": "@cpus", "number": min(seen & numbers)}
        seen |= numbers
    return None


def cell_beyond_cpus(thing: Thing, subject: Subject) -> Answer:
    """A cell has a CPU that the domain does not have."""
    most = most_cpus(subject.root)
    for cell, numbers in _sets(thing):
        if most is not None and numbers and max(numbers) >= most:
            beyond = min(number for number in numbers if number >= most)
            return {"thing": cell, "at": "@cpus", "number": beyond, "most": most}
    return None


def cpus_without_cell(thing: Thing, subject: Subject) -> Answer:
    """Fewer CPUs are in the cells than the domain has."""
    most, sets = most_cpus(subject.root), _sets(thing)
    numbers = frozenset[int]().union(*(numbers for _, numbers in sets))
    if most is None or not numbers or max(numbers) >= most or len(sets) < len(thing.things("cell[@cpus]")):
        return None
    return {"count": most - len(numbers)} if len(numbers) < most else None


def cells_do_not_add_up(thing: Thing, subject: Subject) -> Answer:
    """The memory of the cells is not the memory of the domain."""
    cells, whole = subject.of_root(memory_of_cells), kib_of(thing)
    if cells is None or whole is None or cells == whole:
        return None
    return {"cells": cells, "whole": whole}


def _lacks(number: int | None, subject: Subject) -> bool:
    cells = subject.of_root(known_cells)
    return number is not None and cells is not None and number not in cells


def no_such_sibling(thing: Thing, subject: Subject) -> Answer:
    """The number is not that of a cell."""
    return _lacks(thing.number("@id"), subject)


def no_such_cell_bound(thing: Thing, subject: Subject) -> Answer:
    """The number is not that of a cell."""
    return _lacks(thing.number("@cellid"), subject)


def _number_of_cell(subject: Subject) -> dict[int, int]:
    """The number of each cell; none where one is no number."""
    numbers = cell_numbers(subject.root)
    return {} if numbers is None else dict(zip(map(id, subject.at("cpu/numa/cell")), numbers, strict=True))


def wrong_distance(thing: Thing, subject: Subject) -> Answer:
    """Not 10 for the cell itself, or 10 for another one."""
    cell, numbers = thing.thing("../.."), subject.once(_number_of_cell)
    if cell is None or not numbers:
        return None
    number = numbers[id(cell)]
    is_local, value = thing.number("@id") == number, thing.number("@value")
    if value is None or (value == _LOCAL) is is_local:
        return None
    return {"right": "10" if is_local else "a larger number"}


def no_such_end(thing: Thing, subject: Subject) -> Answer:
    """One end is not the number of a cell."""
    for end in ("initiator", "target"):
        if _lacks(thing.number(f"@{end}"), subject):
            return {"at": f"@{end}", "number": thing.attributes[end]}
    return None


def link_twice(thing: Thing, _: Subject) -> Answer:
    """A latency or bandwidth between the same cells, of the same kind, as an earlier one."""
    seen: set[tuple[str | None, ...]] = set()
    for link in thing.children:
        key = (link.name, *(link.attributes.get(name) for name in ("initiator", "target", "cache", "type")))
        if key in seen:
            return {"thing": link, "what": link.name}
        seen.add(key)
    return None


def no_such_node(thing: Thing, subject: Subject) -> Answer:
    """The number is not that of a cell."""
    return _lacks(thing.number("node"), subject)


def second_cache(thing: Thing, _: Subject) -> Answer:
    """A cache of the level of an earlier one of the cell."""
    seen: set[int | None] = set()
    for cache in thing.things("cache"):
        level = cache.number("@level")
        if level is not None and level in seen:
            return {"thing": cache, "at": "@level", "level": level}
        seen.add(level)
    return None


def _cells(subject: Subject) -> dict[int, Thing]:
    """The cells by their numbers."""
    numbers = _number_of_cell(subject)
    return {numbers[id(cell)]: cell for cell in subject.at("cpu/numa/cell") if numbers}


def no_such_cache(thing: Thing, subject: Subject) -> Answer:
    """The target has no cache of the level."""
    target = thing.number("@target")
    levels = None if target is None else subject.once(_levels).get(target)
    return None if levels is None or thing.number("@cache") in levels else {"number": target}


def _levels(subject: Subject) -> dict[int, set[int | None]]:
    """The levels of the caches of each cell."""
    cells = subject.once(_cells)
    return {number: {one.number("@level") for one in cell.things("cache")} for number, cell in cells.items()}


def initiator_without_cpus(thing: Thing, subject: Subject) -> Answer:
    """The initiator is a cell that has no CPUs."""
    initiator = thing.number("@initiator")
    cell = None if initiator is None else subject.once(_cells).get(initiator)
    return cell is not None and not cell.has("@cpus") and not (initiator == 0 and subject.once(_has_cpus_left))


def _has_cpus_left(subject: Subject) -> bool:
    """Whether CPUs are, or may be, in no cell: libvirt puts them into cell 0."""
    most = most_cpus(subject.root)
    sets = [numbers for cell in subject.at("cpu/numa") for _, numbers in _sets(cell)]
    return most is None or len(frozenset[int]().union(*sets)) < most


def link_back(thing: Thing, _: Subject) -> Answer:
    """A link whose opposite is there before it."""
    seen: set[tuple[int | None, int | None]] = set()
    for link in thing.children:
        initiator, target = link.number("@initiator"), link.number("@target")
        if initiator != target and (target, initiator) in seen:
            return {"thing": link, "initiator": initiator, "target": target}
        seen.add((initiator, target))
    return None
