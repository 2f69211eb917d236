"""Text that is given in the place of the name of a file is told how to give it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import libvirt_xml
from libvirt_xml import Domain

BY_NAME = [Domain.from_file, libvirt_xml.parse_file, libvirt_xml.validate_file, libvirt_xml.load]


@pytest.mark.parametrize("read", BY_NAME, ids=lambda read: read.__qualname__)
@pytest.mark.parametrize("text", ["<domain/>", "\n<domain>" + "\n" * 5000 + "</domain>"], ids=["short", "long"])
def test_xml_in_the_place_of_a_name(read: Callable[[str], Any], text: str) -> None:
    """XML leads to the functions that take text."""
    with pytest.raises(ValueError, match="expected the name of a file, got XML text; use `parse`, `validate`"):
        read(text)


@pytest.mark.parametrize("text", ["vm:\n  name: a\n", '{"vm": {"name": "a"}}'], ids=["yaml", "json"])
def test_yaml_in_the_place_of_a_name(text: str) -> None:
    """YAML leads to what stands for text there."""
    with pytest.raises(ValueError, match=r"expected the name of a file, got YAML text; use `load\(Source\(text\)\)`"):
        libvirt_xml.load(text)


def test_an_edit_takes_a_name() -> None:
    """Nothing is edited that is no file."""
    with pytest.raises(ValueError, match="expected the name of a file"), libvirt_xml.edit("<domain/>"):
        pass


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """A name is a name, also of a file that is not there; and a file may have any name."""
    with pytest.raises(FileNotFoundError):
        Domain.from_file(tmp_path / "web1.xml")
    odd = tmp_path / "{a}\n.yaml"
    odd.write_text("vm: {name: a, memory: 1GiB}", encoding="utf-8")
    assert libvirt_xml.load(odd).domain.name == "a"
