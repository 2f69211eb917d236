"""The devices of a guest: in order, found, added, removed."""

from __future__ import annotations

import copy
import io
from pathlib import PurePosixPath
from typing import Any

import pytest

from libvirt_xml import (
    Address,
    Cpu,
    Device,
    Devices,
    Disk,
    DiskBackingStore,
    DiskDriver,
    DiskMirror,
    DiskSource,
    DiskTarget,
    Domain,
    Filesystem,
    Graphics,
    Hostdev,
    HostDeviceAddress,
    Interface,
    Memballoon,
    PciAddress,
    SnapshotDisk,
    Tpm,
)

MIXED = """<domain type='kvm'><name>a</name><devices>
  <disk type='file'><source file='/a'/><target dev='vda' bus='virtio'/></disk>
  <interface type='network'><mac address='52:54:00:AA:00:01'/><source network='lan'/></interface>
  <disk type='block'><source dev='/dev/sdz'/><target dev='vdc' bus='virtio'/><alias name='ua-data'/></disk>
  <graphics type='dbus' address='unix:path=/run/bus'/>
  <audio id='1' type='none'/>
  <hostdev mode='subsystem' type='pci'><source><address domain='0' bus='0x3b' slot='0' function='1'/></source>
    <address type='pci' domain='0' bus='4' slot='0' function='0'/></hostdev>
  <disk type='file'><source file='/b'/><target dev='sda' bus='sata'/></disk>
</devices></domain>"""


@pytest.fixture
def domain() -> Domain:
    return Domain.from_xml(MIXED)


def _tags(domain: Domain) -> list[str]:
    return [device.tag_ for device in domain.devices]


def test_all_devices_in_the_order_of_the_document(domain: Domain) -> None:
    assert _tags(domain) == ["disk", "interface", "disk", "graphics", "audio", "hostdev", "disk"]


def test_how_many_devices_there_are(domain: Domain) -> None:
    """Of all sorts; a list without one is there all the same."""
    assert len(domain.devices) == len([*domain.devices])
    empty = Devices()
    assert len(empty) == 0
    assert empty
    assert not Domain.from_xml("<domain type='kvm'><name>a</name></domain>").devices.disks


def test_every_device_says_its_alias_and_address(domain: Domain) -> None:
    aliases = [device.alias.name if device.alias else None for device in domain.devices]
    assert aliases == [None, None, "ua-data", None, None, None, None]
    assert [str(device.address) for device in domain.devices][-3:] == ["None", "0000:04:00.0", "None"]


def test_looking_adds_nothing(domain: Domain) -> None:
    before = domain.to_xml()
    assert list(Domain(type="kvm", name="b").devices) == []
    list(domain.devices)
    assert domain.to_xml() == before


@pytest.mark.parametrize("mac", ["52:54:00:aa:00:01", "52:54:00:AA:00:01", "52-54-00-aa-00-01", "52:54:0:aa:0:1"])
def test_a_card_by_its_mac(domain: Domain, mac: str) -> None:
    assert domain.find_device(mac=mac) is domain.devices.interfaces[0]


def test_a_device_by_what_is_known(domain: Domain) -> None:
    assert domain.find_device(target="vdc") is domain.devices.disks[1]
    assert domain.find_device(alias="ua-data") is domain.devices.disks[1]
    assert domain.find_device(pci="3b:00.1") is domain.devices.hostdevs[0]
    assert domain.find_device(pci=PciAddress(0, 0x3B, 0, 1)) is domain.devices.hostdevs[0]
    assert domain.find_device(guest_pci="0000:04:00.0") is domain.devices.hostdevs[0]


def test_what_is_not_there_is_none(domain: Domain) -> None:
    assert domain.find_device(target="vdz") is None
    assert domain.find_device(pci="0000:04:00.0") is None  # a place in the guest
    assert domain.find_device(target="vdc", alias="other") is None


def test_a_search_for_nothing_is_refused(domain: Domain) -> None:
    with pytest.raises(TypeError, match="mac, target, alias, pci or guest_pci"):
        domain.find_device()
    with pytest.raises(ValueError, match="'3b' is not a PCI address"):
        domain.find_device(pci="3b")


def test_a_disk_takes_the_next_free_name(domain: Domain) -> None:
    names = []
    for number, bus in enumerate(("virtio", "virtio", "sata", "ide")):
        disk = Disk.for_file(f"/images/{number}.qcow2", bus=bus)
        domain.devices.add(disk)
        names.append(disk.target.dev)
    assert names == ["vdb", "vdd", "sdb", "hda"]
    errors = [problem for problem in domain.validate() if problem.severity == "error"]
    assert [problem.message for problem in errors if "disks" in (problem.path or "")] == []


