"""Changes in words."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from libvirt_xml import Domain, Element, Nwfilter, StoragePool, documents
from libvirt_xml.apply import merge
from libvirt_xml.binding.fields import specs_of
from libvirt_xml.changes import compare
from libvirt_xml.changes.wording.change_words import describe_change
from libvirt_xml.changes.wording.terms import _terms
from tests.changes.reading import devices, domain, network
from tests.sources import NO_PAIRS, recorded_pairs


def words(old: Domain, new: Domain) -> list[str]:
    """The changes between two documents in words."""
    return [str(describe_change(change, old, new)) for change in compare(old, new)]


DISK = "<disk type='file' device='disk'>{}<source file='{}'/><target dev='vda' bus='virtio'/></disk>"
NIC = "<interface type='network'><source network='{}'/>{}</interface>"
HOSTDEV = "<hostdev mode='subsystem' type='{}'><source>{}</source></hostdev>"

CASES = [
    (
        devices(DISK.format("<driver name='qemu' type='qcow2' cache='none'/>", "/a")),
        devices(DISK.format("<driver name='qemu' type='qcow2' cache='writeback'/>", "/a")),
        "disk vda: cache none -> writeback",
    ),
    (devices(""), devices(DISK.format("", "/a")), "disk vda: file /a, bus virtio"),
    (
        devices(NIC.format("lan", "<alias name='ua-nic-lan'/>")),
        devices(NIC.format("dmz", "<alias name='ua-nic-lan'/>")),
        "nic 'lan': network lan -> dmz",
    ),
    (
        devices(NIC.format("lan", "")),
        devices(NIC.format("lan", "") + NIC.format("dmz", "<model type='virtio'/>")),
        "nic 2: network dmz, model virtio",
    ),
    (devices(NIC.format("lan", "")), devices(NIC.format("dmz", "")), "nic: network lan -> dmz"),
    (
        devices(NIC.format("lan", "<filterref filter='a'/>")),
        devices(NIC.format("lan", "<filterref filter='b'/>")),
        "nic: filter a -> b",
    ),
    (
        devices("<serial type='pty'><target port='0'/></serial>"),
        devices("<serial type='pty'><target port='0'/></serial><serial type='pty'/>"),
        "serial: type pty",
    ),
    (domain("<memory>4194304</memory>"), domain("<memory unit='GiB'>8</memory>"), "memory at most: 4 GiB -> 8 GiB"),
    (
        domain("<memory unit='KB'>1</memory>"),
        domain("<memory unit='KB'>2</memory>"),
        "memory at most: 1000 B -> 2000 B",
    ),
    (domain("<vcpu>2</vcpu>"), domain("<vcpu>4</vcpu>"), "CPUs: 2 -> 4"),
    (domain("<vcpu current='1'>2</vcpu>"), domain("<vcpu>2</vcpu>"), "CPUs plugged in: 1 -> all"),
    (domain(""), domain("<currentMemory unit='GiB'>2</currentMemory>"), "memory now: all -> 2 GiB"),
    (
        devices("<video><model type='qxl' vram='65536'/></video>"),
        devices("<video><model type='qxl' vram='131072'/></video>"),
        "video: video memory 64 MiB -> 128 MiB",
    ),
    (
        devices(NIC.format("lan", "<bandwidth><inbound average='1000'/></bandwidth>")),
        devices(NIC.format("lan", "<bandwidth><inbound average='2048'/></bandwidth>")),
        "nic: bandwidth inbound average 1000 KiB/s -> 2 MiB/s",
    ),
    (
        domain("<os><bootmenu enable='yes' timeout='3000'/></os>"),
        domain("<os><bootmenu enable='yes' timeout='5000'/></os>"),
        "boot: menu timeout 3000 ms -> 5000 ms",
    ),
    (
        domain("<cputune><period>100000</period></cputune>"),
        domain("<cputune><period>50000</period></cputune>"),
        "CPU tuning: period 100000 µs -> 50000 µs",
    ),
    (
        domain("<cpu><topology sockets='1' cores='2' threads='1'/></cpu>"),
        domain("<cpu><topology sockets='1' cores='4' threads='1'/></cpu>"),
        "CPU: topology cores 2 -> 4",
    ),
    (
        domain("<cpu><numa><cell id='0' cpus='0' memory='2' unit='GiB'/></numa></cpu>"),
        domain("<cpu><numa><cell id='0' cpus='0' memory='3' unit='GiB'/></numa></cpu>"),
        "CPU: NUMA cell 0 memory 2 GiB -> 3 GiB",
    ),
    (
        domain("<cputune><vcpupin vcpu='3' cpuset='1'/></cputune>"),
        domain("<cputune><vcpupin vcpu='3' cpuset='2'/></cputune>"),
        "CPU tuning: pinning of CPU 3 to host CPUs 1 -> 2",
    ),
    (
        domain("<os><type machine='pc'>hvm</type></os>"),
        domain("<os><type machine='q35'>hvm</type></os>"),
        "machine type: pc -> q35",
    ),
    (domain("<features><acpi/></features>"), domain(""), "feature: ACPI on"),
    (
        devices(""),
        devices(HOSTDEV.format("usb", "<vendor id='0x1234'/><product id='0xbeef'/>")),
        "host device usb 1234:beef",
    ),
    (
        devices(HOSTDEV.format("pci", "<address domain='0' bus='6' slot='0x12' function='5'/>")),
        devices(""),
        "host device pci 0000:06:12.5",
    ),
    (
        network("<dns><host ip='192.0.2.1'><hostname>a</hostname></host></dns>"),
        network("<dns><host ip='192.0.2.1'><hostname>a</hostname><hostname>b</hostname></host></dns>"),
        "DNS: host 192.0.2.1 name b",
    ),
    (domain("<title>a</title>"), domain("<title>b\nc</title>"), "title: a -> b c"),
    (domain("<title>a</title>"), domain("<title/>"), "title: a -> ''"),
    (
        devices("<rng model='virtio'><backend model='random'>/dev/random</backend></rng>"),
        devices("<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>"),
        "random number generator: source /dev/random -> /dev/urandom",
    ),
    (
        devices("<memballoon model='virtio'/>"),
        devices("<memballoon model='none'/>"),
        "balloon: model virtio -> none",
    ),
    (
        devices("<sound model='ich9'/>"),
        devices("<sound model='ich9'><address type='pci' domain='0' bus='1' slot='2' function='3'/></sound>"),
        "sound: address pci 0000:01:02.3",
    ),
    (
        domain("<metadata><a:x xmlns:a='urn:a'>1</a:x></metadata>"),
        domain("<metadata><a:x xmlns:a='urn:a'>2</a:x></metadata>"),
        "metadata: x changed",
    ),
    (
        domain("<os><type>hvm</type><boot dev='hd'/></os>"),
        domain("<os><type>hvm</type><boot dev='network'/></os>"),
        "boot: device hd -> network",
    ),
    (domain(""), domain("<brandnew/>"), "element brandnew: <brandnew>"),
    (
        devices("<disk new='1'><target dev='vda'/></disk>"),
        devices("<disk new='2'><target dev='vda'/></disk>"),
        "disk vda: attribute new 1 -> 2",
    ),
    (
        devices("<controller type='pci' index='0' model='pcie-root'/>"),
        devices(
            "<controller type='pci' index='0' model='pcie-root'/><controller type='pci' index='1' "
            "model='pcie-root-port'><model name='pcie-root-port'/><target chassis='1' port='0x8'/></controller>"
        ),
        "PCIe slot 1",
    ),
    (
        devices("<graphics type='vnc' port='-1'/>"),
        devices("<graphics type='vnc' port='5907'/>"),
        "graphics vnc: port automatic -> 5907",
    ),
    (
        devices(""),
        devices("<channel type='spicevmc'><target type='virtio' name='com.redhat.spice.0'/></channel>"),
        "channel com.redhat.spice.0: type spicevmc",
    ),
    (
        Domain.from_xml("<domain type='kvm'><name>vm</name><os><type>hvm</type></os></domain>"),
        Domain.from_xml(
            "<domain type='kvm'><name>vm</name><os><type>hvm</type><firmware><feature enabled='no' name='secure-boot'/>"
            "<feature enabled='yes' name='enrolled-keys'/></firmware></os></domain>"
        ),
        "boot: firmware feature secure-boot off, feature enrolled-keys on",
    ),
]


@pytest.mark.parametrize(("old", "new", "line"), CASES, ids=[line for *_, line in CASES])
def test_words(old: Domain, new: Domain, line: str) -> None:
    """What a person reads."""
    assert words(old, new) == [line]


def _added(xml: str) -> list[str]:
    """What is said of a device that a machine gets."""
    return words(devices(""), devices(xml))


NAMED = [
    (
        "<interface type='network'><mac address='52:54:00:00:00:01'/><source network='lan'/></interface>",
        "nic 52:54:00:00:00:01: network lan",
    ),
    ("<input type='mouse' bus='ps2'/>", "input mouse ps2"),
    ("<graphics type='vnc' port='-1' autoport='yes'/>", "graphics vnc: port automatic"),
    ("<graphics type='vnc' port='5907' autoport='no'/>", "graphics vnc: port 5907, automatic port off"),
    ("<audio id='1' type='none'/>", "audio 1: type none"),
    ("<serial type='pty'><target type='isa-serial' port='0'/></serial>", "serial 0: type pty, target type isa-serial"),
    (
        "<filesystem type='mount'><source dir='/srv'/><target dir='code'/></filesystem>",
        "share code: folder /srv",
    ),
    (
        "<filesystem type='ram'><source usage='1' units='MiB'/><target dir='/t'/></filesystem>",
        "share /t: usage 1 MiB, type ram",
    ),
    (
        "<disk type='file' device='cdrom'><target dev='sda' bus='sata'/><alias name='ua-tray'/></disk>",
        "disk 'tray': type cdrom, target sda, bus sata",
    ),
    (HOSTDEV.format("usb", "<address bus='14' device='6'/>"), "host device usb 014/006"),
]


@pytest.mark.parametrize(("xml", "line"), NAMED, ids=[line for _, line in NAMED])
def test_a_name_is_not_repeated(xml: str, line: str) -> None:
    """What the label of an item says, and what is so of nearly all of its sort, is not said again."""
    assert _added(xml) == [line]


_IP = "<ip address='192.0.2.1' netmask='255.255.255.0'>{}</ip>"
_RANGE = "<dhcp><range start='192.0.2.{}' end='192.0.2.99'/></dhcp>"
NETWORKS = [
    (_IP.format(""), "<bridge name='virbr1'/>" + _IP.format(""), ["bridge: virbr1"]),
    (
        _IP.format(_RANGE.format(10)),
        _IP.format(_RANGE.format(20)),
        [
            "IP address 192.0.2.1: DHCP range 192.0.2.10 to 192.0.2.99 -> (none)",
            "IP address 192.0.2.1: DHCP range 192.0.2.20 to 192.0.2.99",
        ],
    ),
    ("", _IP.format(""), ["IP address 192.0.2.1: netmask 255.255.255.0"]),
]


@pytest.mark.parametrize(("old", "new", "lines"), NETWORKS, ids=[" ".join(lines) for *_, lines in NETWORKS])
def test_other_documents(old: str, new: str, lines: list[str]) -> None:
    """Networks too; an item of the document itself is the subject."""
    documents = network(old), network(new)
    assert [str(describe_change(change, *documents)) for change in compare(*documents)] == lines


OTHERS = [
    (
        Nwfilter,
        "<filter name='f'><rule action='accept' direction='in'><tcp dstportstart='{}'/></rule></filter>",
        ("80", "443"),
        "rule: tcp destination port 80 -> 443",
    ),
    (
        StoragePool,
        "<pool type='dir'><name>p</name><target><path>/p</path><permissions><mode>{}</mode></permissions></target>"
        "</pool>",
        ("0750", "0755"),
        "permissions mode: 0750 -> 0755",
    ),
]


@pytest.mark.parametrize(("cls", "form", "values", "line"), OTHERS, ids=[line for *_, line in OTHERS])
def test_filters_and_pools(cls: type[Element], form: str, values: tuple[str, str], line: str) -> None:
    """What an operator says: ports, and permissions as octal numbers."""
    old, new = (cls.from_xml(form.format(value)) for value in values)
    assert [str(describe_change(change, old, new)) for change in compare(old, new)] == [line]


SECRETS = [
    (
        "<graphics type='vnc' passwd='geheim'/>",
        "<graphics type='vnc' passwd='secret'/>",
        "graphics vnc: password (not shown)",
    ),
    ("", "<graphics type='vnc' passwd='geheim' port='5901'/>", "graphics vnc: password (not shown), port 5901"),
    ("<graphics type='vnc' passwd='geheim'/>", "", "graphics vnc: password (not shown)"),
    (
        DISK.format("", "/a").replace("<source file='/a'/>", "<source file='/a'/>"),
        DISK.format("", "/a").replace(
            "<source file='/a'/>", "<source file='/a'><cookies><cookie name='c'>geheim</cookie></cookies></source>"
        ),
        "disk vda: cookies (not shown)",
    ),
]


@pytest.mark.parametrize(("old", "new", "line"), SECRETS)
def test_secrets(old: str, new: str, line: str) -> None:
    """Passwords and cookies are not shown, whether they come, go, change or are part of a device."""
    (shown,) = words(devices(old), devices(new))
    assert shown == line


def test_a_secret_in_an_argument() -> None:
    """A text that may contain a password is not shown."""
    form = (
        "<domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'><name>vm</name><qemu:commandline>"
    )
    old, new = (
        Domain.from_xml(f"{form}<qemu:arg value='-x password={word}'/></qemu:commandline></domain>")
        for word in ("geheim", "secret")
    )
    (line,) = words(old, new)
    assert line == "QEMU command line: argument changed"


PARTS = [
    (
        devices("<disk device='cdrom'><source file='/a.iso'/><target dev='sda'/></disk>"),
        devices("<disk device='cdrom'><target dev='sda'/></disk>"),
        "changed disk sda: file /a.iso -> (none)",
    ),
    (
        devices("<graphics type='vnc' passwd='geheim'/>"),
        devices("<graphics type='vnc'/>"),
        "changed graphics vnc: password (not shown) -> (none)",
    ),
    (
        devices("<video><model type='qxl'/></video>"),
        devices("<video><model type='qxl' vram='65536'/></video>"),
        "changed video: video memory 64 MiB",
    ),
    (
        devices("<memballoon model='virtio'><stats period='5'/></memballoon>"),
        devices("<memballoon model='virtio'/>"),
        "changed balloon: statistics period 5 s -> (none)",
    ),
    (devices("<sound model='ich9'/>"), devices(""), "removed sound: model ich9"),
    (
        domain("<cpu><model>a</model><feature name='vmx' policy='require'/></cpu>"),
        domain("<cpu><model>a</model></cpu>"),
        "removed CPU: feature vmx policy require",
    ),
]


@pytest.mark.parametrize(("old", "new", "line"), PARTS, ids=[line for *_, line in PARTS])
def test_an_item_that_stays_is_changed(old: Domain, new: Domain, line: str) -> None:
    """A drive that loses its medium is not removed, and one that gets something is not new."""
    (change,) = compare(old, new)
    described = describe_change(change, old, new)
    assert f"{described.shown_kind} {described}" == line


def test_texts_that_must_not_be_shown() -> None:
    """What a reference led to is hidden wherever it is."""
    old, new = domain("<title>a</title>"), domain("<title>geheim</title>")
    (change,) = compare(old, new)
    described = describe_change(change, old, new).without({"geheim"})
    assert (str(described), described.old, described.new) == ("title: (not shown)", None, None)


def test_every_change_of_recorded_documents() -> None:
    """Each is one line, with a subject; also the changes that a merge names."""
    pairs = [pair for pairs in recorded_pairs().values() for pair in pairs][::5]
    if not pairs:
        pytest.skip(NO_PAIRS)
    texts = [(Domain.from_xml(pair["asked"]), Domain.from_xml(pair["dump"])) for pair in pairs]
    lines = [line for asked, dump in texts for line in words(asked, dump)]
    lines += [line for (one, _), (other, _) in pairwise(texts) for line in words(one, other)]
    planned = [(change, actual, asked) for asked, actual in texts for change in merge(asked, actual).changes]
    lines += [str(describe_change(change, actual, asked)) for change, actual, asked in planned]
    assert len(lines) > 5_000
    assert [line for line in lines if "\n" in line or not re.match(r"\S", line) or line.endswith(":")] == []


def test_terms_exist() -> None:
    """A word for a class or a field that is no longer there is stale."""
    terms = _terms()
    keys = [*terms["sections"], *terms["fields"]]
    keys += [*terms["values"], *(f"{name}.{field}" for name, sorts in terms["sorts"].items() for field in sorts)]
    keys += [field for part in ("subjects", "first", "omitted") for field in terms[part]["fields"]]
    stale = [name for name in terms["nouns"] if not hasattr(documents, name)]
    rules = [getattr(documents, name) for name in dir(documents) if name.startswith("NwfilterRule")]
    stale += sorted(set(terms["names"]) - {field for cls in rules for field in specs_of(cls)})
    for key in keys:
        owner, _, name = key.partition(".")
        if not hasattr(documents, owner) or name not in specs_of(getattr(documents, owner)):
            stale.append(key)
    assert stale == []
