"""Items of lists are matched by what makes them what they are."""

from __future__ import annotations

from typing import Any

import pytest

import libvirt_xml
from libvirt_xml import AnyElement, CpuModel, Element, FilterParameter, documents
from libvirt_xml.binding.fields import specs_of
from libvirt_xml.binding.foreign import Extra
from libvirt_xml.binding.specs import Spec, child_class
from libvirt_xml.changes import compare, same
from libvirt_xml.changes.identities import KeyPart, keys_of
from tests.changes.reading import devices, domain, lines, network
from tests.strategies.objects import classes

CLASSES = {cls.__name__: cls for cls in classes()}
LISTS = {
    f"{cls.__name__}.{spec.name}": spec
    for cls in CLASSES.values()
    for spec in specs_of(cls).values()
    if spec.is_list and spec.owner is cls and spec.kind != "wildcard"
}


def _entry(name: str) -> str:
    """The name by which the tables know a list: that of its items, or its own."""
    spec = LISTS[name]
    return child_class(spec).__name__ if spec.kind == "child" else name


# Every key of every class, on objects that have nothing else

ENTRIES = {_entry(name) for name in LISTS}
KEYS = [(name, at) for name in sorted(ENTRIES & CLASSES.keys()) for at in range(len(keys_of(CLASSES[name])))]
VALUES = sorted(name for name, spec in LISTS.items() if spec.is_set)
POSITIONAL = sorted(ENTRIES - {name for name, _ in KEYS} - set(VALUES))


def test_there_are_lists_of_each_sort() -> None:
    """Identities, sets of texts, and places: `codegen check` knows that each list has one of them."""
    assert len(KEYS) > 100
    assert len(VALUES) > 3
    assert len(POSITIONAL) > 30
    assert {cls.kind_ for cls in CLASSES.values()} == {"", "type", "target.type", "model"}


def _bare(cls: type[Any]) -> Any:
    return object.__new__(cls)


def _item(entry: str, key: list[KeyPart], value: str) -> Element:
    """An object with a value at each part of a key that must be there."""
    item = _bare(CLASSES[entry])
    for part in key:
        if part.is_required or part == key[0]:
            *steps, last = part.steps
            target = item
            for step in steps:
                if step not in target.__dict__:
                    setattr(target, step, _bare(child_class(specs_of(type(target))[step])))
                target = target.__dict__[step]
            setattr(target, last, value)
    return item  # type: ignore[no-any-return]


def _list_of(entry: str) -> tuple[type[Any], Spec]:
    return next((CLASSES[name.split(".")[0]], spec) for name, spec in LISTS.items() if _entry(name) == entry)


def _holder(entry: str, *items: Any) -> Any:
    cls, spec = _list_of(entry)
    holder = _bare(cls)
    setattr(holder, spec.name, list(items))
    return holder


@pytest.mark.parametrize(("entry", "at"), KEYS)
def test_keys(entry: str, at: int) -> None:
    """Items with one key are one item wherever it stands; with two keys they are two."""
    key = keys_of(CLASSES[entry])[at]
    one, two, three = (_item(entry, key, value) for value in ("one", "two", "three"))
    assert lines(_holder(entry, one, two), _holder(entry, two, one)) == []
    found = compare(_holder(entry, one, two), _holder(entry, three, one))
    assert sorted((change.kind, change.old, change.new) for change in found) == [
        ("added", None, three),
        ("removed", two, None),
    ]
    assert all("two" in change.path or "three" in change.path for change in found)


@pytest.mark.parametrize("entry", VALUES)
def test_values_that_are_their_own_key(entry: str) -> None:
    """In a set of texts the order does not count."""
    name = _list_of(entry)[1].name
    assert lines(_holder(entry, "a", "b"), _holder(entry, " b", "a")) == []
    assert lines(_holder(entry, "a", "b"), _holder(entry, "b", "c")) == [
        f"removed {name}[a]: 'a'",
        f"added {name}[c]: 'c'",
    ]


@pytest.mark.parametrize("entry", POSITIONAL)
def test_positions(entry: str) -> None:
    """Where nothing but the place is left, the order counts."""
    one, two = ("one", "two") if entry not in CLASSES else (_marked(entry, "one"), _marked(entry, "two"))
    assert not same(_holder(entry, one, two), _holder(entry, two, one))
    assert same(_holder(entry, one, two), _holder(entry, one, two))


def _marked(entry: str, value: str) -> Element:
    item = _bare(CLASSES[entry])
    item.extra_ = Extra(attributes={"mark": value})
    return item  # type: ignore[no-any-return]


# What people write

UA = "<alias name='ua-{}'/>"

