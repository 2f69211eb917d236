"""What is omitted comes back, and what would come back differently stays."""

from __future__ import annotations

import pytest

from libvirt_xml import Disk, Domain, Interface, parse
from libvirt_xml.changes import same
from libvirt_xml.completion import completed, without_assigned

Q35 = """\
<domain type='kvm'>
  <name>demo</name>
  <memory unit='KiB'>1048576</memory>
  <vcpu>1</vcpu>
  <os><type arch='x86_64' machine='pc-q35-7.2'>hvm</type></os>
  <devices>
    <disk type='file' device='disk'>
      <driver type='qcow2'/>
      <source file='/a.qcow2'/>
      <target dev='vda' bus='virtio'/>
    </disk>
    <interface type='network'>
      <mac address='52:54:00:00:00:01'/>
      <source network='default'/>
      <model type='virtio'/>
    </interface>
    <interface type='network'>
      <mac address='52:54:00:00:00:02'/>
      <source network='default'/>
      <model type='virtio'/>
    </interface>
  </devices>
</domain>
"""


def domain_of(text: str) -> Domain:
    """The domain of a document."""
    domain = parse(text)
    assert isinstance(domain, Domain)
    return domain


def _buses(domain: Domain) -> list[int | None]:
    devices: list[Interface | Disk] = [*domain.devices.interfaces, *domain.devices.disks]
    return [device.address.bus if device.address else None for device in devices]


def test_q35() -> None:
    """Each device has a root port of its own, and one is left free."""
    whole = completed(domain_of(Q35))
    ports = [controller for controller in whole.devices.controllers if controller.model == "pcie-root-port"]
    assert _buses(whole) == [1, 2, 4]
    assert [port.index for port in ports] == [1, 2, 3, 4, 5, 6]
    assert [port.target and port.target.port for port in ports] == [8, 9, 10, 11, 12, 13]
    assert whole.on_reboot == "restart"


def test_everything_comes_back() -> None:
    """A completed machine is shortened to what was asked."""
    whole = completed(domain_of(Q35))
    short, omitted = without_assigned(whole)
    assert same(short, domain_of(Q35))
    assert same(completed(short), whole)
    assert ("on_crash", "destroy") in omitted
    assert all(whole.devices.controllers[at] in [value for _, value in omitted] for at in range(3))


def test_what_would_move_stays() -> None:
    """A NIC that libvirt would put elsewhere keeps its address; what follows from that one is omitted."""
    whole = completed(domain_of(Q35))
    first, second = whole.devices.interfaces
    assert first.address
    assert second.address
    first.address.bus, second.address.bus = second.address.bus, first.address.bus
    short, omitted = without_assigned(whole)
    assert same(completed(short), completed(whole))
    assert _buses(short) == [None, 1, None]
    assert _buses(completed(short)) == [2, 1, 4]
    assert "devices.interfaces[1].address" not in [path for path, _ in omitted]


def test_state_is_omitted() -> None:
    """What a running guest's dump adds is no part of its definition; names that a user gave are."""
    domain = domain_of(Q35.replace("<domain", "<domain id='3'").replace("<source file", "<source index='2' file"))
    disk, nic = domain.devices.disks[0], domain.devices.interfaces[0]
    whole = domain_of(
        domain.to_xml()
        .replace("<target dev='vda'", "<alias name='virtio-disk0'/><target dev='vda'")
        .replace("<source network", "<alias name='ua-lan'/><target dev='vnet7'/><source network")
    )
    short, omitted = without_assigned(whole)
    assert short.id is None
    assert disk.source
    assert short.devices.disks[0].alias is None
    assert short.devices.interfaces[0].target is None
    assert short.devices.interfaces[0].alias
    assert ("devices.interfaces[0].target.dev", "vnet7") in omitted
    assert nic.mac


def test_the_original_stays() -> None:
    """Neither function changes what it is given."""
    domain = domain_of(Q35)
    before = domain.to_xml()
    completed(domain)
    without_assigned(domain)
    assert domain.to_xml() == before


