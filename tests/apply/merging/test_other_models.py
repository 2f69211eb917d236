"""What only a former model of a device has goes; so does a place that another device is asked to have."""

from __future__ import annotations

import pytest

from libvirt_xml.apply import merge
from libvirt_xml.apply.merging.remembering import refusals_of
from libvirt_xml.changes import compare
from tests.changes.reading import devices, domain

ADDRESS = "<address type='pci' domain='0' bus='3' slot='0' function='0'/>"
ISA = "<address type='isa' iobase='0x505'/>"


@pytest.mark.parametrize(
    ("had", "asked", "goes"),
    [
        (f"<watchdog model='i6300esb'>{ADDRESS}</watchdog>", "<watchdog model='ib700'/>", ["address"]),
        (f"<watchdog model='i6300esb'>{ADDRESS}</watchdog>", "<watchdog action='reset'/>", []),
        (f"<video><model type='vga'/>{ADDRESS}</video>", "<video><model type='ramfb'/></video>", ["address"]),
        (f"<video><model type='vga'/>{ADDRESS}</video>", "<video><model type='virtio'/></video>", []),
        (
            "<serial type='pty'><target type='isa-serial' port='0'><model name='isa-serial'/></target></serial>",
            "<serial type='pty'><target type='pci-serial'/></serial>",
            ["target.model"],
        ),
        (
            f"<serial type='pty'><target type='pci-serial' port='0'/>{ADDRESS}</serial>",
            "<serial type='pty'><target type='isa-serial'/></serial>",
            ["address"],
        ),
        (f"<panic model='isa'>{ISA}</panic>", "<panic model='hyperv'/>", ["address"]),
        (
            "<rng model='virtio'><backend model='random'>/dev/random</backend></rng>",
            "<rng model='virtio'><backend model='builtin'/></rng>",
            ["backend.value"],
        ),
        (f"<iommu model='virtio'>{ADDRESS}</iommu>", "<iommu model='intel'/>", ["address"]),
        (
            "<disk device='cdrom'><target dev='sda' bus='sata'/><readonly/></disk>",
            "<disk device='disk'><target dev='sda' bus='sata'/></disk>",
            ["readonly"],
        ),
    ],
)
def test_another_model_of_a_device(had: str, asked: str, goes: list[str]) -> None:
    """What only the former model has goes; a model that can have the address keeps it."""
    merged = merge(devices(asked), devices(had))
    assert [drop.path.partition(".")[2].partition(".")[2] for drop in merged.dropped] == goes
    assert merge(devices(asked), merged.document, merged.owned).changes == ()


def test_options_of_another_model_of_a_controller() -> None:
    """Those that are asked come in place of all: "Option 'chassis' is not valid for PCI controller with index '2'"."""
    port = "<model name='pcie-root-port'/><target chassis='2' port='0x9'/>"
    had = devices(f"<controller type='pci' index='2' model='pcie-root-port'>{port}</controller>")
    bridge = "<controller type='pci' index='2' model='pci-bridge'><target chassisNr='56'/></controller>"
    (controller,) = merge(devices(bridge), had).document.devices.controllers
    assert controller.target is not None
    assert controller.target.__dict__ == {"chassis_nr": 56}
    assert controller.model_element is None


def test_a_disk_in_place_of_a_cd_rom() -> None:
    """A disk is what it is if nothing is asked: "readonly sata disks are not supported"."""
    had = devices("<disk device='cdrom'><target dev='sda' bus='sata'/><readonly/></disk>")
    owned = merge(devices("<disk device='cdrom'><target dev='sda' bus='sata'/></disk>"), had).owned
    merged = merge(devices("<disk><target dev='sda' bus='sata'/></disk>"), had, owned)
    assert (merged.document.devices.disks[0].device, merged.document.devices.disks[0].readonly) == (None, False)


@pytest.mark.parametrize(("address", "others"), [(ADDRESS, None), (ADDRESS.replace("bus='3'", "bus='4'"), 3), ("", 3)])
def test_an_address_that_another_device_has(address: str, others: int | None) -> None:
    """libvirt gives the device that nobody asked for another one."""
    merged = merge(devices(f"<memballoon model='virtio'>{address}</memballoon>"), devices(f"<video>{ADDRESS}</video>"))
    (video,) = merged.document.devices.videos
    assert (None if video.address is None else video.address.bus) == others
    assert merged.document.devices.memballoon is not None
    assert (merged.document.devices.memballoon.address is None) == (not address)


