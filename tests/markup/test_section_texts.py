"""Sections are the children of the root and the devices, as the lines of a document show them."""

from __future__ import annotations

import pytest

from libvirt_xml.markup.regular.section_texts import SectionTexts, cut_sections, may_keep_section, pieces_of_section

_DEVICES = """\
<domain type='kvm'>
  <name>a</name>
  <!-- b -->
  <os>
    <type>hvm</type>
  </os>
  <devices>
    <disk>
      <source file='/a'/>
    </disk>
    <rng/>
  </devices>
  <x/>
</domain>"""


def test_devices() -> None:
    assert cut_sections(_DEVICES) == SectionTexts(
        name="domain",
        start="domain type='kvm'",
        before=["name>a</name>", "!-- b -->", "os>\n    <type>hvm</type>\n  </os>"],
        devices=["disk>\n      <source file='/a'/>\n    </disk>", "rng/>"],
        after=["x/>"],
    )


def test_other_indents() -> None:
    """Tabs, and depths that do not begin with two blanks, are as good."""
    text = _DEVICES.replace("  ", "\t")
    texts = cut_sections(text)
    assert texts is not None
    assert texts.devices == ["disk>\n\t\t\t<source file='/a'/>\n\t\t</disk>", "rng/>"]


def test_without_devices() -> None:
    texts = cut_sections("<network>\n  <name>a</name>\n  <ip address='1.2.3.4'/>\n</network>")
    assert texts == SectionTexts("network", "network", ["name>a</name>", "ip address='1.2.3.4'/>"], None, [])


@pytest.mark.parametrize(
    "text",
    [
        "<domain/>",
        "<domain><name>a</name></domain>",
        "<domain>\n  <name>a</name></domain>",
        "<domain>\n</domain>",
        "<domain xmlns='urn:a' a:b='c'>\n  <name>a</name>\n</domain>",
        "<domain xmlns:a='urn:a' xmlns:a='urn:b'>\n  <name>a</name>\n</domain>",
        "<domain xmlns:a=''>\n  <name>a</name>\n</domain>",
        "<domain xmlns:a='http://www.w3.org/2000/xmlns/'>\n  <name>a</name>\n</domain>",
        "<domain xmlns:xmla='urn:a'>\n  <name>a</name>\n</domain>",
        "<domain type='a&amp;b'>\n  <name>a</name>\n</domain>",
        f"<domain>\n{' ' * 41}<name>a</name>\n</domain>",
    ],
)
def test_what_lines_do_not_show(text: str) -> None:
    """A document on one line, one whose root is not regular, and one that is indented far, are left to pieces."""
    assert cut_sections(text) is None


def test_prefixes_of_the_root() -> None:
    """A section that uses a prefix declares it, so that it means the same in every document; the root does not."""
    texts = cut_sections(
        "<domain a=' xmlns:q=' xmlns:q='urn:q' b='c' xmlns:r=\"urn:r\">\n  <name>q</name>\n  <!-- q:b -->\n"
        "  <devices>\n    <disk q:a='b'/>\n  </devices>\n  <q:b c='r:'>\n    <q:d/>\n  </q:b>\n</domain>"
    )
    assert texts is not None
    assert texts.start == "domain a=' xmlns:q=' b='c'"
    assert texts.before == ["name>q</name>", "!-- q:b -->"]
    assert texts.devices == ["disk xmlns:q='urn:q' q:a='b'/>"]
    assert texts.after == ["q:b xmlns:q='urn:q' xmlns:r=\"urn:r\" c='r:'>\n    <q:d/>\n  </q:b>"]


def test_large_documents_are_not_held() -> None:
    assert cut_sections("<a>\n  <b/>\n" + "  <c/>\n" * 50_000 + "</a>") is None


def test_devices_that_end_elsewhere_are_one_section() -> None:
    texts = cut_sections("<domain>\n  <devices>\n    <rng/></devices>\n</domain>")
    assert texts is not None
    assert texts.devices is None
    assert texts.before == ["devices>\n    <rng/></devices>"]


def test_pieces_of_a_section() -> None:
    assert pieces_of_section("disk>\n  <source file='/a'/>\n</disk>\n\n") == ["disk", "source file='/a'/", "/disk"]


def test_what_is_kept() -> None:
    """No secret, and nothing long; what refers to a passphrase is no secret."""
    for text, is_kept in (
        ("a/>", True),
        ("graphics passwd='x'/>", False),
        ("secret type='passphrase' uuid='x'/>", True),
        ("secret type='passphrase'>x</secret>", False),
        ("secret type='passphrase' passphrase='x'/>", False),
        ("a>" + "<b/>" * 600 + "</a>", False),
    ):
        assert may_keep_section(text, pieces_of_section(text)) is is_kept
