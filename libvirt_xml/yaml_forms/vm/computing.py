"""CPUs, memory and NUMA of a machine."""

from __future__ import annotations

from math import prod
from typing import Any

from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.shapes.sizes import Size, parse_size, spell_size
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Origin, Scalar, Sequence, make
from libvirt_xml.yaml_forms.vm.draft import Draft, positions, text_at, value
from libvirt_xml.yaml_forms.vm.machine_types import check_count, check_device, check_part, lacks
from libvirt_xml.yaml_forms.vm.processors import MODES, check_features, check_model
from libvirt_xml.yaml_forms.vm.volumes import amount, unit_of

_LEVELS = ("sockets", "dies", "clusters", "cores", "threads")
_SLOTS = 16


def expand_cpus(draft: Draft) -> None:
    """``vcpu``, ``cpu`` and ``cputune``."""
    count, most = draft.get("cpus", "count"), draft.get("cpus", "max")
    if not isinstance(count, Scalar) or not isinstance(count.value, int):
        return
    total = count.value
    content: dict[str, Any] = {"value": count}
    if isinstance(most, Scalar) and isinstance(most.value, int):
        if most.value < total:
            draft.complain(f"at most {most.value} CPUs, but {total} to start with", most, "cpus.max")
        content = {"value": most, "current": count}
        total = most.value
    at = count if most is None else most
    check_count(draft, total, at.origin, "cpus.count" if most is None else "cpus.max")
    if draft.get("cpus", "pin") is not None and isinstance(draft.get("cpus", "pin"), Scalar):
        content["cpuset"] = draft.get("cpus", "pin")
    draft.put("vcpu", content, count.origin)
    threads = draft.get("iothreads")
    if threads is not None and draft.value("iothreads"):
        draft.domain["iothreads"] = threads
    _expand_cpu(draft, total)
    _expand_tuning(draft, total)


def _expand_cpu(draft: Draft, total: int) -> None:
    model = draft.get("cpus", "model")
    content: dict[str, Any] = {}
    origin = draft.origin("cpus")
    if isinstance(model, Scalar):
        check_model(draft, model)
        _check_mode(draft, model)
        origin = model.origin
        if model.text in MODES:
            content["mode"] = model
        else:
            content.update(mode="custom", match="exact", model={"value": model, "fallback": "forbid"})
    content["topology"] = _topology(draft, total)
    content["features"] = _features(draft)
    cells = _cells(draft, total)
    if cells:
        content["numa"] = {"cells": cells}
    content = {name: item for name, item in content.items() if item is not None}
    if content:
        draft.put("cpu", content, origin)


def _check_mode(draft: Draft, model: Scalar) -> None:
    if model.text in ("host-passthrough", "host-model") and draft.fact("accel") == "tcg":
        draft.complain(
            f"{model.text} is the host's own CPU, which emulation cannot give: use maximum, or the name of a model",
            model,
            "cpus.model",
        )
    elif model.text == "host-model" and draft.default("devices", "has_host_model") is None:
        arch = draft.fact("arch")
        message = f"there is no host-model for {arch}, so that no machine of {arch} is migratable between unlike hosts"
        where = "cpus.migratable" if draft.value("cpus", "migratable") is True else "cpus.model"
        draft.complain(message, draft.get("cpus", "migratable") or model, where)
    elif draft.value("cpus", "migratable") is True and model.text == "host-passthrough":
        draft.complain("a machine with host-passthrough is not migratable between unlike hosts", model, "cpus.model")


def _topology(draft: Draft, total: int) -> Node | None:
    said = draft.get("cpus", "topology")
    if not isinstance(said, Mapping):
        one = draft.default("devices", "one_socket")
        if one is None or one.value is not True:
            return None
        return make({"sockets": 1, "cores": total, "threads": 1}, one.origin)
    for level, number in said.items.items():
        if isinstance(number, Scalar) and number.value != 1:
            check_part(draft, "level", Scalar(level, None, said.place_of(level)), f"cpus.topology.{level}")
    given: dict[str, int] = {name: value(said, name) for name in _LEVELS if isinstance(value(said, name), int)}
    known = prod(given.values())
    missing = next((name for name in ("cores", "sockets") if name not in given), None)
    if missing is not None and total % known == 0:
        given[missing] = total // known
    full = {name: given.get(name, 1) for name in ("sockets", "cores", "threads")}
    levels = {name: number for name, number in (given | full).items() if name in given or name in full}
    if prod(levels.values()) != total:
        product = " * ".join(f"{levels[name]} {name}" for name in _LEVELS if name in levels)
        draft.complain(
            f"the topology has {prod(levels.values())} CPUs ({product}), the machine {total}", said, "cpus.topology"
        )
    return make({name: said.get(name) or levels[name] for name in _LEVELS if name in levels}, said.origin)


