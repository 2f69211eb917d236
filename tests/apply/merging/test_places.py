"""Places and numbers that libvirt gave: who keeps them, and what makes room for what is asked."""

from __future__ import annotations

import pytest

from libvirt_xml.apply import merge
from libvirt_xml.apply.merging.remembering import refusals_of
from tests.changes.reading import devices

ADDRESS = "<address type='pci' domain='0' bus='3' slot='0' function='0'/>"
ROOT = "<controller type='pci' index='0' model='{}'/>"
BRIDGE = "<controller type='pci' index='6' model='{}'/>"
ON_BRIDGE = ADDRESS.replace("bus='3' slot='0'", "bus='6' slot='1'")
WATCHDOG = f"<watchdog model='i6300esb'>{ON_BRIDGE}</watchdog>"


@pytest.mark.parametrize(
    ("root", "model"),
    [("pcie-root", "pcie-to-pci-bridge"), ("pcie-root", "pcie-root-port"), ("pci-root", "pci-bridge")],
)
def test_a_pci_bus_with_devices_stays(root: str, model: str) -> None:
    """A file that no longer has the controller still has its devices, and these keep their addresses."""
    controller = BRIDGE.format(model)
    had = devices(f"{ROOT.format(root)}{controller}{WATCHDOG}")
    owned = merge(devices(controller), had).owned
    assert "devices.controllers[pci:6]" in owned
    merged = merge(devices("<watchdog model='i6300esb'/>"), had, owned)
    assert (merged.changes, merged.document.to_xml()) == ((), had.to_xml())
    assert merge(devices("<watchdog model='i6300esb'/>"), had, merged.owned).changes == ()


def test_a_pci_bus_without_devices_goes() -> None:
    """Together with the last device on it."""
    had = devices(f"{ROOT.format('pcie-root')}{BRIDGE.format('pcie-to-pci-bridge')}{WATCHDOG}")
    owned = merge(devices(f"{BRIDGE.format('pcie-to-pci-bridge')}<watchdog model='i6300esb'/>"), had).owned
    merged = merge(devices(""), had, owned)
    assert [change.path for change in merged.changes] == ["devices.controllers[pci:6]", "devices.watchdogs[0]"]


def test_the_parts_of_a_usb_controller_move_together() -> None:
    """They are functions of one slot: "Attempted double use of PCI Address 0000:00:05.0"."""
    place = ADDRESS.replace("bus='3'", "bus='0'").replace("slot='0'", "slot='5'")
    places = [place.replace("function='0'", f"function='{function}'") for function in (7, 0, 1)]
    had = devices(
        f"<controller type='usb' index='0' model='ich9-ehci1'>{places[0]}</controller>"
        f"<controller type='usb' index='0' model='ich9-uhci1'>{places[1]}</controller>"
        f"<controller type='usb' index='0' model='ich9-uhci2'>{places[2]}</controller>"
    )
    merged = merge(devices(f"<memballoon model='virtio'>{place}</memballoon>"), had)
    assert [controller.address for controller in merged.document.devices.controllers] == [None] * 3


DIMM = "<memory model='dimm'><target><size>{}</size></target>{}</memory>"
PLACES = [
    (DIMM.format(1024, "{}"), DIMM.format(2048, "{}"), "<address type='dimm' slot='0'/>"),
    (
        "<channel type='pty'><target type='virtio' name='a'/>{}</channel>",
        "<channel type='pty'><target type='virtio' name='b'/>{}</channel>",
        "<address type='virtio-serial' controller='0' bus='0' port='1'/>",
    ),
]


@pytest.mark.parametrize(("old", "new", "place"), PLACES)
def test_a_place_of_any_sort_is_had_once(old: str, new: str, place: str) -> None:
    """ "memory device slot '0' is already being used by another memory device"."""
    merged = merge(devices(old.format("") + new.format(place)), devices(old.format(place)))
    assert (merged.document.to_xml().count("<address"), len(merged.changes)) == (1, 1)


def test_the_serial_console_is_the_first() -> None:
    """ "Only the first console can be a serial port"."""
    virtio = "<console type='pty'><target type='virtio' port='1'/></console>"
    merged = merge(devices(f"<console type='pty'/>{virtio}"), devices(virtio))
    assert [console.target is None for console in merged.document.devices.consoles] == [True, False]


