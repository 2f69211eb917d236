"""Values compare by what they mean, and by nothing less."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator
from itertools import pairwise

import pytest

from libvirt_xml import Cpu, Disk, Domain, Element, Interface, NetworkIpDhcp, Nwfilter, Os, Secret
from libvirt_xml.binding.fields import specs_of
from libvirt_xml.changes import compare, same
from libvirt_xml.changes.identical import is_identical
from libvirt_xml.changes.normal import _sort_of
from tests.changes.reading import domain, lines
from tests.strategies.objects import classes

UUID = "4dea22b3-1d52-d8f3-2516-782e98ab3fa0"

EQUAL: dict[str, tuple[type[Element], str, str]] = {
    "the form of a number": (
        Disk,
        "<disk><address type='pci' slot='0x03'/></disk>",
        "<disk><address type='pci' slot='3'/></disk>",
    ),
    "a sign before a number": (Domain, "<domain id='+7'/>", "<domain id='7'/>"),
    "space around a number": (
        Domain,
        "<domain><iothreads> 2\n</iothreads></domain>",
        "<domain><iothreads>2</iothreads></domain>",
    ),
    "space around a boolean": (Disk, "<disk rawio=' yes '/>", "<disk rawio='yes'/>"),
    "space around a word": (Disk, "<disk device=' cdrom '/>", "<disk device='cdrom'/>"),
    "space around a text element": (
        Domain,
        "<domain><name>\n vm\t</name></domain>",
        "<domain><name>vm</name></domain>",
    ),
    "space around free text": (
        Domain,
        "<domain><title> a  b </title></domain>",
        "<domain><title>a  b</title></domain>",
    ),
    "space around the text of a class": (Os, "<os><loader> /x </loader></os>", "<os><loader>/x</loader></os>"),
    "a blank text": (Os, "<os><loader> </loader></os>", "<os><loader/></os>"),
    "the case of a UUID": (
        Domain,
        f"<domain><uuid>{UUID}</uuid></domain>",
        f"<domain><uuid>{UUID.upper()}</uuid></domain>",
    ),
    "the dashes of a UUID": (
        Secret,
        f"<secret><uuid>{UUID}</uuid></secret>",
        f"<secret><uuid>{UUID.replace('-', '')}</uuid></secret>",
    ),
    "a UUID in an attribute": (
        Interface,
        f"<interface><virtualport><parameters interfaceid='{UUID}'/></virtualport></interface>",
        f"<interface><virtualport><parameters interfaceid='{UUID.upper()}'/></virtualport></interface>",
    ),
    "the case of a MAC": (
        Interface,
        "<interface><mac address='52:54:00:AB:cd:ef'/></interface>",
        "<interface><mac address='52:54:00:ab:CD:EF'/></interface>",
    ),
    "short octets of a MAC": (
        Interface,
        "<interface><mac address='52:54:0:1:2:3'/></interface>",
        "<interface><mac address='52:54:00:01:02:03'/></interface>",
    ),
    "a MAC in a filter": (
        Nwfilter,
        "<filter name='f'><rule><mac srcmacaddr='AA:bb:cc:dd:ee:ff'/></rule></filter>",
        "<filter name='f'><rule><mac srcmacaddr='aa:bb:cc:dd:ee:FF'/></rule></filter>",
    ),
    "the MAC of a host": (
        NetworkIpDhcp,
        "<dhcp><host mac='00:16:3E:77:e2:ed' ip='1'/></dhcp>",
        "<dhcp><host mac='00:16:3e:77:E2:ED' ip='1'/></dhcp>",
    ),
    "an empty container": (Domain, "<domain><devices/></domain>", "<domain/>"),
    "containers in a container": (Domain, "<domain><features/><cputune/><devices> </devices></domain>", "<domain/>"),
    "the order of elements": (
        Disk,
        "<disk><target dev='a'/><source file='/a'/></disk>",
        "<disk><source file='/a'/><target dev='a'/></disk>",
    ),
    "the order of attributes": (Disk, "<disk type='file' device='disk'/>", "<disk device='disk' type='file'/>"),
    "comments": (Disk, "<disk><!-- a --><target dev='a'/></disk>", "<disk><target dev='a'/></disk>"),
    "two ways to write a character": (
        Disk,
        "<disk><serial>a&amp;b</serial></disk>",
        "<disk><serial>a&#38;b</serial></disk>",
    ),
}

DIFFERENT: dict[str, tuple[type[Element], str, str, list[str]]] = {
    "a number": (
        Disk,
        "<disk><address type='pci' slot='0x10'/></disk>",
        "<disk><address type='pci' slot='0x11'/></disk>",
        ["changed address.slot: 16 -> 17"],
    ),
    "0 and absent": (Domain, "<domain id='0'/>", "<domain/>", ["removed id: 0"]),
    "no and absent": (Disk, "<disk rawio='no'/>", "<disk/>", ["removed rawio: False"]),
    "yes and no": (Disk, "<disk rawio='no'/>", "<disk rawio='yes'/>", ["changed rawio: False -> True"]),
    "empty and absent": (Disk, "<disk><serial/></disk>", "<disk/>", ["removed serial: ''"]),
    "an empty attribute and none": (
        Disk,
        "<disk><source file=''/></disk>",
        "<disk><source/></disk>",
        ["removed source.file: ''"],
    ),
    "an empty element and none": (Disk, "<disk><source/></disk>", "<disk/>", ["removed source: <source/>"]),
    "a flag": (Disk, "<disk/>", "<disk><readonly/></disk>", ["added readonly: True"]),
    "space inside free text": (
        Domain,
        "<domain><title>a  b</title></domain>",
        "<domain><title>a b</title></domain>",
        ["changed title: 'a  b' -> 'a b'"],
    ),
    "space in the text of an attribute": (
        Disk,
        "<disk><source file='/a '/></disk>",
        "<disk><source file='/a'/></disk>",
        ["changed source.file: '/a ' -> '/a'"],
    ),
    "a space that XML does not know": (
        Disk,
        "<disk device='cdrom'/>",
        "<disk device='cdrom\u00a0'/>",
        ["changed device: 'cdrom' -> 'cdrom\\xa0'"],
    ),
    "another number that is no number": (
        Domain,
        "<domain id='7'/>",
        "<domain id='seven'/>",
        ["changed id: 7 -> 'seven'"],
    ),
    "digits of another script": (Domain, "<domain id='7'/>", "<domain id='\u0667'/>", ["changed id: 7 -> '\u0667'"]),
    "the case of a name": (
        Domain,
        "<domain><name>VM</name></domain>",
        "<domain><name>vm</name></domain>",
        ["changed name: 'VM' -> 'vm'"],
    ),
    "the case of a word": (
        Disk,
        "<disk device='CDROM'/>",
        "<disk device='cdrom'/>",
        ["changed device: 'CDROM' -> 'cdrom'"],
    ),
    "a UUID": (
        Domain,
        f"<domain><uuid>{UUID}</uuid></domain>",
        f"<domain><uuid>{UUID[:-1]}1</uuid></domain>",
        [f"changed uuid: '{UUID}' -> '{UUID[:-1]}1'"],
    ),
    "the dashes of what is no UUID": (
        Domain,
        "<domain><uuid>a-b</uuid></domain>",
        "<domain><uuid>ab</uuid></domain>",
        ["changed uuid: 'a-b' -> 'ab'"],
    ),
    "the case of a serial that looks like a UUID": (
        Disk,
        f"<disk><serial>{UUID}</serial></disk>",
        f"<disk><serial>{UUID.upper()}</serial></disk>",
        [f"changed serial: '{UUID}' -> '{UUID.upper()}'"],
    ),
    "the case of a variable for a MAC": (
        Nwfilter,
        "<filter name='f'><rule><mac srcmacaddr='$MAC'/></rule></filter>",
        "<filter name='f'><rule><mac srcmacaddr='$mac'/></rule></filter>",
        ["changed rules[0].mac.srcmacaddr: '$MAC' -> '$mac'"],
    ),
    "a type beside numbers that only the other type has": (
        Disk,
        "<disk><address type='pci' bus='0x0a' slot='0x03' function='0x0'/></disk>",
        "<disk><address type='usb' bus='0x0a' slot='0x03' function='0x0'/></disk>",
        ["changed address.type: 'pci' -> 'usb'"],
    ),
    "a word in another place": (
        Cpu,
        "<cpu mode='custom' match='exact'/>",
        "<cpu mode='custom' check='exact'/>",
        ["removed match: 'exact'", "added check: 'exact'"],
    ),
}


@pytest.mark.parametrize("case", EQUAL)
def test_equal(case: str) -> None:
    """What is written differently and means the same is no change."""
    cls, old, new = EQUAL[case]
    assert old != new
    assert lines(cls.from_xml(old), cls.from_xml(new)) == []


@pytest.mark.parametrize("case", DIFFERENT)
def test_different(case: str) -> None:
    """What means something else is a change, also where it is close."""
    cls, old, new, expected = DIFFERENT[case]
    assert lines(cls.from_xml(old), cls.from_xml(new)) == expected


def test_texts_that_convert_equal_their_values() -> None:
    """A number or boolean set as text is what it reads as; by the base of its place."""
    old, new = Domain.from_xml("<domain id='7'/>"), Domain.from_xml("<domain id='8'/>")
    new.id = "7"  # type: ignore[assignment]
    assert lines(old, new) == []
    disk, other = Disk.from_xml("<disk rawio='yes'/>"), Disk.from_xml("<disk rawio=' yes '/>")
    disk.rawio = "yes"  # type: ignore[assignment]
    assert lines(disk, other) == []
    disk.rawio = " no"  # type: ignore[assignment]
    assert lines(disk, other) == ["changed rawio: ' no' -> True"]


def test_a_boolean_is_no_number() -> None:
    """``True`` set where a number belongs is not 1."""
    old, new = Domain.from_xml("<domain id='1'/>"), Domain.from_xml("<domain/>")
    new.id = True
    assert lines(old, new) == ["changed id: 1 -> True"]


def test_the_base_is_that_of_the_place() -> None:
    """``010`` is 8 where libvirt reads C's forms, 10 where it reads decimals."""
    eight, ten = Domain.from_xml("<domain id='010'/>"), Domain.from_xml("<domain id='10'/>")
    assert lines(eight, ten) == []
    old = Disk.from_xml("<disk><address type='pci' slot='010'/></disk>")
    new = Disk.from_xml("<disk><address type='pci' slot='8'/></disk>")
    assert lines(old, new) == []


