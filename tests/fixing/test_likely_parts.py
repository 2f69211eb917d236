"""Required parts that are missing, where they are known; names of disks that are missing or taken."""

from __future__ import annotations

import pytest

from libvirt_xml.fixing.fixing import fixed

DOMAIN = "<domain type='kvm'><name>a</name><memory>4</memory>{}<devices>{}</devices></domain>"
HVM = "<os><type>hvm</type></os>"
DISK = "<disk type='file' device='{}'><driver name='qemu' type='raw'/><source file='/{}'/>{}</disk>"


@pytest.mark.parametrize("empty", ["<os/>", "<os></os>"])
def test_the_only_type_of_system(empty: str) -> None:
    """What a domain of KVM runs needs no leave; of Xen it is not known."""
    source = DOMAIN.format(empty, "")
    assert fixed(source).text == DOMAIN.format(HVM, "")
    xen = source.replace("kvm", "xen")
    assert fixed(xen, unsafe=True).text == xen


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        (DOMAIN.format(HVM, "").replace(" type='kvm'", ""), DOMAIN.format(HVM, "")),
        (DOMAIN.format(HVM, "<serial/>"), DOMAIN.format(HVM, "<serial type='pty'/>")),
        (DOMAIN.format(f"{HVM}<clock/>", ""), DOMAIN.format(f"{HVM}<clock offset='utc'/>", "")),
        (DOMAIN.format(HVM, "<graphics port='-1'/>"), DOMAIN.format(HVM, "<graphics type='vnc' port='-1'/>")),
        (DOMAIN.format(HVM, "<input/>"), DOMAIN.format(HVM, "<input type='tablet'/>")),
        (
            DOMAIN.format(f"{HVM}<cpu><topology sockets='1' cores='4'/></cpu>", ""),
            DOMAIN.format(f"{HVM}<cpu><topology sockets='1' cores='4' threads='1'/></cpu>", ""),
        ),
    ],
)
def test_usual_values(wrong: str, right: str) -> None:
    """What is usual is added with leave, and the problem says what it is."""
    assert fixed(wrong).text == wrong
    assert [str(problem.hint).partition(" ")[0] for problem in fixed(wrong).left] == ["usually"]
    assert fixed(wrong, unsafe=True).text == right


def test_a_usual_value_of_a_document() -> None:
    """What a document usually is says nothing of an element of its name in another one."""
    pool = "<pool><name>a</name><target><path>/a</path></target></pool>"
    assert fixed(pool, unsafe=True).text == pool.replace("<pool>", "<pool type='dir'>")
    inside = "<storagepoolCapabilities><pool supported='no'/></storagepoolCapabilities>"
    assert fixed(inside, unsafe=True).text == inside


def test_the_only_value() -> None:
    """A required attribute with one value alone needs no leave."""
    source = DOMAIN.format(HVM, "<redirdev type='spicevmc'/>")
    assert fixed(source).text == source.replace("<redirdev", "<redirdev bus='usb'")


TARGETS = [
    ("disk", "", "<target dev='vda' bus='virtio'/>"),
    ("cdrom", "", "<target dev='sda' bus='sata'/>"),
    ("floppy", "", "<target dev='fda' bus='fdc'/>"),
    ("disk", "<target bus='sata'/>", "<target dev='sda' bus='sata'/>"),
    ("disk", "<target bus='virtio'/>", "<target dev='vda' bus='virtio'/>"),
]


@pytest.mark.parametrize(("device", "wrong", "right"), TARGETS)
def test_names_of_disks(device: str, wrong: str, right: str) -> None:
    """A disk without a name gets the next of its bus."""
    source = DOMAIN.format(HVM, DISK.format(device, "a", wrong))
    assert fixed(source).text == source
    assert fixed(source, unsafe=True).text == DOMAIN.format(HVM, DISK.format(device, "a", right))


def test_names_that_others_have() -> None:
    """The first disk keeps its name; the others get the next that are free, all at once."""
    names = ["vda", "vda", "sda", "vdb", "vda", "sda"]
    new = ["vda", "vdc", "sda", "vdb", "vdd", "sdb"]
    source, expected = (
        DOMAIN.format(HVM, "".join(DISK.format("disk", at, f"<target dev='{name}'/>") for at, name in enumerate(every)))
        for every in (names, new)
    )
    assert fixed(source).text == source
    assert fixed(source, unsafe=True).text == expected


def test_the_same_disk_twice_stays() -> None:
    """A disk that is there twice is not meant to be two."""
    source = DOMAIN.format(HVM, 2 * DISK.format("disk", "a", "<target dev='vda'/>"))
    assert fixed(source, unsafe=True).text == source
