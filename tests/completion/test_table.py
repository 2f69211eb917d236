"""The table of what libvirt fills in names fields that there are, and says where each row is from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from libvirt_xml import Domain
from libvirt_xml.binding.element import Element
from libvirt_xml.binding.fields import specs_of
from libvirt_xml.binding.specs import Spec, child_class
from libvirt_xml.completion.filled_in import (
    DeviceRow,
    ValueRow,
    all_device_rows,
    all_value_rows,
    named_facts,
    slot_rows,
    state_rows,
)
from libvirt_xml.completion.questions import QUESTIONS
from libvirt_xml.facts.first_versions import parsed

OF_MACHINE = {"arch", "family", "virt", "root", "nic"}


def _spec(cls: type[Element], path: str) -> Spec:
    """The field at a path. Raises KeyError where there is none."""
    first, _, rest = path.partition(".")
    spec = specs_of(cls)[first]
    return _spec(child_class(spec), rest) if rest else spec


def _class_at(path: str) -> type[Element]:
    return child_class(_spec(Domain, path)) if path else Domain


def _fields(of: str, condition: dict[str, Any]) -> Iterator[tuple[type[Element], str, Any]]:
    for name, allowed in condition.items():
        path = name.removeprefix("!")
        if path.startswith("domain."):
            yield Domain, path.removeprefix("domain."), allowed
        elif path not in OF_MACHINE | QUESTIONS.keys():
            yield _class_at(of), path, allowed


def _check(cls: type[Element], path: str, value: Any) -> None:
    """That a value is one of the field's."""
    spec = _spec(cls, path)
    if isinstance(value, dict):
        for name, part in value.items():
            _check(child_class(spec), name, part)
    elif spec.kind in {"attribute", "text", "scalar"} and not isinstance(value, bool):
        assert spec.converter.is_converted(value), (cls.__name__, path, value)


@pytest.mark.parametrize("row", all_value_rows(), ids=lambda row: f"{row.of}.{row.field}={row.value}")
def test_values(row: ValueRow) -> None:
    """Field, value and condition are of the model."""
    _check(_class_at(row.of), row.field, row.value)
    _check_row(row)


@pytest.mark.parametrize("row", all_device_rows(), ids=lambda row: f"{row.of}:{row.devices}")
def test_devices(row: DeviceRow) -> None:
    """The same for devices."""
    for device in row.devices:
        for path, value in device.items():
            _check(_class_at(row.of), path, value)
    for path, value in row.unless.items():
        _check(_class_at(row.of), path, value)
    _check_row(row)


def _check_row(row: ValueRow | DeviceRow) -> None:
    of = row.of if isinstance(row, ValueRow) else ""
    for cls, path, allowed in _fields(of, dict(row.when)):
        for value in [] if isinstance(allowed, bool) else allowed:
            _check(cls, path, value)
        assert _spec(cls, path)
    assert ": " in row.source
    assert row.source.startswith("src/")
    for release in (row.since, row.until):
        assert release is None or parsed(release)


def test_slots() -> None:
    """Every lane is one that a bus takes."""
    lanes = {lane for bus in named_facts("buses").values() for lane in bus["takes"]} | {"", "pcie", "pci"}
    for row in slot_rows():
        assert _class_at(row.of)
        for condition, lane in row.lanes:
            assert lane in lanes, row.of
            for cls, path, allowed in _fields(row.of, dict(condition)):
                for value in [] if isinstance(allowed, bool) else allowed:
                    _check(cls, path, value)


def test_state() -> None:
    """Fields of state are there."""
    paths = {"": "", "*": "devices.disks"}
    for on, rows in state_rows().items():
        for row in rows:
            assert _spec(_class_at(paths.get(on, f"devices.{on}")), row.field)
