"""What a spec would say of a domain: a guess at every key, which expanding it again puts to the test."""

from __future__ import annotations

import re
from typing import Any

from libvirt_xml.facts.machines import architectures
from libvirt_xml.words.units import UNITS, factor_of
from libvirt_xml.yaml_forms.shapes.sizes import spell_size
from libvirt_xml.yaml_forms.systems import find_system
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence
from libvirt_xml.yaml_forms.vm.back.guess_devices import guess_devices
from libvirt_xml.yaml_forms.vm.draft import text_at, value
from libvirt_xml.yaml_forms.vm.metadata import DERIVED, LABELS, derived_uuid
from libvirt_xml.yaml_forms.vm.rules import at, generations

GuessedSpec = dict[str, Any]

_OS_ID = re.compile(r"""<(?:\w+:)?os\s+id=["']([^"']+)["']\s*/?>""").search
_LABEL = re.compile(r"""<lx:label name=("[^"]*"|'[^']*')>([^<]*)</lx:label>""").findall
_ACCELS = {"kvm": "kvm", "qemu": "tcg"}


def guess(domain: Mapping) -> GuessedSpec:
    """The keys of the ``vm`` form for a domain in the document form."""
    name = re.sub(r"[/\n]", "_", text_at(domain, "name") or "") or "unnamed"
    spec: GuessedSpec = {"name": name, "defaults": generations()[-1]}
    for part in (_identity, _machine, _cpus, _memory, _numa, guess_devices, _clock):
        spec.update({name: item for name, item in part(domain).items() if item is not None})
    return spec


def _identity(domain: Mapping) -> GuessedSpec:
    found: GuessedSpec = {name: text_at(domain, name) for name in ("title", "description", "uuid")}
    if (found["uuid"] or "").lower() == derived_uuid(text_at(domain, "name") or ""):
        found["uuid"] = DERIVED
    elements = at(domain, "metadata", "elements")
    for element in elements if isinstance(elements, Sequence) else ():
        if not isinstance(element, Scalar):
            continue
        named = _OS_ID(element.text)
        if named and "libosinfo" in element.text:
            system = find_system(named[1])
            found["os"] = named[1] if system is None else system.id or system.uri
        elif LABELS in element.text:
            found["labels"] = {_unquoted(name): _unescaped(label) for name, label in _LABEL(element.text)}
    return found


def _unquoted(name: str) -> str:
    return _unescaped(name[1:-1])


def _unescaped(label: str) -> str:
    from xml.sax.saxutils import unescape

    return unescape(label, {"&quot;": '"', "&apos;": "'", "&#10;": "\n", "&#9;": "\t"})


def _machine(domain: Mapping) -> GuessedSpec:
    found: GuessedSpec = {
        "arch": text_at(domain, "os", "type", "arch"),
        "accel": _ACCELS.get(text_at(domain, "type") or ""),
        "machine": text_at(domain, "os", "type", "machine"),
        "kernel": text_at(domain, "os", "kernel"),
        "initrd": text_at(domain, "os", "initrd"),
        "cmdline": text_at(domain, "os", "cmdline"),
        "firmware": _firmware(domain),
        "iothreads": value(domain, "iothreads"),
    }
    return found


def _firmware(domain: Mapping) -> GuessedSpec | str | None:
    loader = text_at(domain, "os", "loader", "value")
    is_auto = text_at(domain, "os", "firmware") == "efi"
    if not is_auto and (loader is None or text_at(domain, "os", "loader", "type") != "pflash"):
        architecture = architectures().get(text_at(domain, "os", "type", "arch") or "")
        has_bios = architecture is not None and "bios" in architecture.firmware
        return "bios" if has_bios or text_at(domain, "os", "firmware") == "bios" else None
    found: GuessedSpec = {"type": "uefi"}
    if value(domain, "os", "loader", "secure") is True:
        found["secure_boot"] = True
    features = at(domain, "os", "firmware_features", "features")
    for feature in features if isinstance(features, Sequence) else ():
        if text_at(feature, "name") == "secure-boot":
            found["secure_boot"] = value(feature, "enabled")
    if not is_auto:
        found["loader"] = loader
    found["template"] = text_at(domain, "os", "nvram", "template")
    found["nvram"] = text_at(domain, "os", "nvram", "value")
    return {name: item for name, item in found.items() if item is not None}


