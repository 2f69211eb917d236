"""What people write in another form is written as its problem says, where that leaves one way."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from libvirt_xml.fixing import remedy_repairs
from libvirt_xml.fixing.fixing import fixed

MACHINE = """\
<domain type='kvm'>
  <name>web1</name>
  <memory unit='GiB'>4</memory>
  <os>
    <type>hvm</type>
  </os>
  <clock offset='utc'/>
  <devices>
    <disk type='file' device='disk'>
      <driver name='qemu' type='raw'/>
      <source file='/srv/a&amp;b.img'/>
      <target dev='sda' bus='scsi'/>
    </disk>
    <controller type='scsi' model='virtio-scsi'/>
    <interface type='bridge'>
      <source bridge='br0'/>
      <model type='virtio'/>
    </interface>
    <graphics type='vnc' autoport='yes'/>
    <rng model='virtio'>
      <backend model='random'>/dev/urandom</backend>
    </rng>
    <hostdev mode='subsystem' type='pci' managed='yes'>
      <source>
        <address domain='0x0000' bus='0x3b' slot='0x00' function='0x1'/>
      </source>
    </hostdev>
  </devices>
</domain>
"""
PCI = "<address domain='0x0000' bus='0x3b' slot='0x00' function='0x1'/>"
RNG = "<backend model='random'>/dev/urandom</backend>"
NETWORK = """\
<network>
  <name>a</name>
  <ip address='10.0.0.1' prefix='24'/>
</network>
"""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("  <clock", "  <acpi/>\n  <apic/>\n  <clock"),
        ("autoport='yes'", "port='auto'"),
        ("'virtio-scsi'", "'virtio'"),
        ("<interface type='bridge'>\n      <source bridge='br0'/>", "<interface type='bridge' bridge='br0'>"),
        ("\n      <source file='/srv/a&amp;b.img'/>", ""),
        (RNG, "<backend model='random' path='/dev/urandom'/>"),
        (RNG, "<backend model='/dev/urandom'/>"),
        (PCI, "<address bus='0000:3b:00.1'/>"),
        (PCI, "<address bus='3b:00.1'/>"),
        ("<clock offset='utc'/>", "<clock offset='Europe/Berlin'/>"),
    ],
)
def test_what_is_written_instead(right: str, wrong: str) -> None:
    """The machine is as it was meant."""
    source, expected = MACHINE.replace(right, wrong), MACHINE
    if "clock" in wrong and "acpi" in wrong:
        features = "  <features>\n    <acpi/>\n    <apic/>\n  </features>\n"
        expected = MACHINE.replace("  <clock", f"{features}  <clock")
    elif "clock" in wrong:
        expected = MACHINE.replace("offset='utc'", "offset='timezone' timezone='Europe/Berlin'")
    elif not wrong:
        source = source.replace("device='disk'", "device='disk' path='/srv/a&amp;b.img'")
    result = fixed(source)
    assert result.text == expected
    assert result.fixed
    assert not result.left


NIC = "<interface type='{}'>{}</interface>"
DISK = "<disk type='file' device='{}'>{}</disk>"
USB = "<source><vendor id='0x1234'/><product id='0xbeef'/></source>"
DRIVER = "<driver name='qemu' type='qcow2'/><source file='/a'/><target dev='vda' bus='virtio'/>"


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        (
            NIC.format("virtio", "<source network='a'/>"),
            NIC.format("network", "<source network='a'/><model type='virtio'/>"),
        ),
        (NIC.format("virtio", "<source network='a'/><model type='e1000'/>"), None),
        (NIC.format("virtio", "<source bridge='a'/>"), None),
        (
            NIC.format("ovs", "<source bridge='a'/>"),
            NIC.format("bridge", "<source bridge='a'/><virtualport type='openvswitch'/>"),
        ),
        (DISK.format("virtio", DRIVER), DISK.format("disk", DRIVER)),
        (DISK.format("scsi", DRIVER), None),
        (DISK.format("disk", DRIVER).replace("file'", "qcow2'", 1), DISK.format("disk", DRIVER)),
        (DISK.format("disk", DRIVER).replace("file'", "raw'", 1), None),
        (
            DISK.format("disk", DRIVER.replace(" type='qcow2'", "").replace("'/a'", "'/a' format='qcow2'")),
            DISK.format("disk", DRIVER),
        ),
        (DISK.format("disk' bootorder='1", DRIVER), DISK.format("disk", DRIVER + "<boot order='1'/>")),
        (
            f"<hostdev mode='usb'>{USB}</hostdev>",
            f"<hostdev mode='subsystem' type='usb'>{USB}</hostdev>",
        ),
        (
            "<disk type='network'><driver name='qemu' type='raw'/><source protocol='nbd' export='a'/>"
            "<target dev='vda'/></disk>",
            "<disk type='network'><driver name='qemu' type='raw'/><source protocol='nbd' name='a'/>"
            "<target dev='vda'/></disk>",
        ),
        ("<console type='serial'/>", "<console type='pty'><target type='serial'/></console>"),
        ("<serial type='tty'/>", "<serial type='pty'/>"),
        (f"<rng model='virtio'>{RNG.replace('model', 'type')}</rng>", f"<rng model='virtio'>{RNG}</rng>"),
    ],
)
def test_devices(wrong: str, right: str | None) -> None:
    """A device gets what its problem says, unless it has something else there already."""
    source = "<domain type='kvm'><name>a</name><memory>4</memory>{}<devices>{}</devices></domain>"
    os = "<os><type>hvm</type></os>"
    result = fixed(source.format(os, wrong))
    assert result.text == source.format(os, right or wrong)
    assert bool(result.fixed) is (right is not None)


def test_boot() -> None:
    """The order of devices in ``<os>`` is that of the elements; a number there means nothing."""
    wrong = MACHINE.replace("</type>\n", "</type>\n    <boot order='cdrom'/>\n")
    assert fixed(wrong).text == wrong.replace("order", "dev")
    other = wrong.replace("'cdrom'", "'1'")
    assert fixed(other).text == other


def test_the_architecture_and_the_emulator() -> None:
    """The one is an attribute of the type; the other is most often in /usr/bin, which needs leave."""
    source = "<domain type='kvm'><name>a</name><memory>4</memory><os>{}</os><devices>{}</devices></domain>"
    wrong = source.format("<type>x86_64</type>", "<emulator>qemu-system-x86_64</emulator>")
    hvm = "<type arch='x86_64'>hvm</type>"
    assert fixed(wrong).text == source.format(hvm, "<emulator>qemu-system-x86_64</emulator>")
    assert fixed(wrong, unsafe=True).text == source.format(hvm, "<emulator>/usr/bin/qemu-system-x86_64</emulator>")


def test_an_image_of_rbd() -> None:
    """The pool is a part of the name of the image; without a name it is not certain what it is."""
    disk = "<disk type='network'><driver name='qemu' type='raw'/><source protocol='rbd'{}/><target dev='vda'/></disk>"
    source = (
        "<domain type='kvm'><name>a</name><memory>4</memory><os><type>hvm</type></os><devices>{}</devices></domain>"
    )
    wrong = source.format(disk.format(" pool='vms' name='ci'"))
    assert "<source protocol='rbd' name='vms/ci'/>" in fixed(wrong).text
    nameless = source.format(disk.format(" pool='vms'"))
    assert "pool='vms'" in fixed(nameless).text


@pytest.mark.parametrize("network", ["default", "lan"])
def test_what_may_be_meant_needs_leave(network: str) -> None:
    """NAT is that of libvirt's network, if no other one is named."""
    inside = "<source network='lan'/>" if network == "lan" else ""
    source = MACHINE.replace("'bridge'>\n      <source bridge='br0'/>", f"'nat'>{inside}")
    assert fixed(source).text == source
    result = fixed(source, unsafe=True)
    assert "<interface type='network'>" in result.text
    assert f"<source network='{network}'/>" in result.text
    assert not result.left


