"""Generations of defaults: numbered data files of rules, laid under what a spec says."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from libvirt_xml.facts.machines import family_of
from libvirt_xml.yaml_forms.shapes.sizes import parse_size, spell_size
from libvirt_xml.yaml_forms.systems import System
from libvirt_xml.yaml_forms.text.merging import by_device, merge
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Origin, OriginCause, Scalar, Sequence, make

_FOLDER = Path(__file__).parent / "generations"
PARTS = ("vm", "disk", "cdrom", "nic", "devices", "domain")
_FACTS = ("arch", "accel", "machine", "firmware", "family", "trait", "graphics", "drivers", "migratable")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it is for, and the trees that it lays over those before it."""

    when: AnyMapping[str, tuple[Any, ...]]
    sets: AnyMapping[str, Mapping]


@dataclass(frozen=True, slots=True)
class Settled:
    """A spec with its defaults: ``vm`` with all its keys, and what devices and domain are when nothing is said."""

    vm: Mapping
    parts: AnyMapping[str, Mapping]
    facts: AnyMapping[str, Any]
    generation: int
    merges_lists: bool

    def switched_off(self) -> dict[str, Origin]:
        """The keys that a default has as ``false``, and what set it: no value of the domain tells."""
        values = {
            name: item.get("enabled") if isinstance(item, Mapping) else item for name, item in self.vm.items.items()
        }
        off = ((name, item) for name, item in values.items() if isinstance(item, Scalar) and item.value is False)
        return {name: item.origin for name, item in off if item.origin.cause != "spec"}


@cache
def generations() -> tuple[int, ...]:
    """The generations that there are, the newest last."""
    return tuple(sorted(int(path.stem) for path in _FOLDER.glob("*.toml")))


def settle(vm: Mapping, system: System | None) -> Settled:
    """Lay a checked spec over the defaults of its generation."""
    chosen = vm.get("defaults")
    number = chosen.value if isinstance(chosen, Scalar) and isinstance(chosen.value, int) else generations()[-1]
    key = (number, system, *_said(vm))
    base, parts, facts = _defaults(key)
    merged = merge(base, vm)
    assert isinstance(merged, Mapping)
    return Settled(merged, parts, facts, number, _merges_lists(number))


def _said(vm: Mapping) -> tuple[Any, ...]:
    """What of a spec decides which rules count."""
    return (
        _text(vm, "arch"),
        _text(vm, "accel"),
        _text(vm, "machine"),
        _text(vm, "firmware", "type") or ("uefi" if _value(vm, "firmware", "secure_boot") is True else None),
        _value(vm, "graphics", "enabled"),
        has_drivers(vm),
        _value(vm, "cpus", "migratable") is True,
    )


def has_drivers(vm: Mapping) -> bool:
    """Whether one of the CD-ROMs holds the virtio drivers for Windows: it says so, or its file is named as they are."""
    disks = vm.get("disks")
    return isinstance(disks, Sequence) and any(is_drivers(disk) for disk in disks if isinstance(disk, Mapping))


def is_drivers(disk: Mapping) -> bool:
    drivers = _value(disk, "drivers")
    if drivers is not None or "cdrom" not in disk.items:
        return drivers is True
    sources = (_text(disk, "cdrom"), _text(disk, "path"), _text(disk, "volume"), _text(disk, "url"))
    return any(source and source.rpartition("/")[2].startswith("virtio-win") for source in sources)


@cache
def _defaults(key: tuple[Any, ...]) -> tuple[Mapping, AnyMapping[str, Mapping], AnyMapping[str, Any]]:
    """The defaults of a generation for what a spec has said: the same objects for the same words."""
    number, system, arch, accel, machine, firmware, graphics, drivers, migratable = key
    given = {"arch": arch, "accel": accel, "machine": machine, "firmware": firmware, "graphics": graphics}
    facts: dict[str, Any] = {"drivers": drivers, "migratable": migratable}
    facts["family"] = None if system is None else system.family
    facts["trait"] = frozenset() if system is None else system.traits
    parts: dict[str, Node] = {part: Mapping() for part in PARTS}
    for rule in _rules(number):
        vm = parts["vm"]
        assert isinstance(vm, Mapping)
        facts.update(_facts(vm, given))
        misses = [name for name, wanted in rule.when.items() if not _holds(facts.get(name), wanted)]
        if misses and misses != ["drivers"]:
            continue
        for part, tree in _placed(rule, facts, system, number).items():
            parts[part] = _credited(parts[part], tree) if misses else merge(parts[part], tree, by_device)
    vm = _with_memory(parts["vm"], system)
    facts.update(_facts(vm, given))
    return vm, {name: tree for name, tree in parts.items() if isinstance(tree, Mapping)}, facts


