"""The way back: from a domain to the smallest spec that means it."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from typing import Any

from libvirt_xml.changes import compare, same
from libvirt_xml.documents.domain import Domain
from libvirt_xml.yaml_forms.document import read_document, write_document
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.text.yaml_tree import NOWHERE, Mapping, Node, Scalar, Sequence, make
from libvirt_xml.yaml_forms.vm.back.guess import guess
from libvirt_xml.yaml_forms.vm.back.patch import add_up, patch
from libvirt_xml.yaml_forms.vm.back.shorten import shorten
from libvirt_xml.yaml_forms.vm.expand import expand

_ROUNDS = 4
_WORK = 50_000  # values that are expanded to find which of several keys is not needed
_PINNED = ("name", "defaults")
_KEYS_OF_LISTS = {
    "disks": "disks", "interfaces": "nics", "filesystems": "shares", "hostdevs": "hostdevs", "serials": "console",
    "consoles": "console", "channels": "agent", "inputs": "input", "graphics": "graphics", "videos": "video",
    "sounds": "sound", "tpms": "tpm", "watchdogs": "watchdog", "rngs": "rng", "controllers": "usb", "vsock": "vsock",
    "memballoon": "balloon",
}  # fmt: skip

Path = tuple[str | int, ...]


def to_vm(domain: Domain) -> Mapping:
    """What stands under ``vm:`` for a domain: its expansion equals the domain, by the comparison of documents.

    What the ``vm`` form has no word for is under ``domain``. ``state`` and ``autostart`` are not part of a domain, so
    they are not said.
    """
    return _Search(domain).run()


class _Search:
    """Guess, expand, compare; take away what need not be said."""

    def __init__(self, domain: Domain) -> None:
        self._domain = domain
        written = write_document(domain, is_portable=True)
        assert isinstance(written, Mapping)
        self._tree = written

    def run(self) -> Mapping:
        self._spec, self._residue = self._settled(guess(self._tree))
        self._work = 0
        for paths in _groups(self._spec):
            self._leave_out(paths)
        short = shorten(self._spec)
        if self._residue.items:
            short["domain"] = self._residue
        vm = make(short, NOWHERE)
        assert isinstance(vm, Mapping)
        return vm

    def _leave_out(self, paths: list[Path]) -> None:
        """Leave out the keys that the domain does not need: all at once, if none is missed, else each half of them.

        A domain of many devices is left with keys that it does not need, sooner than that the time grows with the
        square of their number.
        """
        shorter, count = _without(self._spec, paths)
        if not count:
            return
        residue = self._try(shorter)
        size = _weight(make(self._spec, NOWHERE))
        if residue is not None:
            saved = size - _weight(make(shorter, NOWHERE)) + _weight(self._residue) - _weight(residue)
            if saved > 0 and (count == 1 or _weight(residue) <= _weight(self._residue)):
                self._spec, self._residue = shorter, residue
                return
        self._work += size
        if len(paths) > 1 and self._work < _WORK:
            self._leave_out(paths[: len(paths) // 2])
            self._leave_out(paths[len(paths) // 2 :])

    def _settled(self, spec: dict[str, Any]) -> tuple[dict[str, Any], Mapping]:
        """A guess without what does not work, and its residue."""
        for _ in range(100):
            findings = Findings()
            expand(make(spec, NOWHERE), findings)
            wrong = [problem.path or "" for problem in findings.problems if problem.severity == "error"]
            if not wrong:
                break
            spec = _without_faults(spec, wrong)
        for _ in range(20):
            outcome = self._try(spec)
            if outcome is not None:
                return spec, outcome
            spec = self._without_stubborn(spec)
        return spec, Mapping(self._tree.items, replaces=True)

    def _try(self, spec: dict[str, Any]) -> Mapping | None:
        """The residue of a spec; ``None`` where even with it the expansion is another domain.

        A residue may change the expansion (a device more takes a port more): then that is mended in its turn.
        """
        residue = Mapping()
        for _ in range(_ROUNDS):
            got = self._expansion(spec, residue)
            if got is None:
                return None
            if same(got, self._domain):
                return residue
            correction = patch(got, self._domain, write_document(got, is_portable=True), self._tree)
            residue = add_up(residue, correction, self._tree)
        return None

    def _expansion(self, spec: dict[str, Any], residue: Mapping) -> Domain | None:
        findings = Findings()
        machine = expand(make(spec | {"domain": residue} if residue.items else spec, NOWHERE), findings)
        if machine is None or findings.has_errors:
            return None
        element = read_document(machine.tree, Domain, findings, "domain")
        assert isinstance(element, Domain)
        return element

    def _without_stubborn(self, spec: dict[str, Any]) -> dict[str, Any]:
        """The spec without the keys of lists that a residue cannot mend."""
        got = self._expansion(spec, Mapping())
        paths = [change.path for change in compare(got, self._domain)] if got is not None else []
        names = {path.split(".")[1].partition("[")[0] for path in paths if path.startswith("devices.")}
        keys = {_KEYS_OF_LISTS[name] for name in names if name in _KEYS_OF_LISTS} & spec.keys()
        smaller = {name: item for name, item in spec.items() if name not in keys}
        return smaller if keys else {name: spec[name] for name in _PINNED if name in spec}


def _paths(spec: Any, path: Path = ()) -> Iterator[Path]:
    """Every key that might be left out."""
    items = spec.items() if isinstance(spec, dict) else enumerate(spec) if isinstance(spec, list) else ()
    for key, item in items:
        here = (*path, key)
        if isinstance(key, str) and here[0] not in _PINNED:
            yield here
        if len(here) < 4:
            yield from _paths(item, here)


def _groups(spec: dict[str, Any]) -> list[list[Path]]:
    """The keys that might be left out, the deepest first; those that the items of a list have in common together."""
    groups: dict[Path, list[Path]] = {}
    for path in sorted(_paths(spec), key=len, reverse=True):
        groups.setdefault(tuple("*" if isinstance(step, int) else step for step in path), []).append(path)
    return list(groups.values())


def _without(spec: dict[str, Any], paths: Iterable[Path]) -> tuple[dict[str, Any], int]:
    """A spec without some keys, and how many of them it had. The names of items stay."""
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
        is_name_of_item = last == "name" and bool(outer)
        if isinstance(holder, dict) and last in holder and not is_name_of_item:
            del holder[last]
            count += 1
    return result, count


def _without_faults(spec: dict[str, Any], places: list[str]) -> dict[str, Any]:
    """A spec without what problems are about, or without all of the key that it is below."""
    paths = [_steps(place) for place in places]
    for path in paths:
        is_in_item = len(path) >= 3 and isinstance(path[-1], str)
        without, count = _without(spec, [path]) if is_in_item else (spec, 0)
        spec = without if count else {k: v for k, v in spec.items() if not path or k != path[0] or k in _PINNED}
    return spec


def _steps(place: str) -> Path:
    """The keys and indices of the path of a problem, below ``vm``."""
    steps: list[str | int] = []
    for part in place.split(".")[1:]:
        name, _, index = part.partition("[")
        steps.append(name)
        if index:
            steps.append(int(index.rstrip("]")))
    return tuple(steps)


def _weight(node: Node) -> int:
    """How much there is to read."""
    match node:
        case Mapping():
            return sum(1 + _weight(item) for item in node.items.values())
        case Sequence():
            return sum(1 + _weight(item) for item in node.items)
        case Scalar():
            return 1 + node.text.count("\n")
