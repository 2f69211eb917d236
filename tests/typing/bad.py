"""What users get wrong, and type checkers must reject: the lines marked wrong, and no others."""

import uuid
from pathlib import Path

import libvirt_xml
from libvirt_xml import Disk, DiskTarget, Domain, Memory

target = DiskTarget(dev="vda")
Disk(target=target, tpye="file")  # wrong: no such field
Disk(target=target, type="flie")  # wrong: not in the closed set
Disk(type="file")  # wrong: misses a required field
Domain(name="a")  # wrong: misses a required field
Memory("4")  # wrong: text for a number
Memory(4, "GiB")  # wrong: a second positional argument
DiskTarget("vda")  # wrong: a positional argument
missing = libvirt_xml.Domian  # wrong: no such class
domain = Domain(type="kvm", name="a")
domain.nmae = "b"  # wrong: no such field
domain.memory = 4  # wrong: a number for an object
domain.devices.disks = None  # wrong: a list is never None
domain.devices.disks.append(target)  # wrong: another class
text: str = domain.title  # wrong: may be None
domain.features.acpi = "on"  # wrong: text for a flag
domain.devices.add(target)  # wrong: no device
print(domain.disks)  # wrong: a field of another class
domain.copy()  # wrong: a name of other libraries
libvirt_xml.Domain.from_string("<domain/>")  # wrong: the same, of the class
domain.find_device("vda")  # wrong: a positional argument
domain.find_device(max="52:54:00:00:00:01")  # wrong: no such argument
domain.devices.disks[0].path = 5  # wrong: a number for a path
domain.uuid = 4  # wrong: a number for a UUID
domain.uuid = Path("/a")  # wrong: a path for a UUID
domain.title = uuid.uuid4()  # wrong: a UUID for a plain text
known: str = domain.uuid  # wrong: may be None
domain.cpu.topology.cores = 4  # wrong: both may be None
domain.ensure(libvirt_xml.Cpu).cores = 4  # wrong: no such field
domain.ensure("cpu")  # wrong: text for a class
libvirt_xml.Vm(memory="4GiB")  # wrong: misses the name
vm = libvirt_xml.Vm(name="a", memroy="4GiB")  # wrong: no such key
libvirt_xml.VmDisk(cache="nnoe")  # wrong: not in the closed set
libvirt_xml.VmDisk(size=20)  # wrong: a number for a size
libvirt_xml.VmCpus("4")  # wrong: a positional argument
good = libvirt_xml.Vm(name="a")
good.nics = [libvirt_xml.VmDisk(size="1GiB")]  # wrong: a disk for a NIC
good.dsiks = []  # wrong: no such key
libvirt_xml.load(libvirt_xml.VmDisk(size="1GiB"))  # wrong: a part for the whole
