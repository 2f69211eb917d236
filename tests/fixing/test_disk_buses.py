"""Drives on a bus that the machine does not have, or with the name of another kind of drive."""

from __future__ import annotations

from libvirt_xml.fixing.fixing import fixed

DOMAIN = (
    "<domain type='kvm'><name>a</name><memory>4</memory><os><type arch='x86_64' machine='{}'>hvm</type></os>"
    "<devices>{}</devices></domain>"
)
DISK = "<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='/{}'/>{}</disk>"
IDE = "<address type='drive' controller='0' bus='1' target='0' unit='0'/>"


def test_ide_of_a_machine_without() -> None:
    """All drives go to the SATA bus, with names of it that are free, and the controllers of IDE go."""
    disks = [
        DISK.format("a", "<target dev='hda' bus='ide'/>"),
        DISK.format("b", f"<target dev='hdc' bus='ide'/>{IDE}"),
        DISK.format("c", "<target dev='sda' bus='usb'/>"),
    ]
    right = [
        DISK.format("a", "<target dev='sdb' bus='sata'/>"),
        DISK.format("b", "<target dev='sdc' bus='sata'/>"),
        disks[2],
    ]
    wrong = DOMAIN.format("q35", "".join(disks) + "<controller type='ide' index='0'/>")
    assert fixed(wrong).text == wrong
    assert fixed(wrong, unsafe=True).text == DOMAIN.format("q35", "".join(right))
    has_ide = wrong.replace("q35", "pc")
    assert fixed(has_ide, unsafe=True).text == has_ide


def test_the_name_of_another_kind_of_drive() -> None:
    """A floppy and a disk get a name of their own kind."""
    floppy = DISK.format("a", "<target dev='{}' bus='fdc'/>").replace("'disk'", "'floppy'")
    disk = DISK.format("b", "<target dev='{}' bus='virtio'/>")
    wrong = DOMAIN.format("pc", floppy.format("hda") + disk.format("fdb"))
    assert fixed(wrong).text == wrong
    assert fixed(wrong, unsafe=True).text == DOMAIN.format("pc", floppy.format("fda") + disk.format("vda"))