@pytest.mark.parametrize(("model", "bus"), [("pcie-root-port", None), ("pcie-to-pci-bridge", 6)])
def test_a_pci_bus_of_another_kind(model: str, bus: int | None) -> None:
    """Its devices get other addresses: "Invalid PCI address 0000:06:01.0. slot must be <= 0"."""
    bridge = "<controller type='pci' index='6' model='pcie-to-pci-bridge'/>"
    address = ADDRESS.replace("bus='3' slot='0'", "bus='6' slot='1'")
    had = devices(f"{bridge}<watchdog model='i6300esb'>{address}</watchdog>")
    merged = merge(devices(bridge.replace("pcie-to-pci-bridge", model) + "<watchdog model='i6300esb'/>"), had)
    (watchdog,) = merged.document.devices.watchdogs
    assert (watchdog.address and watchdog.address.bus) == bus


ICH9 = "".join(f"<controller type='usb' index='0' model='ich9-{model}'/>" for model in ("ehci1", "uhci1", "uhci2"))
PIIX3 = "<controller type='usb' index='0' model='piix3-uhci'/>"
XHCI = "<controller type='usb' index='0' model='qemu-xhci'/>"


@pytest.mark.parametrize(
    ("had", "asked", "models"),
    [
        (PIIX3, ICH9, ["ich9-ehci1", "ich9-uhci1", "ich9-uhci2"]),
        (ICH9, XHCI, ["qemu-xhci"]),
        (PIIX3, XHCI, ["qemu-xhci"]),
        (ICH9, ICH9[: ICH9.index("/>") + 2], ["ich9-ehci1", "ich9-uhci1", "ich9-uhci2"]),
        (XHCI, ICH9.replace("index='0'", "index='1'"), ["qemu-xhci", "ich9-ehci1", "ich9-uhci1", "ich9-uhci2"]),
    ],
)
def test_usb_controllers_of_one_number(had: str, asked: str, models: list[str]) -> None:
    """Those that libvirt had put there make room for other ones: "Duplicate USB controllers with index 0"."""
    merged = merge(devices(asked), devices(had))
    assert [controller.model for controller in merged.document.devices.controllers] == models
    gone = [change.path for change in merged.changes if change.kind == "removed"]
    assert len(gone) == len(had.split("<controller")) - 1 - sum(f"'{model}'" in had for model in models) - (
        had == PIIX3 and asked == XHCI
    )
    assert merge(devices(asked), merged.document, merged.owned).changes == ()


UNNUMBERED = ICH9.replace(" index='0'", "")


@pytest.mark.parametrize(
    ("had", "asked", "left"),
    [
        (PIIX3, UNNUMBERED, ["0 ich9-ehci1", "0 ich9-uhci1", "0 ich9-uhci2"]),
        (ICH9, UNNUMBERED, ["0 ich9-ehci1", "0 ich9-uhci1", "0 ich9-uhci2"]),
        (PIIX3, XHCI.replace(" index='0'", "") + ICH9[: ICH9.index("/>") + 2], ["1 qemu-xhci", "0 ich9-ehci1"]),
        (ICH9, UNNUMBERED.replace("ich9-ehci1", "piix3-uhci"), ["0 piix3-uhci", "1 ich9-uhci1", "1 ich9-uhci2"]),
    ],
)
def test_usb_controllers_without_a_number(had: str, asked: str, left: list[str]) -> None:
    """They have the one that libvirt gives them: parts of one controller that follow each other share it."""
    applied = merge(devices(had), devices(had))
    merged = merge(devices(asked), devices(had), applied.owned)
    controllers = merged.document.devices.controllers
    assert [f"{controller.index} {controller.model}" for controller in controllers] == left
    assert merge(devices(asked), merged.document, merged.owned).changes == ()


def test_a_number_that_is_no_longer_asked() -> None:
    """It stays: libvirt would give the controller another one."""
    had = devices("<controller type='scsi' index='0'/>")
    merged = merge(devices("<controller type='scsi'/>"), had, merge(had, had).owned)
    assert merged.changes == ()
    assert merged.document.devices.controllers[0].index == 0


USB_ADDRESS = "<address type='usb' bus='0' port='1'/>"
SERIAL = f"<serial type='pty'><target type='usb-serial' port='0'/>{USB_ADDRESS}</serial>"
CONSOLE = "<console type='pty'><target type='serial' port='0'/>{}</console>"
HYPERVISOR_CONSOLE = "<console type='pty'><target type='virtio' port='0'/>{}</console>"