ISA = "<serial type='{}'><target{} port='{}'>{}</target></serial>"
TYPED = (" type='isa-serial'", 0, "<model name='isa-serial'/>")


def test_two_serial_ports_of_one_number() -> None:
    """libvirt takes them, gives both a type, and then refuses its own document: "target port '0' already allocated"."""
    had = devices(ISA.format("pty", *TYPED) + ISA.format("null", *TYPED))
    asked = ISA.format("null", "", 0, "") + ISA.format("pty", "", 0, "")
    merged = merge(devices(asked), had).document.devices
    assert [(port.type, port.target and port.target.__dict__) for port in merged.serials] == [
        ("null", {"port": 0}),
        ("pty", {"port": 0}),
    ]
    others = devices(ISA.format("pty", *TYPED) + ISA.format("null", " type='pci-serial'", 0, ""))
    assert merge(devices(""), others).document.to_xml() == others.to_xml()
    typed = merge(devices(ISA.format("null", *TYPED) + ISA.format("pty", "", 0, "")), had).document.devices
    assert {port.type: port.target and port.target.type for port in typed.serials} == {
        "null": "isa-serial",
        "pty": None,
    }


def test_a_console_has_the_number_of_its_serial_port() -> None:
    """Whatever it asks for: libvirt makes port 0 of a console alone, and refuses a second console at a serial port."""
    console = "<console type='pty'><target type='serial' port='{}'/></console>"
    had = devices(ISA.format("pty", *TYPED) + console.format(0))
    merged = merge(devices(console.format(1)), had)
    assert (merged.changes, merged.document.to_xml()) == ((), had.to_xml())


def test_a_console_is_its_serial_port() -> None:
    """libvirt takes the first console at a serial port from the port, whatever else is asked of it."""
    parts = "<source path='/log'/><target type='{}' port='0'/>"
    port = f"<serial type='file'>{parts.format('isa-serial')}</serial>"
    had = devices(port + f"<console type='file'>{parts.format('serial')}</console>")
    console = "<console type='pty'><target type='{}' port='0'/></console>"
    assert merge(devices(port + console.format("serial")), had).changes == ()
    (change,) = merge(devices(port + console.format("virtio")), had).changes
    assert (change.kind, change.new.type) == ("added", "pty")


def test_a_console_whose_port_libvirt_made() -> None:
    """Another console is another port: libvirt would take the console from the port that it had made of the former."""
    made = "<{}><target type='{}' port='0'/></{}>"
    port = made.format("serial type='pty'", "isa-serial", "serial")
    had = devices(port + made.format("console type='pty'", "serial", "console"))
    asked = devices("<console type='file'><source path='/log'/></console>")
    merged = merge(asked, had)
    assert [change.path.partition(".type")[1] for change in merged.changes].count(".type") == 1
    (serial,) = merged.document.devices.serials
    assert (serial.type, [source.path for source in serial.sources]) == ("file", ["/log"])
    assert merge(asked, merged.document).changes == ()


SLOT = "<address type='pci' domain='0' bus='1' slot='5' function='0'/>"
BUS = "<controller type='pci' index='1' model='{}'/>"


@pytest.mark.parametrize(
    ("model", "is_asked", "left"),
    [("pcie-root-port", False, 0), ("pcie-root-port", True, 1), ("pcie-to-pci-bridge", False, 1)],
)
def test_a_slot_that_a_bus_does_not_have(model: str, is_asked: bool, left: int) -> None:
    """libvirt gave the bus its kind, and refuses the slot: the device gets another place. A bus that is asked stays."""
    had = devices("<controller type='pci' index='0' model='pcie-root'/>" + BUS.format(model))
    nic = f"<interface type='user'><mac address='52:54:00:00:00:01'/>{SLOT}</interface>"
    merged = merge(devices((BUS.format(model) if is_asked else "") + nic), had)
    assert merged.document.to_xml().count("slot=") == left


DEVICE = "<video>{}<model type='virtio'{}>{}</model></video>"


