"""Specs as dictionaries and JSON."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import libvirt_xml
from libvirt_xml.yaml_forms import Source, SpecError

VM = {
    "vm": {
        "name": "web1",
        "memory": "4GiB",
        "cpus": 2,
        "disks": [{"name": "root", "size": "20GiB", "pool": "images"}],
        "nics": [{"network": "default"}],
    }
}


def test_a_dictionary_is_what_yaml_is() -> None:
    loaded = libvirt_xml.load(VM)
    (again,) = libvirt_xml.load(Source(json.dumps(VM))).raise_errors().documents
    assert loaded.domain.to_xml() == again.element.to_xml()
    assert loaded.domain.name == "web1"
    assert [volume.name for volume in loaded.volumes] == [volume.name for volume in again.machine.volumes()]  # type: ignore[union-attr]
    (volume,) = loaded.volumes
    assert volume.capacity is not None
    assert volume.capacity.bytes == 20 * libvirt_xml.GiB


def test_json_files_are_read(tmp_path: Path) -> None:
    path = tmp_path / "web1.json"
    path.write_text(json.dumps(VM, indent=2))
    assert libvirt_xml.load(path).domain.name == "web1"


def test_layers_can_be_dictionaries(tmp_path: Path) -> None:
    path = tmp_path / "web1.yaml"
    path.write_text("vm: {name: web1, memory: 4GiB}")
    domain = libvirt_xml.load(path, {"vm": {"memory": "8GiB"}}).domain
    assert domain.memory is not None
    assert str(domain.memory) == "8 GiB"


def test_nothing_is_put_into_a_dictionary() -> None:
    domain = libvirt_xml.load({"vm": {"name": "web1", "memory": "4GiB", "description": "${HOME} $x"}}).domain
    assert domain.description == "${HOME} $x"


def test_documents_are_read_from_their_dictionaries() -> None:
    domain = libvirt_xml.Domain.from_file("docs/examples/web1.xml")
    assert libvirt_xml.load({"domain": domain.to_dict()}).domain.to_xml() == domain.to_xml()


def test_problems_have_a_path_and_no_line() -> None:
    loaded = libvirt_xml.load({"vm": {"name": "web1", "memroy": "4GiB"}})
    assert ("vm.memroy", None) in [(problem.path, problem.line) for problem in loaded.errors]
    with pytest.raises(SpecError, match="memroy"):
        _ = loaded.domain
    with pytest.raises(SpecError, match="memroy"):
        _ = loaded.volumes


@pytest.mark.parametrize("data", [{}, {"vmm": {}}])
def test_a_dictionary_without_a_document_is_an_error(data: dict[str, object]) -> None:
    assert libvirt_xml.load(data).errors


def test_one_domain_is_expected() -> None:
    with pytest.raises(ValueError, match="there are 0 domains; expected one"):
        _ = libvirt_xml.load({"network": {"name": "lan"}}).domain


def test_reading_and_checking_need_neither_lxml_nor_pycdlib() -> None:
    """With both out of reach, a document is read, changed, written, checked, loaded and compared."""
    program = """
import sys
sys.modules.update({"lxml": None, "lxml.etree": None, "pycdlib": None})
import libvirt_xml
from libvirt_xml.testing import assert_same
domain = libvirt_xml.Domain.from_file("docs/examples/web1.xml")
domain.devices.add(libvirt_xml.Disk.for_file("/a.qcow2"))
assert not [problem for problem in libvirt_xml.validate(domain.to_xml()) if problem.severity == "error"]
assert libvirt_xml.validate("<domain/>")
assert libvirt_xml.load({"vm": {"name": "a", "memory": "1GiB"}}).domain.name == "a"
assert_same(libvirt_xml.Domain.from_dict(domain.to_dict()), domain)
from libvirt_xml.cli import main
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_text_and_xml_in_the_place_of_yaml(tmp_path: Path) -> None:
    """Each error names what takes it."""
    with pytest.raises(ValueError, match="got YAML text; use `load"):
        libvirt_xml.load("vm: {name: a}")
    path = tmp_path / "a.xml"
    path.write_text("<domain>\n  <name>a: b</name>\n</domain>\n")
    (problem,) = libvirt_xml.load(path).problems
    assert (problem.message, problem.hint) == (
        "this is XML, not YAML",
        "name the file .xml; in Python, `parse` and `parse_file` read it",
    )
