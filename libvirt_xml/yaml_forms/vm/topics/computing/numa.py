"""The guest's NUMA nodes."""

from __future__ import annotations

from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.shapes.composites import Key, ListOf, Record
from libvirt_xml.yaml_forms.shapes.other_tools.foreign_keys import NUMA_REFUSALS
from libvirt_xml.yaml_forms.shapes.sizes import Size, parse_size, spell_size
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence, make
from libvirt_xml.yaml_forms.vm.domain_parts import cpuset_of, maps_at, spelled
from libvirt_xml.yaml_forms.vm.draft import Draft, positions, text_at, value
from libvirt_xml.yaml_forms.vm.key_shapes import CPUSET, MEMORY_SIZE
from libvirt_xml.yaml_forms.vm.machine_types import lacks
from libvirt_xml.yaml_forms.vm.rows import VmSpec
from libvirt_xml.yaml_forms.vm.rules import at
from libvirt_xml.yaml_forms.vm.topic import Topic
from libvirt_xml.yaml_forms.vm.volumes import amount

NUMA_NODE = Record(
    "a NUMA node",
    {
        "cpus": Key(CPUSET, "the guest's CPUs in it", is_required=True),
        "memory": Key(MEMORY_SIZE, "the guest's memory in it", is_required=True),
        "host": Key(CPUSET, "the host's nodes that its memory is taken from"),
    },
    example="{cpus: 0-3, memory: 4GiB}",
    refusals=NUMA_REFUSALS,
)
KEYS = {"numa": Key(ListOf(NUMA_NODE, "a list of NUMA nodes"), "the guest's NUMA nodes")}


def expand(draft: Draft) -> None:
    """``cpu.numa`` and ``numatune``."""
    total = draft.value("cpus", "max") or draft.value("cpus", "count")
    if isinstance(total, int):
        cells = _cells(draft, total)
        if cells:
            draft.put("cpu.numa", {"cells": cells}, draft.origin("cpus"))
    nodes = [
        {"cellid": number, "mode": "strict", "nodeset": node.get("host")}
        for number, node in enumerate(draft.maps("numa"))
        if node.get("host") is not None
    ]
    if nodes:
        draft.put("numatune", {"memnodes": nodes}, draft.origin("numa"))


def _cells(draft: Draft, total: int) -> list[Node]:
    nodes = list(positions(draft, "numa"))
    most, size = draft.get("memory", "max"), draft.get("memory", "size")
    if most is not None and lacks(draft, "memory-hotplug"):
        message = render("impossible-combination", "memory-hotplug", machine=draft.fact("machine"))
        draft.complain(message, draft.origin("memory", "max"), "memory.max")
        return []
    if not nodes:
        if most is None or not isinstance(size, Scalar):
            return []
        cpus = f"0-{total - 1}" if total > 1 else "0"
        memory = amount(size)
        return [make({"id": 0, "cpus": cpus, "memory": memory["value"], "unit": memory["unit"]}, most.origin)]
    cells: list[Node] = []
    taken: dict[int, int] = {}
    for number, (path, node) in enumerate(nodes):
        inside, size = node.get("cpus"), node.get("memory")
        if not isinstance(size, Scalar) or not isinstance(inside, Scalar):
            continue
        _check_node(draft, inside, taken, number, total, path)
        memory = amount(size)
        content = {"id": number, "cpus": inside, "memory": memory["value"], "unit": memory["unit"]}
        cells.append(make(content, node.origin))
    left = sorted(set(range(total)) - set(taken))
    if left and len(cells) == len(nodes):
        message = render("impossible-combination", "numa-rest", cpus=", ".join(map(str, left[:8])))
        draft.complain(message, draft.origin("numa"), "numa", because_of=("numa", "cpus.count", "cpus.max"))
    return cells


def _check_node(draft: Draft, cpus: Scalar, taken: dict[int, int], node: int, total: int, path: str) -> None:
    for number in cpus_of(cpus.text):
        if number >= total:
            needed = max(cpus_of(cpus.text)) + 1
            message = render("unknown-name", "numa-cpu", number=number, last=total - 1, needed=needed)
            draft.complain(message, cpus, f"{path}.cpus", "unknown-name", because_of=("cpus.count", "cpus.max"))
            return
        if number in taken:
            message = render("duplicate-name", "numa-cpu", number=number, first=taken[number], second=node)
            draft.complain(message, cpus, f"{path}.cpus", "duplicate-name")
            return
        taken[number] = node


def cpus_of(text: str) -> list[int]:
    """The numbers of a set of CPUs: ``0-3,^2`` is 0, 1, 3."""
    cpus: dict[int, None] = {}
    for part in text.split(","):
        first, _, last = part.removeprefix("^").partition("-")
        numbers = range(int(first), min(int(last or first), int(first) + 65535) + 1)
        for number in numbers:
            if part.startswith("^"):
                cpus.pop(number, None)
            else:
                cpus[number] = None
    return sorted(cpus)


def total_memory(draft: Draft) -> Scalar | None:
    """The memory of all NUMA nodes together, where the spec does not say another."""
    sizes = _sizes(draft)
    if not sizes or draft.origin("memory", "size").cause in ("spec", "variable"):
        return None
    return Scalar(_sum(sizes), None, sizes[0].origin)


def _sizes(draft: Draft) -> list[Scalar]:
    return [size for node in draft.maps("numa") if isinstance(size := node.get("memory"), Scalar)]


def _sum(sizes: list[Scalar]) -> str:
    parsed = [parse_size(size.text) for size in sizes]
    if len({size.unit for size in parsed}) == 1:
        return str(Size(sum(size.number for size in parsed), parsed[0].unit))
    return spell_size(sum(size.bytes for size in parsed))


def check_total(draft: Draft, size: Scalar) -> None:
    """That the memory of the nodes is that of the machine, where the spec says both."""
    sizes = _sizes(draft)
    if sizes and size.origin.cause in ("spec", "variable"):
        total = parse_size(_sum(sizes))
        if total.bytes != parse_size(size.text).bytes:
            message = render("impossible-combination", "numa-memory", size=size.text, total=total)
            draft.complain(message, size, "memory.size", because_of=("numa",))


def guess(domain: Mapping, _: VmSpec) -> VmSpec:
    """``numa``, if there are nodes."""
    if not isinstance(at(domain, "cpu", "numa", "cells"), Sequence):
        return {}
    hosts = {value(node, "cellid"): text_at(node, "nodeset") for node in maps_at(domain, "numatune", "memnodes")}
    nodes = []
    for number, cell in enumerate(maps_at(domain, "cpu", "numa", "cells")):
        node = {
            "cpus": cpuset_of(text_at(cell, "cpus") or ""),
            "memory": spelled(value(cell, "memory"), text_at(cell, "unit")),
            "host": cpuset_of(hosts.get(number)),
        }
        nodes.append({name: item for name, item in node.items() if item is not None})
    return {"numa": nodes}


TOPIC = Topic(KEYS, expand=expand, guess=guess)
