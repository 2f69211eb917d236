"""A spec for each key of the ``vm`` form, and the keys that have no effect or do not come back, with the reason."""

from __future__ import annotations

from typing import Any

Spec = dict[str, Any]

DISK: Spec = {"name": "d", "path": "/d.qcow2"}
NIC: Spec = {"name": "n", "network": "x"}
SHARE: Spec = {"name": "s", "path": "/s"}
PCI: Spec = {"name": "h", "pci": "0000:3b:00.0"}
MDEV: Spec = {"name": "h", "mdev": "4dea22b3-1d52-d8f3-2516-782e98ab3fa0"}
UUID = "4dea22b3-1d52-d8f3-2516-782e98ab3fa0"


def disk(**keys: Any) -> Spec:
    """A spec with one disk."""
    return {"disks": [{"name": "d", **keys}]}


def one(kind: str, item: Spec, **keys: Any) -> Spec:
    """A spec with one device of a list."""
    return {kind: [{**item, **keys}]}


def rbd(**keys: Any) -> Spec:
    """A spec with a disk of Ceph."""
    return disk(rbd={"pool": "p", "image": "i", **keys})


def iscsi(**keys: Any) -> Spec:
    """A spec with a disk of iSCSI."""
    return disk(iscsi={"target": "iqn.2026-01.x", "host": "h", **keys})


def nbd(**keys: Any) -> Spec:
    """A spec with a disk of NBD."""
    return disk(nbd={"host": "h", "export": "e", **keys})


def cidata(**keys: Any) -> Spec:
    """A spec with a CD-ROM of cloud-init."""
    return {"cloud_init": {"user_data": {"a": 1}, **keys}}


def image(**keys: Any) -> Spec:
    """A spec with a disk that is made from an image."""
    return disk(image={"path": "/i.qcow2", **keys})


NUMA: Spec = {"cpus": "0-1", "memory": "3GiB"}
NODES: Spec = {"cpus": {"count": 2}, "numa": [NUMA]}

