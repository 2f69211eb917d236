"""What libvirt assigns, one kind of thing after the other; the figures are those of libvirt 9.0.0."""

from __future__ import annotations

import pytest

from libvirt_xml import Domain
from libvirt_xml.completion import completed
from libvirt_xml.completion.devices.disk_names import disk_number
from tests.completion.test_omitting import domain_of

DISK = "<disk type='file' device='{}'><source file='/{}'/><target dev='{}' bus='{}'/></disk>"
USB = "<input type='tablet' bus='usb'/>"
CHANNEL = "<channel type='unix'><target type='virtio' name='n{}'/></channel>"
USB2 = "".join(f"<controller type='usb' model='ich9-{part}'/>" for part in ("ehci1", "uhci1", "uhci2", "uhci3"))
NIC = "<interface type='user'><mac address='52:54:00:00:00:0{}'/><model type='{}'/></interface>"

# Machines that a real libvirt is asked about too (tests/real).
MACHINES = [
    ("pc", NIC.format(1, "e1000") + DISK.format("disk", "a", "vda", "virtio") + "<video><model type='vga'/></video>"),
    ("pc", "".join(NIC.format(at % 10, "virtio") for at in range(30))),
    ("pc", USB * 3 + "<hub type='usb'/>"),
    ("pc", USB * 12),
    ("pc", "".join(CHANNEL.format(at) for at in range(31))),
    ("pc", DISK.format("disk", "a", "hdc", "ide") + DISK.format("disk", "b", "sdh", "scsi")),
    ("pc", "<graphics type='vnc'/><graphics type='spice' autoport='yes'/><sound model='ich6'/>"),
    ("q35", NIC.format(1, "rtl8139") + NIC.format(2, "virtio") + "<sound model='ich9'/>"),
    (
        "q35",
        USB2 + NIC.format(1, "e1000e") + "<console type='pty'><target type='virtio'/></console>",
    ),
    ("q35", "<controller type='scsi'/><controller type='pci' index='1' model='pcie-expander-bus'/>"),
    ("q35", "<controller type='pci' index='1' model='dmi-to-pci-bridge'/>" + DISK.format("cdrom", "a", "sdg", "sata")),
    ("q35", "<graphics type='spice'/><watchdog model='i6300esb'/><rng model='virtio'><backend model='random'/></rng>"),
]


def machine(devices: str, *, name: str = "pc", arch: str = "x86_64", libvirt: str | None = None) -> Domain:
    """A completed machine."""
    return completed(asked(devices, name, arch), libvirt=libvirt)


def asked(devices: str, name: str, arch: str = "x86_64") -> Domain:
    """A machine that says no more than its devices."""
    kind = f"<os><type arch='{arch}' machine='{name}'>hvm</type></os>"
    head = f"<domain type='qemu'><name>a</name><memory unit='KiB'>1024</memory>{kind}"
    return domain_of(f"{head}<devices>{devices}</devices></domain>")


def places(domain: Domain) -> dict[str, tuple[int | None, int | None, int | None]]:
    """Bus, slot and function of each controller, by type and number."""
    return {
        f"{item.type} {item.index}": (item.address.bus, item.address.slot, item.address.function)
        for item in domain.devices.controllers
        if item.address
    }


def test_slots_of_pc() -> None:
    """The chip set has slot 1 and the first display slot 2; the rest follows in libvirt's order."""
    video = "<video><model type='vga'/></video>"
    domain = machine(NIC.format(1, "e1000") + DISK.format("disk", "a", "vda", "virtio") + video)
    addresses = [domain.devices.videos[0].address, domain.devices.interfaces[0].address]
    addresses += [domain.devices.disks[0].address]
    assert [address and address.slot for address in addresses] == [2, 3, 4]
    assert places(domain) == {"usb 0": (0, 1, 2)}


@pytest.mark.parametrize(("kind", "bus"), [("mouse", "ps2"), ("keyboard", "ps2"), ("tablet", "usb")])
def test_the_bus_of_an_input(kind: str, bus: str) -> None:
    """A keyboard and a mouse are those of the machine, a tablet is a USB device."""
    inputs = machine(f"<input type='{kind}'/>").devices.inputs
    assert {device.type: device.bus for device in inputs} == {"mouse": "ps2", "keyboard": "ps2", kind: bus}


