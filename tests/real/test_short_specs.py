"""A dump as a short spec: libvirt makes the same machine of it, with every address where it was."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from lxml import etree

from libvirt_xml import Domain
from libvirt_xml.changes import compare
from libvirt_xml.yaml_forms import Source, load, to_yaml
from tests.real.hypervisor import Hypervisor, Refused
from tests.real.test_define import BEYOND, OTHERS, SPECS
from tests.yaml_forms.vm.test_short_dumps import DUMPS, OF_OTHER_TOOLS

DISK = "disks: [{path: /a.qcow2}]"
USUAL = f"os: debian12, {DISK}, nics: [{{network: default}}]"

# Machines of all sorts, beside those that test whether libvirt takes them.
MORE = [
    "os: win11, memory: 8GiB, cpus: {count: 4, topology: {cores: 2, threads: 2}}, tpm: false, graphics: spice, "
    "disks: [{name: c, path: /w.qcow2}, {cdrom: /w.iso}, {cdrom: /virtio-win.iso}], nics: [{network: default}]",
    "os: win10, disks: [{path: /w.qcow2}, {cdrom: /w.iso}], nics: [{bridge: br0}], video: qxl, "
    "graphics: {type: spice, port: 5905}, input: [tablet, keyboard]",
    "os: win2k22, iothreads: 2, nics: [{name: a, bridge: br0, vlan: 12, virtualport: openvswitch}], disks: [{name: c, "
    "path: /w.qcow2, bus: scsi, iothread: 1}, {path: /d.qcow2, bus: scsi}, {cdrom: /virtio-win.iso}]",
    "os: debian12, disks: [{path: /b.raw, bus: scsi, discard: unmap}, {block: /dev/sdb, bus: scsi}, "
    "{cdrom: /x.iso, bus: scsi}]",
    "os: debian12, disks: [{path: /a.qcow2}, {path: /c.qcow2, bus: sata}, {path: /d.raw, bus: usb}], boot: [n1, vda], "
    "nics: [{name: n1, network: a}, {network: b}, {bridge: br1}, {direct: {dev: eth0, mode: private}}, "
    "{name: n7, user: true}, {network: d, model: e1000e}]",
    f"hostdevs: [{{pci: '0000:3b:00.0'}}, {{pci: '0000:3b:00.1'}}, {{usb: '046d:c52b'}}], {USUAL}",
    f"memory: {{size: 8GiB, hugepages: 2MiB}}, cpus: {{count: 8, topology: {{sockets: 2, cores: 4}}}}, {DISK}, "
    "numa: [{cpus: 0-3, memory: 4GiB, host: 0}, {cpus: 4-7, memory: 4GiB, host: 1}]",
    f"memory: {{size: 4GiB, max: 16GiB}}, cpus: {{count: 2, max: 8}}, {USUAL}",
    "os: almalinux9, cloud_init: {user_data: {a: 1}}, nics: [{network: default}], "
    "disks: [{name: root, pool: default, size: 20GiB, image: {pool: default, volume: base.qcow2}}]",
    "machine: pc, os: centos7.0, disks: [{path: /a.qcow2}, {cdrom: /x.iso}], graphics: vnc, video: vga, sound: ich6, "
    "nics: [{network: default, model: e1000}]",
    "machine: pc, os: winxp, disks: [{path: /a.qcow2}, {cdrom: /x.iso}, {floppy: true}], graphics: vnc",
    f"hotplug: 0, {USUAL}",
    f"graphics: {{type: spice, listen: none, gl: true}}, video: {{model: virtio, acceleration: true}}, {USUAL}",
    "domain: {devices: {sounds: [{model: ac97}], watchdogs: [{model: i6300esb, action: none}], "
    "inputs: [{type: evdev, source: {dev: /dev/input/event1}}], disks: [{type: dir, device: floppy, "
    "driver: {name: qemu, type: fat}, source: {dir: /x}, target: {dev: fdb, bus: fdc}, readonly: true}]}}, "
    f"{USUAL}",
    f"hotplug: 12, graphics: [vnc, {{type: spice, port: 5910}}], video: {{model: qxl, vram: 64MiB, heads: 2}}, {USUAL}",
    f"rng: false, balloon: false, agent: false, usb: false, console: false, {USUAL}",
    f"watchdog: {{action: reset}}, vsock: 33, console: virtio, {USUAL}",
    f"clock: {{timezone: Europe/Berlin}}, title: T, description: D, labels: {{team: shop}}, uuid: derived, {USUAL}",
    f"boot: {{order: [vda], menu: true, timeout: 5000}}, console: {{log: /var/log/x.log}}, {USUAL}",
    f"domain: {{devices: {{smartcards: [{{mode: host}}], redirdevs: [{{bus: usb, type: spicevmc}}], "
    f"controllers: [{{type: usb, index: 1, model: qemu-xhci}}]}}}}, graphics: spice, {USUAL}",
    f"domain: {{on_crash: preserve, devices: {{memory_devices: [{{model: dimm, target: {{size: {{value: 524288}}, "
    f"node: 0}}}}], shmems: [{{name: s, model: {{type: ivshmem-plain}}, size: {{value: 4, unit: M}}}}]}}}}, "
    f"memory: {{size: 1GiB, max: 4GiB}}, {USUAL}",
]


def _in_words(keys: str) -> str:
    return keys


@pytest.mark.parametrize("keys", [*MORE, *SPECS, *OTHERS], ids=_in_words)
def test_a_machine_comes_back(hypervisor: Hypervisor, keys: str) -> None:
    (document,) = load(Source(f"vm: {{name: probe, accel: tcg, {keys}}}")).raise_errors().documents
    _comes_back(hypervisor, document.element.to_xml())


@pytest.mark.parametrize("path", [*DUMPS, *OF_OTHER_TOOLS], ids=lambda path: path.stem)
def test_a_dump_comes_back(hypervisor: Hypervisor, path: object) -> None:
    """The emulator of this libvirt is elsewhere, and so are its UEFI variables."""
    text = Domain.from_file(str(path)).to_xml()
    _comes_back(hypervisor, re.sub("<emulator>.*?</emulator>|(?<=>)/var/lib/libvirt/qemu/nvram/[^<]*", "", text))


@pytest.mark.parametrize("keys", ["", "graphics: true, sound: true, watchdog: true, hotplug: 2", "machine: pc"])
def test_a_running_machine_comes_back(hypervisor: Hypervisor, keys: str) -> None:
    """As what is defined: what only this run has is not there."""
    spec = f"vm: {{name: probe, accel: tcg, memory: 64MiB, {keys}, nics: [{{user: true}}]}}".replace(", ,", ",")
    (document,) = load(Source(spec)).raise_errors().documents
    with hypervisor.defined(document.element.to_xml()) as defined:
        done = hypervisor.virsh("start", "--paused", "probe")
        assert done.returncode == 0, done.stderr
        try:
            running = hypervisor.virsh("dumpxml", "probe").stdout
        finally:
            hypervisor.virsh("destroy", "probe")
        before = _domain(defined)
    with hypervisor.defined(_expanded(Domain.from_xml(running))) as again:
        assert compare(before, _domain(again)) == []


def _comes_back(hypervisor: Hypervisor, xml: str) -> None:
    for before in _defined(hypervisor, xml):
        for after in _defined(hypervisor, _expanded(before)):
            assert compare(before, after) == []


def _defined(hypervisor: Hypervisor, xml: str) -> Iterator[Domain]:
    """What libvirt makes of a document; the test is skipped if this libvirt does not have what it takes."""
    try:
        with hypervisor.defined(xml) as defined:
            yield _domain(defined)
    except Refused as refused:
        for words, reason in BEYOND.items():
            if words in str(refused):
                pytest.skip(f"{reason}: {refused}")
        raise


def _domain(element: etree._Element) -> Domain:
    return Domain.from_xml(etree.tostring(element))


def _expanded(domain: Domain) -> str:
    (document,) = load(Source(to_yaml(domain, form="vm", exact=False))).raise_errors().documents
    return document.element.to_xml()
