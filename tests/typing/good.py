"""What users write, and type checkers must accept."""

import ipaddress
import uuid
from pathlib import Path

import libvirt_xml
from libvirt_xml import Disk, DiskSource, DiskTarget, Domain, Memory, Network, OsType

domain = Domain(type="kvm", name="a", memory=Memory(4, unit="GiB"), title=None)
domain.memory = Memory(8)
domain.devices.disks.append(Disk(target=DiskTarget(dev="vda", bus="virtio"), type="file"))
for disk in domain.devices.disks:
    name: str = disk.target.dev
    source: DiskSource | None = disk.source
    is_read_only: bool = disk.readonly
kind: OsType = OsType("hvm", arch="x86_64")
other: Domain = Domain.from_xml("<domain/>")
network: Network = Network.from_file("network.xml", strict=True)
text: str = other.to_xml(indent=None)
path: str
for path, _element in other.walk():
    print(path)
document: libvirt_xml.Element = libvirt_xml.parse("<domain/>")
if isinstance(document, Domain):
    print(document.name)
same: bool = domain == other
domain.metadata.elements.append(libvirt_xml.AnyElement.from_xml("<a/>"))
count: int = len(domain.devices)
for device in domain.devices:
    alias: str | None = device.alias.name if device.alias else None
    if isinstance(device, Disk):
        where: str | None = device.path
added: Disk = domain.devices.add(Disk.for_file("/images/a.qcow2", bus="scsi"))
below: list[str | None] = [image.path for image in added.backing_chain]
domain.devices.add(libvirt_xml.Graphics(type="vnc"))
domain.devices.remove(domain.devices.disks[0])
card = domain.find_device(mac="52:54:00:00:00:01")
connected: str | None = card.source_name if card else None
passed_through: libvirt_xml.Device | None = domain.find_device(pci="0000:3b:00.1")
domain.cpu = libvirt_xml.Cpu.host_passthrough()
address: libvirt_xml.PciAddress | None = libvirt_xml.HostDeviceAddress.parse("3b:00.1").pci
domain.memory = Memory.parse("4GiB")
domain.memory.bytes = 4 * libvirt_xml.GiB
total: int = sum(memory.bytes for memory in [domain.memory])
seconds: float | None = libvirt_xml.OsBootmenu(enable=True).timeout_seconds
domain.uuid = uuid.uuid4()
same_domain = Domain(type="kvm", name="a", uuid=uuid.uuid4())
identifier: str | None = same_domain.uuid
domain.uuid = None
domain.devices.emulator = Path("/usr/bin/qemu-system-x86_64")
DiskSource(file=Path("/images/a.qcow2")).file = "/images/b.qcow2"
ip_text: str | None = libvirt_xml.NetworkIp(address=ipaddress.ip_address("10.0.0.1")).address
loader_path: str | None = libvirt_xml.OsLoader(Path("/usr/share/OVMF/OVMF_CODE.fd")).value
if same_domain.uuid is not None:
    kept_text: str = same_domain.uuid
domain.ensure(libvirt_xml.Cpu).ensure(libvirt_xml.CpuTopology).cores = 4
ensured: libvirt_xml.Numatune = domain.ensure(libvirt_xml.Numatune)
shared = libvirt_xml.Filesystem.for_folder(Path("/srv"), "data")
shared_path: str | None = shared.path
only_card = libvirt_xml.Interface.for_network("lan")
only_card.mac_address = "52:54:00:00:00:02"
is_device: bool = isinstance(only_card, libvirt_xml.Device)
short = libvirt_xml.Vm(
    name="web1",
    memory="4GiB",
    cpus=libvirt_xml.VmCpus(count=4, model="EPYC"),
    disks=[libvirt_xml.VmDisk(path=Path("/images/a.qcow2"), cache="none")],
    nics={"lan": libvirt_xml.VmNic(network="default")},
    uuid=uuid.uuid4(),
    graphics=["vnc", libvirt_xml.VmGraphics(type="spice")],
    tpm=True,
    title=libvirt_xml.NULL,
)
disks = [libvirt_xml.VmDisk(size="1GiB")]
short.disks = disks
loaded: Domain = libvirt_xml.load(short, {"vm": {"memory": "8GiB"}}).domain
again: libvirt_xml.Vm = libvirt_xml.Vm.from_dict(short.to_dict())
short_again: libvirt_xml.Vm = libvirt_xml.Vm.from_domain(loaded)
