"""The way back: from a domain to the smallest spec that means it."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from libvirt_xml.changes import compare, same
from libvirt_xml.documents.domain import Domain
from libvirt_xml.spec.documents import read_document, write_document
from libvirt_xml.spec.findings import Findings
from libvirt_xml.spec.tree import NOWHERE, Mapping, Node, Scalar, Sequence, make
from libvirt_xml.spec.vm.back.guess import guess
from libvirt_xml.spec.vm.back.patch import add_up, patch
from libvirt_xml.spec.vm.back.shorten import shorten
from libvirt_xml.spec.vm.expand import expand

_ROUNDS = 4
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
        spec = guess(self._tree)
        spec, residue = self._settled(spec)
        cost = _weight(make(spec, NOWHERE)) + _weight(residue)
        for path in sorted(_paths(spec), key=len, reverse=True):
            tried = _without(spec, path)
            if tried is None:
                continue
            outcome = self._try(tried)
            if outcome is None:
                continue
            found = _weight(make(tried, NOWHERE)) + _weight(outcome)
            if found < cost:
                spec, residue, cost = tried, outcome, found
        short = shorten(spec)
        if residue.items:
            short["domain"] = residue
        made = make(short, NOWHERE)
        assert isinstance(made, Mapping)
        return made

    def _settled(self, spec: dict[str, Any]) -> tuple[dict[str, Any], Mapping]:
        """A guess without what does not work, and its residue."""
        for _ in range(100):
            findings = Findings()
            expand(make(spec, NOWHERE), findings)
            wrong = [problem.path for problem in findings.problems if problem.severity == "error"]
            if not wrong:
                break
            for path in wrong:
                spec = _without_path(spec, path or "")
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
            made = patch(got, self._domain, write_document(got, is_portable=True), self._tree)
            residue = add_up(residue, made, self._tree)
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


def _without(spec: dict[str, Any], path: Path) -> dict[str, Any] | None:
    """A spec without a key; ``None`` where it is gone already."""
    result = copy.deepcopy(spec)
    holder: Any = result
    for step in path[:-1]:
        try:
            holder = holder[step]
        except (KeyError, IndexError, TypeError):
            return None
    if not isinstance(holder, dict) or path[-1] not in holder:
        return None
    del holder[path[-1]]
    if path[-1] == "name" and len(path) > 1:
        return None
    return result


def _without_path(spec: dict[str, Any], path: str) -> dict[str, Any]:
    """A spec without what a problem is about, or without all of the key that it is below."""
    steps: list[str | int] = []
    for part in path.split(".")[1:]:
        name, _, index = part.partition("[")
        steps.append(name)
        if index:
            steps.append(int(index.rstrip("]")))
    if len(steps) >= 3 and isinstance(steps[-1], str):
        found = _without(spec, tuple(steps))
        if found is not None:
            return found
    return {name: item for name, item in spec.items() if not steps or name != steps[0] or name in _PINNED}


def _weight(node: Node) -> int:
    """How much there is to read."""
    match node:
        case Mapping():
            return sum(1 + _weight(item) for item in node.items.values())
        case Sequence():
            return sum(1 + _weight(item) for item in node.items)
        case Scalar():
            return 1