def test_lists_that_looking_has_made() -> None:
    """Unset and empty lists are one, and comparing makes none."""
    looked, plain = domain(""), domain("")
    assert looked.devices.disks == []
    assert lines(looked, plain) == []
    assert "devices" not in plain.__dict__


def test_flags_that_are_not_raised() -> None:
    """A flag set to ``False`` is one that was never set."""
    lowered, plain = Disk.from_xml("<disk/>"), Disk.from_xml("<disk/>")
    lowered.readonly = False
    assert lines(lowered, plain) == []


def test_what_is_compared_is_left_as_it_is() -> None:
    """Comparing writes nothing into the objects."""
    text = "<devices><disk><target dev='a'/></disk><video/><channel/></devices><memory>1</memory>"
    old, new = domain(text), domain("<devices><disk/><video/><hostdev/></devices>")
    before = [repr(vars(each)) for each in (old, new)]
    assert compare(old, new)
    assert [repr(vars(each)) for each in (old, new)] == before


def test_order_of_changes() -> None:
    """Changes come in the order in which libvirt writes a document, whatever the order in which it was read."""
    old = domain("<devices><emulator>/a</emulator></devices><vcpu>1</vcpu><memory>1</memory><uuid>a</uuid>")
    new = domain("<uuid>b</uuid><devices><emulator>/b</emulator></devices><memory>2</memory><vcpu>2</vcpu>")
    assert [change.path for change in compare(old, new)] == ["uuid", "memory", "vcpu.value", "devices.emulator"]


