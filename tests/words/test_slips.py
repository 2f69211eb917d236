"""Which new names are probably a slip."""

from __future__ import annotations

import pytest

from libvirt_xml.words.slips import resembling

SLIPS = [
    ("roto", "root"), ("rot", "root"), ("roots", "root"), ("Root", "root"), ("lna", "lan"), ("lann", "lan"),
    ("back_up", "backup"), ("backap", "backup"), ("ua-nic-lna", "ua-nic-lan"), ("managment", "management"),
]  # fmt: skip
OTHERS = [
    ("wan", "lan"), ("lan2", "lan"), ("eth1", "eth0"), ("data10", "data1"), ("internal", "external"), ("b", "a"),
    ("ab", "a"), ("data", "date"), ("ua-nic-wan", "ua-nic-lan"), ("lan", "lan"), ("database", "data"), ("x", "lan"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "known"), SLIPS)
def test_slips(name: str, known: str) -> None:
    """One letter more, less or exchanged; capitals and separators."""
    assert resembling(name, ["other", known]) == known


@pytest.mark.parametrize(("name", "known"), OTHERS)
def test_other_names(name: str, known: str) -> None:
    """Short words with another letter, series, the same name."""
    assert resembling(name, [known]) is None
