"""The verbs of a host on a real libvirt and QEMU."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from libvirt_xml import Disk, Domain, Interface
from libvirt_xml.apply import (
    AccessError,
    Host,
    HostDomain,
    HostError,
    MissingError,
    RefusedError,
    StateError,
    WaitError,
)
from tests.real.guests import raw_disk, root_ports, write_disk
from tests.real.hypervisor import Hypervisor

pytest.importorskip("libvirt", reason="needs libvirt-python", exc_type=ImportError)


@pytest.fixture
def host(hypervisor: Hypervisor) -> Iterator[Host]:
    """A connection to the libvirt of the tests."""
    with Host(hypervisor.uri) as opened:
        yield opened


@pytest.fixture
def guest(host: Host, hypervisor: Hypervisor) -> Iterator[HostDomain]:
    """A guest that runs from a boot sector, which ignores unplugging and shutting down."""
    disk = hypervisor.folder / "host-guest.img"
    write_disk(disk, "hello")
    domain = host.define(
        Domain.from_xml(f"""
        <domain type='qemu'><name>host-guest</name><memory unit='MiB'>32</memory>
          <os><type arch='x86_64' machine='q35'>hvm</type></os>
          <devices>
            {raw_disk(disk)}{root_ports(5)}
            <controller type='usb' model='qemu-xhci'/>
          </devices>
        </domain>""")
    )
    try:
        yield domain.start(paused=True)
    finally:
        if domain.is_active:
            domain.destroy()
        domain.undefine()


def test_documents(host: Host, guest: HostDomain) -> None:
    """The persistent and the live one, capabilities, domain capabilities."""
    assert guest.state == "paused"
    assert guest.document.id is None
    live = guest.live
    assert live is not None
    assert live.id is not None
    assert host.capabilities.guests
    assert host.domain_capabilities(arch="x86_64", machine="q35", type="qemu").machine


def test_life(guest: HostDomain) -> None:
    """Start, stop, and libvirt's words about what is impossible."""
    with pytest.raises(StateError, match="already running"):
        guest.start()
    guest.resume()
    guest.wait_for("running", timeout=10)
    with pytest.raises(WaitError, match="is running 1 s after it was asked to shut down"):
        guest.shutdown(timeout=1)
    guest.save()
    assert guest.has_managed_save
    guest.start(discard_saved=True, paused=True)
    assert not guest.has_managed_save
    guest.destroy()
    guest.wait_for("off", timeout=10)


def test_devices_come_and_go(guest: HostDomain, tmp_path: Path) -> None:
    """A NIC comes live and persistently; a guest that ignores unplugging keeps its device, which is said."""
    nic = Interface.from_xml(
        "<interface type='user'><mac address='52:54:00:01:02:03'/><model type='virtio'/></interface>"
    )
    guest.attach(nic, live=True, persistent=True)
    live = guest.live
    assert live is not None
    assert [found.mac.address for found in live.devices.interfaces if found.mac] == ["52:54:00:01:02:03"]
    assert len(guest.document.devices.interfaces) == 1
    guest.detach(nic, live=False, persistent=True)
    assert guest.document.devices.interfaces == []
    with pytest.raises(WaitError, match=r"still has the <interface type='user'>.* after 0.5 s"):
        guest.detach(nic, timeout=0.5)
    missing = Disk.from_xml("<disk type='file' device='disk'><target dev='vdz' bus='virtio'/></disk>")
    with pytest.raises(MissingError, match="has no such <disk"):
        guest.detach(missing)
    with pytest.raises(HostError):
        guest.attach(missing)


def test_detach_returns_when_the_device_is_gone(guest: HostDomain) -> None:
    """A USB stick needs no guest to let it go."""
    stick = Disk.from_xml(
        f"<disk type='file' device='disk'><driver name='qemu' type='raw'/>"
        f"<source file='{guest.document.devices.disks[0].source.file}'/><target dev='sda' bus='usb'/>"  # type: ignore[union-attr]
        "<readonly/></disk>"
    )
    guest.destroy()
    guest.detach(guest.document.devices.disks[0], live=False, persistent=True)
    guest.start(paused=True)
    guest.attach(stick)
    guest.detach(stick, timeout=20)
    live = guest.live
    assert live is not None
    assert live.devices.disks == []


def test_refusals(host: Host, hypervisor: Hypervisor, guest: HostDomain) -> None:
    """What libvirt refuses, and what a read-only connection may not."""
    document = guest.document
    assert document.os is not None
    assert document.os.type is not None
    document.os.type.machine = "q99"
    with pytest.raises(HostError, match="achine type 'q99'") as raised:
        host.define(document)
    if host.version == "9.0.0":  # later versions look for PCI controllers first, and find an internal error
        assert isinstance(raised.value, RefusedError)
        assert raised.value.code_name == "VIR_ERR_CONFIG_UNSUPPORTED"
    with Host(hypervisor.uri, read_only=True) as reader:
        domain = reader.domain("host-guest")
        assert domain.document.name == "host-guest"
        for refused in (lambda: domain.read(secure=True), domain.destroy, reader.domain_capabilities):
            with pytest.raises(AccessError):
                refused()
