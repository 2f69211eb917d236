"""Short forms for the cases of the tests."""

from __future__ import annotations

from unittest.mock import patch

import libvirt_xml
from libvirt_xml import Element
from libvirt_xml.changes import Change, compare, same


def lines(old: Element, new: Element) -> list[str]:
    """What ``compare`` finds, as lines; ``same`` says the same, and the other way round come the mirrored changes."""
    found, back = compare(old, new), compare(new, old)
    assert same(old, new) is (not found)
    assert same(new, old) is (not found)
    with patch("libvirt_xml.changes.compare.is_identical", return_value=False):
        assert compare(old, new) == found
    assert sorted(map(_values, found)) == sorted(map(_mirrored_values, back))
    return [str(change) for change in found]


def _values(change: Change) -> tuple[str, str, str]:
    return change.kind, repr(change.old), repr(change.new)


def _mirrored_values(change: Change) -> tuple[str, str, str]:
    kinds = {"added": "removed", "removed": "added", "changed": "changed"}
    return kinds[change.kind], repr(change.new), repr(change.old)


def domain(content: str) -> libvirt_xml.Domain:
    """A domain that holds some elements."""
    return libvirt_xml.Domain.from_xml(f"<domain type='kvm'><name>vm</name>{content}</domain>")


def devices(content: str) -> libvirt_xml.Domain:
    """A domain that has some devices."""
    return domain(f"<devices>{content}</devices>")


def network(content: str) -> libvirt_xml.Network:
    """A network that holds some elements."""
    return libvirt_xml.Network.from_xml(f"<network><name>net</name>{content}</network>")
