"""What is no longer asked, and what libvirt fills in again: it stays as it is, and is nobody's any more.

So do the controllers of PCI buses on which there are devices. The only device of its sort that libvirt fills in plainer
than it was, the balloon, stays without what was asked of it.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Collection, Iterator
from typing import Any

from libvirt_xml.apply.merging.carrying import is_addressed_device, is_refilled
from libvirt_xml.binding.element import Element
from libvirt_xml.changes.change import Change
from libvirt_xml.changes.compare import same
from libvirt_xml.changes.comparison_plans import plan_of
from libvirt_xml.changes.matching import item_places
from libvirt_xml.completion import completed
from libvirt_xml.documents import Controller, Domain

_STEP = re.compile(r"\.?([^.\[\]]+)|\[([^\]]*)\]")
_GIVEN = {"Controller": ("address", "alias", "target", "model_element")}
"""What libvirt gives to a device as it pleases, by its class; the device that stays keeps its own."""


def without_refilled(
    owned: frozenset[str], document: Element, changes: Collection[Change], buses: Collection[int]
) -> frozenset[str]:
    """The owned paths but for those that are removed from a merged document, and that libvirt fills in again.

    ``buses`` are those on which the devices are that stay: without its controller each device would get another place.
    """
    removed = [change for change in changes if change.kind == "removed"]
    plainer: set[str] = set()
    refilled = {change.path for change in removed if is_refilled(document, change.path, change.old)}
    if removed and isinstance(document, Domain):
        refilled |= {change.path for change in removed if _is_bus(change.old, buses)}
        whole = completed(document)
        refilled |= {*_refilled(removed, document, whole)}
        plainer = {change.path for change in removed if _is_plainer(_value_at(whole, change.path), change)}
    if not refilled and not plainer:
        return owned
    below = tuple(f"{path}{end}" for path in refilled for end in (".", "["))
    return frozenset(path for path in owned if path not in refilled | plainer and not path.startswith(below))


def _is_bus(device: Any, numbers: Collection[int]) -> bool:
    """Whether a device is the controller of one of these PCI buses."""
    return isinstance(device, Controller) and device.type == "pci" and device.index in numbers


def _is_plainer(filled_in: Any, change: Change) -> bool:
    """Whether libvirt fills in a device of the same model for the only one of its sort that is removed."""
    old = change.old
    if not isinstance(old, Element) or type(filled_in) is not type(old) or not is_addressed_device(old):
        return False
    return not change.path.endswith("]") and old.__dict__.get("model") == filled_in.__dict__.get("model")


def _refilled(removed: Collection[Change], merged: Domain, whole: Domain) -> Iterator[str]:
    """The paths of what was removed and is in the whole document, as it was."""
    given: dict[str, list[Any]] = {}
    shorter = {change.path.rpartition("[")[0] for change in removed if change.path.endswith("]")}
    for change in removed:
        path, _, place = change.path.rpartition("[")
        if not place.endswith("]"):
            is_shifted = change.path.partition("[")[0] in shorter
            if not is_shifted and _is_alike(change.old, _value_at(whole, change.path)):
                yield change.path
            continue
        if path not in given:
            given[path] = _added(_value_at(merged, path) or [], _value_at(whole, path) or [])
        known = next((item for item in given[path] if _is_alike(change.old, item)), None)
        if known is not None:
            given[path] = [item for item in given[path] if item is not known]
            yield change.path


def _added(items: list[Any], others: list[Any]) -> list[Any]:
    """The items of the second list that the first one has not."""
    added = list(others)
    for item in items:
        known = next((other for other in added if _is_alike(item, other)), None)
        if known is not None:
            added = [other for other in added if other is not known]
    return added


def _is_alike(old: Any, new: Any) -> bool:
    """Whether two values are equal but for what libvirt gives."""
    if not isinstance(old, Element) or type(old) is not type(new):
        return old is not None and old == new
    return same(_bare(old), _bare(new))


def _bare(element: Element) -> Element:
    bare = copy.copy(element)
    if is_addressed_device(element):
        for name in _GIVEN.get(type(element).__name__, ("address", "alias")):
            bare.__dict__.pop(name, None)
    return bare


def _value_at(document: Element, path: str) -> Any:
    """What a document has at a path of a change; ``None`` for nothing."""
    value: Any = document
    stages: Any = ()
    for name, place in _STEP.findall(path):
        if name and isinstance(value, Element):
            stages = plan_of(type(value)).stages.get(name, ())
            value = value.__dict__.get(name)
        elif isinstance(value, list):
            places = item_places(value, stages)
            value = value[places.index(place)] if place in places else None
        else:
            return None
    return value