@pytest.mark.parametrize(
    ("source", "name", "port"),
    [
        ("protocol='iscsi' name='iqn.2024-01.org.example:a'", "iqn.2024-01.org.example:a/0", 3260),
        ("protocol='iscsi' name='iqn.2024-01.org.example:a/1'", "iqn.2024-01.org.example:a/1", 3260),
        ("protocol='nbd' name='a'", "a", 10809),
        ("protocol='rbd' name='pool/a'", "pool/a", None),
    ],
)
def test_a_disk_of_a_server(source: str, name: str, port: int | None) -> None:
    """libvirt knows the port of most protocols, and takes the first unit of an iSCSI target."""
    disk = f"<disk type='network'><source {source}><host name='h'/></source><target dev='vda' bus='virtio'/></disk>"
    completed = machine(disk).devices.disks[0].source
    assert completed is not None
    assert (completed.name, completed.hosts[0].port) == (name, port)


def test_a_bridge_is_added() -> None:
    """Thirty NICs do not fit into the slots of the root bus."""
    domain = machine("".join(NIC.format(1, "virtio") for _ in range(30)))
    assert [bus.model for bus in domain.devices.controllers if bus.type == "pci"] == ["pci-root", "pci-bridge"]
    assert places(domain)["pci 1"] == (0, 2, 0)
    assert {nic.address and nic.address.bus for nic in domain.devices.interfaces} == {0, 1}


def test_conventional_devices_of_q35() -> None:
    """They share a bridge that has a root port; another port is kept free."""
    domain = machine(NIC.format(1, "rtl8139"), name="q35", libvirt="9.0.0")
    buses = [bus.model for bus in domain.devices.controllers if bus.type == "pci"]
    assert buses == ["pcie-root", "pcie-root-port", "pcie-to-pci-bridge", *["pcie-root-port"] * 3]
    assert places(domain)["pci 2"] == (1, 0, 0)
    assert places(domain)["sata 0"] == (0, 0x1F, 2)
    address = domain.devices.interfaces[0].address
    assert address
    assert (address.bus, address.slot) == (2, 1)


def test_usb2_shares_a_slot() -> None:
    """The four parts of a USB 2 controller, each with its own function."""
    domain = machine(USB2, name="q35")
    usb = [item for item in domain.devices.controllers if item.type == "usb"]
    assert [item.index for item in usb] == [0, 0, 0, 0]
    assert [item.address and item.address.slot for item in usb] == [0x1D] * 4
    assert [item.address and item.address.function for item in usb] == [7, 0, 1, 2]
    assert [item.master and item.master.startport for item in usb] == [None, 0, 2, 4]


@pytest.mark.parametrize(
    ("bus", "dev", "place"),
    [
        ("ide", "hdc", (0, 1, 0)),
        ("scsi", "sdh", (1, 0, 0)),
        ("sata", "sdg", (1, 0, 0)),
        ("fdc", "fdb", (0, 0, 1)),
    ],
)
def test_drives(bus: str, dev: str, place: tuple[int, int, int]) -> None:
    """By the name of the disk; the controllers up to that one are added."""
    device = "floppy" if bus == "fdc" else "disk"
    domain = machine(DISK.format(device, "a", dev, bus))
    address = domain.devices.disks[0].address
    assert address
    assert (address.controller, address.bus, address.unit) == place
    assert [item.index for item in domain.devices.controllers if item.type == bus] == list(range(place[0] + 1))


@pytest.mark.parametrize(("name", "number"), [("sda", 0), ("vdz", 25), ("hdaa", 26), ("xvdb1", 1), ("x", None)])
def test_disk_numbers(name: str, number: int | None) -> None:
    assert disk_number(name) == number


def test_usb_ports() -> None:
    """Two ports are not enough for three devices: a hub takes the first."""
    domain = machine(USB * 3)
    assert [hub.address and hub.address.port for hub in domain.devices.hubs] == [1]
    ports = [item.address.port for item in domain.devices.inputs if item.address]
    assert ports == [2, "1.1", "1.2"]


