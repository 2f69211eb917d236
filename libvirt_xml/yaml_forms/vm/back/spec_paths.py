"""Places in a spec of plain values: which keys may be left out, and the spec without some."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Scalar, Sequence
from libvirt_xml.yaml_forms.vm.rows import VmSpec

Path = tuple[str | int, ...]
Groups = list[list[Path]]
"""Keys that may be left out together, those that belong together in a list each."""

PINNED = ("name", "defaults")
_READ = frozenset({("memory", "size"), ("cpus", "count")})
"""What people look for first: it is said even if it is what the system would get anyway."""
WHOLE = frozenset({("cpus", "topology"), ("numa",)})
"""Maps that are said with all of their keys, or not at all."""
_WITH: dict[str | int, str] = {"io": "cache"}
_TYPED = frozenset({"graphics", "input"})
_DEVICES = frozenset({"disks", "nics", "shares", "hostdevs"})
_DEEPEST = 4
_VERSION = re.compile(r"\d\.\d")
_FACTS = frozenset({
    "block", "bridge", "cdrom", "cmdline", "description", "direct", "emulator_pin", "floppy", "host", "initrd",
    "iothreads", "iscsi", "kernel", "labels", "loader", "mac", "max", "mdev", "nbd", "network", "nvram", "path",
    "pci", "pin", "rbd", "tag", "template", "title", "url", "user", "uuid", "volume",
})  # fmt: skip
"""What has no default: without it a spec means another machine, or nothing."""
KEYS_OF_PARTS = {
    "channels": ("agent",), "consoles": ("console",), "controllers": ("usb", "hotplug"), "disks": ("disks",),
    "filesystems": ("shares",), "graphics": ("graphics",), "hostdevs": ("hostdevs",), "inputs": ("input",),
    "interfaces": ("nics",), "memballoon": ("balloon",), "rngs": ("rng",), "serials": ("console",),
    "sounds": ("sound",), "tpms": ("tpm",), "videos": ("video",), "vsock": ("vsock",), "watchdogs": ("watchdog",),
    "cpu": ("cpus", "numa"), "cputune": ("cpus",), "vcpu": ("cpus",), "memory_backing": ("memory",),
    "numatune": ("numa",), "os": ("boot", "firmware"), "clock": ("clock",), "memory": ("memory", "numa"),
}  # fmt: skip
"""The keys that say what is in a part of a domain."""
KEYS_BESIDE = {
    "channels": ("graphics",), "features": ("firmware",), "inputs": ("graphics",), "videos": ("graphics", "firmware"),
}  # fmt: skip
"""Keys with which a part of a domain changes too, though others say what is in it."""
_DECIDING = frozenset({("os",), ("accel",), ("arch",), ("machine",), ("boot",)})
_USUAL = frozenset({
    "agent", "balloon", "boot", "bus", "clock", "console", "enabled", "firmware", "format", "graphics", "heads",
    "hotplug", "input", "listen", "managed", "model", "order", "rng", "target", "tpm", "type", "usb", "version",
})  # fmt: skip
"""What machines have as the defaults are, more often than not: only the time depends on it."""


def keys_to_try(spec: VmSpec) -> tuple[Groups, dict[str, list[Groups]]]:
    """The keys that might be left out: first those by which others have their defaults, each by itself; then by the
    name under which they are: those together that usually can be, then the rest, the deepest first.

    Those that the items of a list have in common are a group; so are those of which one decides the other's default.
    """
    groups: dict[Path, list[Path]] = {}
    for path in sorted(_paths(spec), key=len, reverse=True):
        *outer, last = path
        name = (*("*" if isinstance(step, int) else step for step in outer), _WITH.get(last, last))
        groups.setdefault(name, []).append(path)
    first: Groups = []
    usual: dict[str, Groups] = {}
    others: dict[str, list[Groups]] = {}
    for name, paths in groups.items():
        paths.sort(key=lambda path: [step for step in path if isinstance(step, int)])
        key = str(name[0])
        if name in _DECIDING:
            first.append(paths)
        elif name[-1] in _USUAL:
            usual.setdefault(key, []).append(paths)
        else:
            others.setdefault(key, []).append([paths])
    queues = {key: [*([usual[key]] if key in usual else []), *others.get(key, [])] for key in {**usual, **others}}
    return first, queues


def _paths(spec: Any, path: Path = ()) -> Iterator[Path]:
    items = spec.items() if isinstance(spec, dict) else enumerate(spec) if isinstance(spec, list) else ()
    for key, item in items:
        here = (*path, key)
        if isinstance(key, str) and not _is_kept(here, item):
            yield here
        if len(here) < _DEEPEST and here not in WHOLE:
            yield from _paths(item, here)


def _is_kept(path: Path, item: Any) -> bool:
    """Whether a key always stays; the map of one that does stays too."""
    first, *rest = path
    is_fact = path[-1] in _FACTS or path in _READ or first in PINNED or (first == "machine" and _is_versioned(item))
    is_in_item = bool(rest) and (rest[-1] == "name" or (first in _TYPED and len(rest) == 2 and rest[-1] == "type"))
    holds_kept = isinstance(item, dict) and any((*path, name) in _READ for name in item)
    is_list_of_devices = not rest and first in _DEVICES and bool(item)
    return is_fact or is_in_item or holds_kept or is_list_of_devices


def _is_versioned(machine: object) -> bool:
    """Whether a machine type names its version: no default does."""
    return isinstance(machine, str) and _VERSION.search(machine) is not None


def without_keys(spec: VmSpec, paths: Iterable[Path]) -> tuple[VmSpec, int]:
    """A spec without some keys, and how many of them it had; what holds none of them is not copied."""
    count = 0
    for path in paths:
        shorter = _without_key(spec, path)
        count += shorter is not spec
        spec = shorter
    return spec, count


def _without_key(value: Any, path: Path) -> Any:
    """A part of a spec without a key; the same object where it does not have it."""
    first, *rest = path
    if isinstance(value, dict) and first in value:
        if not rest:
            return {name: item for name, item in value.items() if name != first}
        inner = _without_key(value[first], tuple(rest))
        return value if inner is value[first] else {**value, first: inner}
    if isinstance(value, list) and isinstance(first, int) and first < len(value):
        inner = _without_key(value[first], tuple(rest))
        return value if inner is value[first] else [*value[:first], inner, *value[first + 1 :]]
    return value


def without_faults(spec: VmSpec, places: Iterable[str]) -> VmSpec:
    """A spec without the keys that problems are about: without the item of a list, if the problem is about that."""
    faulty: dict[str | int, set[str | int]] = {}
    for path in map(_steps, places):
        match path:
            case (str(name), int(number)):
                faulty.setdefault(name, set()).add(number)
            case (str(name), *inner):
                shorter, count = without_keys(spec, [path]) if inner else (spec, 0)
                spec = shorter if count else {key: spec[key] for key in spec if key != name or key in PINNED}
            case _:
                pass
    return {name: _without_items(held, faulty.get(name, set())) for name, held in spec.items()}


def _without_items(held: Any, numbers: set[str | int]) -> Any:
    if not numbers or not isinstance(held, list):
        return held
    return [item for number, item in enumerate(held) if number not in numbers]


def _steps(place: str) -> Path:
    """The keys and indices of the path of a problem, below ``vm``."""
    steps: list[str | int] = []
    for part in place.split(".")[1:]:
        name, _, index = part.partition("[")
        steps.append(name)
        if index:
            steps.append(int(index.rstrip("]")))
    return tuple(steps)


def weight(value: Any) -> int:
    """How much there is to read."""
    match value:
        case dict():
            return sum(1 + weight(item) for item in value.values())
        case list():
            return sum(1 + weight(item) for item in value)
        case Mapping():
            return weight(value.items)
        case Sequence():
            return weight(value.items)
        case Scalar():
            return 1 + value.text.count("\n")
        case _:
            return 1 + str(value).count("\n")