def test_unknown_machines_are_kept() -> None:
    """Nothing is known of other drivers: all stays."""
    domain = domain_of("<domain type='xen'><name>a</name><memory>1</memory><on_crash>destroy</on_crash></domain>")
    short, omitted = without_assigned(domain)
    assert same(short, domain)
    assert omitted == []
    assert same(completed(domain), domain)


HOSTDEV = """\
<hostdev mode='subsystem' type='usb' managed='no'>
  <source><vendor id='0x1234'/><product id='0x5678'/><address bus='1' device='4'/></source>
</hostdev>
"""


def test_some_state_takes_a_running_machine() -> None:
    """Where a USB device is just now is state in the dump of a running guest; elsewhere somebody chose it."""
    text = Q35.replace("</devices>", f"{HOSTDEV}</devices>")
    kept, _ = without_assigned(domain_of(text))
    assert kept.devices.hostdevs[0].source.address
    short, omitted = without_assigned(domain_of(text.replace("<domain", "<domain id='3'")))
    assert short.devices.hostdevs[0].source.address is None
    assert "devices.hostdevs[0].source.address" in [path for path, _ in omitted]


def test_what_would_be_another_device_stays() -> None:
    """libvirt adds a SCSI controller for a disk, but of another model: this one stays, without its address."""
    disk = "<disk type='file' device='disk'><source file='/b'/><target dev='sda' bus='scsi'/></disk>"
    controller = "<controller type='scsi' index='0' model='virtio-scsi'/>"
    whole = completed(domain_of(Q35.replace("</devices>", f"{disk}{controller}</devices>")))
    short, _ = without_assigned(whole)
    (scsi,) = short.devices.controllers
    assert (scsi.model, scsi.address) == ("virtio-scsi", None)
    assert same(completed(short), whole)


PORTS = """<domain type='qemu'><name>a</name><memory unit='KiB'>393216</memory>
<currentMemory unit='KiB'>335872</currentMemory><maxMemory slots='4' unit='KiB'>1048576</maxMemory><vcpu>2</vcpu>
<os><type arch='x86_64' machine='pc-q35-7.2'>hvm</type></os>
<cpu><numa><cell id='0' cpus='0-1' memory='262144' unit='KiB'/></numa></cpu><devices>
<serial type='file'><source path='/a.log'/>
<target type='isa-serial' port='0'><model name='isa-serial'/></target></serial>
<console type='file'><source path='/a.log'/><target type='serial' port='0'/></console>
<console type='pty'><target type='virtio' port='1'/></console>
<input type='tablet' bus='usb'/><input type='mouse' bus='ps2'/><input type='keyboard' bus='ps2'/>
<graphics type='vnc' port='-1' autoport='yes'/>
<memory model='dimm'><target><size unit='KiB'>131072</size><node>0</node></target></memory>
</devices></domain>"""


def test_what_is_beside_a_difference_is_kept_and_no_more() -> None:
    """The number of a console that stays comes from the one before it; inputs have nothing to do with that."""
    least, _ = without_assigned(Domain.from_xml(PORTS))
    assert [console.type for console in least.devices.consoles] == ["file", "pty"]
    assert [item.bus for item in least.devices.inputs] == ["usb"]


def test_memory_that_counts_devices_is_omitted() -> None:
    """libvirt adds them to the memory of the nodes; what the guest has of it at first is said."""
    domain = Domain.from_xml(PORTS)
    least, omitted = without_assigned(domain)
    assert least.memory is None
    assert "memory" in {value.path for value in omitted}
    assert least.current_memory == domain.current_memory
    memory = completed(least).memory
    assert memory is not None
    assert memory.bytes == 393216 * 1024


@pytest.mark.parametrize("unit", ["KiB", "MiB", "GB"])
def test_memory_of_nodes_is_counted_in_every_unit(unit: str) -> None:
    text = PORTS.replace("memory='262144' unit='KiB'", f"memory='262144' unit='{unit}'")
    memory = completed(Domain.from_xml(text)).memory
    assert memory is not None
    assert memory.bytes == (262144 * {"KiB": 2**10, "MiB": 2**20, "GB": 10**9}[unit]) + (131072 << 10)