def test_serial_and_console() -> None:
    """Either makes the other."""
    for devices in ("<serial type='pty'/>", "<console type='pty'/>"):
        domain = machine(devices)
        (serial,), (console,) = domain.devices.serials, domain.devices.consoles
        assert serial.target
        assert (serial.target.type, serial.target.port) == ("isa-serial", 0)
        assert console.target
        assert (console.target.type, console.target.port) == ("serial", 0)


def test_graphics() -> None:
    """They bring a display and, for spice, sound; ports are given at start."""
    domain = machine("<graphics type='vnc'/><graphics type='spice' autoport='yes' port='-1'/>")
    vnc, spice = domain.devices.graphics
    assert (vnc.port, vnc.autoport, spice.port) == (-1, True, None)
    assert [listen.type for listen in (*vnc.listens, *spice.listens)] == ["address", "address"]
    model = domain.devices.videos[0].model
    assert model
    assert (model.type, model.primary) == ("cirrus", True)
    assert [audio.type for audio in domain.devices.audios] == ["spice"]


def test_channels() -> None:
    """From port 1 on, on a controller that is added; a full one is followed by another."""
    domain = machine("".join(CHANNEL.format(at) for at in range(31)))
    ports = [(item.address.controller, item.address.port) for item in domain.devices.channels if item.address]
    assert ports[:2] == [(0, 1), (0, 2)]
    assert ports[-1] == (1, 1)


def test_memory() -> None:
    """The cells of NUMA make the memory; the guest has at first what there is."""
    kind = "<os><type arch='x86_64' machine='pc'>hvm</type></os>"
    xml = f"<domain type='kvm'><name>a</name><memory unit='KiB'>1</memory>{kind}"
    cells = "<cpu><numa><cell cpus='0' memory='1000' unit='KiB'/><cell cpus='1' memory='24'/></numa></cpu>"
    domain = completed(domain_of(f"{xml}{cells}</domain>"))
    assert domain.memory
    assert domain.current_memory
    assert (domain.memory.value, domain.current_memory.value) == (1024, 1024)


def test_s390x() -> None:
    """Devices are numbered on the channel subsystem, disks first."""
    devices = NIC.format(1, "virtio") + DISK.format("disk", "a", "vda", "virtio")
    domain = machine(devices, name="s390-ccw-virtio", arch="s390x")
    addresses = [domain.devices.disks[0].address, domain.devices.interfaces[0].address]
    assert [(address.cssid, address.devno) for address in addresses if address] == [(0xFE, 0), (0xFE, 1)]
    assert [panic.model for panic in domain.devices.panics] == ["s390"]


def test_releases_differ() -> None:
    """What only some releases do is not done where the release is not known."""
    watchdogs = {
        libvirt: [watchdog.model for watchdog in machine("", name="q35", libvirt=libvirt).devices.watchdogs]
        for libvirt in ("9.0.0", "12.8.0", None)
    }
    assert watchdogs == {"9.0.0": [], "12.8.0": ["itco"], None: []}
    other = "<watchdog model='i6300esb' action='poweroff'/>"
    both = machine(other, name="q35", libvirt="12.8.0").devices.watchdogs
    assert [watchdog.action for watchdog in both] == ["poweroff", "poweroff"]
    cpus = [machine("", name="virt", arch="aarch64", libvirt=libvirt).cpu for libvirt in ("9.0.0", "12.8.0", None)]
    assert [cpu and cpu.model and cpu.model.value for cpu in cpus] == ["cortex-a15", None, None]


def test_emulators() -> None:
    """The host's emulator is where its distribution has it; another is somebody's choice."""
    assert machine("").devices.emulator == "/usr/bin/qemu-system-x86_64"
    assert machine("<emulator>/opt/qemu</emulator>").devices.emulator == "/opt/qemu"


def test_firmware_chosen_by_hand() -> None:
    """Its variables are kept under the machine's name, unless somebody says where."""
    loader = "<loader readonly='yes' type='pflash'>/code.fd</loader>"
    for nvram, path in (("", "/var/lib/libvirt/qemu/nvram/a_VARS.fd"), ("/my.fd", "/my.fd")):
        parts = f"{loader}<nvram template='/vars.fd'>{nvram}</nvram>"
        domain = domain_of(asked("", "q35").to_xml().replace("</os>", f"{parts}</os>"))
        whole = completed(domain)
        assert whole.os
        assert whole.os.nvram
        assert whole.os.nvram.value == path