def _credited(below: Node, tree: Node) -> Node:
    """What is as it is because a rule about drivers does not count: the values that it would set, with its origin."""
    if isinstance(below, Mapping) and isinstance(tree, Mapping):
        items = {name: _credited(item, tree.items[name]) for name, item in below.items.items() if name in tree.items}
        return Mapping({**below.items, **items}, below.origin, below.keys)
    return Scalar(below.value, below.text, tree.origin) if isinstance(below, Scalar) else below


def _with_memory(vm: Node, system: System | None) -> Mapping:
    """The keys of a machine, with the memory that its system needs at least."""
    assert isinstance(vm, Mapping)
    least = None if system is None or system.memory is None else system.memory << 20
    size = _text(vm, "memory", "size")
    if system is None or least is None or size is None or parse_size(size).bytes >= least:
        return vm
    more = make({"memory": {"size": spell_size(least)}}, Origin("os", system.id or system.uri))
    return merged if isinstance(merged := merge(vm, more), Mapping) else vm


def _facts(vm: Mapping, given: AnyMapping[str, Any]) -> dict[str, Any]:
    machine = given["machine"] or _text(vm, "machine") or ""
    return {
        "arch": given["arch"] or _text(vm, "arch"),
        "accel": given["accel"] or _text(vm, "accel"),
        "machine": family_of(machine),
        "firmware": given["firmware"] or _text(vm, "firmware", "type"),
        "graphics": _value(vm, "graphics", "enabled") is True if given["graphics"] is None else given["graphics"],
    }


def _holds(fact: Any, wanted: tuple[Any, ...]) -> bool:
    return any(value in fact for value in wanted) if isinstance(fact, frozenset) else fact in wanted


@cache
def _generation(number: int) -> AnyMapping[str, Any]:
    """The file of a generation."""
    return tomllib.loads((_FOLDER / f"{number}.toml").read_text(encoding="utf-8"))


def _merges_lists(number: int) -> bool:
    """Whether lists under ``domain`` are merged item by item; in the first generation they replace."""
    return _generation(number).get("merges_lists") is True


@cache
def _rules(number: int) -> tuple[Rule, ...]:
    """The rules of a generation: those of the one that it is based on, and its own."""
    data = _generation(number)
    rules = list(_rules(data["based_on"])) if "based_on" in data else []
    for entry in data.get("rule", ()):
        when = {
            name: tuple(value) if isinstance(value, list) else (value,) for name, value in entry.get("when", {}).items()
        }
        sets = {name: value for name, value in entry.items() if name != "when"}
        unknown = [name for name in (*when, *sets) if name not in (*_FACTS, *PARTS)]
        if unknown:
            raise ValueError(f"generation {number}: a rule has {unknown[0]!r}")
        rules.append(Rule(when, sets))
    return tuple(rules)


def _placed(rule: Rule, facts: AnyMapping[str, Any], system: System | None, number: int) -> dict[str, Node]:
    """The trees of a rule, each value with what it is due to."""
    origin = Origin(*_cause(rule, facts, system, number))
    return {part: make(value, origin) for part, value in rule.sets.items()}


def _cause(rule: Rule, facts: AnyMapping[str, Any], system: System | None, number: int) -> tuple[OriginCause, str]:
    when = rule.when
    if system is not None and ("family" in when or "trait" in when):
        name = system.id or system.uri
        with_drivers = "with" if facts["drivers"] else "without"
        return "os", f"{name} {with_drivers} drivers: true" if "drivers" in when else name
    if "arch" in when:
        return "architecture", str(facts["arch"])
    if "machine" in when:
        return "machine", str(facts["machine"])
    if "accel" in when:
        return "accel", str(facts["accel"])
    return "generation", str(number)


def _text(mapping: Mapping, *path: str) -> str | None:
    node = at(mapping, *path)
    return node.text if isinstance(node, Scalar) and not isinstance(node.value, bool) else None


def _value(mapping: Mapping, *path: str) -> Any:
    node = at(mapping, *path)
    return node.value if isinstance(node, Scalar) else None


def at(node: Node | None, *path: str) -> Node | None:
    """What stands at a path of keys."""
    for step in path:
        if type(node) is not Mapping:
            return None
        node = node.items.get(step)
    return None if type(node) is Scalar and node.value is None else node