CASES: dict[str, Spec | tuple[Spec, Spec]] = {
    "name": {"name": "other"},
    "defaults": {"defaults": 1},
    "title": {"title": "A title"},
    "description": {"description": "what it is for"},
    "uuid": {"uuid": UUID},
    "os": {"os": "debian12"},
    "arch": {"arch": "aarch64"},
    "accel": {"accel": "tcg"},
    "machine": {"machine": "pc"},
    "firmware.type": {"firmware": {"type": "uefi"}},
    "firmware.secure_boot": {"firmware": {"type": "uefi", "secure_boot": True}},
    "firmware.loader": {"firmware": {"type": "uefi", "loader": "/l.fd"}},
    "firmware.template": {"firmware": {"type": "uefi", "template": "/t.fd"}},
    "firmware.nvram": {"firmware": {"type": "uefi", "nvram": "/n.fd"}},
    "cpus.count": {"cpus": {"count": 3}},
    "cpus.max": {"cpus": {"count": 1, "max": 4}},
    **{
        f"cpus.topology.{level}": ({"cpus": {"count": 8}}, {"cpus": {"count": 8, "topology": topology}})
        for level, topology in {
            "sockets": {"sockets": 2, "threads": 2},
            "dies": {"dies": 2},
            "cores": {"cores": 2, "sockets": 4},
            "threads": {"threads": 2, "sockets": 2},
        }.items()
    },
    "cpus.topology.clusters": (
        {"arch": "aarch64", "cpus": {"count": 8}},
        {"arch": "aarch64", "cpus": {"count": 8, "topology": {"clusters": 2}}},
    ),
    "cpus.model": {"cpus": {"model": "EPYC"}},
    "cpus.migratable": {"cpus": {"migratable": True}},
    "cpus.features": {"cpus": {"features": {"vmx": "disable"}}},
    "cpus.pin": {"cpus": {"pin": ["0", "1"]}},
    "cpus.emulator_pin": {"cpus": {"emulator_pin": "0-1"}},
    "memory.size": {"memory": {"size": "3GiB"}},
    "memory.max": {"memory": {"size": "3GiB", "max": "8GiB"}},
    "memory.hugepages": {"memory": {"hugepages": "2MiB"}},
    "memory.shared": {"memory": {"shared": True}},
    "memory.locked": {"memory": {"locked": True}},
    "numa.cpus": NODES,
    "numa.memory": NODES,
    "numa.host": {**NODES, "numa": [{**NUMA, "host": "1"}]},
    "iothreads": {"iothreads": 2},
    "aliases": ({"disks": [DISK]}, {"disks": [DISK], "aliases": False}),
    "disks.name": one("disks", DISK),
    "disks.path": disk(path="/e.raw"),
    "disks.block": disk(block="/dev/vg/a"),
    "disks.cdrom": disk(cdrom="/c.iso"),
    "disks.floppy": disk(floppy="/f.img", format="raw"),
    "disks.pool": disk(pool="p", volume="v.raw"),
    "disks.volume": disk(pool="p", volume="v.raw"),
    "disks.rbd.pool": rbd(),
    "disks.rbd.image": rbd(),
    "disks.rbd.hosts.name": rbd(hosts=["m"]),
    "disks.rbd.hosts.port": rbd(hosts=[{"name": "m", "port": 6789}]),
    "disks.rbd.user": rbd(user="u", secret="s"),
    "disks.rbd.secret": rbd(user="u", secret=UUID),
    "disks.rbd.snapshot": rbd(snapshot="s"),
    "disks.rbd.config": rbd(config="/c.conf"),
    "disks.iscsi.target": iscsi(),
    "disks.iscsi.lun": iscsi(lun=3),
    "disks.iscsi.host": iscsi(),
    "disks.iscsi.port": iscsi(port=3261),
    "disks.iscsi.user": iscsi(user="u", secret="s"),
    "disks.iscsi.secret": iscsi(user="u", secret=UUID),
    "disks.iscsi.initiator": iscsi(initiator="iqn.2026-01.y"),
    "disks.nbd.host": nbd(),
    "disks.nbd.port": nbd(port=10810),
    "disks.nbd.socket": disk(nbd={"socket": "/s.sock", "export": "e"}),
    "disks.nbd.export": nbd(),
    "disks.nbd.tls": nbd(tls=True),
    "disks.url": disk(url="https://example.com:8443/a.raw"),
    "disks.size": disk(size="3GiB"),
    "disks.image.pool": disk(image={"pool": "p", "volume": "v"}),
    "disks.image.volume": disk(image={"pool": "p", "volume": "v"}),
    "disks.image.path": image(),
    "disks.image.format": disk(image={"path": "/i.img", "format": "raw"}),
    "disks.image.overlay": image(overlay=True),
    "disks.preallocation": disk(size="3GiB", preallocation="falloc"),
    "disks.format": disk(path="/d.img", format="qcow2"),
    "disks.bus": disk(path="/d.qcow2", bus="scsi"),
    "disks.target": disk(path="/d.qcow2", target="vdc"),
    "disks.cache": disk(path="/d.qcow2", cache="none"),
    "disks.io": disk(path="/d.qcow2", io="threads"),
    "disks.discard": disk(path="/d.qcow2", discard="unmap"),
    "disks.detect_zeroes": disk(path="/d.qcow2", detect_zeroes="on"),
    "disks.queues": disk(path="/d.qcow2", queues=4),
    "disks.iothread": {"iothreads": 1, **disk(path="/d.qcow2", iothread=1)},
    **{
        f"disks.iotune.{name}": disk(path="/d.qcow2", iotune={name: "1MiB" if "bytes" in name else 500})
        for name in (
            "total_bytes_sec", "read_bytes_sec", "write_bytes_sec", "total_iops_sec", "read_iops_sec",
            "write_iops_sec", "total_bytes_sec_max", "read_bytes_sec_max", "write_bytes_sec_max", "total_iops_sec_max",
            "read_iops_sec_max", "write_iops_sec_max", "size_iops_sec",
        )
    },
    "disks.iotune.group_name": disk(path="/d.qcow2", iotune={"total_iops_sec": 5, "group_name": "g"}),
    "disks.serial": disk(path="/d.qcow2", serial="S1"),
    "disks.wwn": disk(path="/d.qcow2", bus="scsi", wwn="5000c50015ea71ac"),
    "disks.readonly": disk(path="/d.qcow2", readonly=True),
    "disks.shareable": disk(path="/d.raw", shareable=True),
    "disks.drivers": (
        {"os": "win10", "disks": [{"name": "c", "cdrom": "/c.iso"}]},
        {"os": "win10", "disks": [{"name": "c", "cdrom": "/c.iso", "drivers": True}]},
    ),
    "nics.name": one("nics", NIC),
    "nics.network": one("nics", NIC),
    "nics.portgroup": one("nics", NIC, portgroup="g"),
    "nics.bridge": one("nics", {"name": "n", "bridge": "b"}),
    "nics.direct.dev": one("nics", {"name": "n", "direct": {"dev": "eth0"}}),
    "nics.direct.mode": one("nics", {"name": "n", "direct": {"dev": "eth0", "mode": "vepa"}}),
    "nics.user": one("nics", {"name": "n", "user": "passt"}),
    "nics.model": one("nics", NIC, model="e1000e"),
    "nics.mac": one("nics", NIC, mac="52:54:00:00:00:01"),
    "nics.mtu": one("nics", NIC, mtu=9000),
    "nics.vlan": one("nics", {"name": "n", "bridge": "b"}, virtualport="openvswitch", vlan=5),
    **{
        f"nics.vlan.{name}": one("nics", {"name": "n", "bridge": "b"}, virtualport="openvswitch", vlan=vlan)
        for name, vlan in {
            "tags": {"tags": [5, 6]},
            "trunk": {"tags": [5], "trunk": True},
            "native": {"tags": [5, 6], "native": 6},
        }.items()
    },
    "nics.virtualport": one("nics", {"name": "n", "bridge": "b"}, virtualport="openvswitch"),
    "nics.queues": one("nics", NIC, queues=4),
    "nics.filter": one("nics", NIC, filter="f"),
    "nics.link": one("nics", NIC, link="down"),
    "nics.isolated": one("nics", NIC, isolated=True),
    "boot": {"disks": [DISK], "nics": [NIC], "boot": ["n", "d"]},
    "boot.order": {"disks": [DISK], "nics": [NIC], "boot": {"order": ["n"], "menu": True}},
    "boot.menu": {"boot": {"menu": True}},
    "boot.timeout": {"boot": {"menu": True, "timeout": 3000}},
    "kernel": {"kernel": "/k"},
    "initrd": {"kernel": "/k", "initrd": "/i"},
    "cmdline": {"kernel": "/k", "cmdline": "quiet"},
    "cloud_init.user_data": cidata(),
    "cloud_init.meta_data": (cidata(), cidata(meta_data={"x": 1})),
    "cloud_init.network_config": (cidata(), cidata(network_config={"version": 2})),
    "cloud_init.vendor_data": (cidata(), cidata(vendor_data={"b": 1})),
    "cloud_init.pool": (cidata(), cidata(pool="p")),
    "cloud_init.volume": (cidata(), cidata(volume="v.iso")),
    "cloud_init.path": (cidata(), cidata(path="/c.iso")),
    "graphics.enabled": {"graphics": {"enabled": True}},
    "graphics.type": {"graphics": {"type": "spice"}},
    "graphics.listen": {"graphics": {"listen": "0.0.0.0"}},
    "graphics.port": {"graphics": {"port": 5901}},
    "graphics.websocket": {"graphics": {"websocket": 5701}},
    "graphics.password.env": {"graphics": {"password": {"env": "SECRET"}}},
    "graphics.password.file": {"graphics": {"password": {"file": "secret"}}},
    "graphics.keymap": {"graphics": {"keymap": "de"}},
    "graphics.gl": {"graphics": {"type": "spice", "listen": "none", "gl": True}},
    "video.enabled": {"video": {"enabled": True}},
    "video.model": {"graphics": True, "video": {"model": "qxl"}},
    "video.heads": {"graphics": True, "video": {"heads": 2}},
    "video.vram": {"graphics": True, "video": {"model": "qxl", "vram": "64MiB"}},
    "video.acceleration": {"graphics": {"type": "egl-headless"}, "video": {"acceleration": True}},
    "console.enabled": {"console": {"enabled": False}},
    "console.type": {"console": {"type": "virtio"}},
    "console.log": {"console": {"log": "/c.log"}},
    "console.tcp": {"console": {"tcp": "127.0.0.1:4555"}},
    "sound.enabled": {"sound": {"enabled": True}},
    "sound.model": {"sound": {"model": "ac97"}},
    "input.type": {"input": [{"type": "keyboard"}]},
    "input.bus": {"input": [{"type": "keyboard", "bus": "virtio"}]},
    "tpm.enabled": {"tpm": {"enabled": True}},
    "tpm.version": {"tpm": {"version": "1.2", "model": "tpm-tis"}},
    "tpm.model": {"tpm": {"model": "tpm-tis"}},
    "tpm.device": {"tpm": {"device": "/dev/tpm0"}},
    "rng.enabled": {"rng": {"enabled": False}},
    "rng.source": {"rng": {"source": "/dev/random"}},
    "rng.rate": {"rng": {"rate": "1MiB"}},
    "balloon": {"balloon": False},
    "agent": {"agent": False},
    "usb": {"usb": False},
    "hotplug": {"hotplug": 2},
    "watchdog.enabled": {"watchdog": {"enabled": True}},
    "watchdog.model": {"watchdog": {"model": "itco"}},
    "watchdog.action": {"watchdog": {"action": "poweroff"}},
    "vsock.enabled": {"vsock": {"enabled": True}},
    "vsock.cid": {"vsock": {"cid": 17}},
    "shares.name": one("shares", SHARE),
    "shares.path": one("shares", SHARE),
    "shares.tag": one("shares", SHARE, tag="t"),
    "shares.readonly": one("shares", SHARE, driver="9p", readonly=True),
    "shares.driver": one("shares", SHARE, driver="9p"),
    "shares.cache": one("shares", SHARE, cache="none"),
    "shares.queue": one("shares", SHARE, queue=512),
    "hostdevs.name": one("hostdevs", PCI),
    "hostdevs.pci": one("hostdevs", PCI),
    "hostdevs.usb": one("hostdevs", {"name": "h", "usb": "046d:c52b"}),
    "hostdevs.mdev": one("hostdevs", MDEV),
    "hostdevs.model": {"arch": "s390x", **one("hostdevs", MDEV, model="vfio-ccw")},
    "hostdevs.managed": one("hostdevs", PCI, managed=False),
    "hostdevs.rom": one("hostdevs", PCI, rom="/r.rom"),
    "hostdevs.display": {"graphics": True, **one("hostdevs", MDEV, display=True)},
    "clock.offset": {"clock": {"offset": "localtime"}},
    "clock.timezone": {"clock": {"timezone": "Europe/Berlin"}},
    "clock.timers": {"clock": {"timers": {"rtc": {"tickpolicy": "delay"}}}},
    "features": {"features": {"pmu": {"state": True}}},
    "seclabel": {"seclabel": {"type": "none"}},
    "labels": {"labels": {"team": "web", "stage": "production"}},
    "autostart": {"autostart": True},
    "state": {"state": "stopped"},
    "domain": {"domain": {"on_crash": "destroy"}},
}  # fmt: skip
"""For each key, a spec that has it, beside ``name``; with another one before it where that shows the effect better."""

