"""The clock of a machine."""

from __future__ import annotations

from typing import Any

from libvirt_xml.spec.tree import Mapping, Node, Scalar, Sequence
from libvirt_xml.spec.vm.draft import Draft


def expand_clock(draft: Draft) -> None:
    """``clock``."""
    offset = draft.get("clock", "offset")
    content: dict[str, Any] = {"offset": offset, "timezone": draft.get("clock", "timezone")}
    if content["timezone"] is not None:
        content["offset"] = Scalar("timezone", None, content["timezone"].origin)
    timers = draft.get("clock", "timers")
    if isinstance(timers, Mapping):
        content["timers"] = _named_timers(timers)
    draft.put("clock", content, draft.origin("clock", "offset"))


def _named_timers(timers: Mapping) -> Node:
    items: list[Node] = [
        Mapping({"name": Scalar(name, None, timers.place_of(name)), **item.items}, item.origin, item.keys)
        for name, item in timers.items.items()
        if isinstance(item, Mapping)
    ]
    return Sequence(items, timers.origin)
