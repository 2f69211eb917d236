"""Objects behave as dataclasses do."""

import copy
import dataclasses
import inspect
import pickle
import pprint
import re
import typing
from typing import Any

import pytest

import libvirt_xml
from libvirt_xml import Address, Devices, Disk, DiskTarget, Domain, Element, Memory, documents

ODD = (
    "<domain type='kvm' new='1' xmlns:x='urn:x'><x:y/><name>a</name><memory dumpCore=' on '>007</memory>"
    "<devices><disk><address type='pci' slot='0x3'/></disk><interface/><disk/>text</devices></domain>"
)


@pytest.mark.parametrize(
    "copied", [copy.copy, copy.deepcopy, dataclasses.replace, lambda value: pickle.loads(pickle.dumps(value))]
)
def test_copies_lose_nothing(copied: Any) -> None:
    """copy, deepcopy, replace and pickle keep unknown content and written forms."""
    domain = Domain.from_xml(ODD)
    assert copied(domain) == domain
    assert copied(domain).to_xml() == domain.to_xml()


def test_equality() -> None:
    """Written forms and empty lists do not count, unknown content and values do."""
    assert Address.from_xml("<address type='pci' slot='0x03'/>") == Address(type="pci", slot=3)
    assert Disk(target=DiskTarget(dev="a"), type=None) == Disk(target=DiskTarget(dev="a"))
    assert Memory(1) != Memory(2)
    assert Domain.from_xml("<domain new='1'/>") != Domain.from_xml("<domain/>")
    assert Domain.from_xml("<domain new='1'/>") == Domain.from_xml("<domain new='1'/>")
    assert Memory(1) != "1"


def test_repr_shows_what_is_set() -> None:
    """``repr`` is the constructor call, without what is unset."""
    assert repr(Memory(4, unit="GiB")) == "Memory(unit='GiB', value=4)"
    assert repr(Domain.from_xml("<domain type='kvm' new='1'><features><acpi/></features></domain>")) == (
        "Domain(type='kvm', features=Features(acpi=True))"
    )


def test_objects_are_unhashable() -> None:
    """Objects can change, so they have no hash."""
    with pytest.raises(TypeError, match="unhashable"):
        hash(Memory(1))


def test_unknown_names_are_errors() -> None:
    """A name that is no field is an error, with the name that was probably meant."""
    with pytest.raises(TypeError, match=r"Disk\(\) has no field 'tpye'; did you mean 'type'\?"):
        Disk(tpye="file", target=DiskTarget(dev="a"))  # type: ignore[call-arg]
    memory = Memory(1)
    with pytest.raises(AttributeError, match="Memory has no field 'unti'; did you mean 'unit'"):
        memory.unti = "KiB"  # type: ignore[attr-defined]


def test_required_fields() -> None:
    """The constructor names every field that it misses."""
    with pytest.raises(TypeError, match=r"Domain\(\) needs 'type', 'name'"):
        Domain()  # type: ignore[call-arg]


def test_the_text_is_the_only_positional_argument() -> None:
    """``Memory(4)`` is the text; nothing else can be positional."""
    assert Memory(4).value == 4
    with pytest.raises(TypeError, match="one positional argument"):
        Memory(4, "KiB")  # type: ignore[call-arg, arg-type]
    with pytest.raises(TypeError, match=r"takes only keyword arguments$"):
        DiskTarget("vda", "virtio")  # type: ignore[call-arg, arg-type]


@pytest.mark.parametrize(
    ("cls", "value", "way"),
    [
        (DiskTarget, "vda", "DiskTarget(dev='vda')"),
        (libvirt_xml.VlanTag, 10, "VlanTag(id=10)"),
        (libvirt_xml.CheckpointDisks, [], "CheckpointDisks(disks=[...])"),
        (libvirt_xml.Numatune, libvirt_xml.NumatuneMemory(), "Numatune(memory=...)"),
    ],
)
def test_what_an_argument_without_a_name_is(cls: type[Any], value: Any, way: str) -> None:
    """The error says the name of the only field that the value can be."""
    with pytest.raises(TypeError, match=re.escape(f"{cls.__name__}() takes only keyword arguments; write {way}") + "$"):
        cls(value)