def test_values_are_those_of_the_documents() -> None:
    """``old`` and ``new`` are the objects themselves, ``None`` for what is absent."""
    old, new = domain("<memory>1</memory>"), domain("<memory>2</memory><os><type>hvm</type></os>")
    os, memory = sorted(compare(old, new), key=lambda change: change.path, reverse=True)
    assert memory.old is old.memory
    assert memory.new is new.memory
    assert (os.kind, os.old, os.new) == ("added", None, new.os)


@pytest.mark.parametrize("call", [compare, same])
def test_only_objects_of_one_class(call: object) -> None:
    """Two classes, or what is no object of a document, are refused in one sentence."""
    assert callable(call)
    with pytest.raises(TypeError, match=r"^cannot compare Domain with Disk: both must be of one class$"):
        call(domain(""), Disk.from_xml("<disk/>"))
    for pair in ((domain(""), "<domain/>"), ("<domain/>", domain(""))):
        with pytest.raises(TypeError, match=r"^only objects of libvirt_xml's classes can be compared, not str$"):
            call(*pair)


def _documented(cls: type[Element]) -> Iterator[tuple[str, str]]:
    """The fields of a class, each with what its docstring says."""
    (body,) = ast.parse(textwrap.dedent(inspect.getsource(cls))).body
    assert isinstance(body, ast.ClassDef)
    for field, text in pairwise(body.body):
        if isinstance(field, ast.AnnAssign) and isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant):
            yield ast.unparse(field.target), str(text.value.value)


