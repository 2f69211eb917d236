"""Writing the document form: typical documents as YAML, to the letter."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import libvirt_xml
from libvirt_xml import (
    Address,
    AnyElement,
    Disk,
    DiskTarget,
    Domain,
    Element,
    Extra,
    Metadata,
    QemuCommandline,
    QemuCommandlineArg,
    WriteError,
)
from libvirt_xml.yaml_forms.document import class_of, key_of, read_document, write_document
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.text.emitting import dump
from libvirt_xml.yaml_forms.text.variables import substitute
from libvirt_xml.yaml_forms.text.yaml_reading import read_yaml
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Origin, Scalar, leaves, plain
from tests.comparison import difference

FOLDER = Path(__file__).parent / "cases"
NAMES = sorted(path.stem for path in FOLDER.glob("*.xml"))


@pytest.mark.parametrize("name", NAMES)
def test_case(name: str, request: pytest.FixtureRequest) -> None:
    """A document gives its golden to the letter, and the golden the document; ``--update-golden`` writes it instead."""
    golden = FOLDER / f"{name}.yaml"
    source = (FOLDER / f"{name}.xml").read_text("utf-8")
    element = libvirt_xml.parse(source)
    key = key_of(type(element))
    assert key is not None
    text = dump([(key, write_document(element))])
    if request.config.getoption("--update-golden"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text("utf-8")
    assert difference(_parsed(source), _parsed(_read(text).to_xml())) is None


def test_goldens() -> None:
    """No golden outlives its case, and there are cases."""
    assert sorted(path.stem for path in FOLDER.glob("*.yaml")) == NAMES
    assert len(NAMES) > 10


def _parsed(text: str):  # type: ignore[no-untyped-def]
    from lxml import etree

    return etree.fromstring(text)


def _read(text: str) -> Element:
    findings = Findings()
    (document,) = read_yaml(text, findings)
    substituted = substitute(document, {}, findings)
    assert isinstance(substituted, Mapping)
    ((key, node),) = substituted.items.items()
    cls = class_of(key)
    assert cls is not None
    made = read_document(node, cls, findings, key)
    assert findings.problems == []
    return made


TARGET = DiskTarget(dev="a")
WRITTEN: dict[str, tuple[Element, object]] = {
    "what is set": (Disk(type="file", target=TARGET), {"type": "file", "target": {"dev": "a"}}),
    "no container that was only looked at": (Domain(type="kvm", name="a"), {"type": "kvm", "name": "a"}),
    "numbers in the form beside their siblings": (
        Address(type="pci", bus=16, slot=3),
        {"type": "pci", "bus": 16, "slot": 3},
    ),
    "an empty extra_": (DiskTarget(dev="a", extra_=Extra()), {"dev": "a"}),
    "texts that look like others": (DiskTarget(dev="0x10"), {"dev": "0x10"}),
    "libvirt's namespaces, which are implied": (
        Domain(type="qemu", name="a", qemu_commandline=QemuCommandline(args=[QemuCommandlineArg(value="-x")])),
        {"type": "qemu", "name": "a", "qemu_commandline": {"args": [{"value": "-x"}]}},
    ),
    "an empty list": (Domain(type="kvm", name="a", seclabels=[]), {"type": "kvm", "name": "a"}),
}


@pytest.mark.parametrize(("element", "expected"), WRITTEN.values(), ids=WRITTEN)
def test_written(element: Element, expected: object) -> None:
    """Trees of objects made in Python."""
    if isinstance(element, Domain):
        assert element.devices.disks == []
    assert plain(write_document(element)) == expected


def test_texts_are_those_of_xml() -> None:
    """Each value carries the text that stands in XML."""
    tree = write_document(Address(type="pci", bus=16, slot=3, multifunction=True))
    assert {path: leaf.text for path, leaf in leaves(tree) if isinstance(leaf, Scalar)} == {
        "type": "pci", "bus": "0x10", "slot": "0x03", "multifunction": "true",
    }  # fmt: skip


def test_origin() -> None:
    """Every value has the origin that is given."""
    origin = Origin("document", "", "a.xml")
    tree = write_document(libvirt_xml.parse((FOLDER / "unknown.xml").read_text("utf-8")), origin)
    assert {leaf.origin for _, leaf in leaves(tree)} == {origin}
    assert tree.origin is origin


def test_writing_changes_nothing() -> None:
    """The object is after it what it was before."""
    for name in NAMES:
        element = libvirt_xml.parse((FOLDER / f"{name}.xml").read_text("utf-8"))
        before = element.to_xml(), repr(element)
        write_document(element)
        assert (element.to_xml(), repr(element)) == before


def _disk(**values: Any) -> Disk:
    return Disk(type="file", target=TARGET, **values)


def _foreign(element: AnyElement) -> Metadata:
    return Metadata(elements=[element])


def _domain(**values: Any) -> Domain:
    """One that holds what its constructor and assignments refuse."""
    domain = Domain(type="kvm", name="a")
    domain.__dict__.update(values)
    return domain


def _metadata(elements: Any) -> Metadata:
    metadata = Metadata()
    metadata.__dict__["elements"] = elements
    return metadata


UNWRITABLE: dict[str, tuple[Any, str]] = {
    "a wrong type": (_domain(name=1), "/domain/name: expected a str, got int 1"),
    "a list that is none": (_domain(seclabels="x"), "/domain/seclabel: expected a list, got str 'x'"),
    "another class": (_domain(vcpu=TARGET), "/domain/vcpu: expected Vcpu, got DiskTarget"),
    "a flag that is none": (_disk(readonly=1), "/disk/readonly: expected a bool, got int 1"),
    "a boolean that is none": (_domain(name=True), "/domain/name: expected a str, got bool True"),
    "no element": (
        _domain(metadata=_metadata(["<a/>"])),
        "/domain/metadata/*[1]: expected AnyElement, got str",
    ),
    "a foreign name that is none": (_foreign(AnyElement("a b")), "/a b: 'a b' is not a valid XML name"),
    "a foreign text that is none": (_foreign(AnyElement("a", content=["\x01"])), "/a: XML cannot contain"),
}


@pytest.mark.parametrize(("element", "message"), UNWRITABLE.values(), ids=UNWRITABLE)
def test_what_cannot_be_written(element: Element, message: str) -> None:
    """What XML cannot say is refused, with the path, as ``to_xml`` refuses it."""
    with pytest.raises(WriteError, match=re.escape(message)):
        write_document(element)
    with pytest.raises(WriteError):
        element.to_xml()


def test_an_object_that_holds_itself() -> None:
    """A loop ends where XML would."""
    disk = Disk.from_xml("<disk><backingStore/></disk>")
    assert disk.backing_store is not None
    disk.backing_store.backing_store = disk.backing_store
    with pytest.raises(WriteError, match="nested deeper than 256"):
        write_document(disk)
