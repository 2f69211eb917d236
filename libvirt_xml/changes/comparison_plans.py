"""What comparing needs to know of a class, worked out when the class is first compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from libvirt_xml.binding.element import Element
from libvirt_xml.binding.fields import remembered, specs_of
from libvirt_xml.binding.foreign import AnyElement
from libvirt_xml.binding.specs import Spec, child_class
from libvirt_xml.changes.foreign_trees import expanded_name
from libvirt_xml.changes.identities import Named, Reader, keys_of, reader, reader_of_kind, value_at
from libvirt_xml.changes.normal import normal
from libvirt_xml.changes.quantities import Amount, amount_of

_INCIDENTAL = frozenset({"multifunction", "zpci", "extra_"})


@dataclass(frozen=True, slots=True)
class Stage:
    """One way to match items: by equal names. ``is_identity``: with different ones two items are never the same.

    ``is_shown``: a path calls an item by this name.
    """

    name: Reader
    is_identity: bool = True
    is_shown: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """The ranks of the fields, the number with a unit among them, and how the items of each list are matched."""

    specs: Mapping[str, Spec]
    rank: Callable[[str], int]
    amount: Amount | None
    stages: Mapping[str, tuple[Stage, ...]]


FOREIGN_STAGES = (Stage(lambda item: (expanded_name(item) if isinstance(item, AnyElement) else "",)),)
"""How foreign elements are matched: by name and namespace; texts beside them are of one name."""


@remembered
def plan_of(cls: type[Element]) -> Plan:
    """The plan of a class."""
    specs = specs_of(cls)
    order = {name: rank for rank, name in enumerate(specs)}
    stages = {name: _stages_of(spec) for name, spec in specs.items() if spec.is_list}
    return Plan(specs, order.__getitem__, amount_of(specs), stages)


def _stages_of(spec: Spec) -> tuple[Stage, ...]:
    if spec.kind == "wildcard":
        return FOREIGN_STAGES
    if spec.kind != "child":
        return (Stage(lambda item: (normal(item, spec, {}),)),) if spec.is_set else ()
    return stages_of_items(child_class(spec))


@remembered
def stages_of_items(cls: type[Element]) -> tuple[Stage, ...]:
    """How items of a class are matched."""
    keys = tuple(Stage(reader(parts)) for parts in keys_of(cls))
    alias = (Stage(_user_alias, is_identity=False),) if _has(cls, "alias", "Alias") else ()
    address = (Stage(_address, is_identity=False, is_shown=False),) if _has(cls, "address", "Address") else ()
    read_kind = reader_of_kind(cls)
    kind = (Stage(read_kind, is_shown=False),) if read_kind else ()
    return alias + keys + address + kind


def _has(cls: type[Element], name: str, child: str) -> bool:
    spec = specs_of(cls).get(name)
    return spec is not None and spec.kind == "child" and child_class(spec).__name__ == child


def _user_alias(device: Any) -> Named | None:
    name = value_at(device, ("alias", "name")) if isinstance(device, Element) else None
    return (name,) if isinstance(name, str) and name.startswith("ua-") else None


def _address(device: Any) -> Named | None:
    """Where the guest sees a device; 0 and absent are one."""
    address = device.__dict__.get("address") if isinstance(device, Element) else None
    if not isinstance(address, Element):
        return None
    values = [(name, value_at(address, (name,))) for name in address.__dict__ if name not in _INCIDENTAL]
    parts = tuple(sorted((name, str(value)) for name, value in values if value))
    return parts if len(parts) > 1 else None  # a type alone is no address
