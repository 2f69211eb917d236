"""What users write, and type checkers must accept."""

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
