"""Names that people try in Python are answered with what the package has."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

import libvirt_xml
from libvirt_xml import Disk, Domain, Vm, apply, changes, yaml_forms
from libvirt_xml.binding.fields import specs_of
from libvirt_xml.binding.specs import child_class
from libvirt_xml.words import python_names

NAMES = tomllib.loads(Path(python_names.__file__).with_suffix(".toml").read_text(encoding="utf-8"))


CLASSES = {name: names for name, names in NAMES.items() if name != "libvirt_xml" and not name.endswith("()")}


@pytest.mark.parametrize("name", NAMES["libvirt_xml"])
def test_the_way_is_named(name: str) -> None:
    """A function that the package does not have is an error with what to write instead."""
    instead = NAMES["libvirt_xml"][name]
    with pytest.raises(
        AttributeError, match=re.escape(f"module 'libvirt_xml' has no attribute '{name}'; use {instead}")
    ):
        getattr(libvirt_xml, name)


@pytest.mark.parametrize("instead", sorted(set(NAMES["libvirt_xml"].values())))
def test_what_is_named_is_there(instead: str) -> None:
    """Each call, method and import in the answers is one of the package."""
    modules = {"libvirt_xml.apply": apply, "libvirt_xml.changes": changes, "libvirt_xml.yaml_forms": yaml_forms}
    calls = re.findall(r"([\w.]+)\([a-z.]*\)", instead.replace("Validator().", "Validator."))
    classes = [word for word in re.findall(r"[A-Z]\w+", instead) if hasattr(libvirt_xml, word)]
    methods = re.findall(r"the method (\w+)", instead)
    imports = re.findall(r"from ([\w.]+) import (\w+)", instead)
    assert calls or methods or imports or classes or "str" in instead
    for path in calls:
        found = libvirt_xml
        for step in path.split("."):
            found = getattr(found, step)
    assert all(hasattr(Domain, method) for method in methods)
    assert all(hasattr(modules[module], name) for module, name in imports)


@pytest.mark.parametrize("owner", CLASSES)
def test_ways_of_classes(owner: str) -> None:
    """A class has no such name, and every field and method that is named instead."""
    cls = getattr(libvirt_xml, owner)
    for name, instead in CLASSES[owner].items():
        assert not hasattr(cls, name), name
        for path in re.findall(r"\{[xX]\}\.([a-z_\[\]0-9.]+)", instead):
            assert _has(cls if owner != "Element" else Domain, path.rstrip(".")), instead


def _has(cls: type[Any], path: str) -> bool:
    """Whether a class has a field or a method at the end of a path of fields."""
    *above, last = path.replace("[0]", "").split(".")
    for step in above:
        cls = child_class(specs_of(cls)[step])
    return hasattr(cls, last)


@pytest.mark.parametrize(
    ("expression", "way"),
    [
        ("domain.disks", "Domain has no field 'disks'; use domain.devices.disks"),
        ("domain.os.machine", "Os has no field 'machine'; use os.type.machine"),
        ("domain.copy()", "Domain has no field 'copy'; use copy.deepcopy(domain)"),
        ("domain.save('a.xml')", "Domain has no field 'save'; use domain.to_file(path)"),
        ("domain.devices.disks[0].bus", "Disk has no field 'bus'; use disk.target.bus"),
        ("domain.devices.append(None)", "Devices has no field 'append'; use devices.add(device)"),
        ("Domain.from_string('')", "Domain has no attribute 'from_string'; use Domain.from_xml(text)"),
        ("Domain.from_xlm('')", "Domain has no attribute 'from_xlm'; did you mean 'from_xml'?"),
        ("Domain.colour", "Domain has no attribute 'colour'"),
        ("Disk(bus='virtio')", "Disk() has no field 'bus'; use target=DiskTarget(dev='vda', bus='virtio')"),
        ("Vm(name='a').to_xml()", "Vm has no field 'to_xml'; use libvirt_xml.load(vm).domain.to_xml()"),
        (
            "domain.find_device('vda')",
            "find_device() needs the name of what to look for, for example find_device(target='vda'): mac, target, "
            "alias, pci or guest_pci",
        ),
    ],
)
def test_ways(expression: str, way: str) -> None:
    """Fields of children, names of other libraries, arguments of classes; a slip gets the name that is meant."""
    domain = Domain.from_xml("<domain><os/><devices><disk/></devices></domain>")
    with pytest.raises((AttributeError, TypeError)) as refused:
        eval(expression, {"domain": domain, "Domain": Domain, "Disk": Disk, "Vm": Vm})
    assert str(refused.value) == way
