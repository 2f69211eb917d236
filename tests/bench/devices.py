"""The devices of made guests, with everything that libvirt prints of them while the guest runs."""

from __future__ import annotations

import random
from dataclasses import dataclass

from tests.bench.layout import Node, node

_RUN_TIME = {"alias", "backingStore"}


class Slots:
    """PCI addresses: a root port for each device, as libvirt places them."""

    def __init__(self) -> None:
        self.bus = 0

    def next(self) -> Node:
        """The address behind the next root port."""
        self.bus += 1
        return _pci(self.bus, 0, 0)


def _pci(bus: int, slot: int, function: int, **more: str) -> Node:
    return node(
        "address",
        type="pci",
        domain="0x0000",
        bus=f"0x{bus:02x}",
        slot=f"0x{slot:02x}",
        function=f"0x{function}",
        **more,
    )


def without_run_time(device: Node) -> Node:
    """A device as it is printed while the guest does not run."""
    attributes = {key: value for key, value in device.attributes.items() if key not in ("tty",)}
    inside = tuple(
        _inactive(each) if isinstance(each, Node) else each
        for each in device.content
        if not isinstance(each, Node) or each.tag not in _RUN_TIME
    )
    return Node(device.tag, attributes, inside)


def _inactive(part: Node) -> Node:
    attributes = {key: value for key, value in part.attributes.items() if key not in ("portid", "index", "state")}
    return Node(part.tag, attributes, part.content)


