"""The keys that a spec needs: all that can be guessed, less those without which it means the same, or needs less."""

from __future__ import annotations

import re
from typing import Any, TypeVar

from libvirt_xml.yaml_forms.vm.back.guess import guess
from libvirt_xml.yaml_forms.vm.back.meaning import FieldPath, Meaning, WeighedSpec, Worse
from libvirt_xml.yaml_forms.vm.back.spec_paths import (
    KEYS_OF_PARTS,
    PINNED,
    Path,
    keys_to_try,
    weight,
    without_faults,
    without_keys,
)
from libvirt_xml.yaml_forms.vm.rows import VmSpec

_T = TypeVar("_T")
_FEW = 3
_WORK = 50_000  # values that are expanded to find which of several keys is not needed


def needed_keys(meaning: Meaning) -> VmSpec | WeighedSpec:
    """The keys of the ``vm`` form that a spec of a domain has, weighed if they are right.

    The rest of the domain is its residue.
    """
    least = guess(meaning.least_tree)
    whole = least if meaning.is_exact else guess(meaning.tree)
    spec = least | {name: _filled(least.get(name), value) for name, value in whole.items()}
    faulty = {re.split(r"[.\[]", place.removeprefix("vm."))[0] for place in meaning.faults(spec)}
    if faulty:
        spec = _without_faults(spec | {name: whole[name] for name in faulty & whole.keys()}, meaning)
    first = meaning.weighed(spec)
    return spec if first is None else _Needed(meaning, first).run()


def _filled(least: Any, whole: Any) -> Any:
    """A key, or the model in it, as libvirt assigns it, where nothing else is said: the form may assign another."""
    if isinstance(least, dict) and isinstance(whole, dict) and "model" in whole:
        return {"model": whole["model"], **least}
    return whole if _is_nothing(least) else least


def _is_nothing(value: Any) -> bool:
    return value is None or value is False or value in ([], {})


def _without_faults(spec: VmSpec, meaning: Meaning) -> VmSpec:
    for _ in range(100):
        faults = meaning.faults(spec)
        if not faults:
            return spec
        spec = without_faults(spec, faults)
    return {name: spec[name] for name in PINNED if name in spec}


class _Needed:
    """Leave out what need not be said, key by key."""

    def __init__(self, meaning: Meaning, first: WeighedSpec) -> None:
        self._meaning = meaning
        self._best = first
        self._work = 0

    def run(self) -> WeighedSpec:
        for groups in keys_to_try(self._best.spec):
            self._leave_out(groups)
        return self._best

    def _leave_out(self, groups: list[list[Path]]) -> None:
        """Leave out the keys that the domain does not need: all at once, if none is missed, else part by part.

        A domain of many devices is left with keys that it does not need, sooner than that the time grows with the
        square of their number.
        """
        paths = [path for group in groups for path in group]
        spec, count = without_keys(self._best.spec, paths)
        if not count:
            return
        shorter = self._meaning.weighed_again(spec, self._best)
        worse = shorter.parts if isinstance(shorter, Worse) else self._worse_parts(shorter, is_one=len(paths) == 1)
        if isinstance(shorter, WeighedSpec) and not worse:
            self._best = shorter
            return
        self._work += weight(spec)
        for some in _parted(groups, worse) if self._work < _WORK else ():
            self._leave_out(some)

    def _worse_parts(self, shorter: WeighedSpec, *, is_one: bool) -> frozenset[FieldPath]:
        """The parts of which a spec with less keys says less; one key may be wrong for one part, and right for another.

        A device that is not wanted is not made up for by the port that comes with it.
        """
        best = self._best
        before = best.distances
        worse = frozenset(part for part, distance in shorter.distances.items() if distance > before.get(part, 0))
        is_no_less = shorter.distance <= best.distance and shorter.beside_ports <= best.beside_ports
        return frozenset() if is_one and is_no_less else worse


def _is_one(paths: list[Path]) -> bool:
    """Whether one of the keys holds all others."""
    shortest = min(paths, key=len)
    return all(path[: len(shortest)] == shortest for path in paths)


def _parted(groups: list[list[Path]], worse: frozenset[FieldPath]) -> list[list[list[Path]]]:
    """Keys to leave out in several steps: those that have nothing to do with what got worse, then the others."""
    if len(groups) == 1:
        parts = [[path] for path in reversed(groups[0])] if len(groups[0]) <= _FEW else _halves(groups[0])
        return [[part] for part in parts] if len(groups[0]) > 1 else []
    suspects = {key for part in worse for key in KEYS_OF_PARTS.get(part[-1], ())}
    by_key: dict[str | int, list[list[Path]]] = {"": []}
    for group in groups:
        key = group[0][0]
        by_key.setdefault(key if key in suspects else "", []).append(group)
    steps = [some for some in by_key.values() if some]
    return steps if len(steps) > 1 else _parted_alike(groups)


def _parted_alike(groups: list[list[Path]]) -> list[list[list[Path]]]:
    """Steps where all keys may be the cause: without the one that holds all others, if there is one."""
    if _is_one([path for group in groups for path in group]):
        return [[group for group in groups if len(group[0]) > 1]]
    return [[group] for group in reversed(groups)] if len(groups) <= _FEW else _halves(groups)


def _halves(items: list[_T]) -> list[list[_T]]:
    """The second half of a list and its first; none of a single item."""
    return [items[len(items) // 2 :], items[: len(items) // 2]] if len(items) > 1 else []
