"""Hand-written base classes of generated classes: who has which, and that they take no name of the XML's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from codegen.checks.stale import stale_entries
from codegen.describing.behaviours import with_behaviour
from codegen.emit.python import write_class
from codegen.model.model import Model
from codegen.overlay.overlay import BehaviourRule, OverlayError, load_overlay


def _rule(base: str, *paths: str, shape: str = "") -> BehaviourRule:
    return BehaviourRule(base, paths, shape)


def test_a_class_at_a_path_has_the_base_class(model: Model) -> None:
    (disk,) = (made for made in model.classes if made.name == "Disk")
    assert [behaviour.name for behaviour in disk.behaviours] == ["DiskStorage", "SourcePath"]
    assert write_class(disk, {}).startswith('class Disk(DiskStorage, SourcePath, tag="disk"')


def test_a_name_that_the_xml_uses_stays_that_of_the_xml(model: Model) -> None:
    """``DiskSource`` has a field ``path``."""
    source = [made for made in model.classes if made.name == "DiskSource"]
    with pytest.raises(OverlayError, match="'path' is a field of DiskSource"):
        with_behaviour(source, [_rule("disk_storage.SourcePath", source[0].paths[0])])


def test_a_base_class_that_is_not_there(model: Model) -> None:
    disk = [made for made in model.classes if made.name == "Disk"]
    with pytest.raises(OverlayError, match="there is no DiskStore in disk_storage"):
        with_behaviour(disk, [_rule("disk_storage.DiskStore", *disk[0].paths)])


def test_a_shape_is_what_the_fields_are(model: Model) -> None:
    named = {
        made.name
        for made in with_behaviour([*model.classes], [_rule("pci_address.PciNotation", shape="pci")])
        if made.behaviours
    }
    assert {"Address", "HostDeviceAddress", "NetworkForwardAddress"} <= named
    assert "Disk" not in named


def test_a_path_that_leads_nowhere_is_stale(model: Model) -> None:
    overlay = replace(load_overlay(), behaviours=(_rule("devices.Unnamed", "domain/devices/dsik"),))
    assert "behaviour.toml: no version has anything at domain/devices/dsik" in stale_entries(model, overlay)