_CHOOSES = "chooses defaults, each of which comes back by itself"
_IMAGE = "the volume that is made of it is not part of the domain"
_SEED = "what is on the CD-ROM is not part of the domain"
_SECRET = "a secret is never written"
_NOT_DOMAIN = "not part of the domain"
_USUAL = "its value is the default"
_AS_PART = "comes back under domain"
NOT_BACK = {
    "cpus.migratable": _CHOOSES,
    "aliases": "devices without an alias get no name",
    "disks.drivers": _CHOOSES,
    "disks.size": _IMAGE,
    "disks.preallocation": _IMAGE,
    **{f"disks.image.{name}": _IMAGE for name in ("pool", "volume", "path", "format", "overlay")},
    **{
        f"cloud_init.{name}": _SEED
        for name in ("user_data", "meta_data", "network_config", "vendor_data", "pool", "volume", "path")
    },
    "graphics.password.env": _SECRET,
    "graphics.password.file": _SECRET,
    "autostart": _NOT_DOMAIN,
    "state": _NOT_DOMAIN,
    "defaults": "the newest generation is written",
    "clock.timers": _AS_PART,
    "features": _AS_PART,
    "seclabel": _AS_PART,
}
"""Keys that ``--to vm`` does not write, with the reason."""
NO_EFFECT = {
    "defaults": "the generations differ in how lists under domain are merged",
}
"""Keys whose case changes nothing, with the reason."""
