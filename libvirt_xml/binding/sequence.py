"""The children of an object in the order of the document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from libvirt_xml.binding.fields import is_implied, specs_of
from libvirt_xml.binding.foreign import Extra
from libvirt_xml.binding.scalars import WrongType
from libvirt_xml.binding.specs import Spec

if TYPE_CHECKING:
    from libvirt_xml.binding.base import Element

CHILD_KINDS = frozenset({"child", "scalar", "flag", "wildcard"})


def extra_of(own: dict[str, Any]) -> Extra:
    """The store of what the fields of an object do not hold, made when first needed."""
    extra: Extra | None = own.get("extra_")
    if extra is None:
        extra = own["extra_"] = Extra()
    return extra


def start_order(cls: type[Element], own: dict[str, Any]) -> list[str | int]:
    """The list in which further children of an object write down their order; those it has stand in it."""
    specs = specs_of(cls)
    order = extra_of(own).order
    for name, value in own.items():
        if name != "extra_" and specs[name].kind in CHILD_KINDS:
            order += [name] * (len(value) if isinstance(value, list) else 1)
    return order


def items_of(spec: Spec, value: Any) -> list[Any]:
    """What a child field has to write. Raises WrongType for a list field that holds no list."""
    if value is None or spec.kind == "extra":
        return []
    if spec.is_list:
        if not isinstance(value, list | tuple):
            raise WrongType("a list", value)
        return list(value)
    if (spec.kind == "flag" and value is False) or (spec.is_container and is_implied(value)):
        return []
    return [value]


def sequence_of(element: Element) -> list[tuple[str, int, Any]]:
    """Children as (field, index, item), in the order that was read as far as it was written down.

    Unknown content has no field; its index is that in ``extra_.content``. What was added since stands after its
    fellows, or at the place of its field.
    """
    extra = element.extra_ or Extra()
    specs = specs_of(type(element))
    fields = {
        name: items_of(specs[name], value)
        for name, value in element.__dict__.items()
        if specs[name].kind in CHILD_KINDS
    }
    result = _ordered(extra, fields)
    taken = {name: sum(1 for other, *_ in result if other == name) for name in fields}
    anchor = -1
    for name, items in fields.items():
        places = [at for at, (other, *_) in enumerate(result) if other == name]
        anchor = places[-1] if places else anchor
        for index in range(taken[name], len(items)):
            anchor += 1
            result.insert(anchor, (name, index, items[index]))
    placed = {index for name, index, _ in result if not name}
    result += [("", at, part) for at, part in enumerate(extra.content) if at not in placed]
    return result


def _ordered(extra: Extra, fields: dict[str, list[Any]]) -> list[tuple[str, int, Any]]:
    """What the written-down order places."""
    taken = dict.fromkeys(fields, 0)
    result: list[tuple[str, int, Any]] = []
    for step in extra.order:
        if isinstance(step, int):
            if step < len(extra.content):
                result.append(("", step, extra.content[step]))
        elif step in fields and taken[step] < len(fields[step]):
            result.append((step, taken[step], fields[step][taken[step]]))
            taken[step] += 1
    return result
