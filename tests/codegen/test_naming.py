"""``codegen.naming.naming``: words, fields, classes, plurals."""

from __future__ import annotations

import pytest

from codegen.naming.naming import camel, class_name, is_plural_of, plural, snake, words


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("backingStore", ["backing", "store"]),
        ("pci-express", ["pci", "express"]),
        ("on_reboot", ["on", "reboot"]),
        ("maxCpus", ["max", "cpus"]),
        ("hugepages2M", ["hugepages2", "m"]),
        ("MACTableManager", ["mactable", "manager"]),
        ("qemu:commandline", ["qemu", "commandline"]),
        ("ipv6", ["ipv6"]),
        ("a.b", ["a", "b"]),
    ],
)
def test_words(name: str, expected: list[str]) -> None:
    """A word begins at a capital after a small letter or digit, and after whatever is neither letter nor digit."""
    assert words(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("backingStore", "backing_store"),
        ("class", "class_"),
        ("from", "from_"),
        ("match", "match"),
        ("find", "find_"),
        ("to-xml", "to_xml_"),
        ("walk", "walk_"),
    ],
)
def test_snake(name: str, expected: str) -> None:
    """Fields are in snake case; a keyword and a name that a method has get an underscore."""
    assert snake(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"), [("backingStore", "BackingStore"), ("pci-express", "PciExpress"), ("ipv6", "Ipv6")]
)
def test_camel(name: str, expected: str) -> None:
    """Classes are in camel case, an acronym like any word."""
    assert camel(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("disk", "disks"),
        ("policy", "policies"),
        ("key", "keys"),
        ("address", "addresses"),
        ("box", "boxes"),
        ("switch", "switches"),
        ("hash", "hashes"),
        ("boot_order", "boot_orders"),
    ],
)
def test_plural(name: str, expected: str) -> None:
    """The common English rules."""
    assert plural(name) == expected


def test_is_plural_of() -> None:
    """``cookies`` is the plural of ``cookie``, and compares in any writing."""
    assert is_plural_of("cookies", "cookie")
    assert is_plural_of("vcpuTunes", "vcpu-tune")
    assert not is_plural_of("devices", "disk")


@pytest.mark.parametrize(
    ("prefix", "steps", "expected"),
    [
        ("", ["disk", "source"], "DiskSource"),
        ("Network", ["ip", "dhcp"], "NetworkIpDhcp"),
        ("Host", [], "Host"),
        ("", ["cookies", "cookie"], "Cookie"),
        ("", ["cookies"], "Cookies"),
        ("", ["qemu:commandline", "qemu:arg"], "QemuCommandlineArg"),
        ("", ["qemu:commandline", "env"], "QemuCommandlineEnv"),
        ("", ["disk", "xen:a", "qemu:b"], "DiskXenAQemuB"),
    ],
)
def test_class_name(prefix: str, steps: list[str], expected: str) -> None:
    """A class is named by its steps; a plural before its singular, and a namespace named before, are left out."""
    assert class_name(prefix, steps) == expected
