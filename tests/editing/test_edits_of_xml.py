"""What each kind of change does to a text; each case says what it shows."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import libvirt_xml
from libvirt_xml import AnyElement, Disk, Domain, Nwfilter, ParseError, WriteError

_Change = Callable[[Any], object]


def _in_domain(content: str) -> str:
    return f"<domain type='kvm'>\n  <name>a</name>\n  <memory>1</memory>\n{content}</domain>\n"


def _edited(content: str, change: _Change) -> str:
    source = _in_domain(content)
    domain = Domain.from_xml(source)
    change(domain)
    return libvirt_xml.edited(source, domain)


def _disk(name: str) -> Disk:
    return Disk.from_xml(f"<disk type='file'><source file='/{name}'/><target dev='{name}'/></disk>")


def _set_slot(domain: Any) -> None:
    domain.devices.rngs[0].address.slot = 16


_CHANGES: dict[str, _Change] = {
    "an attribute goes behind those that libvirt writes before it": lambda domain: setattr(
        domain.vcpu, "placement", "static"
    ),
    "an attribute takes the quotation marks and the line of its neighbour": lambda domain: setattr(
        domain.vcpu, "cpuset", "1-2"
    ),
    "an attribute that goes leaves no space": lambda domain: delattr(domain.vcpu, "current"),
    "a number keeps its white space": lambda domain: setattr(domain.vcpu, "value", 4),
    "a text keeps its comment": lambda domain: setattr(domain, "title", "a & b"),
    "a CDATA section stays one": lambda domain: setattr(domain, "description", "a > b & c"),
    "references stay where the text does": lambda domain: setattr(domain, "title", '"abcd"'),
    "a number that is written otherwise is the same": _set_slot,
    "an empty element is opened, in the indentation of the file": lambda domain: domain.devices.disks.append(
        _disk("vda")
    ),
    "a device comes behind the last of its kind, and the comment of that": lambda domain: domain.devices.disks.append(
        Disk.from_xml("<disk><target dev='vdb'/></disk>")
    ),
    "a device that goes takes its line, and one of two blank lines": lambda domain: domain.devices.interfaces.clear(),
    "an element whose last child goes is one tag": lambda domain: domain.metadata.elements.clear(),
    "what is on one line stays on one line": lambda domain: domain.devices.disks.append(
        Disk.from_xml("<disk><target dev='vdb'/></disk>")
    ),
    "a device that moves keeps its text": lambda domain: domain.devices.disks.reverse(),
    "a device with another name is the same one": lambda domain: setattr(domain.devices.disks[0].target, "dev", "vdz"),
    "foreign content changes where it changes": lambda domain: (
        domain.metadata.elements[0].content[1].attributes.update(z="2")
    ),
    "foreign content takes new content as it is": lambda domain: domain.metadata.elements[0].content.insert(
        2, AnyElement("a:z")
    ),
}
_CASES = tomllib.loads((Path(__file__).parent / "edits.toml").read_text("utf-8"))


@pytest.mark.parametrize("case", _CASES)
def test_edits(case: str) -> None:
    """The text that comes of a change."""
    assert _edited(_CASES[case]["before"], _CHANGES[case]) == _in_domain(_CASES[case]["after"])


def test_cases_and_changes() -> None:
    """Every case has a change, and every change a case."""
    assert _CASES.keys() == _CHANGES.keys()


def test_order() -> None:
    """A new element goes where libvirt writes it, before the comment of the next."""
    content = "  <!-- how many -->\n  <vcpu>2</vcpu>\n"
    after = _in_domain(content).replace("  <memory>", "  <title>b</title>\n  <memory>", 1)
    assert _edited(content, lambda domain: setattr(domain, "title", "b")) == after


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "utf-8-sig"])
def test_encodings(encoding: str) -> None:
    """What an encoding lacks becomes a reference; byte order mark and line ends stay."""
    text = f"<?xml version='1.0' encoding='{encoding.removesuffix('-sig')}'?>\r\n" + _in_domain("").replace(
        "\n", "\r\n"
    )
    source = text.encode(encoding)
    domain = Domain.from_xml(source)
    domain.title = "Größe €"
    title = "Größe &#8364;" if encoding == "iso-8859-1" else "Größe €"
    expected = text.replace("  <memory>", f"  <title>{title}</title>\r\n  <memory>").encode(encoding)
    assert libvirt_xml.edited(source, domain) == expected


def test_style() -> None:
    """New elements have the quotation marks and the empty tags of the text."""
    source = (
        '<domain type="kvm">\n    <name>a</name>\n    <memory>1</memory>\n    <features><acpi /></features>\n</domain>'
    )
    domain = Domain.from_xml(source)
    domain.devices.disks.append(_disk("vda"))
    assert libvirt_xml.edited(source, domain) == source.replace(
        "\n</domain>",
        '\n    <devices>\n        <disk type="file">\n            <source file="/vda" />\n'
        '            <target dev="vda" />\n        </disk>\n    </devices>\n</domain>',
    )


def test_lines_that_end_otherwise() -> None:
    """A new device takes the line end of its place, so that the text is as it was once the device is gone."""
    for before, middle in (("\n", "\r\n"), ("\r\n", "\n")):
        for device in ("    <disk/>  ", "    <disk/> <!-- a -->", "    <emulator>/x</emulator>", None):
            line = "" if device is None else device + middle
            text = f"<domain type='kvm'>{before}  <devices> {before}{line}  </devices>{before}</domain>{before}"
            domain = Domain.from_xml(text)
            domain.devices.disks.append(_disk("vdb"))
            result = libvirt_xml.edited(text, domain)
            domain.devices.disks.pop()
            emptied = f"<domain type='kvm'>{before}  <devices/>{before}</domain>{before}"
            assert libvirt_xml.edited(result, domain) == (text if line else emptied)


def test_lists_that_share_an_order() -> None:
    """An item that moves goes behind all that is before it, where elements of other kinds are between."""
    source = _in_filter("<rule action='drop' direction='in'/>", "<filterref filter='a'/>", "<rule action='drop'/>")
    document = Nwfilter.from_xml(source)
    document.rules.reverse()
    expected = _in_filter("<filterref filter='a'/>", "<rule action='drop'/>", "<rule action='drop' direction='in'/>")
    assert libvirt_xml.edited(source, document) == expected


def _in_filter(*lines: str) -> str:
    return "\n  ".join(["<filter name='a'>", *lines]) + "\n</filter>\n"


def test_text_with_signs_that_need_no_reference() -> None:
    """A value keeps what was written without a reference, or over several lines, where it stays the same."""
    source = (
        "<domain type='kvm'>\n  <title a='b\r\nc'>1 > 2</title>\r\n  <description>a\r\nb\nc</description>\n</domain>"
    )
    domain = Domain.from_xml(source)
    domain.title, domain.description = f"{domain.title}3", f"{domain.description}d"
    expected = source.replace("1 > 2", "1 > 23").replace("b\nc<", "b\ncd<")
    assert libvirt_xml.edited(source, domain) == expected


def test_several_elements_for_one() -> None:
    """An object that was read from several elements is edited where each part is."""
    content = (
        "  <devices>\n    <disk><target dev='vda'/></disk>\n  </devices>\n  <devices>\n    <disk/>\n  </devices>\n"
    )
    after = content.replace("<disk/>", "<disk device='cdrom'/>")
    assert _edited(content, lambda domain: setattr(domain.devices.disks[1], "device", "cdrom")) == _in_domain(after)


def test_stray_text() -> None:
    """Among text that does not belong there, white space counts: it stays."""
    content = "  <devices>\n    # one\n    <disk/>\n    # two\n    <sound model='ac97'/>\n  </devices>\n"
    without = content.replace("<disk/>", "")
    assert _edited(content, lambda domain: domain.devices.disks.clear()) == _in_domain(without)
    more = content.replace("<disk/>", "<disk/><disk device='cdrom'/>")
    assert _edited(content, lambda domain: domain.devices.disks.append(_cdrom())) == _in_domain(more)


def _cdrom() -> Disk:
    return Disk.from_xml("<disk device='cdrom'/>")


def test_refusals() -> None:
    """What cannot be written, or read, is an error with its place."""
    with pytest.raises(WriteError, match="/domain/devices/disk/target/@dev: "):
        _edited("  <devices>\n    <disk><target dev='a'/></disk>\n  </devices>\n", _set_a_number)
    with pytest.raises(WriteError, match="U\\+0001"):
        _edited("", lambda domain: setattr(domain, "name", "\x01"))
    with pytest.raises(ParseError):
        libvirt_xml.edited("<network/>", Domain.from_xml(_in_domain("")))


def _set_a_number(domain: Any) -> None:
    domain.devices.disks[0].target.__dict__["dev"] = 1  # assigning refuses it


@pytest.mark.parametrize(
    "stray", ["    word\n", "    <new/>\n", "    <new>of <b/> old</new>\n    <!-- c -->\n    two\n    words\n"]
)
def test_cleared_content(stray: str) -> None:
    """What libvirt does not know goes when its list is cleared, text too; comments and all else stay."""
    for place in ("  <os>\n", "<domain type='kvm'>\n", "  <devices>\n"):
        expected = _WITH_CONTENT.replace(place, place + ("    <!-- c -->\n" if "--" in stray else ""))
        source = _WITH_CONTENT.replace(place, place + stray)
        domain = Domain.from_xml(source)
        for element in (domain, domain.os, domain.devices):
            assert element is not None
            if element.extra_ is not None:
                element.extra_.content.clear()
        assert libvirt_xml.edited(source, domain) == expected


_WITH_CONTENT = """\
<domain type='kvm'>
  <name>a</name>
  <memory>4</memory>
  <os>
    <type>hvm</type>
  </os>
  <devices>
    <emulator>/x</emulator>
  </devices>
</domain>
"""


def test_elements_that_lose_all() -> None:
    """One tag is left of an element, in the style of the text, with its attributes; a comment stays where it is."""
    source = _in_domain(
        '  <features>\n    <acpi />\n  </features>\n  <cpu mode="custom">\n    <topology sockets="1" />\n  </cpu>\n'
        "  <devices>\n    <!-- none -->\n    <disk />\n  </devices>\n"
    )
    domain: Any = Domain.from_xml(source)
    domain.features.acpi = domain.cpu.topology = None
    domain.cpu.match = "exact"
    domain.devices.disks.clear()
    assert libvirt_xml.edited(source, domain) == _in_domain(
        '  <features />\n  <cpu mode="custom" match="exact" />\n  <devices>\n    <!-- none -->\n  </devices>\n'
    )