def test_the_next_free_name_of_a_bus(domain: Domain) -> None:
    """It is the one that ``add`` gives, for a disk that is there and moves to another bus."""
    assert [domain.devices.next_target(bus) for bus in ("virtio", "sata", "scsi", "ide")] == [
        "vdb",
        "sdb",
        "sdb",
        "hda",
    ]


def test_a_tpm_of_a_model() -> None:
    """Model and version can be said; without them it is TPM 2.0 on what libvirt chooses."""
    assert Tpm.for_emulator().model is None
    tpm = Tpm.for_emulator(model="tpm-tis", version="1.2")
    assert (tpm.model, tpm.backend.type, tpm.backend.version) == ("tpm-tis", "emulator", "1.2")


@pytest.mark.parametrize(
    "holder",
    [DiskBackingStore(type="block"), DiskMirror(type="block"), SnapshotDisk(name="vda", type="block")],
)
def test_a_path_of_other_elements_with_a_source(holder: DiskBackingStore | DiskMirror | SnapshotDisk) -> None:
    """What a disk lies over, is copied to, or writes to after a snapshot has the same word for where it is."""
    assert holder.path is None
    holder.path = "/dev/vg0/a"
    assert holder.path == "/dev/vg0/a"
    assert holder.source is not None
    assert holder.source.dev == "/dev/vg0/a"


def test_names_go_on_after_z() -> None:
    domain = Domain(type="kvm", name="a")
    for _ in range(28):
        domain.devices.add(Disk.for_file("/images/new.qcow2"))
    assert [disk.target.dev for disk in domain.devices.disks][-3:] == ["vdz", "vdaa", "vdab"]


@pytest.mark.parametrize(
    ("device", "reason"),
    [
        (Disk(target=DiskTarget(dev="vda")), "the target 'vda' belongs to another <disk> already"),
        (Interface.for_network("lan", mac="52:54:00:aa:00:01"), "the MAC address '52:54:00:aa:00:01' belongs to"),
        (Hostdev.for_pci("0000:3b:00.1"), "the PCI device of the host '0000:3b:00.1' belongs to another <hostdev>"),
        (
            Tpm(backend=Tpm.for_emulator().backend, address=Address.parse("04:00.0")),
            "the PCI address in the guest '0000:04:00.0' belongs to another <hostdev>",
        ),
    ],
)
def test_what_is_in_use_is_refused_and_nothing_changes(domain: Domain, device: Device, reason: str) -> None:
    before = domain.to_xml(), device.to_xml()
    with pytest.raises(ValueError, match=reason):
        domain.devices.add(device)
    assert (domain.to_xml(), device.to_xml()) == before


def test_an_alias_in_use_is_refused_and_the_disk_stays_without_a_name(domain: Domain) -> None:
    disk = copy.deepcopy(domain.devices.disks[1])
    del disk.target.dev
    with pytest.raises(ValueError, match="the alias 'ua-data' belongs to another <disk> already"):
        domain.devices.add(disk)
    assert "dev='vd" not in disk.to_xml()


def test_the_same_object_twice_is_refused(domain: Domain) -> None:
    with pytest.raises(ValueError, match="this <graphics> is among the devices already"):
        domain.devices.add(domain.devices.graphics[0])


def test_a_device_of_which_there_is_one(domain: Domain) -> None:
    domain.devices.add(Memballoon(model="virtio"))
    with pytest.raises(ValueError, match="there is a <memballoon> already"):
        domain.devices.add(Memballoon(model="none"))
    domain.devices.remove(Memballoon(model="virtio"))
    assert domain.devices.memballoon is None


def test_what_is_no_device_is_refused(domain: Domain) -> None:
    with pytest.raises(TypeError, match="expected a device such as Disk or Interface, got DiskTarget"):
        domain.devices.add(DiskTarget(dev="vda"))  # type: ignore[arg-type]


def test_the_others_keep_their_places(domain: Domain) -> None:
    domain.devices.remove(domain.devices.disks[0])
    assert _tags(domain) == ["interface", "disk", "graphics", "audio", "hostdev", "disk"]
    assert _tags(Domain.from_xml(domain.to_xml())) == _tags(domain)


def test_what_is_not_there_cannot_be_removed(domain: Domain) -> None:
    with pytest.raises(ValueError, match="this <graphics> is not among the devices"):
        domain.devices.remove(Graphics(type="vnc"))
    with pytest.raises(ValueError, match="this <memballoon> is not among"):
        domain.devices.remove(Memballoon(model="none"))


