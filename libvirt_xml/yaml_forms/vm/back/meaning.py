"""What a spec means, beside the domain that it is to mean: part by part, how far they are from each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

from libvirt_xml.binding.element import Element
from libvirt_xml.changes import Change, compare
from libvirt_xml.changes.alignment import weigh
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

FieldPath = tuple[str, ...]
"""A field of a domain, or a list of its devices: ``("devices", "disks")``."""


class WeighedSpec(NamedTuple):
    """A spec, its domain, and how far each part of that is from the one wanted."""

    spec: VmSpec
    domain: Domain
    distances: dict[FieldPath, int]

    @property
    def distance(self) -> int:
        """How much is left to be said in the document form."""
        return sum(self.distances.values())

    @property
    def cost(self) -> int:
        """How much there is to read, all together."""
        return weight(self.spec) + self.distance


class Meaning:
    """The domain that a spec is to mean; ``normal`` makes alike what is the same for libvirt."""

    def __init__(self, domain: Domain, normal: Callable[[Domain], Domain] | None = None) -> None:
        self._normal = normal
        self.domain = domain
        self._parts = dict(_parts(domain))

    @cached_property
    def tree(self) -> Mapping:
        """The domain in the document form."""
        return with_dedented_metadata(write_document(self.domain, is_portable=True))

    def faults(self, spec: VmSpec) -> list[str]:
        """The places of what is wrong in a spec."""
        findings = Findings()
        expand(make(spec, NOWHERE), findings)
        return [problem.path or "" for problem in findings.problems if problem.severity == "error"]

    def expansion(self, spec: VmSpec, residue: Mapping | None = None) -> Domain | None:
        """The domain that a spec means; ``None`` where something is wrong."""
        findings = Findings()
        whole = spec if residue is None or not residue.items else spec | {"domain": residue}
        machine = expand(make(whole, NOWHERE), findings)
        if machine is None or findings.has_errors:
            return None
        element = read_document(machine.tree, Domain, findings, "domain")
        assert isinstance(element, Domain)
        return element if self._normal is None else self._normal(element)

    def weighed(self, spec: VmSpec, before: WeighedSpec | None = None) -> WeighedSpec | None:
        """A spec put to the test; only what differs from an attempt before is compared with what is wanted."""
        domain = self.expansion(spec)
        if domain is None:
            return None
        known = {} if before is None else dict(_parts(before.domain))
        got = dict(_parts(domain))
        distances = {}
        for part in {**self._parts, **got}:
            if before is not None and part in before.distances and _is_same(got.get(part), known.get(part)):
                distances[part] = before.distances[part]
            else:
                distances[part] = _distance(part, got.get(part), self._parts.get(part))
        return WeighedSpec(spec, domain, distances)


def _parts(domain: Domain) -> Iterator[tuple[FieldPath, Any]]:
    for name, value in domain.__dict__.items():
        if isinstance(value, Devices):
            yield from ((("devices", inner), held) for inner, held in value.__dict__.items())
        else:
            yield (name,), value


def _is_same(one: Any, other: Any) -> bool:
    return one is other or is_identical(one, other)


def _distance(part: FieldPath, got: Any, want: Any) -> int:
    """How much there is to read of what differs: each value, and the keys that lead to it."""
    if _is_same(got, want):
        return 0
    *outer, name = part
    owner = Devices if outer else Domain
    return sum(map(_length, compare(_holder(owner, name, got), _holder(owner, name, want))))


def _length(change: Change) -> int:
    values = 1 if change.kind == "changed" else weigh(change.old or change.new)
    return 2 * values + change.path.count(".") + change.path.count("[")


def _holder(owner: type[Element], name: str, value: Any) -> Element:
    """An object with nothing but one field."""
    element = object.__new__(owner)
    if value is not None:
        element.__dict__[name] = value
    return element
