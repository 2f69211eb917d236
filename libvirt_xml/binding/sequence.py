"""The children of an object in the order of the document."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from libvirt_xml.binding.fields import is_implied, specs_of
from libvirt_xml.binding.foreign import NEXT, Extra
from libvirt_xml.binding.specs import Spec
from libvirt_xml.binding.wrong_values import WrongType

if TYPE_CHECKING:
    from libvirt_xml.binding.element import Element

CHILD_KINDS = frozenset({"child", "scalar", "flag", "wildcard"})


def extra_of(values: dict[str, Any]) -> Extra:
    """The store of what the fields of an object do not hold, made when first needed."""
    extra: Extra | None = values.get("extra_")
    if extra is None:
        extra = values["extra_"] = Extra()
    return extra


def start_order(cls: type[Element], values: dict[str, Any]) -> list[str | int]:
    """The list in which further children of an object write down their order; those it has stand in it."""
    specs = specs_of(cls)
    order = extra_of(values).order
    for name, value in values.items():
        if name != "extra_" and specs[name].kind in CHILD_KINDS:
            order += [name] * (len(value) if isinstance(value, list) else 1)
    return order


def items_of(spec: Spec, value: Any) -> list[Any]:
    """What a child field has to write. Raises WrongType for a list field whose value is not a list."""
    if value is None or spec.kind == "extra":
        return []
    if spec.is_list:
        if not isinstance(value, list | tuple):
            raise WrongType("a list", value)
        return list(value)
    if (spec.kind == "flag" and value is False) or (spec.is_container and is_implied(value)):
        return []
    return [value]


def parts_count(value: Any) -> int:
    """How many elements an object was read from."""
    extra: Extra | None = getattr(value, "extra_", None)
    return 1 + len(extra.parts) if extra else 1


def sequence_of(element: Element) -> list[tuple[str, int, Any]]:
    """Children as (field, index, item), in the order that was read as far as it was written down.

    Unknown content has no field; its index is that in ``extra_.content``. What was added since stands after its
    fellows, or at the place of its field.
    """
    specs = specs_of(type(element))
    steps = [step for part in parts_of(element) for step in part]
    return [step for step in steps if not (step[0] and step[1] and not specs[step[0]].is_list)]


def parts_of(element: Element) -> list[list[tuple[str, int, Any]]]:
    """The children in each of the elements that an object was read from; there is nearly always one.

    An object that is itself in several parts comes once for each, with the number of the part as its index. A list
    that has grown is all in the first part, so that its order stays.
    """
    extra = element.extra_ or Extra()
    specs = specs_of(type(element))
    fields = {
        name: items_of(specs[name], value) * (parts_count(value) if specs[name].repeats else 1)
        for name, value in element.__dict__.items()
        if specs[name].kind in CHILD_KINDS
    }
    orders = _split(extra.order)
    counts = Counter(extra.order)
    taken = dict.fromkeys(fields, 0)
    parts = [_ordered(extra, fields, orders[0], taken)]
    for order in orders[1:]:
        same = [step for step in order if isinstance(step, int) or len(fields.get(step, ())) <= counts[step]]
        parts.append(_ordered(extra, fields, same, taken))
    parts[0] = _with_added(parts[0], fields, taken)
    placed = {index for part in parts for name, index, _ in part if not name}
    parts[0] += [("", at, part) for at, part in enumerate(extra.content) if at not in placed]
    return parts


def _split(order: list[str | int]) -> list[list[str | int]]:
    """The order within each part."""
    orders: list[list[str | int]] = [[]]
    for step in order:
        if step == NEXT:
            orders.append([])
        else:
            orders[-1].append(step)
    return orders


def _with_added(
    steps: list[tuple[str, int, Any]], fields: dict[str, list[Any]], taken: dict[str, int]
) -> list[tuple[str, int, Any]]:
    """Steps with what no order places: after its last fellow, or after what was added before."""
    last = {name: at for at, (name, *_) in enumerate(steps)}
    added: dict[int, list[tuple[str, int, Any]]] = {}
    anchor = -1
    for name, items in fields.items():
        anchor = last.get(name, anchor)
        if taken[name] < len(items):
            added.setdefault(anchor, []).extend((name, at, items[at]) for at in range(taken[name], len(items)))
    if not added:
        return steps
    result = added.get(-1, [])
    for at, step in enumerate(steps):
        result.append(step)
        result += added.get(at, [])
    return result


def _ordered(
    extra: Extra, fields: dict[str, list[Any]], order: list[str | int], taken: dict[str, int]
) -> list[tuple[str, int, Any]]:
    """What an order places; ``taken`` counts the items of each field."""
    result: list[tuple[str, int, Any]] = []
    for step in order:
        if isinstance(step, int):
            if step < len(extra.content):
                result.append(("", step, extra.content[step]))
        elif step in fields and taken[step] < len(fields[step]):
            result.append((step, taken[step], fields[step][taken[step]]))
            taken[step] += 1
    return result