@pytest.mark.parametrize(
    ("right", "wrong"), [("prefix='24'", "netmask='24'"), ("netmask='255.255.255.0'", "prefix='255.255.255.0'")]
)
def test_attributes_get_their_name(right: str, wrong: str) -> None:
    expected = NETWORK.replace("prefix='24'", right)
    assert fixed(NETWORK.replace("prefix='24'", wrong)).text == expected


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("autoport='yes'", "port='auto' autoport='no'"),  # which of the two is it
        ("<driver name='qemu' type='raw'/>", "<driver name='qemu' type='raw' cache='none'/>"),
        (PCI, "<address bus='3b:00.1' slot='0x02'/>"),
    ],
)
def test_what_is_not_certain_stays(right: str, wrong: str) -> None:
    """Where the place is taken by another value, nothing changes."""
    source = MACHINE.replace(right, wrong).replace("device='disk'", "device='disk' cache='writeback'")
    result = fixed(source)
    assert wrong in result.text


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("<vcpu max='4'>2</vcpu>", "<vcpu current='2'>4</vcpu>"),
        ("<vcpu current='2' max='4'>2</vcpu>", "<vcpu current='2'>4</vcpu>"),
        ("<vcpu max='4'/>", "<vcpu>4</vcpu>"),
        ("<vcpu current='1' max='2'>2</vcpu>", "<vcpu current='1'>2</vcpu>"),
        ("<vcpu current='1' max='4'>2</vcpu>", None),
        ("<vcpu max='4'>2<!-- at boot --></vcpu>", None),
        ("<vcpu max='all'>2</vcpu>", None),
    ],
)
def test_no_number_of_cpus_is_lost(wrong: str, right: str | None) -> None:
    """The greatest number is the text, and what was the text the number at boot."""
    source = MACHINE.replace("  <os>", f"  {wrong}\n  <os>")
    assert fixed(source).text == source
    assert fixed(source, unsafe=True).text == source.replace(wrong, right or wrong)


def test_removals_need_leave() -> None:
    """A display of no type is removed only with leave."""
    source = MACHINE.replace("<graphics type='vnc' autoport='yes'/>", "<graphics type='none'/>")
    assert fixed(source).text == source
    assert fixed(source, unsafe=True).text == MACHINE.replace("    <graphics type='vnc' autoport='yes'/>\n", "")


def test_each_repair_has_a_sentence() -> None:
    """The table names sentences that there are."""
    repairs = tomllib.loads(Path(remedy_repairs.__file__).with_suffix(".toml").read_text())
    messages = Path(remedy_repairs.__file__).parents[1] / "messages" / "explaining_remedies.toml"
    assert set(repairs) <= set(tomllib.loads(messages.read_text())["remedy"])
