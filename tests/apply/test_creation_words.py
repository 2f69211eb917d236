"""What a plan says of what would be created."""

from __future__ import annotations

import pytest

from libvirt_xml import Element, StorageVolume, parse
from libvirt_xml.apply.planning.creation_words import creation_words
from libvirt_xml.apply.planning.host_plan import PlannedStep
from libvirt_xml.yaml_forms.vm.volumes import Image, Volume

_DISKS = "".join(f"<disk type='file'><source file='/{name}'/><target dev='vd{name}'/></disk>" for name in "abcdef")
_CDROM = "<disk type='file' device='cdrom'><target dev='sda'/></disk>"
_NICS = (
    "<interface type='direct'><source dev='eth0' mode='bridge'/></interface>"
    "<interface type='bridge'><source bridge='br0'/></interface><interface type='user'/>"
)


def _words(document: Element, volume: Volume | None = None, action: str = "create") -> str:
    step = PlannedStep(
        kind="domain",
        name="n",
        uuid=None,
        action=action,  # type: ignore[arg-type]
        document=document,
        asked=document,
        volume=volume,
    )
    return creation_words(step)


@pytest.mark.parametrize(
    ("xml", "words"),
    [
        (
            f"<domain><vcpu>4</vcpu><memory unit='GiB'>2</memory><devices>{_CDROM}{_NICS}</devices></domain>",
            "CPUs 4, memory 2 GiB, disk sda cdrom, nic eth0, nic bridge br0, nic user",
        ),
        (
            f"<domain><devices>{_DISKS}</devices></domain>",
            "CPUs 1, disk vda (/a), disk vdb (/b), disk vdc (/c), disk vdd (/d), and 2 more",
        ),
        (
            "<domain><vcpu current='2'>4</vcpu><memory unit='GiB'>2</memory>"
            "<currentMemory unit='GiB'>1</currentMemory></domain>",
            "CPUs 2 of 4, memory 1 GiB of 2 GiB",
        ),
        ("<pool type='dir'><target><path>/images</path></target></pool>", "dir /images"),
        ("<pool type='rbd'/>", "rbd"),
        ("<network><name>n</name></network>", "isolated"),
        (
            "<network><name>n</name><forward dev='eth0'/><bridge name='b'/><ip address='192.0.2.1' "
            "netmask='255.255.255.128'><dhcp><range start='192.0.2.2' end='192.0.2.9'/></dhcp></ip>"
            "<ip family='ipv6' address='2001:db8::1' prefix='64'/></network>",
            "nat by eth0, bridge b, 192.0.2.1/25 with DHCP, 2001:db8::1/64",
        ),
        ("<filter name='f'><filterref filter='g'/></filter>", "1 rule"),
        ("<secret><usage type='ceph'><name>c</name></usage></secret>", "for ceph c"),
    ],
)
def test_documents(xml: str, words: str) -> None:
    """How large it is, where it lies, what it has."""
    assert _words(parse(xml)) == words
    assert _words(parse(xml), action="change") == ""


@pytest.mark.parametrize(
    ("below", "image", "content", "words"),
    [
        ("", None, None, ""),
        ("", Image(path="/d.img"), None, ", a copy of /d.img"),
        ("<backingStore><path>/b.img</path></backingStore>", None, None, ", over /b.img"),
        ("", None, b"x", ", with the data for cloud-init"),
    ],
)
def test_volumes(below: str, image: Image | None, content: bytes | None, words: str) -> None:
    """And what goes into it."""
    form = "<target><format type='qcow2'/></target>"
    document = StorageVolume.from_xml(f"<volume><name>v</name><capacity unit='GiB'>3</capacity>{form}{below}</volume>")
    volume = Volume("v", document, "images", image, content)
    assert _words(document, volume) == f"3 GiB, qcow2, in pool images{words}"
