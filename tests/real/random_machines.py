"""Machines of any devices, some with addresses; about half of them are such that libvirt takes them."""

from __future__ import annotations

import random
import re

_NICS = ("virtio", "e1000", "e1000e", "rtl8139", "virtio-transitional", "pcnet")
_DISKS = (("virtio", "vd"), ("virtio", "vd"), ("scsi", "sd"), ("sata", "sd"), ("ide", "hd"), ("usb", "sd"))
_DRIVERS = ("", "<driver name='qemu' type='qcow2'/>", "<driver type='raw'/>")
_HEADS = (
    "",
    "<vcpu>2</vcpu>",
    "<currentMemory unit='MiB'>128</currentMemory>",
    "<cpu mode='host-passthrough'/>",
    "<cpu><topology sockets='1' cores='2' threads='1'/></cpu><vcpu>2</vcpu>",
    "<cpu mode='host-model'/>",
    "<clock offset='localtime'/>",
    "<on_crash>restart</on_crash>",
)
_CONTROLLERS = (
    "<controller type='scsi' model='virtio-scsi'/>",
    "<controller type='scsi'/>",
    "<controller type='usb' model='qemu-xhci'/>",
    "<controller type='usb' index='0' model='ich9-ehci1'/>",
    "<controller type='usb' index='0'/>",
    "<controller type='virtio-serial'/>",
    "<controller type='virtio-serial' index='1' ports='8'/>",
    "<controller type='sata' index='1'/>",
    "<controller type='pci' index='1' model='pcie-root-port'/>",
    "<controller type='pci' index='4' model='pcie-root-port'/>",
    "<controller type='pci' index='1' model='pci-bridge'/>",
    "<controller type='pci' index='2' model='pcie-to-pci-bridge'/>",
)
_OTHERS = (
    "<input type='tablet' bus='usb'/>",
    "<input type='mouse' bus='virtio'/>",
    "<graphics type='vnc'/>",
    "<graphics type='spice' autoport='yes'/>",
    "<graphics type='vnc' port='5901' autoport='no' listen='0.0.0.0'/>",
    "<graphics type='spice' port='5930'><listen type='address' address='127.0.0.1'/></graphics>",
    *(f"<video><model type='{model}'/></video>" for model in ("qxl", "virtio", "vga")),
    *(f"<sound model='{model}'/>" for model in ("ich9", "ich6", "usb", "ac97")),
    "<serial type='pty'/>",
    *(f"<serial type='pty'><target type='{kind}-serial'/></serial>" for kind in ("pci", "usb")),
    "<console type='pty'/>",
    "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>",
    "<rng model='virtio'><backend model='builtin'/>@</rng>",
    "<watchdog model='i6300esb'/>",
    "<watchdog model='itco' action='poweroff'/>",
    "<memballoon model='none'/>",
    "<memballoon model='virtio'><stats period='5'/></memballoon>",
    "<hub type='usb'/>",
    "<redirdev bus='usb' type='pty'/>",
    "<parallel type='pty'/>",
    "<vsock><cid auto='yes'/></vsock>",
    "<shmem name='s'><model type='ivshmem-plain'/><size unit='M'>4</size></shmem>",
    "<hostdev mode='subsystem' type='usb'><source><vendor id='0x1234'/><product id='0x5678'/></source></hostdev>",
)
_ONCE = re.compile(r"<(graphics type=.\w+|memballoon|vsock|shmem|controller [^>]*index=.\d)")


def random_machine(chance: random.Random) -> str:
    """A domain document."""
    devices: list[str] = []
    seen = set()
    for at in range(chance.randint(0, 12)):
        device = _device(at, chance)
        once = _ONCE.match(device)
        if once and once[0] in seen:
            continue
        seen.add(once and once[0])
        devices.append(device.replace("@", _address(chance)))
    kind = f"<os><type arch='x86_64' machine='{chance.choice(['q35', 'q35', 'pc'])}'>hvm</type></os>"
    head = f"<domain type='qemu'><name>random</name><memory unit='MiB'>256</memory>{chance.choice(_HEADS)}"
    return f"{head}{kind}<devices>{''.join(devices)}</devices></domain>"


def _device(at: int, chance: random.Random) -> str:
    sort = chance.randrange(7)
    if sort == 0:
        mac = f"52:54:00:00:00:{at:02x}"
        model = chance.choice(_NICS)
        return f"<interface type='user'><mac address='{mac}'/><model type='{model}'/>@</interface>"
    if sort == 1:
        bus, prefix = chance.choice(_DISKS)
        kind = "disk" if bus == "virtio" else chance.choice(["disk", "cdrom"])
        source = f"{chance.choice(_DRIVERS)}<source file='/{at}'/><target dev='{prefix}{chr(97 + at)}' bus='{bus}'/>"
        return f"<disk type='file' device='{kind}'>{source}{'@' if bus == 'virtio' else ''}</disk>"
    return chance.choice(_CONTROLLERS if sort == 2 else _OTHERS)


def _address(chance: random.Random) -> str:
    """Mostly none."""
    if chance.random() < 0.8:
        return ""
    bus, slot, function = chance.choice("00123"), chance.choice(["0x1", "0x5", "0x1e", "0x10"]), chance.choice("0012")
    return f"<address type='pci' domain='0' bus='{bus}' slot='{slot}' function='{function}'/>"
