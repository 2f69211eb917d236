"""The keys that a spec needs: all that can be guessed, less those without which it means the same, or needs less."""

from __future__ import annotations

from libvirt_xml.yaml_forms.vm.back.guess import guess
from libvirt_xml.yaml_forms.vm.back.meaning import Meaning, WeighedSpec
from libvirt_xml.yaml_forms.vm.back.spec_paths import (
    PINNED,
    Path,
    groups_of_keys,
    weight,
    without_faults,
    without_keys,
)
from libvirt_xml.yaml_forms.vm.rows import VmSpec

_WORK = 50_000  # values that are expanded to find which of several keys is not needed


def needed_keys(meaning: Meaning) -> VmSpec:
    """The keys of the ``vm`` form that a spec of a domain has; the rest of the domain is its residue."""
    spec = _without_faults(guess(meaning.tree), meaning)
    first = meaning.weighed(spec)
    return spec if first is None else _Needed(meaning, first).run()


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
        for paths in groups_of_keys(self._best.spec):
            self._leave_out(paths)
        return self._best.spec

    def _leave_out(self, paths: list[Path]) -> None:
        """Leave out the keys that the domain does not need: all at once, if none is missed, else each half of them.

        A domain of many devices is left with keys that it does not need, sooner than that the time grows with the
        square of their number.
        """
        spec, count = without_keys(self._best.spec, paths)
        if not count:
            return
        attempt = self._meaning.weighed(spec, self._best)
        is_shorter = attempt is not None and attempt.cost < self._best.cost
        if attempt is not None and is_shorter and (count == 1 or attempt.distance <= self._best.distance):
            self._best = attempt
            return
        self._work += weight(spec)
        if len(paths) > 1 and self._work < _WORK:
            self._leave_out(paths[len(paths) // 2 :])
            self._leave_out(paths[: len(paths) // 2])
