"""The quick way to read regular documents gives what following expat's events gives, down to written forms."""

from __future__ import annotations

import copy
import pickle
import re
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter

import pytest

from libvirt_xml import (
    AnyElement,
    Disk,
    DiskBackingStore,
    DiskFormat,
    DiskSource,
    Domain,
    Element,
    Features,
    Graphics,
    ParseError,
    WriteError,
    documents,
)
from libvirt_xml.binding.reading import reader, regular
from libvirt_xml.binding.reading.regular import read_regular
from libvirt_xml.binding.writing.escaping import ATTRIBUTE
from libvirt_xml.binding.writing.writing_tables import TABLES
from libvirt_xml.markup.regular import pieces
from tests.binding.identical import difference
from tests.markup.edits import edited_documents, plain_documents

HEAD = "<domain type='kvm'><name>a</name>"
_ROOTS = {**documents.ROOTS, "disk": ("Disk",)}


def _quickly(cls: type[Element], source: str | bytes) -> Element | None:
    return read_regular(reader._roots_of(cls), source, reader.read_foreign)


def _by_events(cls: type[Element], source: str | bytes) -> Element | None:
    try:
        return reader._parse(reader._roots_of(cls), source)
    except ParseError:
        return None


def _class_of(text: str) -> type[Element]:
    """A class whose root a text seems to have."""
    root = re.search(r"<(\w+)", text)
    (name, *_) = _ROOTS.get(root.group(1) if root else "", ("Domain",))
    return getattr(documents, name)  # type: ignore[no-any-return]


def _assert_same(text: str) -> bool:
    """Compare both ways of reading; whether the quick one took the text."""
    cls = _class_of(text)
    for source in (text, text.encode("utf-8", "surrogatepass")):
        found = _quickly(cls, source)
        if found is None:
            return False
        expected = _by_events(cls, source)
        assert expected is not None, text
        assert not difference(found, expected), text
        assert found.to_xml() == expected.to_xml() == found.to_xml(), text
    return True


def test_plain_documents() -> None:
    """Nearly every document takes the quick way, and none reads differently."""
    texts = [text for text in plain_documents() if (root := re.search(r"<(\w+)", text)) and root.group(1) in _ROOTS]
    assert sum(map(_assert_same, texts)) > 0.85 * len(texts)  # the examples of the reference have many prefixes


@pytest.mark.parametrize("seed", range(4))
def test_edited_documents(seed: int) -> None:
    """Edited documents read the same or are left to the events of expat; some are still taken."""
    taken = [_assert_same(text) for text in edited_documents(seed, 1500)]
    assert sum(taken) > 0.05 * len(taken)


