"""The keys that a spec needs: all that can be guessed, less those without which it means the same, or needs less."""

from __future__ import annotations

import re
from typing import Any, TypeVar

from libvirt_xml.yaml_forms.vm.back.guess import guess
from libvirt_xml.yaml_forms.vm.back.meaning import Meaning, WeighedSpec
from libvirt_xml.yaml_forms.vm.back.spec_paths import (
    PINNED,
    Path,
    keys_to_try,
    weight,
    without_faults,
    without_keys,
)
from libvirt_xml.yaml_forms.vm.rows import VmSpec

_T = TypeVar("_T")
_WORK = 50_000  # values that are expanded to find which of several keys is not needed


def needed_keys(meaning: Meaning) -> VmSpec:
    """The keys of the ``vm`` form that a spec of a domain has; the rest of the domain is its residue."""
    least = guess(meaning.least_tree)
    whole = least if meaning.is_exact else guess(meaning.tree)
    spec = least | {name: value for name, value in whole.items() if _is_nothing(least.get(name))}
    faulty = {re.split(r"[.\[]", place.removeprefix("vm."))[0] for place in meaning.faults(spec)}
    spec = _without_faults(spec | {name: whole[name] for name in faulty & whole.keys()}, meaning)
    first = meaning.weighed(spec)
    return spec if first is None else _Needed(meaning, first).run()


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

    def run(self) -> VmSpec:
        for groups in keys_to_try(self._best.spec):
            self._leave_out(groups)
        return self._best.spec

    def _leave_out(self, groups: list[list[Path]]) -> None:
        """Leave out the keys that the domain does not need: all at once, if none is missed, else each half of them.

        A domain of many devices is left with keys that it does not need, sooner than that the time grows with the
        square of their number.
        """
        paths = [path for group in groups for path in group]
        spec, count = without_keys(self._best.spec, paths)
        if not count:
            return
        shorter = self._meaning.weighed(spec, self._best)
        if shorter is not None and self._is_better(shorter, is_one=len(paths) == 1):
            self._best = shorter
            return
        self._work += weight(spec)
        halves = _halves(groups) if len(groups) > 1 else [[[path] for path in half] for half in _halves(paths)]
        for half in halves if self._work < _WORK else ():
            self._leave_out(half)

    def _is_better(self, shorter: WeighedSpec, *, is_one: bool) -> bool:
        """Whether a spec with less keys says no less; one key may be wrong for one part, and right for another.

        A device that is not wanted is not made up for by the port that comes with it.
        """
        if is_one:
            return shorter.distance <= self._best.distance and shorter.beside_ports <= self._best.beside_ports
        before = self._best.distances
        return all(distance <= before.get(part, 0) for part, distance in shorter.distances.items())


def _halves(items: list[_T]) -> list[list[_T]]:
    """The second half of a list and its first; none of a single item."""
    return [items[len(items) // 2 :], items[: len(items) // 2]] if len(items) > 1 else []
