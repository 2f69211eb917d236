"""``codegen.naming.paths``: where elements stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.model.model import Class, Model
from codegen.naming.paths import step
from codegen.overlay.overlay import OverlayError
from libvirt_xml.relaxng.schema.tree import Name
from tests.codegen.golden import make_model


def _class(model: Model, name: str) -> Class:
    return next(made for made in model.classes if made.name == name)


def test_steps() -> None:
    """A step is the local name, with libvirt's prefix in a namespace."""
    assert step(Name("", "disk"), {}) == "disk"
    assert step(Name("urn:qemu", "arg"), {"urn:qemu": "qemu"}) == "qemu:arg"


def test_a_namespace_without_a_prefix() -> None:
    """A namespace that the overlay does not know is an error that says where to add it."""
    with pytest.raises(OverlayError, match=r"names\.toml, namespaces: no prefix for urn:x, which <arg> is in"):
        step(Name("urn:x", "arg"), {})


def test_the_domain_has_first_choice(model: Model) -> None:
    """The first path of a class is in the domain where it has one, however long the others are."""
    domain = [made for made in model.classes if any(path.startswith("domain/") for path in made.paths)]
    assert len(domain) > 300
    assert all(made.paths[0].startswith("domain/") for made in domain)


def test_a_shared_class_has_all_its_paths(model: Model) -> None:
    """``<vlan>`` is one class for interfaces, networks and ports."""
    paths = _class(model, "Vlan").paths
    assert paths[0] == "domain/devices/interface/vlan"
    assert {"network/vlan", "network/portgroup/vlan", "networkport/vlan"} <= set(paths)


def test_recursion_ends(model: Model) -> None:
    """An element within itself has the path of one level more, and no further."""
    paths = _class(model, "DiskBackingStore").paths
    assert "domain/devices/disk/backingStore/backingStore" in paths
    assert all(path.count("backingStore") <= 2 for path in paths)


def test_no_path_leads_to_two_classes(model: Model) -> None:
    """A path names one class."""
    paths = [path for made in model.classes for path in made.paths]
    assert len(set(paths)) == len(paths)


def test_shortest_path_first(tmp_path: Path) -> None:
    """``devices`` counts nothing, every other step one; the shortest path is the canonical one."""
    schema = """
    <start>
      <element name="guest">
        <interleave>
          <element name="tpm">
            <ref name="address"/>
          </element>
          <element name="devices">
            <ref name="address"/>
          </element>
        </interleave>
      </element>
    </start>
    <define name="address"><element name="address"><attribute name="slot"/></element></define>
    """
    model = make_model({"schema": schema}, tmp_path)
    (address,) = (made for made in model.classes if made.xml.local == "address")
    assert address.paths == ("guest/devices/address", "guest/tpm/address")
