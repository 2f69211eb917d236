"""What a spec means, beside the domain that it is to mean: part by part, how far they are from each other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

from libvirt_xml.binding.element import Element
from libvirt_xml.changes import Change, compare
from libvirt_xml.changes.identical import is_identical
from libvirt_xml.documents.devices import Devices
from libvirt_xml.documents.domain import Domain
from libvirt_xml.yaml_forms.document import read_document, write_document
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.text.yaml_tree import NOWHERE, Mapping, make
from libvirt_xml.yaml_forms.vm.back.foreign_layout import with_dedented_metadata
from libvirt_xml.yaml_forms.vm.back.spec_paths import weight
from libvirt_xml.yaml_forms.vm.expand import expand
from libvirt_xml.yaml_forms.vm.rows import VmSpec

_STEP = re.compile(r"[.\[]")
FieldPath = tuple[str, ...]
"""A field of a domain, or a list of its devices: ``("devices", "disks")``."""


_CONTROLLERS: FieldPath = ("devices", "controllers")


class WeighedSpec(NamedTuple):
    """A spec, what it expands to, the domain that it means, and how far each part of that is from the one wanted.

    ``lacks`` is how far each part of the expansion is from what has to be said of the domain at least.
    """

    spec: VmSpec
    expansion: Domain
    domain: Domain
    distances: dict[FieldPath, int]
    lacks: dict[FieldPath, int]

    @property
    def distance(self) -> int:
        """How much is left to be said in the document form."""
        return sum(self.distances.values())

    @property
    def beside_ports(self) -> int:
        """How much of that is about anything but controllers."""
        return self.distance - self.distances.get(_CONTROLLERS, 0)


class Worse(NamedTuple):
    """What came of leaving out keys that are needed: the parts that are further from the domain wanted than before.

    Where the spec has become a wrong one, ``keys`` are those that its problems are about.
    """

    parts: frozenset[FieldPath] = frozenset()
    keys: frozenset[str] = frozenset()


class Meaning:
    """The domain that a spec is to mean.

    Where libvirt assigns what a domain omits, ``domain`` is the whole and ``least`` the domain without that; then a
    spec means what ``completing`` makes of its expansion.
    """

    def __init__(
        self, domain: Domain, least: Domain | None = None, completing: Callable[[Domain], Domain] | None = None
    ) -> None:
        self.domain = domain
        self.least = domain if least is None else least
        self._completing = completing

    @property
    def is_exact(self) -> bool:
        """Whether nothing is left to libvirt."""
        return self._completing is None

    @cached_property
    def tree(self) -> Mapping:
        """The domain in the document form."""
        return _tree(self.domain)

    @cached_property
    def least_tree(self) -> Mapping:
        """The domain in the document form, without what libvirt assigns."""
        return self.tree if self.is_exact else _tree(self.least)

    def faults(self, spec: VmSpec) -> list[str]:
        """The places of what is wrong in a spec."""
        findings = Findings()
        expand(make(spec, NOWHERE), findings)
        return _faults(findings)

    def expansion(self, spec: VmSpec, residue: Mapping) -> Domain | None:
        """What a spec with a residue expands to; ``None`` where something is wrong."""
        return _expanded(spec | {"domain": residue} if residue.items else spec, Findings())

    def completed(self, expansion: Domain) -> Domain:
        """The domain that an expansion means."""
        return expansion if self._completing is None else self._completing(expansion)

    def weighed(self, spec: VmSpec) -> WeighedSpec | None:
        """A spec put to the test; ``None`` where something is wrong with it."""
        expansion = _expanded(spec, Findings())
        if expansion is None:
            return None
        domain = self.completed(expansion)
        lacks = _distances(expansion, self.least)
        return WeighedSpec(spec, expansion, domain, _distances(domain, self.domain), lacks)

    def weighed_again(self, spec: VmSpec, before: WeighedSpec) -> WeighedSpec | Worse:
        """A shorter spec put to the test: only what differs from the spec before is compared with what is wanted.

        Where its expansion lacks more than that of the spec before, that shows without completing it.
        """
        findings = Findings()
        expansion = _expanded(spec, findings)
        if expansion is None:
            return Worse(keys=frozenset(map(faulty_key, _faults(findings))))
        changed = _differing(before.expansion, expansion)
        if not changed:
            return before._replace(spec=spec)
        lacks = before.lacks | _distances(expansion, self.least, changed)
        if sum(lacks.values()) > sum(before.lacks.values()):
            return Worse(frozenset(part for part in changed if lacks[part] > before.lacks.get(part, 0)))
        if self.is_exact:
            return WeighedSpec(spec, expansion, expansion, lacks, lacks)
        domain = self.completed(expansion)
        distances = before.distances | _distances(domain, self.domain, _differing(before.domain, domain))
        return WeighedSpec(spec, expansion, domain, distances, lacks)


def _expanded(spec: VmSpec, findings: Findings) -> Domain | None:
    machine = expand(make(spec, NOWHERE), findings)
    if machine is None or findings.has_errors:
        return None
    element = read_document(machine.tree, Domain, findings, "domain")
    assert isinstance(element, Domain)
    return element


def _faults(findings: Findings) -> list[str]:
    return [problem.path or "" for problem in findings.problems if problem.severity == "error"]


def faulty_key(place: str) -> str:
    """The key of the spec that the place of a problem is in."""
    return re.split(r"[.\[]", place.removeprefix("vm."))[0]


def _distances(got: Domain, want: Domain, parts: set[FieldPath] | None = None) -> dict[FieldPath, int]:
    """How far parts of two domains are from each other; of all, if none are given."""
    held, wanted = dict(_parts(got)), dict(_parts(want))
    chosen = {**wanted, **held} if parts is None else parts
    return {part: _distance(part, held.get(part), wanted.get(part)) for part in chosen}


def _tree(domain: Domain) -> Mapping:
    return with_dedented_metadata(write_document(domain, is_portable=True))


def _differing(one: Domain, other: Domain) -> set[FieldPath]:
    """The parts in which two domains differ."""
    before, after = dict(_parts(one)), dict(_parts(other))
    return {part for part in {**before, **after} if not _is_same(before.get(part), after.get(part))}


def _parts(domain: Domain) -> Iterator[tuple[FieldPath, Any]]:
    for name, value in domain.__dict__.items():
        if isinstance(value, Devices):
            yield from ((("devices", inner), held) for inner, held in value.__dict__.items())
        else:
            yield (name,), value


def _is_same(one: Any, other: Any) -> bool:
    return one is other or is_identical(one, other) or bool(one == other)


def _distance(part: FieldPath, got: Any, want: Any) -> int:
    """How much there is to read of what differs: each value, and the keys that lead to it."""
    if _is_same(got, want):
        return 0
    *outer, name = part
    owner = Devices if outer else Domain
    changes = compare(_holder(owner, name, got), _holder(owner, name, want))
    holders = {change.path[: match.start()] for change in changes for match in _STEP.finditer(change.path)}
    return len(holders) + sum(map(_length, changes))


def _length(change: Change) -> int:
    """A value and its key; what is removed is a ``null``, what is added as long as it is."""
    if change.kind == "added" and isinstance(change.new, Element):
        return 1 + weight(write_document(change.new))
    return 2


def _holder(owner: type[Element], name: str, value: Any) -> Element:
    """An object with nothing but one field."""
    element = object.__new__(owner)
    if value is not None:
        element.__dict__[name] = value
    return element
