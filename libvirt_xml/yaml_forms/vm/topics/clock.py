"""The clock of a machine."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.shapes.composites import Key, Record
from libvirt_xml.yaml_forms.shapes.describing import last_key
from libvirt_xml.yaml_forms.shapes.shapes import Part, Text, Words
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence
from libvirt_xml.yaml_forms.vm.draft import Draft, text_at, value
from libvirt_xml.yaml_forms.vm.machine_types import check_part
from libvirt_xml.yaml_forms.vm.rows import VmSpec
from libvirt_xml.yaml_forms.vm.topic import Topic


@dataclass(frozen=True)
class _Offset(Words):
    """What the clock shows; the name of a time zone belongs to another key."""

    words: tuple[str, ...] = ("utc", "localtime", "timezone", "variable")

    def check(self, node: Node, path: str, findings: Findings) -> Node | None:
        if not isinstance(node, Scalar) or not _is_zone(node.text):
            return super().check(node, path, findings)
        message = render("invalid-value", "time-zone", expected=self.what, zone=node.text)
        findings.add("invalid-value", message, node, path, expected=self.words)
        return None


_OFFSET = r"(?:UTC|GMT)?([+-])([0-9]{1,2})(?::?00)?"


def _of_offset(text: str) -> str | None:
    """The zone of an offset: in the names of the tz database as in POSIX, the sign is that of the hours to UTC."""
    offset = re.fullmatch(_OFFSET, text)
    if offset is None:
        return None
    hours = int(offset[2])
    return "UTC" if hours == 0 else f"Etc/GMT{'-' if offset[1] == '+' else '+'}{hours}"


@dataclass(frozen=True)
class _Zone(Text):
    """The name of a time zone; an offset like ``UTC+2`` counts the other way round there."""

    what: str = "a time zone"
    pattern: str | None = rf"(?!{_OFFSET}$)\S+"
    example: str | None = "Europe/Berlin"
    repair: Callable[[str], str | None] | None = _of_offset

    def _misfit(self, text: str, path: str) -> str:
        if _of_offset(text) is None:
            return super()._misfit(text, path)
        return render("invalid-value", "offset-of-zone", key=last_key(path), zone=text)


_is_zone = re.compile(r"[A-Z][A-Za-z]+(?:/[A-Z][A-Za-z_-]+)+").fullmatch
_TIMERS = Part("ClockTimer", "a map of timers by name", is_by_name=True)
CLOCK = Record(
    "clock",
    {
        "offset": Key(_Offset(), "what the guest's hardware clock shows"),
        "timezone": Key(_Zone(), "the time zone, if the offset is timezone"),
        "timers": Key(_TIMERS, "the timers, by name, in the document form"),
    },
    short="offset",
)
KEYS = {"clock": Key(CLOCK, "utc or localtime, and timers")}


def expand_clock(draft: Draft) -> None:
    """``clock``."""
    offset = draft.get("clock", "offset")
    content: dict[str, Any] = {"offset": offset, "timezone": draft.get("clock", "timezone")}
    if content["timezone"] is not None:
        content["offset"] = Scalar("timezone", None, content["timezone"].origin)
    elif isinstance(offset, Scalar) and offset.text == "timezone":
        message = render("missing-key", "timezone")
        draft.complain(message, offset, "clock.offset", "missing-key", expected=("timezone",))
    timers = draft.get("clock", "timers")
    if isinstance(timers, Mapping):
        _check_timers(draft, timers)
        content["timers"] = _named_timers(timers)
    draft.put("clock", content, draft.origin("clock", "offset"))


def _check_timers(draft: Draft, timers: Mapping) -> None:
    """One that is switched off need not be there."""
    for name, timer in timers.items.items():
        if value(timer, "present") is not False:
            check_part(draft, "timer", Scalar(name, None, timers.place_of(name)), f"clock.timers.{name}")


def _named_timers(timers: Mapping) -> Node:
    items: list[Node] = [
        Mapping({"name": Scalar(name, None, timers.place_of(name)), **item.items}, item.origin, item.keys)
        for name, item in timers.items.items()
        if isinstance(item, Mapping)
    ]
    return Sequence(items, timers.origin)


def guess(domain: Mapping, _: VmSpec) -> VmSpec:
    """The offset, or the time zone, which implies it."""
    offset, zone = text_at(domain, "clock", "offset"), text_at(domain, "clock", "timezone")
    return {"clock": offset if zone is None else {"timezone": zone}}


TOPIC = Topic(KEYS, expand=expand_clock, guess=guess)
