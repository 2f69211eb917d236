"""What the table of keys says of defaults is what expansion does: each sentence with a default has a case here."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from lxml import etree

from libvirt_xml.yaml_forms import to_yaml
from libvirt_xml.yaml_forms.loading import Source, load
from libvirt_xml.yaml_forms.shapes.choice_shapes import OneOf
from libvirt_xml.yaml_forms.shapes.composites import ListOf, Record
from libvirt_xml.yaml_forms.shapes.named_lists import NamedList
from libvirt_xml.yaml_forms.shapes.shapes import Shape
from libvirt_xml.yaml_forms.text.yaml_tree import leaves
from libvirt_xml.yaml_forms.vm.form import VM_KEYS
from libvirt_xml.yaml_forms.vm.topics.machine import ARCHITECTURES

DISK = "disks: [{name: root, path: /a.qcow2}]"
VOLUME = "disks: [{name: root, size: 1GiB, pool: p}]"
TWO = "disks: [{name: a, path: /a.raw, target: vda}, {name: b, path: /b.raw}]"
ISCSI = "disks: [{name: d, iscsi: {target: iqn.2026-01.x, host: h}}]"
NIC = "nics: [{name: lan, network: x}]"
SEED = f"{VOLUME}, cloud_init: {{user_data: {{a: 1}}}}"
LIBVIRTS = "None"  # libvirt decides: there is nothing in the document

# By the path of the key: keys beside the name, an XPath, and what it gives; the word is in the key's sentence.
DEFAULTS: dict[str, list[tuple[str, str, str]]] = {
    "uuid": [(DISK, "uuid", LIBVIRTS)],
    "arch": [(DISK, "os/type/@arch", "x86_64")],
    "machine": [
        (DISK, "os/type/@machine", "q35"),
        ("os: win2k", "os/type/@machine", "pc"),
        ("arch: aarch64", "os/type/@machine", "virt"),
        ("arch: riscv64", "os/type/@machine", "virt"),
        ("arch: s390x", "os/type/@machine", "s390-ccw-virtio"),
        ("arch: ppc64le", "os/type/@machine", "pseries"),
    ],
    "firmware.secure_boot": [
        ("firmware: uefi", "os/firmware/feature[@name='secure-boot']/@enabled", LIBVIRTS),
        ("os: win11", "os/firmware/feature[@name='secure-boot']/@enabled", "yes"),
    ],
    "firmware.loader": [("firmware: uefi", "os/loader/text()", LIBVIRTS)],
    "input": [
        ("input: true", "devices/input/@type", LIBVIRTS),
        ("graphics: true", "devices/input/@type", "tablet"),
        ("graphics: true, arch: aarch64", "devices/input[1]/@type", "keyboard"),
    ],
    "disks.volume": [(VOLUME, "devices/disk/source/@volume", "a-root.qcow2")],
    "disks.target": [(TWO, "devices/disk[2]/target/@dev", "vdb")],
    "disks.iscsi.lun": [(ISCSI, "devices/disk/source/@name", "iqn.2026-01.x/0")],
    "disks.iscsi.port": [(ISCSI, "devices/disk/source/host/@port", "3260")],
    "disks.nbd.port": [("disks: [{name: d, nbd: {host: h}}]", "devices/disk/source/host/@port", LIBVIRTS)],
    "nics.mac": [(NIC, "devices/interface/mac/@address", LIBVIRTS)],
    "nics.direct.mode": [("nics: [{name: n, direct: eth0}]", "devices/interface/source/@mode", "bridge")],
    "cloud_init.pool": [
        (SEED, "devices/disk[@device='cdrom']/source/@pool", "p"),
        ("cloud_init: {user_data: {a: 1}}", "devices/disk/source/@pool", "default"),
    ],
    "cloud_init.volume": [(SEED, "devices/disk[@device='cdrom']/source/@volume", "a-cidata.iso")],
    "graphics.type": [("graphics: true", "devices/graphics/@type", "vnc")],
    "graphics.listen": [("graphics: true", "devices/graphics/@listen", "127.0.0.1")],
    "graphics.port": [("graphics: true", "devices/graphics/@port", LIBVIRTS)],
    "console.type": [
        (DISK, "devices/console/target/@type", "serial"),
        ("arch: s390x", "devices/console/target/@type", "sclp"),
        ("arch: ppc64le", "devices/console/target/@type", "serial"),
    ],
    "input.bus": [
        ("input: tablet", "devices/input/@bus", "usb"),
        ("input: keyboard, arch: s390x", "devices/input/@bus", "virtio"),
    ],
    "tpm.version": [("tpm: true", "devices/tpm/backend/@version", "2.0")],
    "tpm.model": [
        ("tpm: true", "devices/tpm/@model", "tpm-crb"),
        ("tpm: true, arch: aarch64", "devices/tpm/@model", "tpm-tis"),
        ("tpm: true, arch: ppc64le", "devices/tpm/@model", "tpm-spapr"),
    ],
    "rng.source": [(DISK, "devices/rng/backend/text()", "/dev/urandom")],
    "watchdog.model": [
        ("watchdog: true", "devices/watchdog/@model", "i6300esb"),
        ("watchdog: true, arch: s390x", "devices/watchdog/@model", "diag288"),
    ],
    "watchdog.action": [("watchdog: true", "devices/watchdog/@action", "reset")],
    "vsock.cid": [("vsock: true", "devices/vsock/cid/@address", LIBVIRTS)],
    "shares.tag": [("shares: [{name: s, path: /s}]", "devices/filesystem/target/@dir", "s")],
    "shares.driver": [("shares: [{name: s, path: /s}]", "devices/filesystem/driver/@type", "virtiofs")],
    "hostdevs.managed": [("hostdevs: [{pci: '3b:00.0'}]", "devices/hostdev/@managed", "yes")],
}  # fmt: skip
ELSEWHERE = {"defaults"}  # what no domain shows

THERE_IS_ONE = {  # what shows it, and the machines without it, with the words of the sentence for that
    "console": ("devices/console", {}),
    "rng": ("devices/rng", {"os: win11": "Windows", "os: win2k": "Windows", "os: msdos6.22": "old guests"}),
    "balloon": ("devices/memballoon[@model!='none']", {"os: win11": "Windows", "os: msdos6.22": "old guests"}),
    "agent": ("devices/channel/target[@name='org.qemu.guest_agent.0']", {"os: win11": "Windows"}),
    "usb": ("devices/controller[@type='usb'][@model!='none']", {"arch: s390x": "s390x", "machine: isapc": "isapc"}),
}
MACHINES = (
    *(f"arch: {arch}" for arch in ARCHITECTURES),
    *(f"os: {system}" for system in ("debian12", "win11", "win10", "fedora39", "freebsd14.0")),
    "machine: pc",
    "accel: tcg",
)


def sentences(shape: Shape = VM_KEYS, path: str = "") -> Iterator[tuple[str, str]]:
    """Every key with its sentence."""
    match shape:
        case Record():
            for name, key in shape.keys.items():
                here = f"{path}.{name}" if path else name
                yield here, key.about
                yield from sentences(key.shape, here)
        case ListOf() | NamedList():
            yield from sentences(shape.item, path)
        case OneOf():
            for each in shape.shapes:
                yield from sentences(each, path)
        case _:
            pass


SAID = dict(sentences())


def test_every_sentence_with_a_default_has_a_case() -> None:
    """And no case is of a key that says nothing of one."""
    of_values = {path for path, about in SAID.items() if "default:" in about}
    assert of_values - ELSEWHERE == set(DEFAULTS)
    assert {path for path, about in SAID.items() if "there is one unless" in about} == set(THERE_IS_ONE)


@pytest.mark.parametrize(
    ("path", "keys", "xpath", "value"), [(path, *case) for path, cases in DEFAULTS.items() for case in cases]
)
def test_values(path: str, keys: str, xpath: str, value: str) -> None:
    """The document has what the sentence names."""
    assert _found(keys, xpath) == ([] if value == LIBVIRTS else [value])


@pytest.mark.parametrize(
    ("key", "keys"), [(key, keys) for key, (_, without) in THERE_IS_ONE.items() for keys in (*MACHINES, *without)]
)
def test_there_is_one(key: str, keys: str) -> None:
    """Unless the sentence says for which machines there is none; ``false`` takes it away."""
    xpath, without = THERE_IS_ONE[key]
    is_excepted = keys in without or (key != "usb" and keys == "os: win10" and "Windows" in SAID[key])
    if is_excepted:
        assert without.get(keys, "Windows") in SAID[key]
    assert bool(_found(keys, xpath)) != is_excepted
    assert not _found(f"{keys}, {key}: false", xpath)


def test_windows_with_drivers_has_all() -> None:
    """As the sentences say; and ``--explain`` says why, with and without them."""
    for cdrom, word in (("{name: d, cdrom: /d.iso, drivers: true}", "with"), ("{name: d, cdrom: /d.iso}", "without")):
        keys = f"os: win11, {NIC}, disks: [{{name: root, path: /a.qcow2}}, {cdrom}]"
        (document,) = load(Source(f"vm: {{name: a, {keys}}}")).raise_errors().documents
        assert document.machine is not None
        off = document.machine.switched_off
        assert set(off) == (set() if word == "with" else {"rng", "balloon", "agent"})
        assert {str(origin) for origin in off.values()} <= {"os win11 without drivers: true"}
        origins = {path: str(node.origin) for path, node in leaves(document.machine.tree)}
        for path in ("devices.disks[0].target.bus", "devices.interfaces[0].model.type", "devices.memballoon.model"):
            assert origins[path] == f"os win11 {word} drivers: true"


def test_a_derived_uuid() -> None:
    """The one of the manual, each time; and it comes back as the word."""
    space = uuid.uuid5(uuid.NAMESPACE_URL, "https://github.com/libvirt-xml/libvirt-xml/uuids/1")
    assert _found("uuid: derived", "uuid/text()") == [str(uuid.uuid5(space, "a"))]
    (document,) = load(Source("vm: {name: web1, uuid: derived}")).raise_errors().documents
    assert "uuid: derived\n" in to_yaml(document.element, form="vm")


def _found(keys: str, xpath: str) -> list[str]:
    (document,) = load(Source(f"vm: {{name: a, {keys}}}")).raise_errors().documents
    found = etree.fromstring(document.element.to_xml()).xpath(xpath)
    assert isinstance(found, list)
    return [str(each) for each in found]