def test_fields_can_be_deleted() -> None:
    """Deleting a field unsets it."""
    memory = Memory(1, unit="KiB")
    del memory.unit
    assert memory.unit is None


def test_a_given_list_is_kept() -> None:
    """A list that the constructor gets is the list that the object has."""
    disks: list[Disk] = []
    devices = libvirt_xml.Devices(disks=disks)
    disks.append(Disk(target=DiskTarget(dev="a")))
    assert devices.disks is disks
    assert "<disk>" in devices.to_xml()


def classes() -> list[type[Element]]:
    """Every generated class."""
    found = [getattr(documents, name) for name in documents._MODULES]
    return [cls for cls in found if isinstance(cls, type) and issubclass(cls, Element)]


def test_every_class_is_a_dataclass_with_resolvable_hints() -> None:
    """``dataclasses.fields``, ``typing.get_type_hints`` and ``inspect.signature`` work on every class."""
    for cls in classes():
        fields = {field.name for field in dataclasses.fields(cls)}
        assert fields == typing.get_type_hints(cls).keys() - {"tag_", "namespace_", "in_order_", "identity_", "kind_"}
        assert fields == inspect.signature(cls).parameters.keys()
    assert len(classes()) > 690


def test_asdict_and_pprint() -> None:
    """``dataclasses.asdict`` and ``pprint`` take objects as they take any dataclass."""
    domain = Domain.from_xml(ODD)
    assert dataclasses.asdict(domain)["name"] == "a"
    assert "Domain(" in pprint.pformat(domain)


def test_walk_and_find() -> None:
    """``walk`` goes through a document in its order, ``find`` goes straight to a path."""
    domain = Domain.from_xml(ODD)
    paths = [path for path, _ in domain.walk()]
    assert paths == [
        "/domain",
        "/domain/memory",
        "/domain/devices",
        "/domain/devices/disk[1]",
        "/domain/devices/disk[1]/address",
        "/domain/devices/interface",
        "/domain/devices/disk[2]",
    ]
    for path, found in domain.walk():
        assert domain.find(path) is found
    assert domain.find("/domain/devices/disk[1]/address/@slot") == 3
    assert domain.find("/domain/name") == "a"
    assert domain.find("/domain/memory/text()") == 7
    assert domain.find("/domain/devices/disk[3]") is None
    assert domain.find("/domain/nothing/@at/all") is None
    assert domain.find("/network") is None
    with pytest.raises(ValueError, match="not a path"):
        domain.find("//disk")
    assert domain.find("devices/disk[1]/address/@slot") == domain.devices.find("disk[1]/address/@slot") == 3
    assert domain.find("domain") is None


def test_paths_are_those_of_lxml() -> None:
    """The paths of ``walk`` are the XPaths that lxml's ``getpath`` gives."""
    domain = Domain.from_xml("<domain><devices><disk><target dev='a'/></disk><disk/><interface/></devices></domain>")
    tree = domain.to_element().getroottree()
    assert [path for path, _ in domain.walk()] == [tree.getpath(element) for element in tree.iter()]


def test_a_misspelt_class_is_named() -> None:
    """A class that is not there is an error with the name that was probably meant."""
    with pytest.raises(AttributeError, match="'libvirt_xml' has no attribute 'Domian'; did you mean 'Domain'"):
        libvirt_xml.Domian  # type: ignore[attr-defined]  # noqa: B018


def test_wrong_values_are_told_what_to_write() -> None:
    """A value in the place of an object, and a second positional argument, are told how to write them."""
    with pytest.raises(
        TypeError, match=r"^Domain.memory: expected Memory, got int 1024; write Memory\(1024, unit='KiB'\)$"
    ):
        Domain(type="kvm", name="a", memory=1024)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"one positional argument, the text; name the others: dump_core, unit$"):
        Memory(8, "GiB")  # type: ignore[misc]


def test_problems_of_objects_name_their_place() -> None:
    """Printed, a problem of an object says which object; one of a document says the line."""
    disk = Disk.for_file("/a.qcow2", "vda")
    disk.target = DiskTarget(dev="vda", bus="VirtIO")  # type: ignore[arg-type]
    (problem,) = Domain(type="kvm", name="a", memory=Memory(1), devices=Devices(disks=[disk])).validate()
    assert str(problem).startswith("devices.disks[0].target.bus: 'VirtIO' is not allowed")