def _features(draft: Draft) -> list[dict[str, Any]] | None:
    said = draft.get("cpus", "features")
    if not isinstance(said, Mapping) or not said.items:
        return None
    check_features(draft, said)
    return [{"policy": policy, "name": Scalar(name, name, said.place_of(name))} for name, policy in said.items.items()]


def _expand_tuning(draft: Draft, total: int) -> None:
    content: dict[str, Any] = {}
    pins = _pins(draft, total)
    if pins:
        content["vcpupins"] = pins
    emulator = draft.get("cpus", "emulator_pin")
    if emulator is not None:
        content["emulatorpin"] = {"cpuset": emulator}
    if content:
        draft.put("cputune", content, draft.origin("cpus"))


def _pins(draft: Draft, total: int) -> list[Node]:
    said = draft.get("cpus", "pin")
    if isinstance(said, Sequence):
        if len(said) > total:
            draft.complain(f"{len(said)} CPUs are pinned, the machine has {total}", said, "cpus.pin")
        return [make({"vcpu": at, "cpuset": item}, item.origin) for at, item in enumerate(said)]
    if not isinstance(said, Mapping):
        return []
    for name in said.items:
        if not name.isdecimal() or int(name) >= total:
            message = f"there is no CPU {name!r} to pin: they are counted from 0 to {total - 1}"
            draft.complain(message, said.place_of(name), f"cpus.pin.{name}", "unknown-name")
    return [
        make({"vcpu": int(name), "cpuset": item}, item.origin) for name, item in said.items.items() if name.isdecimal()
    ]


# Memory


def expand_memory(draft: Draft) -> None:
    """``memory``, ``maxMemory``, ``memoryBacking`` and ``numatune``."""
    size = draft.get("memory", "size")
    if isinstance(size, Scalar):
        _check_cells(draft, size)
        draft.put("memory", amount(_total(draft) or size), size.origin)
    most = draft.get("memory", "max")
    if isinstance(most, Scalar) and isinstance(size, Scalar):
        if parse_size(most.text).bytes < parse_size((_total(draft) or size).text).bytes:
            draft.complain(f"at most {most.text}, but {size.text} to start with", most, "memory.max")
        check_device(draft, "memory slots", most.origin, "memory.max")
        draft.put("max_memory", {**amount(most), "slots": _SLOTS}, most.origin)
    _expand_backing(draft)
    nodes = [
        {"cellid": at, "mode": "strict", "nodeset": node.get("host")}
        for at, node in enumerate(draft.maps("numa"))
        if node.get("host") is not None
    ]
    if nodes:
        draft.put("numatune", {"memnodes": nodes}, draft.origin("numa"))


def _expand_backing(draft: Draft) -> None:
    content: dict[str, Any] = {}
    pages = draft.get("memory", "hugepages")
    if isinstance(pages, Scalar) and pages.value is not False:
        content["hugepages"] = make({}, pages.origin)
        if pages.value is not True:
            size = parse_size(pages.text)
            page = {"size": Scalar(size.number, None, pages.origin), "unit": Scalar(unit_of(size), None, pages.origin)}
            content["hugepages"] = make({"pages": [page]}, pages.origin)
    if draft.value("memory", "locked") is True:
        content["locked"] = draft.get("memory", "locked")
    shared, due = _sharing(draft)
    if shared:
        content["source"] = make({"type": "memfd"}, due)
        content["access"] = make({"mode": "shared"}, due)
    if content:
        draft.put("memory_backing", content, draft.origin("memory"))


