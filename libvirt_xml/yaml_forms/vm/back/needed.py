"""The keys that a spec needs: all that can be guessed, less those without which it means the same, or needs less."""

from __future__ import annotations

from typing import Any, TypeVar

from libvirt_xml.yaml_forms.vm.back.blame import Blamed, blamed_for
from libvirt_xml.yaml_forms.vm.back.guess import guess
from libvirt_xml.yaml_forms.vm.back.meaning import FieldPath, Meaning, WeighedSpec, Worse, faulty_key
from libvirt_xml.yaml_forms.vm.back.spec_paths import (
    KEYS_OF_PARTS,
    PINNED,
    Groups,
    Path,
    keys_to_try,
    weight,
    without_faults,
    without_keys,
)
from libvirt_xml.yaml_forms.vm.rows import VmSpec

_T = TypeVar("_T")
_ASSIGNED = ("model", "source")
_FEW = 3
_WORK = 50_000  # values that are expanded to find which of several keys is not needed


def needed_keys(meaning: Meaning) -> VmSpec | WeighedSpec:
    """The keys of the ``vm`` form that a spec of a domain has, weighed if they are right.

    The rest of the domain is its residue.
    """
    least = guess(meaning.least_tree)
    whole = least if meaning.is_exact else guess(meaning.tree)
    spec = least | {name: _filled(least.get(name), value) for name, value in whole.items()}
    faulty = set(map(faulty_key, meaning.faults(spec)))
    if faulty:
        spec = _without_faults(spec | {name: whole[name] for name in faulty & whole.keys()}, meaning)
    first = meaning.weighed(spec)
    return spec if first is None else _Needed(meaning, first).run()


def _filled(least: Any, whole: Any) -> Any:
    """A key, or what is in it, as libvirt assigns it, where nothing else is said: the form may assign another."""
    if isinstance(least, dict) and isinstance(whole, dict):
        return {**{name: whole[name] for name in _ASSIGNED if name in whole}, **least}
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
    """Leave out what need not be said, some keys of each part of the spec at a time."""

    def __init__(self, meaning: Meaning, first: WeighedSpec) -> None:
        self._meaning = meaning
        self._best = first
        self._work = 0

    def run(self) -> WeighedSpec:
        first, queues = keys_to_try(self._best.spec)
        for keys in first:
            self._refused({str(keys[0][0]): [keys]})
        stacks = {name: list(reversed(queue)) for name, queue in queues.items()}
        while stacks:
            tried = {name: stack.pop() for name, stack in stacks.items()}
            refused = self._refused(tried)
            for name in refused if self._work < _WORK else ():
                stacks[name].extend(reversed(_parted(tried[name])))
            stacks = {name: stack for name, stack in stacks.items() if stack}
        return self._best

    def _refused(self, tried: dict[str, Groups]) -> set[str]:
        """Leave out keys of several names at once, less those of names that the domain needs; these names.

        A domain of many devices is left with keys that it does not need, sooner than that the time grows with the
        square of their number.
        """
        refused: set[str] = set()
        while tried:
            blamed = self._blamed(tried)
            if not blamed:
                return refused
            if len(tried) > 1 and not blamed.is_sure:
                alone = {name for name in blamed.names if self._refused({name: tried[name]})}
                refused |= alone
            else:
                refused |= blamed.names
            tried = {name: groups for name, groups in tried.items() if name not in blamed.names}
        return refused

    def _blamed(self, tried: dict[str, Groups]) -> Blamed:
        """Leave keys out; the names of those because of which that cannot be, none if it can."""
        paths = [path for groups in tried.values() for group in groups for path in group]
        spec, count = without_keys(self._best.spec, paths)
        if not count:
            return Blamed()
        shorter = self._meaning.weighed_again(spec, self._best)
        if isinstance(shorter, Worse):
            blamed = blamed_for(shorter, tried.keys())
        elif worse := self._worse_parts(shorter, str(paths[0][0]) if len(paths) == 1 else None):
            blamed = blamed_for(Worse(worse), tried.keys())._replace(is_sure=False)
        else:
            self._best = shorter
            return Blamed()
        self._work += weight(spec)
        return blamed

    def _worse_parts(self, shorter: WeighedSpec, only: str | None) -> frozenset[FieldPath]:
        """The parts of which a spec with less keys says less; one key may be wrong for one part, and right for another.

        ``only`` is the name of a key that goes alone. A device that is not wanted is not made up for by the port that
        comes with it, nor by the places of others that change with it.
        """
        best = self._best
        before = best.distances
        worse = frozenset(part for part, distance in shorter.distances.items() if distance > before.get(part, 0))
        is_no_less = shorter.distance <= best.distance and shorter.beside_ports <= best.beside_ports
        if only is None or not is_no_less:
            return worse
        return frozenset(part for part in worse if KEYS_OF_PARTS.get(part[-1]) == (only,))


def _is_one(paths: list[Path]) -> bool:
    """Whether one of the keys holds all others."""
    shortest = min(paths, key=len)
    return all(path[: len(shortest)] == shortest for path in paths)


def _parted(groups: Groups) -> list[Groups]:
    """Keys of one name to leave out in several steps; none for a single key."""
    if len(groups) == 1:
        (paths,) = groups
        parts = [[path] for path in reversed(paths)] if len(paths) <= _FEW else _halves(paths)
        return [[part] for part in parts] if len(paths) > 1 else []
    if _is_one([path for group in groups for path in group]):
        return [[group for group in groups if len(group[0]) > 1]]
    return [[group] for group in reversed(groups)] if len(groups) <= _FEW else _halves(groups)


def _halves(items: list[_T]) -> list[list[_T]]:
    """The second half of a list and its first; none of a single item."""
    return [items[len(items) // 2 :], items[: len(items) // 2]] if len(items) > 1 else []