@dataclass
class Maker:
    """Makes the devices of one guest."""

    name: str
    folder: str
    shape: random.Random
    chance: random.Random
    numbers: random.Random
    slots: Slots

    def all_devices(self) -> list[Node]:
        """The devices in libvirt's order: disks, controllers, interfaces, and the rest."""
        disks = [self._disk(at) for at in range(self.shape.choice([1, 1, 2, 2, 3, 5]))]
        if self.shape.random() < 0.5:
            disks.append(self._cdrom())
        first = [self._usb(), self._serial_controller()]
        shares = [self._share(at) for at in range(self.shape.choice([0, 0, 0, 1, 2]))]
        nics = [self._nic(at) for at in range(self.shape.choice([1, 1, 2, 3]))]
        rest = [*self._consoles(), *self._inputs(), *self._tpm(), *self._screen(), *self._host_devices()]
        last = [*self._balloon(), *self._random()]
        return [*disks, *first, *self._ports(), *shares, *nics, *rest, *last]

    def _disk(self, at: int) -> Node:
        letter = chr(ord("a") + at)
        driver = {"name": "qemu", "type": "qcow2", "discard": "unmap"}
        if self.shape.random() < 0.25:
            path = f"/dev/vg{self.numbers.randrange(9)}/{self.name}-{letter}"
            source, kind, driver = node("source", dev=path, index=str(at + 1)), "block", {**driver, "type": "raw"}
        else:
            path = f"{self.folder}/{self.name}-{letter}.qcow2"
            source, kind = node("source", file=path, index=str(at + 1)), "file"
        parts = [Node("driver", driver), source, node("backingStore"), node("target", dev=f"vd{letter}", bus="virtio")]
        if self.shape.random() < 0.2:
            limit = node("total_iops_sec", str(self.numbers.randrange(1, 90) * 100))
            parts.append(node("iotune", limit))
        return node("disk", *parts, *self._place(f"virtio-disk{at}"), type=kind, device="disk")

    def _cdrom(self) -> Node:
        return node(
            "disk",
            node("driver", name="qemu"),
            node("target", dev="sda", bus="sata"),
            node("readonly"),
            node("alias", name="sata0-0-0"),
            node("address", type="drive", controller="0", bus="0", target="0", unit="0"),
            type="file",
            device="cdrom",
        )

    def _place(self, alias: str) -> list[Node]:
        return [node("alias", name=alias), self.slots.next()]

    def _usb(self) -> Node:
        return node("controller", *self._place("usb"), type="usb", index="0", model="qemu-xhci", ports="15")

    def _serial_controller(self) -> Node:
        return node("controller", *self._place("virtio-serial0"), type="virtio-serial", index="0")

    def _ports(self) -> list[Node]:
        root = node("controller", node("alias", name="pcie.0"), type="pci", index="0", model="pcie-root")
        sata = node("controller", node("alias", name="ide"), _pci(0, 0x1F, 2), type="sata", index="0")
        return [sata, root, *(self._port(index) for index in range(1, self.shape.choice([9, 15]) + 1))]

    def _port(self, index: int) -> Node:
        slot, function = 2 + (index - 1) // 8, (index - 1) % 8
        more = {} if function else {"multifunction": "on"}
        return node(
            "controller",
            node("model", name="pcie-root-port"),
            node("target", chassis=str(index), port=f"0x{slot * 8 + function:x}"),
            node("alias", name=f"pci.{index}"),
            _pci(0, slot, function, **more),
            type="pci",
            index=str(index),
            model="pcie-root-port",
        )

    def _share(self, at: int) -> Node:
        return node(
            "filesystem",
            node("driver", type="virtiofs"),
            node("source", dir=f"/srv/share/{self.numbers.choice(['home', 'scratch', 'media'])}{at}"),
            node("target", dir=f"share{at}"),
            *self._place(f"fs{at}"),
            type="mount",
            accessmode="passthrough",
        )

    def _nic(self, at: int) -> Node:
        mac = "52:54:00:" + ":".join(f"{self.chance.randrange(256):02x}" for _ in range(3))
        tap = [node("target", dev=f"vnet{self.chance.randrange(4000)}")]
        if self.shape.random() < 0.5:
            port = f"{self.chance.getrandbits(32):08x}-4749-4509-985e-{self.chance.getrandbits(48):012x}"
            network = self.shape.choice(["default", "lan", "dmz", "storage"])
            kind, source = "network", node("source", network=network, portid=port, bridge="virbr0")
        else:
            kind, source = "bridge", node("source", bridge=f"br{self.numbers.randrange(6)}")
        model = node("model", type="virtio")
        bandwidth = node("bandwidth", node("inbound", average=str(self.numbers.randrange(1, 80) * 125)))
        parts = [node("mac", address=mac), source, *tap, model]
        if self.shape.random() < 0.2:
            parts.insert(2, bandwidth)
        return node("interface", *parts, *self._place(f"net{at}"), type=kind)

    def _consoles(self) -> list[Node]:
        tty = f"/dev/pts/{self.chance.randrange(300)}"
        source, alias = node("source", path=tty), node("alias", name="serial0")
        target = node("target", node("model", name="isa-serial"), type="isa-serial", port="0")
        agent = f"/run/libvirt/qemu/channel/{self.chance.randrange(900)}-{self.name[:20]}/org.qemu.guest_agent.0"
        address = node("address", type="virtio-serial", controller="0", bus="0", port="1")
        return [
            node("serial", source, target, alias, type="pty"),
            Node("console", {"type": "pty", "tty": tty}, (source, node("target", type="serial", port="0"), alias)),
            node(
                "channel",
                node("source", mode="bind", path=agent),
                node("target", type="virtio", name="org.qemu.guest_agent.0", state="connected"),
                node("alias", name="channel0"),
                address,
                type="unix",
            ),
        ]

    def _inputs(self) -> list[Node]:
        tablet = [node("alias", name="input0"), node("address", type="usb", bus="0", port="1")]
        return [
            node("input", *tablet, type="tablet", bus="usb"),
            node("input", node("alias", name="input1"), type="mouse", bus="ps2"),
            node("input", node("alias", name="input2"), type="keyboard", bus="ps2"),
        ]

    def _tpm(self) -> list[Node]:
        if self.shape.random() < 0.7:
            return []
        backend = node("backend", type="emulator", version="2.0")
        return [node("tpm", backend, node("alias", name="tpm0"), model="tpm-crb")]

    def _screen(self) -> list[Node]:
        port = str(5900 + self.chance.randrange(600))
        listen = node("listen", type="address", address="127.0.0.1")
        video = node("model", type="virtio", heads="1", primary="yes")
        return [
            node("graphics", listen, type="vnc", port=port, autoport="yes", listen="127.0.0.1"),
            node("audio", id="1", type="none"),
            node("video", video, node("alias", name="video0"), _pci(0, 1, 0)),
        ]

    def _host_devices(self) -> list[Node]:
        if self.shape.random() < 0.85:
            return []
        place = {"domain": "0x0000", "bus": f"0x{self.numbers.randrange(256):02x}", "slot": "0x00", "function": "0x0"}
        source = node("source", Node("address", place))
        driver = node("driver", name="vfio")
        return [node("hostdev", driver, source, *self._place("hostdev0"), mode="subsystem", type="pci", managed="yes")]

    def _balloon(self) -> list[Node]:
        return [node("memballoon", node("stats", period="5"), *self._place("balloon0"), model="virtio")]

    def _random(self) -> list[Node]:
        backend = node("backend", "/dev/urandom", model="random")
        return [node("rng", backend, *self._place("rng0"), model="virtio")]
