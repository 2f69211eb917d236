"""A problem of a key of the ``vm`` form comes with what the key is for."""

from __future__ import annotations

import pytest

from libvirt_xml.validation.catalogue import Code
from libvirt_xml.validation.problem import Problem
from libvirt_xml.yaml_forms.shapes.composites import Record
from libvirt_xml.yaml_forms.vm.form import VM_KEYS
from libvirt_xml.yaml_forms.vm.key_meanings import key_meaning


def _meaning(path: str, code: Code = "invalid-value", suggestion: str | None = None) -> str | None:
    return key_meaning(Problem(code, "error", "a message", path=path, suggestion=suggestion))


@pytest.mark.parametrize("name", VM_KEYS.keys)
def test_every_key_of_a_machine(name: str) -> None:
    """By the table of keys; in ``defaults`` too."""
    about = f"'{name}': {VM_KEYS.keys[name].about}"
    assert _meaning(f"vm.{name}") == about
    assert _meaning(f"defaults.{name}", "wrong-type") == about


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("vm.disks[0].cache", "cache"),
        ("vm.disks[2].iotune.total_bytes_sec", "total_bytes_sec"),
        ("vm.disks.root.iotune.group_name", "group_name"),
        ("vm.cpus.topology.cores", "cores"),
    ],
)
def test_a_key_below(path: str, name: str) -> None:
    """In maps, lists, and lists written as maps by name."""
    meaning = _meaning(path) or ""
    assert meaning.startswith(f"'{name}': ")
    assert len(meaning) > len(name) + 10


def test_an_unknown_key() -> None:
    """It is explained by the one that is suggested, or not at all."""
    cpus = VM_KEYS.keys["cpus"].shape
    assert isinstance(cpus, Record)
    assert _meaning("vm.cpus.mdoel", "unknown-key", "model") == f"'model': {cpus.keys['model'].about}"
    assert _meaning("vm.cpus.mdoel", "unknown-key") is None


@pytest.mark.parametrize("path", ["", "vm", "vm.nothing", "network.name", "vm.name.more", "vm.disks.root"])
def test_no_key(path: str) -> None:
    """Nothing is said of a place that the table does not have."""
    assert _meaning(path) is None
    assert _meaning("vm.name", "impossible-combination") is None