@pytest.mark.parametrize(
    ("console", "asked", "left"),
    [
        (CONSOLE, "", []),
        (CONSOLE, CONSOLE.format(""), [False]),
        (CONSOLE, CONSOLE.format(USB_ADDRESS), [True]),
        (CONSOLE, SERIAL, [True]),
        (CONSOLE, SERIAL.replace("usb-serial", "isa-serial").replace(USB_ADDRESS, ""), [False]),
        (HYPERVISOR_CONSOLE, "", [True]),
    ],
)
def test_the_console_that_is_a_copy_of_a_serial_port(console: str, asked: str, left: list[bool]) -> None:
    """It goes with the port, and so does its address: "Target type 'isa-serial' requires address type 'isa'"."""
    had = devices(SERIAL + console.format(USB_ADDRESS))
    merged = merge(devices(asked), had, merge(devices(SERIAL), had).owned)
    assert [console.address is not None for console in merged.document.devices.consoles] == left


def test_an_address_that_libvirt_did_not_take() -> None:
    """It is not asked for with the next change: "Invalid PCI address 0000:02:01.0. slot must be <= 0"."""
    watchdog = "<watchdog model='i6300esb'>{}</watchdog>"
    asked, had = devices(watchdog.format(ADDRESS.replace("bus='3'", "bus='2'"))), devices(watchdog.format(ADDRESS))
    refused = refusals_of(merge(asked, had).changes)
    asked.devices.watchdogs[0].action = "reset"
    (merged,) = merge(asked, had, refused=refused).document.devices.watchdogs
    assert (merged.action, merged.address and merged.address.bus) == ("reset", 3)


TABLET = "<input type='tablet' bus='usb'>{}</input>"
PORT = "<address type='usb' bus='0' port='{}'/>"


@pytest.mark.parametrize(
    ("asked", "ports"),
    [
        (PIIX3 + 3 * TABLET.format(""), [None, None, None]),
        (XHCI + 3 * TABLET.format(""), [1, 2, 3]),
        (3 * TABLET.format(""), [None, None, None]),
        (XHCI.replace("index='0'", "index='1'") + 3 * TABLET.format(""), [None, None, None]),
        (PIIX3 + "".join(TABLET.format(PORT.format(number)) for number in (1, 2, 3)), [1, 2, 3]),
    ],
)
def test_a_usb_bus_with_fewer_ports(asked: str, ports: list[int | None]) -> None:
    """libvirt gives its devices new ones, and adds a hub for which it needs one; ports that are asked stay."""
    tablets = "".join(TABLET.format(PORT.format(number)) for number in (1, 2, 3))
    had = devices(XHCI.replace("/>", " ports='8'/>") + tablets)
    merged = merge(devices(asked), had, merge(devices(XHCI), had).owned)
    assert [item.address and item.address.port for item in merged.document.devices.inputs] == ports


@pytest.mark.parametrize(("model", "ports"), [("piix3-uhci", [1, None, None]), ("qemu-xhci", [1, 2, None])])
def test_a_usb_bus_that_is_full(model: str, ports: list[int | None]) -> None:
    """The last device makes room for the hub that libvirt adds: "No free USB ports"; with a free port none moves."""
    controller = PIIX3.replace("piix3-uhci", model)
    had = controller + "".join(TABLET.format(PORT.format(number)) for number in (1, 2))
    merged = merge(devices(controller + 3 * TABLET.format("")), devices(had))
    assert [item.address and item.address.port for item in merged.document.devices.inputs] == ports


def test_another_primary_display() -> None:
    """Only one is: "Only one primary video device is supported"."""
    had = devices("<video><model type='qxl' primary='yes'/></video>")
    asked = devices("<video><model type='qxl'/></video><video><model type='vga' primary='yes'/></video>")
    merged = merge(asked, had)
    assert [video.model and video.model.primary for video in merged.document.devices.videos] == [None, True]
    assert merge(devices("<video><model type='qxl'/></video>"), had).changes == ()


LOADER = "<loader readonly='yes' type='pflash'>/code.fd</loader>"


@pytest.mark.parametrize(("asked", "stays"), [("<os/>", False), (f"<os>{LOADER}</os>", True)])
def test_the_variables_of_firmware_that_is_no_longer_asked(asked: str, stays: bool) -> None:
    """They go with it: "no loader path specified and firmware auto selection disabled"."""
    had = domain(f"<os>{LOADER}<nvram>/vars.fd</nvram></os>")
    merged = merge(domain(asked), had, merge(domain(f"<os>{LOADER}</os>"), had).owned)
    assert merged.document.os is not None
    assert (merged.document.os.nvram is not None) == stays
    assert [drop.consent for drop in merged.dropped if "nvram" in drop.path] == ([] if stays else ["new-hardware"])


MACHINE = "<os><type machine='{}'>hvm</type></os><devices>{}</devices>"
WATCHDOGS = "<watchdog model='itco'/><watchdog model='i6300esb'/>"