@pytest.mark.parametrize(
    ("had", "asked"),
    [
        (
            DEVICE.format("", " primary='yes' device='virtio-vga'", ""),
            DEVICE.format("<driver name='vhostuser'/>", "", ""),
        ),
        (
            DEVICE.format("<driver name='vhostuser'/>", " primary='yes' device='vhost-user-vga'", ""),
            DEVICE.format("", "", ""),
        ),
        (
            DEVICE.format("", " primary='yes' device='virtio-vga'", ""),
            DEVICE.format("", "", "<acceleration accel3d='yes'/>"),
        ),
        (
            DEVICE.format("", " primary='yes' device='virtio-vga'", ""),
            "<video><model type='cirrus' primary='yes'/></video><video><model type='virtio'/></video>",
        ),
    ],
)
def test_the_device_of_a_display_goes_with_what_it_is_for(had: str, asked: str) -> None:
    """libvirt 12.8.0 writes it, and refuses the one of another driver, and a VGA that is not the primary display."""
    owned = merge(devices("<video><driver name='vhostuser'/><model type='virtio'/></video>"), devices(had)).owned
    merged = merge(devices(asked), devices(had), owned if "<driver" in had else frozenset())
    assert all(video.model is None or video.model.device is None for video in merged.document.devices.videos)


VGA, QXL = "<video><model type='vga'{}/></video>", "<video><model type='qxl'{}/></video>"


def test_the_first_display_is_the_primary_one() -> None:
    """Where none is asked for as such, libvirt makes it so; another order in the file is a change."""
    had = devices(QXL.format(" primary='yes'") + VGA.format(""))
    owned = merge(devices(QXL.format("") + VGA.format("")), had).owned
    merged = merge(devices(VGA.format("") + QXL.format("")), had, owned)
    primary = {video.model.type: video.model.primary for video in merged.document.devices.videos if video.model}
    assert primary == {"qxl": None, "vga": True}
    assert merge(devices(QXL.format("") + VGA.format("")), had, owned).changes == ()


LISTENER = "<graphics type='vnc'{}>{}</graphics>"
AT_PORT = LISTENER.format(" port='5901' autoport='no' listen='::'", "<listen type='address' address='::'/>")
AT_SOCKET = LISTENER.format(" socket='/s'", "<listen type='socket' socket='/s'/>")


@pytest.mark.parametrize(
    ("had", "asked", "kept"),
    [
        (AT_PORT, LISTENER.format(" socket='/s'", ""), {"socket", "type"}),
        (AT_PORT, LISTENER.format("", "<listen type='none'/>"), {"listens", "type", "port", "autoport"}),
        (AT_SOCKET, LISTENER.format(" port='5901'", ""), {"port", "type"}),
        (AT_SOCKET, LISTENER.format(" listen='::'", ""), {"listen", "type"}),
        (AT_SOCKET, LISTENER.format("", "<listen type='address'/>"), {"listens", "type"}),
        (AT_PORT, LISTENER.format(" port='5902'", ""), {"listens", "type", "port", "autoport", "listen"}),
    ],
)
def test_another_listener_of_a_display(had: str, asked: str, kept: set[str]) -> None:
    """libvirt writes the first one beside the display too, and its schema allows no socket beside a port."""
    (display,) = merge(devices(asked), devices(had)).document.devices.graphics
    assert {name for name, value in display.__dict__.items() if value not in (None, [])} == kept
    assert all(listener.address is None for listener in display.listens if listener.type == "none")


def test_a_port_of_another_type() -> None:
    """Each type has sources of its own: "only one source element is allowed for character device"."""
    sources = "<source mode='bind' host='::' service='1'/><source mode='connect' host='::' service='2'/>"
    udp = f"<serial type='udp'>{sources}<target type='isa-serial' port='0'/></serial>"
    (serial,) = merge(devices("<serial type='pty'/>"), devices(udp)).document.devices.serials
    assert (serial.type, serial.sources) == ("pty", [])


def test_what_libvirt_did_not_take_is_asked_again_beside_a_change() -> None:
    """The source of a port that was of another type, or of anything that changes; of the rest it is remembered."""
    source = "<source mode='connect' host='::' service='5'/>"
    pty, tcp = (f"<serial type='{kind}'>{source}<target port='0'/></serial>" for kind in ("pty", "tcp"))
    had = devices(pty.replace(source, ""))
    refused = refusals_of(merge(devices(pty), had).changes)
    assert merge(devices(pty), had, refused=refused).changes == ()
    assert merge(devices(f"{pty}<sound model='ich9'/>"), had, refused=refused).document.devices.serials[0].sources == []
    assert len(merge(devices(tcp), had, refused=refused).document.devices.serials[0].sources) == 1
