"""What is kept in the metadata of an object, and whose it is."""

from __future__ import annotations

from libvirt_xml import Domain
from libvirt_xml.apply.planning.kinds.object_plans import asked_digest
from libvirt_xml.apply.stamping.stamp import Stamp, read_stamp, stamped, unstamped

UUID = "6c1a4e2e-0d5c-4a6a-9df7-0f2c6a2b1f01"
XML = f"""<domain type='kvm'><name>web1</name><uuid>{UUID}</uuid><metadata><a:b xmlns:a='urn:a'/></metadata>
<memory>1</memory><os><type>hvm</type></os><devices><graphics type='vnc' passwd='one'/></devices></domain>"""
STAMP = Stamp(
    UUID,
    frozenset({"name", "a.b[c]"}),
    {"cpu.mode": "0123"},
    "9.0.0",
    {"cpu": "abc"},
    {"os.firmware": "123"},
    "def",
    frozenset({"x"}),
    "due",
)


def test_it_comes_back() -> None:
    """Through XML, beside the metadata of others; without it the document is as it was."""
    domain = Domain.from_xml(XML)
    again = Domain.from_xml(stamped(stamped(domain, Stamp(UUID)), STAMP).to_xml())
    assert read_stamp(again) == STAMP
    assert unstamped(again) == domain
    assert read_stamp(domain) is None


def test_a_clone_has_the_stamp_of_its_original() -> None:
    """Which is not its own: nothing is removed from it."""
    clone = stamped(Domain.from_xml(XML), STAMP)
    clone.uuid = "dfe224cb-28fb-8dd0-c4b2-64eb3f0f4566"
    assert read_stamp(clone) is None


def test_no_secret_is_in_the_digest() -> None:
    """A short password could be guessed from it."""
    one, two = Domain.from_xml(XML), Domain.from_xml(XML.replace("'one'", "'two'"))
    assert asked_digest(one) == asked_digest(two) != asked_digest(Domain.from_xml(XML.replace("web1", "web2")))
