"""What comparing needs to know of a class, worked out when the class is first compared."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from libvirt_xml.binding.element import Element
from libvirt_xml.binding.fields import remembered, specs_of
from libvirt_xml.binding.foreign import AnyElement
from libvirt_xml.binding.specs import Spec, child_class
from libvirt_xml.changes.foreign_trees import expanded_name
from libvirt_xml.changes.identities import IDENTITIES, KINDS, Part
from libvirt_xml.changes.normal import normal
from libvirt_xml.changes.quantities import QUANTITIES, Quantity

Named = tuple[Hashable, ...]
Reader = Callable[[Any], Named | None]
"""Says what names an item, ``None`` where nothing does."""

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
    """The ranks of the fields, the quantity among them, and how the items of each list are matched."""

    specs: Mapping[str, Spec]
    rank: Callable[[str], int]
    quantity: Quantity | None
    fields_of_quantity: frozenset[str]
    stages: Mapping[str, tuple[Stage, ...]]


FOREIGN = (Stage(lambda item: (expanded_name(item) if isinstance(item, AnyElement) else "",)),)
"""How foreign elements are matched: by name and namespace; texts beside them are of one name."""


@remembered
def plan_of(cls: type[Element]) -> Plan:
    """The plan of a class."""
    specs = specs_of(cls)
    order = {name: rank for rank, name in enumerate(specs)}
    stages = {name: _stages_of(spec) for name, spec in specs.items() if spec.is_list}
    quantity = QUANTITIES.get(cls.__name__)
    fields = frozenset((*quantity.numbers, quantity.unit)) if quantity else frozenset[str]()
    return Plan(specs, order.__getitem__, quantity, fields, stages)


def _stages_of(spec: Spec) -> tuple[Stage, ...]:
    if spec.kind == "wildcard":
        return FOREIGN
    if spec.kind != "child":
        assert spec.owner is not None
        by_value = f"{spec.owner.__name__}.{spec.name}" in IDENTITIES
        return (Stage(lambda item: (normal(item, spec, {}),)),) if by_value else ()
    return _stages_of_items(child_class(spec))


@remembered
def _stages_of_items(cls: type[Element]) -> tuple[Stage, ...]:
    keys = tuple(Stage(_reader(key)) for key in IDENTITIES.get(cls.__name__, ()))
    alias = (Stage(_user_alias, is_identity=False),) if _has(cls, "alias", "Alias") else ()
    address = (Stage(_address, is_identity=False, is_shown=False),) if _has(cls, "address", "Address") else ()
    kind = (Stage(_reader((KINDS[cls.__name__],)), is_shown=False),) if cls.__name__ in KINDS else ()
    return alias + keys + address + kind


def _has(cls: type[Element], name: str, child: str) -> bool:
    spec = specs_of(cls).get(name)
    return spec is not None and spec.kind == "child" and child_class(spec).__name__ == child


def _reader(key: tuple[Part, ...]) -> Reader:
    parts = [_part(part) for part in key]

    def name(item: Any) -> Named | None:
        if not isinstance(item, Element):
            return None
        found = tuple(part(item) for part in parts)
        return None if None in found else found

    return name


def _part(part: Part) -> Callable[[Element], Hashable]:
    if not isinstance(part, str):
        return part
    steps = part.removesuffix("?").split(".")
    if part.endswith("?"):
        return lambda item: _value_at(item, steps) or ""
    return lambda item: _value_at(item, steps)


def _value_at(item: Element, steps: list[str]) -> Hashable:
    """What stands at a path of fields, so that it compares; nothing is made by looking."""
    for step in steps[:-1]:
        child = item.__dict__.get(step)
        if not isinstance(child, Element):
            return None
        item = child
    own = item.__dict__
    value = own.get(steps[-1])
    spec = specs_of(type(item)).get(steps[-1])
    if spec is None or not isinstance(value, str | int):
        return None
    found = normal(value, spec, own) if isinstance(value, str) else value
    return None if found == "" and spec.kind == "text" else found  # an element without text has no value


def _user_alias(device: Any) -> Named | None:
    name = _value_at(device, ["alias", "name"]) if isinstance(device, Element) else None
    return (name,) if isinstance(name, str) and name.startswith("ua-") else None


def _address(device: Any) -> Named | None:
    """Where the guest sees a device; 0 and absent are one."""
    address = device.__dict__.get("address") if isinstance(device, Element) else None
    if not isinstance(address, Element):
        return None
    found = [(name, _value_at(address, [name])) for name in address.__dict__ if name not in _INCIDENTAL]
    parts = tuple(sorted((name, str(value)) for name, value in found if value))
    return parts if len(parts) > 1 else None  # a type alone is no address
