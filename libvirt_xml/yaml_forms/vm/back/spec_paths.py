"""Places in a spec of plain values: which keys may be left out, and the spec without some."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from typing import Any

from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Scalar, Sequence
from libvirt_xml.yaml_forms.vm.rows import VmSpec

Path = tuple[str | int, ...]

PINNED = ("name", "defaults")
_READ = frozenset({("memory", "size"), ("cpus", "count")})
"""What people look for first: it is said even if it is what the system would get anyway."""
WHOLE = frozenset({("cpus", "topology")})
"""Maps that are said with all of their keys, or not at all."""
_WITH: dict[str | int, str] = {"io": "cache"}
_DEEPEST = 4
_USUAL = frozenset({
    "agent", "arch", "balloon", "boot", "bus", "clock", "console", "enabled", "firmware", "format", "graphics", "heads",
    "hotplug", "input", "listen", "managed", "model", "order", "rng", "target", "tpm", "type", "usb", "version",
})  # fmt: skip
"""What machines have as the defaults are, more often than not: only the time depends on it."""


def keys_to_try(spec: VmSpec) -> list[list[list[Path]]]:
    """The keys that might be left out: those together that usually can be, then the others, the deepest first.

    Those that the items of a list have in common are a group; so are those of which one decides the other's default.
    """
    groups: dict[Path, list[Path]] = {}
    for path in sorted(_paths(spec), key=len, reverse=True):
        *outer, last = path
        name = (*("*" if isinstance(step, int) else step for step in outer), _WITH.get(last, last))
        groups.setdefault(name, []).append(path)
    for paths in groups.values():
        paths.sort(key=lambda path: [step for step in path if isinstance(step, int)])
    usual = [paths for name, paths in groups.items() if name[-1] in _USUAL]
    return [usual, *([paths] for name, paths in groups.items() if name[-1] not in _USUAL)]


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
    is_name_of_item = bool(rest) and rest[-1] == "name"
    is_one_of_graphics = first == "graphics" and len(rest) == 2 and rest[-1] == "type"
    holds_kept = isinstance(item, dict) and any((*path, name) in _READ for name in item)
    return first in PINNED or path in _READ or is_name_of_item or is_one_of_graphics or holds_kept


def without_keys(spec: VmSpec, paths: Iterable[Path]) -> tuple[VmSpec, int]:
    """A spec without some keys, and how many of them it had."""
    result = copy.deepcopy(spec)
    count = 0
    for path in paths:
        holder: Any = result
        *outer, last = path
        try:
            for step in outer:
                holder = holder[step]
        except (KeyError, IndexError, TypeError):
            continue
        if isinstance(holder, dict) and last in holder:
            del holder[last]
            count += 1
    return result, count


def with_keys(spec: VmSpec, paths: Iterable[Path], other: VmSpec) -> VmSpec:
    """A spec with keys, and their values, of another, where it has the maps that hold them."""
    result = copy.deepcopy(spec)
    for path in paths:
        holder: Any = result
        value: Any = other
        *outer, last = path
        try:
            for step in outer:
                holder, value = holder[step], value[step]
        except (KeyError, IndexError, TypeError):
            continue
        if isinstance(holder, dict):
            holder.setdefault(last, value[last])
    return result


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