def test_of_two_equal_devices_the_very_one_goes() -> None:
    graphics = [Graphics(type="vnc"), Graphics(type="vnc")]
    domain = Domain(type="kvm", name="a")
    domain.devices.graphics = [*graphics]
    domain.devices.remove(graphics[1])
    assert domain.devices.graphics[0] is graphics[0]


@pytest.mark.parametrize(
    ("source", "path"),
    [
        (DiskSource(file="/images/a.qcow2"), "/images/a.qcow2"),
        (DiskSource(dev="/dev/vg0/a"), "/dev/vg0/a"),
        (DiskSource(dir="/share"), "/share"),
        (DiskSource(pool="images", volume="a.qcow2"), "images/a.qcow2"),
        (DiskSource(protocol="rbd", name="pool/a"), "pool/a"),
        (DiskSource(type="pci", namespace=1), None),
        (None, None),
    ],
)
def test_the_path_of_a_disk(source: DiskSource | None, path: str | None) -> None:
    assert Disk(target=DiskTarget(dev="vda"), source=source).path == path


def test_disks_for_what_people_have() -> None:
    disks = [
        Disk.for_file("/images/a.qcow2", "vda"),
        Disk.for_block_device("/dev/vg0/a", "sda"),
        Disk.for_volume("images", "a.raw", "xvda"),
        Disk.for_cdrom("/iso/a.iso", "sdb"),
        Disk.for_cdrom(target="sdc"),
    ]
    assert [disk.type for disk in disks] == ["file", "block", "volume", "file", "file"]
    assert [disk.format for disk in disks] == ["qcow2", "raw", "raw", "raw", "raw"]
    assert [disk.target.bus for disk in disks] == ["virtio", None, "xen", "sata", "sata"]
    assert [disk.device for disk in disks] == ["disk", "disk", "disk", "cdrom", "cdrom"]
    assert [problem for disk in disks for problem in disk.validate()] == []


def test_a_format_is_never_guessed() -> None:
    with pytest.raises(ValueError, match="does not tell the format of the image; pass it"):
        Disk.for_file("/images/a.img")
    assert Disk.for_file("/images/a.img", format="raw").format == "raw"


def test_objects_for_one_wish() -> None:
    card = Interface.for_bridge("br0")
    assert card.source_name == "br0"
    assert Hostdev.for_usb(0x046D, 0xC52B).to_xml(indent=None).count("id='0x046d'") == 1
    made = [card, Interface.for_network("lan"), Hostdev.for_pci("3b:00.1"), Hostdev.for_usb(1, 2), Cpu.host_model()]
    made += [Cpu.host_passthrough(), Cpu.for_model("EPYC"), Tpm.for_emulator()]
    assert [problem.message for part in made for problem in part.validate()] == []


def test_a_pci_address_as_text() -> None:
    assert PciAddress.parse("3b:00.1") == PciAddress.parse("0000:3b:00.1") == (0, 0x3B, 0, 1)
    assert str(PciAddress(1, 2, 31, 7)) == "0001:02:1f.7"
    assert str(Address.parse("00:1f.7")) == "0000:00:1f.7"
    assert Address.parse("00:1f.7").type == "pci"
    assert HostDeviceAddress.parse("3b:00.1").pci == (0, 0x3B, 0, 1)
    assert str(Address(type="usb", bus=0)) == "Address(type='usb', bus=0)"