def _cpus(domain: Mapping) -> GuessedSpec:
    count, current = value(domain, "vcpu", "value") or value(domain, "vcpu"), value(domain, "vcpu", "current")
    if not isinstance(count, int):
        return {}
    cpus: GuessedSpec = {"count": current if isinstance(current, int) else count}
    if isinstance(current, int):
        cpus["max"] = count
    mode = text_at(domain, "cpu", "mode")
    cpus["model"] = (
        mode if mode in ("host-passthrough", "host-model", "maximum") else text_of(at(domain, "cpu", "model"))
    )
    topology = at(domain, "cpu", "topology")
    if isinstance(topology, Mapping):
        cpus["topology"] = {name: value(topology, name) for name in topology.items}
    features = _named(at(domain, "cpu", "features"), "policy")
    if features:
        cpus["features"] = features
    cpus.update(_pins(domain, count))
    return {"cpus": {name: item for name, item in cpus.items() if item is not None}}


def _pins(domain: Mapping, count: int) -> GuessedSpec:
    pins = at(domain, "cputune", "vcpupins")
    found: dict[int, str] = {
        int(value(pin, "vcpu")): text_at(pin, "cpuset") or ""
        for pin in (pins if isinstance(pins, Sequence) else ())
        if isinstance(value(pin, "vcpu"), int)
    }
    result: GuessedSpec = {"emulator_pin": text_at(domain, "cputune", "emulatorpin", "cpuset")}
    if found and sorted(found) == list(range(len(found))):
        result["pin"] = [_number(found[at]) for at in sorted(found)]
    elif found:
        result["pin"] = {str(name): _number(found[name]) for name in sorted(found)}
    elif text_at(domain, "vcpu", "cpuset") is not None:
        result["pin"] = _number(text_at(domain, "vcpu", "cpuset") or "")
    return result


def _number(cpuset: str) -> str | int:
    return int(cpuset) if cpuset.isdecimal() and str(int(cpuset)) == cpuset else cpuset


def _memory(domain: Mapping) -> GuessedSpec:
    memory: GuessedSpec = {
        "size": size_of(domain.get("memory"), "KiB"),
        "max": size_of(domain.get("max_memory"), "KiB"),
        "locked": value(domain, "memory_backing", "locked"),
    }
    pages = at(domain, "memory_backing", "hugepages")
    if isinstance(pages, Mapping):
        held = pages.get("pages")
        page = held.items[0] if isinstance(held, Sequence) and len(held) == 1 else None
        memory["hugepages"] = spelled(value(page, "size"), text_at(page, "unit") or "KiB") if page is not None else True
    if text_at(domain, "memory_backing", "access", "mode") == "shared":
        memory["shared"] = True
    return {"memory": {name: item for name, item in memory.items() if item is not None}}


def size_of(node: Node | None, default: str) -> str | None:
    """A size with its unit as a spec has it: the largest unit that takes no rest."""
    if isinstance(node, Scalar):
        return spelled(node.value, default)
    return spelled(value(node, "value"), text_at(node, "unit") or default)


def spelled(number: Any, unit: str) -> str | None:
    """A number and libvirt's unit as a spec has it."""
    factor = factor_of(unit)
    if not isinstance(number, int) or number <= 0 or factor is None:
        return None
    is_decimal = unit.lower().endswith("b") and "i" not in unit and unit.lower() not in ("b",)
    return f"{number}{unit}" if is_decimal and unit in UNITS else spell_size(number * factor)


def _numa(domain: Mapping) -> GuessedSpec:
    cells = at(domain, "cpu", "numa", "cells")
    if not isinstance(cells, Sequence):
        return {}
    hosts = at(domain, "numatune", "memnodes")
    nodes = {value(node, "cellid"): text_at(node, "nodeset") for node in (hosts if isinstance(hosts, Sequence) else ())}
    found = []
    for number, cell in enumerate(cells):
        node = {
            "cpus": _number(text_at(cell, "cpus") or ""),
            "memory": spelled(value(cell, "memory"), text_at(cell, "unit") or "KiB"),
            "host": nodes.get(number) and _number(nodes[number] or ""),
        }
        found.append({name: item for name, item in node.items() if item is not None})
    return {"numa": found}


def _clock(domain: Mapping) -> GuessedSpec:
    offset, zone = text_at(domain, "clock", "offset"), text_at(domain, "clock", "timezone")
    if zone is not None:
        return {"clock": {"timezone": zone}}
    return {"clock": offset}


def _named(node: Node | None, key: str) -> dict[str, str]:
    items = node.items if isinstance(node, Sequence) else []
    found = {text_at(item, "name"): text_at(item, key) for item in items}
    return {name: said for name, said in found.items() if name and said}


def text_of(node: Node | None) -> str | None:
    """The text of an element, with or without attributes beside it."""
    return text_at(node, "value") if isinstance(node, Mapping) else text_at(node)
