"""Names that people try in Python are answered with what the package has."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import libvirt_xml
from libvirt_xml import Domain, apply, changes, yaml_forms
from libvirt_xml.words import python_names

NAMES = tomllib.loads(Path(python_names.__file__).with_suffix(".toml").read_text(encoding="utf-8"))


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
    methods = re.findall(r"the method (\w+)", instead)
    imports = re.findall(r"from ([\w.]+) import (\w+)", instead)
    assert calls or methods or imports or instead.startswith("Domain, or Vm ")
    for path in calls:
        found = libvirt_xml
        for step in path.split("."):
            found = getattr(found, step)
    assert all(hasattr(Domain, method) for method in methods)
    assert all(hasattr(modules[module], name) for module, name in imports)