def _sharing(draft: Draft) -> tuple[bool, Origin]:
    """Whether memory is shared, and what wants it so."""
    said = draft.get("memory", "shared")
    share = next((each for each in draft.maps("shares") if text_at(each, "driver") in (None, "virtiofs")), None)
    if isinstance(said, Scalar):
        if said.value is False and share is not None:
            draft.complain("virtiofs shares need shared memory", said, "memory.shared")
        return said.value is True, said.origin
    return share is not None, share.origin if share is not None else draft.generation


def _cells(draft: Draft, total: int) -> list[Node]:
    nodes = list(positions(draft, "numa"))
    if lacks(draft, "memory-hotplug") and draft.get("memory", "max") is not None:
        message = render("impossible-combination", "memory-hotplug", machine=draft.fact("machine"))
        draft.complain(message, draft.origin("memory", "max"), "memory.max")
        return []
    if not nodes:
        most, size = draft.get("memory", "max"), draft.get("memory", "size")
        if most is None or not isinstance(size, Scalar):
            return []
        cpus = f"0-{total - 1}" if total > 1 else "0"
        return [
            make({"id": 0, "cpus": cpus, "memory": amount(size)["value"], "unit": amount(size)["unit"]}, most.origin)
        ]
    cells: list[Node] = []
    taken: dict[int, int] = {}
    for at, (path, node) in enumerate(nodes):
        inside, size = node.get("cpus"), node.get("memory")
        if not isinstance(size, Scalar) or not isinstance(inside, Scalar):
            continue
        _check_node(draft, inside, taken, at, total, path)
        said = amount(size)
        cells.append(make({"id": at, "cpus": inside, "memory": said["value"], "unit": said["unit"]}, node.origin))
    left = sorted(set(range(total)) - set(taken))
    if left and len(cells) == len(nodes):
        some = ", ".join(map(str, left[:8]))
        draft.complain(f"the CPUs {some} are in no NUMA node", draft.origin("numa"), "numa")
    return cells


def _check_node(draft: Draft, cpus: Scalar, taken: dict[int, int], at: int, total: int, path: str) -> None:
    for number in cpus_of(cpus.text):
        if number >= total:
            draft.complain(
                f"there is no CPU {number}: the machine has {total}, from 0", cpus, f"{path}.cpus", "unknown-name"
            )
            return
        if number in taken:
            message = f"the CPU {number} is in the NUMA nodes {taken[number]} and {at}"
            draft.complain(message, cpus, f"{path}.cpus", "duplicate-name")
            return
        taken[number] = at


def cpus_of(text: str) -> list[int]:
    """The numbers of a set of CPUs: ``0-3,^2`` is 0, 1, 3."""
    found: dict[int, None] = {}
    for part in text.split(","):
        first, _, last = part.removeprefix("^").partition("-")
        numbers = range(int(first), min(int(last or first), int(first) + 65535) + 1)
        for number in numbers:
            if part.startswith("^"):
                found.pop(number, None)
            else:
                found[number] = None
    return sorted(found)


def _total(draft: Draft) -> Scalar | None:
    """The memory of all NUMA nodes together, where the spec does not say another."""
    sizes = [size for node in draft.maps("numa") if isinstance(size := node.get("memory"), Scalar)]
    if not sizes or draft.origin("memory", "size").cause in ("spec", "variable"):
        return None
    return Scalar(_sum(sizes), None, sizes[0].origin)


def _sum(sizes: list[Scalar]) -> str:
    parsed = [parse_size(size.text) for size in sizes]
    if len({size.unit for size in parsed}) == 1:
        return str(Size(sum(size.number for size in parsed), parsed[0].unit))
    return spell_size(sum(size.bytes for size in parsed))


def _check_cells(draft: Draft, size: Scalar) -> None:
    sizes = [held for node in draft.maps("numa") if isinstance(held := node.get("memory"), Scalar)]
    if sizes and size.origin.cause in ("spec", "variable"):
        total = parse_size(_sum(sizes))
        if total.bytes != parse_size(size.text).bytes:
            draft.complain(f"the machine has {size.text}, its NUMA nodes together {total}", size, "memory.size")