@pytest.mark.parametrize("text", ["", "3b", "0000:3b:20.0", "0000:3b:00.8", "0000:3b:00", "zz:00.0", "0000:3b:00.1\n1"])
def test_what_is_no_pci_address(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a PCI address; expected for example '0000:3b:00.1'"):
        PciAddress.parse(text)


def test_every_device_is_a_device() -> None:
    """``isinstance`` tells devices from parts of them."""
    domain = Domain.from_xml(MIXED)
    assert all(isinstance(device, Device) for device in domain.devices)
    assert not isinstance(DiskTarget(dev="vda"), Device)


def test_the_address_of_a_card() -> None:
    """Read, changed in its element, made and taken away."""
    card = Interface.for_network("lan")
    assert card.mac_address is None
    card.mac_address = "52:54:00:00:00:01"
    mac = card.mac
    card.mac_address = "52:54:00:00:00:02"
    assert card.mac is mac
    assert "<mac address='52:54:00:00:00:02'/>" in card.to_xml()
    card.mac_address = None
    assert "<mac" not in card.to_xml()


def test_a_folder_of_the_host() -> None:
    """By virtiofs; the path is whatever the host gives."""
    folder = Filesystem.for_folder("/srv/data", "data", readonly=True)
    assert folder.validate() == []
    assert (folder.path, folder.target.dir, folder.readonly) == ("/srv/data", "data", True)
    for attribute in ("file", "dev", "name"):
        other = Filesystem.from_xml(f"<filesystem><source {attribute}='/a'/><target dir='/'/></filesystem>")
        assert other.path == "/a"
    assert Filesystem.from_xml("<filesystem type='ram'><target dir='/'/></filesystem>").path is None


@pytest.mark.parametrize(
    ("kind", "path", "source"),
    [
        (None, "/srv/a.qcow2", DiskSource(file="/srv/a.qcow2")),
        ("file", PurePosixPath("/srv/a.qcow2"), DiskSource(file="/srv/a.qcow2")),
        ("block", "/dev/vg0/a", DiskSource(dev="/dev/vg0/a")),
        ("volume", "fast/a.qcow2", DiskSource(pool="fast", volume="a.qcow2")),
        ("network", "rbd/a", DiskSource(name="rbd/a")),
    ],
)
def test_the_path_of_a_disk_can_be_set(kind: Any, path: Any, source: DiskSource) -> None:
    """It goes where the type of the disk has it, and comes back; ``None`` makes the drive empty."""
    disk = Disk(type=kind, target=DiskTarget(dev="vda"))
    disk.path = path
    assert disk.source == source
    assert disk.path == str(path)
    disk.path = None
    assert disk.source is None


def test_other_parts_of_a_source_stay() -> None:
    """A volume without a pool stays in its pool, and what else a source has stays there; a format needs no driver."""
    disk = Disk(type="volume", source=DiskSource(pool="default", volume="a", mode="host"), target=DiskTarget(dev="vda"))
    disk.path, disk.format = "b", "qcow2"
    assert disk.source == DiskSource(pool="default", volume="b", mode="host")
    assert disk.driver == DiskDriver(name="qemu", type="qcow2")
    disk.driver = disk.format = None
    assert disk.driver is None


def test_what_has_no_path() -> None:
    """It is an error that says where the value belongs."""
    with pytest.raises(AttributeError, match="a disk of type 'nvme' has no path"):
        Disk(type="nvme", target=DiskTarget(dev="vda")).path = "/a"
    with pytest.raises(AttributeError, match=r"Interface\.source_name can only be read"):
        Interface(type="user").source_name = "a"  # type: ignore[misc]


def test_the_folder_of_a_filesystem_can_be_set() -> None:
    """It stays a folder or a file, as its type says."""
    folder = Filesystem.for_folder("/srv/a", "a")
    folder.path = "/srv/b"
    assert (folder.path, folder.source.dir) == ("/srv/b", "/srv/b")


def test_a_disk_for_an_image_is_not_read_from_it() -> None:
    """``from_file`` reads XML, of a disk too; who gives it a target is told what makes a disk for an image."""
    with pytest.raises(TypeError, match=r"Disk\.for_file\(path, target\)"):
        Disk.from_file("/images/web1.qcow2", "vda")  # type: ignore[arg-type]
    with io.StringIO("<disk type='file'><target dev='vda'/></disk>") as file:
        assert Disk.from_file(file).target.dev == "vda"


def test_a_usb_device_by_what_lsusb_prints() -> None:
    """The two numbers may be one text, two texts, or numbers; what is none is refused at once."""
    expected = Hostdev.for_usb(0x046D, 0xC52B)
    assert Hostdev.for_usb("046d:c52b") == Hostdev.for_usb("0x046D", "c52b") == expected
    for wrong in ("046d", "046d:", "046d:c52b:1", "keyboard:1", ":1"):
        with pytest.raises(ValueError, match="lsusb"):
            Hostdev.for_usb(wrong)
    with pytest.raises(ValueError, match="70000"):
        Hostdev.for_usb(70000, 1)


def test_what_is_added_is_returned() -> None:
    """The object that was given, with the name that it got."""
    domain = Domain(type="kvm", name="a")
    disk = Disk.for_file("/images/a.qcow2")
    assert domain.devices.add(disk) is disk
    assert disk in domain.devices


def test_the_images_below_a_disk() -> None:
    """From the nearest to the last, without the element that ends the chain; none where none is named."""
    end = "<backingStore/>"
    for name in ("base", "middle"):
        end = f"<backingStore type='file'><source file='/images/{name}'/>{end}</backingStore>"
    disk = Disk.from_xml(f"<disk><source file='/images/top'/>{end}</disk>")
    assert [image.path for image in disk.backing_chain] == ["/images/middle", "/images/base"]
    assert Disk.from_xml("<disk><backingStore/></disk>").backing_chain == Disk.from_xml("<disk/>").backing_chain == []