CASES: dict[str, tuple[str, str, list[str]]] = {
    "a disk in another place": (
        "<disk><target dev='vda'/></disk><disk type='file'><target dev='vdb'/></disk>",
        "<disk type='block'><target dev='vdb'/></disk><disk><target dev='vda'/></disk>",
        ["changed devices.disks[vdb].type: 'file' -> 'block'"],
    ),
    "another target is another disk": (
        "<disk type='file'><target dev='vda'/></disk>",
        "<disk type='file'><target dev='vdb'/></disk>",
        [
            "removed devices.disks[vda]: <disk type='file'>...</disk>",
            "added devices.disks[vdb]: <disk type='file'>...</disk>",
        ],
    ),
    "a user's alias comes before the target": (
        f"<disk><target dev='vda'/>{UA.format('root')}</disk><disk><target dev='vdb'/></disk>",
        f"<disk><target dev='vdb'/>{UA.format('root')}</disk><disk><target dev='vda'/></disk>",
        [
            "changed devices.disks[ua-root].target.dev: 'vda' -> 'vdb'",
            "removed devices.disks[vdb]: <disk>...</disk>",
            "added devices.disks[vda]: <disk>...</disk>",
        ],
    ),
    "an alias on one side only": (
        f"<disk><target dev='vda'/>{UA.format('root')}</disk>",
        "<disk><target dev='vda'/></disk>",
        ["removed devices.disks[vda].alias: <alias name='ua-root'/>"],
    ),
    "another alias on the same target": (
        f"<disk><target dev='vda'/>{UA.format('root')}</disk>",
        f"<disk><target dev='vda'/>{UA.format('data')}</disk>",
        ["changed devices.disks[vda].alias.name: 'ua-root' -> 'ua-data'"],
    ),
    "libvirt's alias says nothing": (
        "<disk><target dev='vda'/><alias name='virtio-disk0'/></disk>",
        "<disk><target dev='vdb'/><alias name='virtio-disk0'/></disk>",
        ["removed devices.disks[vda]: <disk>...</disk>", "added devices.disks[vdb]: <disk>...</disk>"],
    ),
    "the case of a MAC": (
        "<interface type='user'><mac address='52:54:00:00:00:0a'/></interface>"
        "<interface type='vdpa'><mac address='52:54:00:00:00:0B'/></interface>",
        "<interface type='null'><mac address='52:54:00:00:00:0b'/></interface>"
        "<interface type='user'><mac address='52:54:00:00:00:0A'/></interface>",
        ["changed devices.interfaces[52:54:00:00:00:0b].type: 'vdpa' -> 'null'"],
    ),
    "a MAC on one side only": (
        "<interface type='user'/><interface type='null'><mac address='52:54:00:00:00:01'/></interface>",
        "<interface type='null'><mac address='52:54:00:00:00:01'/></interface>"
        "<interface type='user'><mac address='52:54:00:00:00:02'/></interface>",
        ["added devices.interfaces[1].mac: <mac address='52:54:00:00:00:02'/>"],
    ),
    "controllers by type and index": (
        "<controller type='pci' index='0' model='pci-root'/><controller type='usb' index='0'/>"
        "<controller type='pci' index='01'/>",
        "<controller type='pci' index='1' model='pci-bridge'/><controller type='usb' index='00'/>"
        "<controller type='pci' index='0' model='pcie-root'/>",
        [
            "added devices.controllers[pci:1].model: 'pci-bridge'",
            "changed devices.controllers[pci:0].model: 'pci-root' -> 'pcie-root'",
        ],
    ),
    "a controller without an index": (
        "<controller type='usb' model='qemu-xhci'/><controller type='scsi' index='0'/>",
        "<controller type='scsi' index='0'/><controller type='usb' index='0' model='qemu-xhci'/>",
        ["added devices.controllers[1].index: 0"],
    ),
    "the companions of a USB controller": (
        "<controller type='usb' index='0' model='ich9-ehci1'/><controller type='usb' index='0' model='ich9-uhci1'/>",
        "<controller type='usb' index='0' model='ich9-uhci1'/><controller type='usb' index='0' model='ich9-ehci1'/>",
        [],
    ),
    "a filesystem by its target": (
        "<filesystem type='mount'><target dir='a'/></filesystem>",
        "<filesystem type='ram'><target dir='b'/></filesystem><filesystem type='ram'><target dir='a'/></filesystem>",
        [
            "added devices.filesystems[b]: <filesystem type='ram'>...</filesystem>",
            "changed devices.filesystems[a].type: 'mount' -> 'ram'",
        ],
    ),
    "host devices by their address": (
        "<hostdev type='pci'><source><address domain='0' bus='1' slot='0' function='0'/></source></hostdev>",
        "<hostdev type='pci' managed='yes'><source><address bus='0x01' slot='0x00' function='0x0'/></source></hostdev>",
        [
            "added devices.hostdevs[pci:1:0:0].managed: True",
            "removed devices.hostdevs[pci:1:0:0].source.address.domain: 0",
        ],
    ),
    "a USB host device by what it is": (
        "<hostdev type='usb'><source><vendor id='1'/><product id='2'/></source></hostdev>",
        "<hostdev type='usb'><source><vendor id='1'/><product id='2'/><address bus='1' device='2'/></source></hostdev>",
        ["added devices.hostdevs[usb:1:2].source.address: <address bus='1' device='2'/>"],
    ),
    "another slot is another host device": (
        "<hostdev type='pci'><source><address bus='1' slot='0' function='0'/></source></hostdev>",
        "<hostdev type='pci'><source><address bus='1' slot='0' function='1'/></source></hostdev>",
        [
            "removed devices.hostdevs[pci:1:0:0]: <hostdev type='pci'>...</hostdev>",
            "added devices.hostdevs[pci:1:0:1]: <hostdev type='pci'>...</hostdev>",
        ],
    ),
    "a mouse does not become a tablet": (
        "<input type='mouse'/><input type='keyboard' bus='ps2'/>",
        "<input type='keyboard' bus='ps2'/><input type='tablet' bus='usb'/>",
        [
            "removed devices.inputs[0]: <input type='mouse'/>",
            "added devices.inputs[tablet:usb]: <input type='tablet' bus='usb'/>",
        ],
    ),
    "what has no name, by its address": (
        "<rng model='virtio'><address type='pci' slot='1'/></rng>"
        "<rng model='virtio'><address type='pci' domain='0' slot='2'/></rng>",
        "<rng model='virtio'><address type='pci' slot='2'/></rng>"
        "<rng model='virtio-transitional'><address type='pci' slot='1'/></rng>",
        [
            "removed devices.rngs[0].address.domain: 0",
            "changed devices.rngs[1].model: 'virtio' -> 'virtio-transitional'",
        ],
    ),
    "an address that says no place": (
        "<rng model='virtio'/><rng model='virtio-transitional'><address type='pci'/></rng>",
        "<rng model='virtio'><address type='pci'/></rng><rng model='virtio-transitional'/>",
        [
            "added devices.rngs[0].address: <address type='pci'/>",
            "removed devices.rngs[1].address: <address type='pci'/>",
        ],
    ),
    "an address does not make another disk the same": (
        "<disk><target dev='vda'/><address type='pci' slot='1'/></disk>",
        "<disk><target dev='vdb'/><address type='pci' slot='1'/></disk>",
        ["removed devices.disks[vda]: <disk>...</disk>", "added devices.disks[vdb]: <disk>...</disk>"],
    ),
    "a device of one sort is changed, not replaced": (
        "<video><model type='qxl'/></video>",
        "<video><model type='virtio'/></video>",
        ["changed devices.videos[0].model.type: 'qxl' -> 'virtio'"],
    ),
    "two of one name are told apart by position": (
        "<disk type='file'><target dev='vda'/></disk><disk type='block'><target dev='vda'/></disk>",
        "<disk type='file'><target dev='vda'/></disk><disk type='dir'><target dev='vda'/></disk>",
        ["changed devices.disks[1].type: 'block' -> 'dir'"],
    ),
    "two of one name and one": (
        "<disk type='file'><target dev='vda'/></disk><disk type='block'><target dev='vda'/></disk>",
        "<disk type='block'><target dev='vda'/></disk>",
        ["removed devices.disks[0]: <disk type='file'>...</disk>"],
    ),
    "one ambiguous name leaves the others alone": (
        "<disk type='a'><target dev='x'/></disk><disk type='b'><target dev='x'/></disk>"
        "<disk type='c'><target dev='y'/></disk>",
        "<disk type='d'><target dev='y'/></disk><disk type='a'><target dev='x'/></disk>"
        "<disk type='b'><target dev='x'/></disk>",
        ["changed devices.disks[y].type: 'c' -> 'd'"],
    ),
    "a name that a path cannot show": (
        "<disk type='a'><target dev='x]'/></disk>",
        "<disk type='b'><target dev='x]'/></disk>",
        ["changed devices.disks[0].type: 'a' -> 'b'"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_devices(case: str) -> None:
    """Devices, as people and libvirt write them."""
    old, new, expected = CASES[case]
    assert lines(devices(old), devices(new)) == expected


NETWORKS: dict[str, tuple[str, str, list[str]]] = {
    "addresses of both families": (
        "<ip address='10.0.0.1' prefix='24'/><ip family='ipv6' address='fd00::1' prefix='64'/>",
        "<ip family='ipv6' address='fd00::1' prefix='48'/><ip address='10.0.0.1' prefix='24'/>",
        ["changed ips[fd00::1].prefix: 64 -> 48"],
    ),
    "hosts by MAC, then by name": (
        "<ip address='a'><dhcp><host mac='00:00:00:00:00:01' name='x' ip='1'/><host name='y' ip='2'/></dhcp></ip>",
        "<ip address='a'><dhcp><host name='y' ip='3'/><host mac='00:00:00:00:00:01' name='z' ip='1'/></dhcp></ip>",
        [
            "changed ips[a].dhcp.hosts[y].ip: '2' -> '3'",
            "changed ips[a].dhcp.hosts[00:00:00:00:00:01].name: 'x' -> 'z'",
        ],
    ),
    "another MAC is another host": (
        "<ip address='a'><dhcp><host mac='00:00:00:00:00:01' name='x' ip='1'/></dhcp></ip>",
        "<ip address='a'><dhcp><host mac='00:00:00:00:00:02' name='x' ip='1'/></dhcp></ip>",
        [
            "removed ips[a].dhcp.hosts[00:00:00:00:00:01]: <host mac='00:00:00:00:00:01' name='x' ip='1'/>",
            "added ips[a].dhcp.hosts[00:00:00:00:00:02]: <host mac='00:00:00:00:00:02' name='x' ip='1'/>",
        ],
    ),
    "names of hosts": (
        "<dns><host ip='1'><hostname>a</hostname><hostname>b</hostname></host></dns>",
        "<dns><host ip='1'><hostname>b</hostname><hostname>c</hostname></host></dns>",
        ["removed dns.hosts[1].hostnames[a]: 'a'", "added dns.hosts[1].hostnames[c]: 'c'"],
    ),
    "port groups": (
        "<portgroup name='a'/><portgroup name='b' default='yes'/>",
        "<portgroup name='b'/><portgroup name='a'/>",
        ["removed portgroups[b].default: True"],
    ),
}


@pytest.mark.parametrize("case", NETWORKS)
def test_networks(case: str) -> None:
    """What networks hold."""
    old, new, expected = NETWORKS[case]
    assert lines(network(old), network(new)) == expected


def test_foreign_elements_by_name_and_namespace() -> None:
    """In metadata each element is what its name and namespace say; the order does not count."""
    old = domain("<metadata><a xmlns='urn:x'/><b:a xmlns:b='urn:y'>1</b:a></metadata>")
    new = domain("<metadata><a xmlns='urn:y'>2</a><c:a xmlns:c='urn:x'/></metadata>")
    assert lines(old, new) == ["changed metadata.elements[{urn:y}a]: <b:a>1</b:a> -> <a>2</a>"]
    assert isinstance(compare(old, new)[0].old, AnyElement)


def test_options_of_a_hypervisor() -> None:
    """Arguments keep their order, variables of the environment have names."""
    start, end = "<qemu:commandline xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>", "</qemu:commandline>"
    old = domain(f"{start}<qemu:arg value='-a'/><qemu:arg value='-b'/><qemu:env name='X'/><qemu:env name='Y'/>{end}")
    new = domain(f"{start}<qemu:arg value='-b'/><qemu:arg value='-a'/><qemu:env name='Y'/><qemu:env name='X'/>{end}")
    found = [(change.kind, change.path) for change in compare(old, new)]
    field = next(name for name, spec in specs_of(libvirt_xml.Domain).items() if spec.xml == "commandline")
    assert len(found) == 2
    assert {kind for kind, _ in found} == {"added", "removed"}
    assert all(path.startswith(f"{field}.args[") for _, path in found)


def test_an_empty_text_is_no_name() -> None:
    """An element without text is named by nothing, whether its text is unset or empty; an empty attribute is a name."""
    models = CpuModel(fallback="allow", value=""), CpuModel(deprecated=True)
    again = CpuModel(fallback="allow"), CpuModel(deprecated=True, value="")
    assert lines(_holder("CpuModel", *models), _holder("CpuModel", *again)) == []
    options = FilterParameter(name="", value="1"), _bare(FilterParameter)
    assert lines(_holder("FilterParameter", *options), _holder("FilterParameter", *options[::-1])) == []


def test_documents_have_lists() -> None:
    """The tables above are about something."""
    assert len(LISTS) > 150
    assert documents.Devices in {spec.owner for spec in LISTS.values()}
