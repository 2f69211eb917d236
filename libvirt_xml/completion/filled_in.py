"""The table of what libvirt fills in, ``facts/completion.toml``, as typed rows."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

Condition = Mapping[str, Any]
_FILE = Path(__file__).parents[1] / "facts" / "completion.toml"
VALUE_STAGES = ("first", "of_devices")


@dataclass(frozen=True, slots=True)
class ValueRow:
    """A value that libvirt sets where it is omitted: in each element at ``of``, at ``field`` below it."""

    of: str
    field: str
    value: Any
    source: str
    when: Condition = dataclasses.field(default_factory=dict)
    stays: bool = False
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """Devices that libvirt adds to the list ``of``, unless one there has all values of ``unless``.

    The fields of ``like_first`` are those of the first device there, if there is one.
    """

    of: str
    devices: tuple[dict[str, Any], ...]
    source: str
    like_first: tuple[str, ...] = ()
    unless: Condition = dataclasses.field(default_factory=dict)
    when: Condition = dataclasses.field(default_factory=dict)
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class StateRow:
    """A value of running machines, which defining one ignores: at ``field`` in each device of the list ``on``.

    ``on`` is ``*`` for every device and empty for the domain; a value counts by how it begins.
    ``live`` rows are for documents with an id: without one, the value may be somebody's choice.
    """

    on: str
    field: str
    source: str
    when: Condition = dataclasses.field(default_factory=dict)
    with_: str = ""
    live: bool = False
    begins: str = ""
    begins_not: str = ""


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """Devices that are on the channel subsystem of s390x."""

    of: str
    when: Condition = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SlotRow:
    """Devices that take an address of PCI, and the lane that each goes to; the first lane whose condition holds."""

    of: str
    lanes: tuple[tuple[Condition, str], ...]


@cache
def value_rows(stage: str) -> tuple[ValueRow, ...]:
    """The rows of a stage, in the order in which they are applied."""
    return tuple(ValueRow(**row) for row in _data().get(stage, ()))


@cache
def device_rows(stage: str) -> tuple[DeviceRow, ...]:
    """The devices of a stage, in the order in which they are added."""
    return tuple(DeviceRow(**row) for row in _data().get("devices", {}).get(stage, ()))


@cache
def all_device_rows() -> tuple[DeviceRow, ...]:
    """The rows of all stages."""
    return tuple(row for stage in _data()["devices"] for row in device_rows(stage))


@cache
def all_value_rows() -> tuple[ValueRow, ...]:
    """The rows of all stages."""
    return tuple(row for stage in VALUE_STAGES for row in value_rows(stage))


@cache
def state_rows() -> Mapping[str, tuple[StateRow, ...]]:
    """The rows of state by list of devices."""
    rows = [StateRow(with_=row.pop("with", ""), **row) for row in _data()["state"]]
    return {on: tuple(row for row in rows if row.on == on) for on in dict.fromkeys(row.on for row in rows)}


@cache
def slot_rows() -> tuple[SlotRow, ...]:
    """The devices in the order in which libvirt gives them their slots."""
    return tuple(
        SlotRow(row["of"], tuple((lane.get("when", {}), lane["lane"]) for lane in row["lanes"]))
        for row in _data()["slot"]
    )


@cache
def channel_rows() -> tuple[ChannelRow, ...]:
    """The devices in the order in which libvirt gives them their numbers."""
    return tuple(ChannelRow(**row) for row in _data()["channel"])


@cache
def named_facts(name: str) -> Mapping[str, Any]:
    """A table of single facts."""
    facts: Mapping[str, Any] = _data()[name]
    return facts


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
