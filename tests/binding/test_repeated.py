"""Containers that libvirt reads each of: OpenNebula writes two ``<devices>``."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
from lxml import etree

from libvirt_xml import Controller, Disk, DiskTarget, Domain, Interface, WriteError, validate
from libvirt_xml.binding.fields import specs_of
from libvirt_xml.changes import compare
from libvirt_xml.yaml_forms import Options, Source, load, to_yaml
from tests.binding.repeated import QEMU, REPEATED, Repeated

SOURCE = """<domain type='kvm'>
  <name>one</name>
  <memory>1</memory>
  <os>
    <type>hvm</type>
  </os>
  <devices>
    <emulator>/usr/bin/kvm</emulator>
    <disk type='file'>
      <target dev='vda'/>
    </disk>
    <disk type='file'>
      <target dev='vdb'/>
    </disk>
  </devices>
  <title>t</title>
  <devices>
    <controller type='scsi' index='0'/>
    <disk type='file'>
      <target dev='vdc'/>
    </disk>
    <new/>
    <emulator>/second</emulator>
  </devices>
  <devices/>
</domain>
"""


def written(domain: Domain) -> list[list[str]]:
    """What each ``<devices>`` has."""
    root: Any = etree.fromstring(domain.to_xml())
    return [
        [device.find("target").get("dev") if device.find("target") is not None else device.tag for device in devices]
        for devices in root.findall("devices")
    ]


def _canonical(text: str) -> bytes:
    root = etree.fromstring(text, etree.XMLParser(remove_blank_text=True))
    return etree.tostring(root, method="c14n")


def test_the_lists_have_the_devices_of_all() -> None:
    """In document order; written as it was; every copy too."""
    domain = Domain.from_xml(SOURCE)
    assert [disk.target.dev for disk in domain.devices.disks if disk.target] == ["vda", "vdb", "vdc"]
    assert len(domain.devices.controllers) == 1
    assert domain.devices.emulator == "/usr/bin/kvm"
    copies = copy.deepcopy(domain), pickle.loads(pickle.dumps(domain)), Domain.from_element(domain.to_element())
    for made in (domain, *copies):
        assert made.to_xml() == SOURCE
        assert made == domain
    assert len(domain.unknown()) == 2


def test_paths_are_those_of_the_document() -> None:
    """``walk`` gives the paths of lxml, ``find`` finds by them."""
    domain = Domain.from_xml(SOURCE)
    tree = domain.to_element().getroottree()
    for path, element in domain.walk():
        nodes: Any = tree.xpath(path)
        assert [tree.getpath(node) for node in nodes] == [path]
        assert domain.find(path) is element
    assert domain.find("/domain/devices[2]/disk/target/@dev") == "vdc"
    assert domain.find("/domain/devices/disk[3]/target/@dev") == "vdc"
    assert domain.find("/domain/devices[4]") is None


def test_a_new_device_goes_into_the_first() -> None:
    """Whatever it is; lists keep their order, and what is read again is equal."""
    domain = Domain.from_xml(SOURCE)
    domain.devices.interfaces.append(Interface(type="user"))
    assert written(domain)[0] == ["emulator", "vda", "vdb", "interface"]
    domain.devices.disks.append(Disk(target=DiskTarget(dev="vdd")))
    assert written(domain)[0] == ["emulator", "vda", "vdb", "vdc", "vdd", "interface"]
    domain.devices.controllers.append(Controller(type="usb"))
    assert [tags.count("controller") for tags in written(domain)] == [2, 0, 0]
    assert Domain.from_xml(domain.to_xml()) == domain
    domain.devices.disks.insert(0, Disk(target=DiskTarget(dev="first")))
    del domain.devices.disks[2]
    assert Domain.from_xml(domain.to_xml()) == domain


def test_removing_and_replacing() -> None:
    """What is left is written where there is room; other devices are written once."""
    domain = Domain.from_xml(SOURCE)
    del domain.devices.disks[0]
    assert Domain.from_xml(domain.to_xml()) == domain
    moved = Domain(type="kvm", name="b", devices=domain.devices)
    assert Domain.from_xml(moved.to_xml()) == moved
    domain.devices = type(domain.devices)(disks=[Disk(target=DiskTarget(dev="x"))])
    assert written(domain) == [["x"]]


@pytest.mark.parametrize(
    ("index", "path"),
    [(0, "/domain/devices[1]/disk[1]"), (1, "/domain/devices[1]/disk[2]"), (2, "/domain/devices[2]/disk")],
)
def test_what_cannot_be_written_has_the_path_of_the_document(index: int, path: str) -> None:
    """Of the element that it would be in, and counted there; without the others, as ever."""
    domain = Domain.from_xml(SOURCE)
    disk: Any = domain.devices.disks[index]
    for name in ("type", "target"):
        held = getattr(disk, name)
        disk.__dict__[name] = 5  # an assignment refuses it
        with pytest.raises(WriteError) as caught:
            domain.to_xml()
        assert caught.value.path == f"{path}/{'@' if name == 'type' else ''}{name}"
        with pytest.raises(WriteError) as caught:
            Domain(type="kvm", name="b", devices=domain.devices).to_xml()
        assert caught.value.path == f"/domain/devices/disk[{index + 1}]/{'@' if name == 'type' else ''}{name}"
        setattr(disk, name, held)
    domain.devices.disks[index] = disk.target
    with pytest.raises(WriteError) as caught:
        domain.to_xml()
    assert caught.value.path == path


def test_paths_of_unknown_elements_in_the_second() -> None:
    """They are counted among those of their name."""
    domain = Domain.from_xml(SOURCE.replace("<new/>", "<new/><new a='1'/>"))
    assert domain.devices.extra_ is not None
    new: Any = domain.devices.extra_.content[1]
    new.attributes["b c"] = "1"
    with pytest.raises(WriteError) as caught:
        domain.to_xml()
    assert caught.value.path == "/domain/devices[2]/new[2]"


def test_validation_reports_the_second() -> None:
    """The schemas have one; paths of problems lead to the object."""
    domain = Domain.from_xml(SOURCE)
    assert any("devices" in problem.message for problem in validate(SOURCE))
    assert any((problem.path or "").startswith("devices") for problem in domain.validate())


def test_other_forms() -> None:
    """Comparison sees no difference; the YAML form has the devices of both."""
    domain = Domain.from_xml(SOURCE.replace("<new/>", "").replace("<emulator>/second</emulator>", ""))
    one = Domain.from_xml(domain.to_xml())
    one.devices = type(one.devices)(
        **{name: getattr(one.devices, name) for name in ("emulator", "disks", "controllers")}
    )
    assert one.to_xml().count("<devices>") == 1
    assert not compare(one, domain)
    (document,) = load(Source(to_yaml(domain)), options=Options(is_checked=False)).raise_errors().documents
    assert document.element == domain


@pytest.mark.parametrize("attributes", [" a='1'", " xmlns:p='u' p:b='2'"])
def test_attributes_of_the_second(attributes: str) -> None:
    """They are kept where they are, with what they declare."""
    inside = "<p:x/>" if "xmlns" in attributes else "<x/>"
    rest = f"<devices><disk/></devices><devices{attributes}>{inside}<disk/></devices>"
    source = f"<domain type='kvm'><name>a</name>{rest}</domain>"
    domain = Domain.from_xml(source)
    assert len(domain.devices.disks) == 2
    again = Domain.from_xml(domain.to_xml())
    assert again == domain
    assert again.to_xml() == domain.to_xml()
    root: Any = domain.to_element()
    assert [len(devices.attrib) for devices in root.findall("devices")] == [0, 1]


def _field(repeated: Repeated) -> str:
    prefix, _, local = repeated.tag.rpartition(":")
    found = {(spec.namespace, spec.xml): name for name, spec in specs_of(Domain).items()}
    return found[QEMU if prefix else "", local]


def test_all_that_repeats_is_tried() -> None:
    """What the overlay names, and no more."""
    fields = [name for name, spec in specs_of(Domain).items() if spec.repeats and name != "devices"]
    assert sorted(map(_field, REPEATED)) == sorted(fields)


@pytest.mark.parametrize("repeated", REPEATED, ids=lambda repeated: repeated.tag)
def test_what_stands_in_both_is_in_the_field(repeated: Repeated) -> None:
    """As if it stood in one; an unchanged document is written with both, and validation reports the second."""
    domain, one = Domain.from_xml(repeated.twice()), Domain.from_xml(repeated.once())
    assert getattr(domain, _field(repeated)) == getattr(one, _field(repeated))
    assert not compare(one, domain)
    assert domain.unknown() == []
    assert _canonical(domain.to_xml()) == _canonical(repeated.twice())
    assert Domain.from_xml(domain.to_xml()).to_xml() == domain.to_xml()
    assert copy.deepcopy(domain).to_xml() == pickle.loads(pickle.dumps(domain)).to_xml() == domain.to_xml()
    assert [problem.path for problem in validate(repeated.twice(), rules=False)] == [f"/domain/{repeated.tag}[2]"]
    (document,) = load(Source(to_yaml(domain)), options=Options(is_checked=False)).raise_errors().documents
    assert not compare(one, document.element)
    tree = domain.to_element().getroottree()
    for path, element in domain.walk():
        nodes: Any = tree.xpath(path, namespaces={"qemu": QEMU})
        assert [tree.getpath(node) for node in nodes] == [path]
        assert domain.find(path) is element


@pytest.mark.parametrize("repeated", [each for each in REPEATED if each.added], ids=lambda repeated: repeated.tag)
def test_new_content_goes_into_the_first(repeated: Repeated) -> None:
    """The second keeps what it has."""
    name = _field(repeated)
    domain = Domain.from_xml(repeated.twice())
    held: Any = getattr(domain, name)
    added: Any = getattr(Domain.from_xml(repeated._replace(first=repeated.added, second="").once()), name)
    for field, value in vars(added).items():
        setattr(held, field, [*getattr(held, field), *value] if isinstance(value, list) else value)
    first, _, rest = domain.to_xml(indent=None).partition(f"</{repeated.tag}>")
    assert repeated.added in first
    assert f"<{repeated.tag}>" in rest or repeated.second not in rest
    assert Domain.from_xml(domain.to_xml()) == domain
    setattr(domain, name, getattr(Domain.from_xml(repeated.once()), name))
    assert domain.to_xml().count(f"<{repeated.tag}>") == 1


@pytest.mark.parametrize(
    "second", ["<os firmware='efi'><boot dev='cdrom'/></os>", "<os xmlns='urn:a'><boot dev='cdrom'/></os>"]
)
def test_a_second_that_says_more_is_unknown(second: str) -> None:
    """Attributes of both have no place in one object; another namespace's element is another thing."""
    domain = Domain.from_xml(f"<domain type='kvm'><name>a</name><os><boot dev='hd'/></os>{second}</domain>")
    assert domain.os is not None
    assert domain.os.firmware is None
    assert [boot.dev for boot in domain.os.boot_devices] == ["hd"]
    assert len([finding for finding in domain.unknown() if finding.path == "/domain/os[2]"]) == 1
    assert second.replace("'", '"') in domain.to_xml()


def test_an_unknown_attribute_of_the_second_is_told() -> None:
    """With the path of its element."""
    domain = Domain.from_xml("<domain type='kvm'><name>a</name><pm/><pm new='1'/></domain>")
    assert [finding.path for finding in domain.unknown()] == ["/domain/pm[2]/@new"]
