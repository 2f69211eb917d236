"""Objects made in Python, on a real libvirt: it takes them, and writes them in the order that ours are written in."""

from __future__ import annotations

from lxml import etree

from libvirt_xml import (
    Clock,
    Controller,
    Devices,
    Disk,
    DiskDriver,
    DiskSource,
    DiskTarget,
    Domain,
    Features,
    Graphics,
    Interface,
    InterfaceModel,
    Memballoon,
    Memory,
    Os,
    OsBoot,
    OsType,
    Rng,
    RngBackend,
    Serial,
    Vcpu,
    Video,
    VideoModel,
)
from tests.real.hypervisor import Hypervisor


def _disk(name: str) -> Disk:
    return Disk(
        target=DiskTarget(bus="virtio", dev=name),
        source=DiskSource(file=f"/nowhere/{name}.qcow2"),
        driver=DiskDriver(type="qcow2", name="qemu", cache="none"),
        device="disk",
        type="file",
    )


def _domain() -> Domain:
    """A domain whose fields are named in no order at all."""
    return Domain(
        devices=Devices(
            rngs=[Rng(model="virtio", backend=RngBackend(model="random", value="/dev/urandom"))],
            memballoon=Memballoon(model="virtio"),
            videos=[Video(model=VideoModel(type="virtio"))],
            graphics=[Graphics(type="vnc", autoport=True, port=-1)],
            serials=[Serial(type="pty")],
            interfaces=[Interface(model=InterfaceModel(type="virtio"), type="user")],
            controllers=[Controller(type="usb", model="qemu-xhci", index=0)],
            disks=[_disk("vda"), _disk("vdb")],
        ),
        on_crash="destroy",
        clock=Clock(offset="utc"),
        features=Features(apic=None, acpi=True),
        os=Os(boot_devices=[OsBoot(dev="hd")], type=OsType("hvm", machine="q35", arch="x86_64")),
        vcpu=Vcpu(2),
        memory=Memory(1, unit="GiB"),
        description="made in Python",
        title="Objects",
        name="objects",
        type="qemu",
    )


def _names(element: etree._Element) -> list[str]:
    """The names of the children, each once."""
    return list(dict.fromkeys(str(child.tag) for child in element))


def test_libvirt_takes_what_is_made_in_python(hypervisor: Hypervisor) -> None:
    """libvirt defines it by its schema, and what it writes has the same elements in the same order, and reads back."""
    domain = _domain()
    assert domain.validate() == []
    with hypervisor.defined(domain.to_xml()) as made:
        ours = domain.to_element()
        for path in (".", "devices", "devices/disk", "devices/rng", "os"):
            one, two = ours.find(path), made.find(path)
            assert one is not None
            assert two is not None
            wanted = _names(one)
            assert [name for name in _names(two) if name in wanted] == wanted, path
        again = Domain.from_element(made)
        assert again.unknown() == []
        assert again.title == "Objects"
        assert again.vcpu == Vcpu(2, placement="static")