@pytest.mark.parametrize(
    ("machine", "asked", "left"),
    [
        ("pc", "", ["i6300esb"]),
        ("pc", "<watchdog model='itco'/>", ["itco", "i6300esb"]),
        ("q35", "", ["itco", "i6300esb"]),
    ],
)
def test_a_watchdog_of_one_family(machine: str, asked: str, left: list[str]) -> None:
    """libvirt 12.8.0 adds one to q35, which no other machine has; that of somebody else stays."""
    had = domain(MACHINE.format("pc-q35-11.1", WATCHDOGS))
    merged = merge(domain(MACHINE.format(machine, asked)), had)
    assert [watchdog.model for watchdog in merged.document.devices.watchdogs] == left


@pytest.mark.parametrize(("asked", "actions"), [("poweroff", ["poweroff"] * 2), ("reset", ["reset"] * 2)])
def test_a_watchdog_that_libvirt_added_does_the_same(asked: str, actions: list[str]) -> None:
    """ "watchdogs with different actions are not supported": only one was changed."""
    watchdog = "<watchdog model='{}' action='{}'/>"
    had = devices(watchdog.format("i6300esb", "reset") + watchdog.format("itco", "reset"))
    merged = merge(devices(watchdog.format("i6300esb", asked)), had)
    assert [held.action for held in merged.document.devices.watchdogs] == actions
    assert len(merged.changes) == (asked != "reset")


HOTPLUG = "<maxMemory slots='4'>900</maxMemory><memory>{}</memory><vcpu>{}</vcpu>"
CELL = "<cell id='0' cpus='0-3' memory='512'{}/>"


@pytest.mark.parametrize(
    ("asked", "cells", "left"),
    [
        (HOTPLUG.format(512, 4), CELL.format(""), 1),
        (HOTPLUG.format(512, 2), CELL.format(""), 0),
        (HOTPLUG.format(600, 4), CELL.format(""), 0),
        ("<memory>512</memory><vcpu>2</vcpu>", CELL.format(""), 0),
        (HOTPLUG.format(512, 2), CELL.format(" memAccess='shared'"), 1),
        (HOTPLUG.format(512, 2), CELL.format("") + "<cell id='1' memory='3'/>", 2),
        (HOTPLUG.format(600, 8) + f"<cpu><numa>{CELL.format('')}</numa></cpu>", CELL.format(""), 1),
    ],
)
def test_the_cell_that_libvirt_makes(asked: str, cells: str, left: int) -> None:
    """libvirt 12.8.0 makes one of all CPUs and memory, and again of other ones; what else somebody said stays."""
    had = domain(HOTPLUG.format(512, 4) + f"<cpu><numa>{cells}</numa></cpu>")
    owned = merge(domain(HOTPLUG.format(512, 4)), had).owned
    numa = merge(domain(asked), had, owned).document.cpu.numa  # type: ignore[union-attr]
    assert (0 if numa is None else len(numa.cells)) == left


def test_memory_beside_modules() -> None:
    """Without cells that are asked, the memory that is asked counts, also beside a module."""
    module = "<devices><memory model='dimm'><target><size>88</size></target></memory></devices>"
    had = domain(HOTPLUG.format(600, 4) + f"<cpu><numa>{CELL.format('')}</numa></cpu>" + module)
    merged = merge(domain(HOTPLUG.format(700, 4) + module), had)
    assert [change.path for change in merged.changes] == ["memory"]


def test_what_was_refused_goes_along_with_another_change() -> None:
    """libvirt 9.0.0 writes a cache without the policy 'none', which its own schema requires."""
    cell = "<cpu><numa><cell id='0' cpus='0' memory='5'><cache level='1'{}>{}</cache></cell></numa></cpu>"
    sizes = "<size value='1' unit='KiB'/><line value='8' unit='B'/>"
    asked = domain(cell.format(" associativity='none' policy='none'", sizes))
    actual = domain(cell.format("", sizes))
    refused = refusals_of(merge(asked, actual).changes)
    assert len(refused) == 2
    assert merge(asked, actual, refused=refused).changes == ()
    assert compare(merge(asked, actual, refused=refused).document, actual) == []
    asked.title = "other"
    assert "policy='none'" in merge(asked, actual, refused=refused).document.to_xml()


def test_cpus_of_a_cell_go_along_with_the_number_of_cpus() -> None:
    """libvirt puts CPUs without a cell into the first; of fewer CPUs it takes the cell as it is asked."""
    form = "<vcpu>{}</vcpu><cpu><numa><cell id='0' cpus='{}' memory='512'/></numa></cpu>"
    four = domain(form.format(4, "0-3"))
    refused = refusals_of(merge(domain(form.format(4, "0-1")), four).changes)
    merged = merge(domain(form.format(2, "0-1")), four, refused=refused)
    assert [change.path for change in merged.changes] == ["vcpu.value"]
    assert "cpus='0-1'" in merged.document.to_xml()
