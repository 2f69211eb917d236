"""Numbers with a unit, where libvirt counts in a fixed one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import libvirt_xml
from libvirt_xml import documents
from libvirt_xml.binding.fields import specs_of
from libvirt_xml.validation.meanings import unit_of_field
from libvirt_xml.validation.values.values import advise
from tests.validation.test_values import MAKE, SIZE, _advice, allow

UNITS = json.loads((Path(libvirt_xml.__file__).parent / "documents" / "units.json").read_text("utf-8"))["units"]

OF_FIELDS = [
    ("Hz", "3.5GHz", "unit-of-field Hz", "3500000000"),
    ("ms", "3s", "unit-of-field ms", "3000"),
    ("ms", "3 min", "unit-of-field ms", "180000"),
    ("µs", "100ms", "unit-of-field µs", "100000"),
    ("s", "100ms", "unit-of-field s", None),
    ("KiB", "64M", "unit-of-field KiB", "65536"),
    ("KiB", "64MiB", "unit-of-field KiB", "65536"),
    ("KiB", "64MB", "unit-of-field-either 64 KiB M 65536 62500", None),
    ("KiB", "1GB", "unit-of-field KiB", "1048576"),
    ("bytes", "4K", "unit-of-field bytes", "4096"),
    ("bytes", "10MB/s", "unit-of-field bytes", None),
    ("bytes/s", "10M", "unit-of-field bytes/s", "10485760"),
    ("bytes/s", "10MB/s", "unit-of-field-either 10 bytes/s M 10485760 10000000", None),
    ("KiB/s", "10Mbit/s", "unit-of-field KiB/s", "1221"),
    ("KiB/s", "1000kbps", "unit-of-field KiB/s", "122"),
    ("Mbit/s", "10Gbit", "unit-of-field Mbit/s", "10000"),
    ("percent", "50%", "unit-of-field percent", "50"),
    ("bits", "42 bits", "unit-of-field bits", "42"),
    ("pages", "4K", "unit-of-field pages", None),
    ("I/Os per s", "2k", "unit-of-field I/Os per s", "2000"),
    ("I/Os per s", "2KiB", "unit-of-field I/Os per s", None),
]


@pytest.mark.parametrize(("unit", "text", "reason", "suggestion"), OF_FIELDS)
def test_advice_where_the_unit_is_fixed(unit: str, text: str, reason: str, suggestion: str | None) -> None:
    """A number with a unit becomes one in the unit in which libvirt counts; rates are rounded."""
    assert _advice(advise(MAKE, allow(SIZE), text, unit_of_field=lambda: unit)) == (reason, suggestion)


@pytest.mark.parametrize(
    ("path", "unit"),
    [
        ("/domain/clock/timer/@frequency", "Hz"),
        ("/domain/devices/video/model/@vram", "KiB"),
        ("/domain/devices/disk[2]/iotune/total_bytes_sec", "bytes/s"),
        ("/network/bandwidth/inbound/@average", "KiB/s"),
        ("/domain/memory", None),
        ("/domain/name", None),
        ("/x/y", None),
    ],
)
def test_the_unit_of_a_field(path: str, unit: str | None) -> None:
    """It is known by the path; a field whose unit can be written has none."""
    assert unit_of_field(path) == unit


def test_units_are_of_fields_without_a_unit_beside() -> None:
    """Every entry is a field of its class, and no unit can be written for it."""
    for owner, fields in UNITS.items():
        specs = specs_of(getattr(documents, owner))
        quantities = {spec.xml: spec.quantity for spec in specs.values()}
        assert not any(quantities.get(name.lstrip("@")) for name in fields), owner
        assert fields.keys() <= {
            f"@{spec.xml}" if spec.kind == "attribute" else spec.xml or "" for spec in specs.values()
        }