@pytest.mark.parametrize("window", [1, 40, 300])
def test_windows(window: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents of many windows read as those of one, wherever the windows end."""
    monkeypatch.setattr(pieces, "_WINDOW", window)
    assert all(map(_assert_same, REGULAR.values()))
    taken = [_assert_same(text) for text in edited_documents(window, 300)]
    assert sum(taken) > 0.05 * len(taken)


def _assert_refused(text: str) -> None:
    for _ in range(3):
        with pytest.raises(ParseError):
            Domain.from_xml(text)


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}</domain><domain/>",
        f"{HEAD}</domains>",
        f"{HEAD}<devices></domain></devices>",
        f"{HEAD}<devices><disk></devices></disk></domain>",
        f"{HEAD}<title>a ]]> b</title></domain>",
        f"{HEAD}<title>a\x01b</title></domain>",
        f"{HEAD}<title>a\ud800b</title></domain>",
        f"{HEAD}<title>a\uffffb</title></domain>",
        f"{HEAD}<!-- \x01 --></domain>",
        f"{HEAD}<devices><disk type='file' type='file'/></devices></domain>",
        f"{HEAD}<devices><disk type='a\x02'></disk></devices></domain>",
        f"{HEAD}<devices><disk type='a\x02'><readonly/></disk></devices></domain>",
        f"{HEAD}<metadata><a><b></a></metadata></domain>",
        f"{HEAD}<metadata><a></metadata></a></domain>",
        f"<?xml version='1.0\"?>{HEAD}</domain>",
    ],
)
def test_what_is_not_well_formed(text: str) -> None:
    """A document whose pieces are each regular may still be none, however often it is read."""
    _assert_refused(text)


REGULAR = {
    "comments": f"<!-- top -->{HEAD}<devices><!-- a --><disk/><!-- b --></devices></domain><!-- end -->",
    "interleaved": f"{HEAD}<devices><disk/><interface/><disk/><emulator>/e</emulator><interface/></devices></domain>",
    "foreign": f"{HEAD}<metadata>\n<x:a xmlns:x='urn:x'><b/> t </x:a>\n<y xmlns='urn:y'/></metadata></domain>",
    "written forms": f"{HEAD}<memory unit='KiB'> 007 </memory><devices><disk><address type='pci' slot='0x03'/></disk>"
    "</devices></domain>",
    "renamed attributes": f"{HEAD}<os><nvram template='/t' templateFormat='raw'>/a</nvram></os></domain>",
    "empty": f"{HEAD}<genid/><description/><devices><disk><backingStore/></disk></devices></domain>",
    "flags": f"{HEAD}<features><acpi/><pae /></features></domain>",
    "values in a list": "<domaincheckpoint><name>c</name><parent><name>p</name></parent></domaincheckpoint>",
}


@pytest.mark.parametrize("text", REGULAR.values(), ids=REGULAR)
def test_what_is_regular(text: str) -> None:
    """Comments, lists out of turn, foreign elements and written forms need no events."""
    assert _assert_same(text)


IRREGULAR = {
    "comment in metadata": f"{HEAD}<metadata><!-- kept --></metadata></domain>",
    "unknown element": f"{HEAD}<new/></domain>",
    "unknown attribute": "<domain type='kvm' new='1'/>",
    "attribute of a scalar": f"{HEAD}<title lang='en'>t</title></domain>",
    "text of a flag": f"{HEAD}<features><acpi>t</acpi></features></domain>",
    "stray text": f"{HEAD}<devices>\n <disk/>\n stray\n</devices></domain>",
    "stray text after an end": f"{HEAD}<devices><disk></disk> x </devices></domain>",
    "white space in a scalar": "<domain type='kvm'><name> </name></domain>",
    "white space in a class of text": f"{HEAD}<memory> </memory></domain>",
    "opened and closed at once": f"{HEAD}<features><pae></pae></features></domain>",
    "text with >": "<domain type='kvm'><name>a > </name></domain>",
    "repeated scalar": f"{HEAD}<title>1</title><title>2</title></domain>",
    "loose boolean": f"{HEAD}<memory dumpCore=' on '>4</memory></domain>",
    "prefix": "<domain xmlns:x='urn:x' type='kvm'><name>a</name></domain>",
    "nested foreign element of the same name": f"{HEAD}<metadata><x><x></x></x></metadata></domain>",
    "commented out": f"{HEAD}<!-- <title>t</title> <memory>1</memory> --></domain>",
    "comment that begins with a dash": f"{HEAD}<devices><disk><!---><source file='/-->'/></disk></devices></domain>",
    "comment that begins with >": f"{HEAD}<devices><disk><!--><source file='/-->'/></disk></devices></domain>",
    "deep": f"{HEAD}<devices><disk>{'<backingStore>' * 210}{'</backingStore>' * 210}</disk></devices></domain>",
}


@pytest.mark.parametrize("text", IRREGULAR.values(), ids=IRREGULAR)
def test_what_is_not(text: str) -> None:
    """What needs the events is left to them."""
    assert _quickly(Domain, text) is None
    assert _by_events(Domain, text) is not None


_DISK = "<disk type='file' device='disk'><target dev='vda' bus='virtio'/><address type='pci' slot='0x03'/></disk>"


def test_objects_share_nothing() -> None:
    """Two objects of one text are two objects."""
    one, two = Disk.from_xml(_DISK), Disk.from_xml(_DISK)
    assert one.target is not None
    one.target.dev = "vdb"
    one.address = None
    assert two.to_xml(indent=None) == _DISK


def test_a_set_value_is_written() -> None:
    """A value that equals what was read, but is written differently, counts from when it is set."""
    disk = Disk.from_xml(_DISK)
    assert disk.address is not None
    assert disk.to_xml(indent=None) == _DISK
    disk.address.slot = 3
    assert "slot='0x03'" in disk.to_xml()
    other = Disk.from_xml("<disk><address type='pci' slot='0x3'/></disk>")
    assert other.address is not None
    other.address.insert_("slot", 3)
    assert other.to_xml(indent=None) == "<disk><address type='pci' slot='0x03'/></disk>"
    disk.address.type = "drive"
    disk.address.slot = 3
    assert "slot='3'" in disk.to_xml()
    features = Features.from_xml("<features><apic eoi='on'/></features>")
    assert features.apic is not None
    features.to_xml()
    features.apic.eoi = 1  # type: ignore[assignment]
    with pytest.raises(ValueError, match="expected a bool"):
        features.to_xml()


def test_what_is_known_is_learnt_from_nobody() -> None:
    """How an object of some text is written does not depend on what others of that text were changed to."""
    for text in ("<disk><target bus='usb' dev='vdx'/></disk>", "<disk><address type='pci' slot='0x1e'/></disk>"):
        disk = Disk.from_xml(text)
        if disk.target is not None:
            del disk.target.dev
            disk.target.insert_("dev", "vdx")
            assert disk.to_xml(indent=None) == "<disk><target dev='vdx' bus='usb'/></disk>"
        if disk.address is not None:
            vars(disk.address)["slot"] = 30
            disk.to_xml()
        assert Disk.from_xml(text).to_xml(indent=None) == text


def test_what_is_known_is_not_written_too_deep() -> None:
    """An object that was read is refused where it would be nested too deeply, as one that was made is."""
    store = Disk.from_xml("<disk><backingStore><format type='raw'/></backingStore></disk>").backing_store
    made = DiskBackingStore(format=DiskFormat(type="raw"))
    for each in (store, made):
        chain = each
        for _ in range(254):
            chain = DiskBackingStore(backing_store=chain)
        assert chain.to_xml()
        with pytest.raises(WriteError, match="nested deeper than 256"):
            DiskBackingStore(backing_store=chain).to_xml()


def test_what_is_deleted_is_gone() -> None:
    """An object that lost a field holds its value nowhere."""
    for _ in range(2):  # what is met again is remembered
        target = Disk.from_xml("<disk><target dev='vdq' bus='usb'/></disk>").target
    assert target is not None
    assert "vdq" in str(target.known_.content)  # type: ignore[attr-defined]
    del target.dev
    assert target.known_ is None  # type: ignore[attr-defined]


@pytest.mark.parametrize("inside", ["<holder:x/>", "<x holder:a='1'/>"])
def test_no_prefix_is_declared_by_reading(inside: str) -> None:
    """Foreign elements are read in something that declares no prefix that they could use."""
    with pytest.raises(ParseError, match="prefix 'holder'"):
        Domain.from_xml(f"{HEAD}<metadata>{inside}</metadata></domain>")
    with pytest.raises(ParseError, match="prefix 'holder'"):
        AnyElement.from_xml(inside)


@pytest.mark.parametrize("inside", ["<a/>", "<p:a xmlns:p='urn:a'>text</p:a>"])
def test_many_foreign_elements(inside: str) -> None:
    """Thousands of foreign elements are read in linear time."""
    begin = perf_counter()
    domain = Domain.from_xml(f"{HEAD}<metadata>{inside * 10_000}</metadata></domain>")
    assert domain.metadata is not None
    assert len(domain.metadata.elements) == 10_000
    assert perf_counter() - begin < 5


def test_foreign_elements_share_nothing() -> None:
    """A foreign element that is known is another one in each object, comments in it too."""
    inside = "<p:a xmlns:p='urn:a' b='1'><!-- c --><p:d/>text<?p i?></p:a>"
    text = f"{HEAD}<metadata>{inside}</metadata></domain>"
    found = [Domain.from_xml(text).metadata for _ in range(4)]
    for metadata in found:
        assert metadata is not None
        (element,) = metadata.elements
        assert element == AnyElement.from_xml(inside)
        element.attributes["b"] = element.content[0].text = element.content[3].target = "changed"  # type: ignore[union-attr]
        element.content[1].content.append("more")  # type: ignore[union-attr]
        element.content.append("more")


def test_a_changed_order_is_written() -> None:
    """A field that is taken out and set again stands where its rank puts it."""
    disk = Disk.from_xml(_DISK)
    assert disk.target is not None
    disk.to_xml()
    del disk.target.dev
    assert "<target bus='virtio'/>" in disk.to_xml()
    vars(disk.target)["dev"] = "vdz"
    assert "dev='vdz'" in disk.to_xml()


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda disk: pickle.loads(pickle.dumps(disk))])
def test_copies(again: object) -> None:
    """Copies of what was read are written the same, and change by themselves."""
    disk = Disk.from_xml(_DISK)
    made: Disk = again(disk)  # type: ignore[operator]
    assert made == disk
    assert made.to_xml() == disk.to_xml()
    made.type = "block"
    assert disk.type == "file"


def test_memory_is_bounded() -> None:
    """Ten thousands of documents, each with names of its own, do not fill the tables."""
    for at in range(regular._LIMIT + 1000):
        for _ in range(2):
            Disk.from_xml(f"<disk><source file='/{at}'/></disk>")
        Disk.from_xml(f"<disk><source dev='/once/{at}'/></disk>")
    kept = [piece for table in regular._tables for piece in table]
    assert 0 < len(kept) + sum(len(table.plans) for table in regular._tables) <= regular._LIMIT
    assert not [piece for piece in kept if "/once/" in piece]
    assert Disk.from_xml(_DISK).to_xml(indent=None) == _DISK


def test_passwords_are_not_kept() -> None:
    """No table holds a password."""
    assert Graphics.from_xml("<graphics type='vnc' passwd='hush'/>").passwd == "hush"
    assert not [piece for table in regular._tables for piece in table if "hush" in piece]
    Graphics.from_xml("<graphics type='vnc' passwd='hush'/>").to_xml()
    for _ in range(3):
        Domain.from_xml(f"{HEAD}<metadata><x password='hush'/></metadata></domain>")
    assert not [text for table in regular._tables for text in table.foreign if "hush" in text]
    DiskSource.from_xml("<source><cookies><cookie name='a'>hush</cookie></cookies></source>").to_xml()
    fields = [field for table, _ in TABLES.values() for field in table.values()]
    assert not [field for field in fields if isinstance(field.written, dict) and "hush" in field.written]
    assert "hush" not in ATTRIBUTE


def test_threads() -> None:
    """Threads that read at once, while tables are dropped, read the same."""
    texts = [f"<disk><source file='/{at % 3000}'/><target dev='vda'/></disk>" for at in range(30_000)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda text: Disk.from_xml(text).to_xml(indent=None), texts))
    assert found == texts