def test_every_uuid_and_mac_is_known() -> None:
    """Where the schema asks for a UUID or a MAC address, values compare as such; nowhere else that it limits texts."""
    asks = {"uuid": "a UUID such as", "mac": "a MAC address such as"}
    found = dict.fromkeys(asks, 0)
    for cls in classes():
        for name, text in _documented(cls):
            sort = _sort_of(specs_of(cls)[name])
            for each, pattern in asks.items():
                if pattern in text:
                    assert sort == each, f"{cls.__name__}.{name}"
                    found[each] += 1
            if "Allowed: " in text and not any(pattern in text for pattern in asks.values()):
                assert sort not in asks or "[a-fA-F0-9]" in text, f"{cls.__name__}.{name}"
    assert found["uuid"] > 20
    assert found["mac"] > 40


IDENTICAL = [
    ("<disk><target dev='a'/></disk>", "<disk><target dev='a'/></disk>", True),
    ("<disk><target dev='a'/></disk>", "<disk><target dev='b'/></disk>", False),
    ("<disk><target dev='a'/></disk>", "<disk/>", False),
    ("<disk/>", "<disk><target dev='a'/></disk>", False),
    ("<disk><address slot='1'/></disk>", "<disk><address slot='0x1'/></disk>", False),
    ("<disk><source><host name='a'/></source></disk>", "<disk><source><host name='a'/><host/></source></disk>", False),
    ("<disk new='1'/>", "<disk new='1'/>", False),
    ("<disk rawio='yes'/>", "<disk rawio='no'/>", False),
    ("<disk><serial>a</serial><target/></disk>", "<disk><serial>a</serial><target/></disk>", True),
]


@pytest.mark.parametrize(("old", "new", "expected"), IDENTICAL)
def test_identical(old: str, new: str, expected: bool) -> None:
    """What is written alike is settled at once; unknown content and other spellings are looked at closely."""
    assert is_identical([Disk.from_xml(old)], [Disk.from_xml(new)]) is expected


def test_identical_values() -> None:
    """Values of two classes are not settled at once."""
    assert is_identical([1, "a", True, None], [1, "a", True]) is False
    assert is_identical(1, True) is False
    assert is_identical([], ()) is False
    assert is_identical([1, ["a"]], [1, ["a"]]) is True
