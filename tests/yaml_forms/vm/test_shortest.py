"""What people write comes back as they write it: nothing of it under ``domain``, and each device by itself."""

from __future__ import annotations

import pytest

from libvirt_xml import Domain
from libvirt_xml.changes import compare
from libvirt_xml.yaml_forms import Source, load, to_yaml

ROOT = "disks:\n    - {name: root, path: /a.qcow2}"
SCSI = "{name: a, path: /a.qcow2, bus: scsi"

# Keys of a spec, in the form in which they come back.
SPECS = [
    "boot: {menu: true}",
    "boot: {timeout: 100}",
    f"{ROOT}\n  boot: {{timeout: 3000}}",
    f"{ROOT}\n  boot: {{order: [], menu: false}}",
    "disks:\n    - {path: /a.qcow2}\n    - {path: /b.qcow2}\n    - {cdrom: /c.iso}\n  boot: [sda, vdb]",
    "nics:\n    - {network: default}\n    - {bridge: br0}\n    - {direct: eth0}\n  boot: br0",
    "nics:\n    - {network: x, mac: 52:54:00:00:00:01}\n    - {network: x, mac: 52:54:00:00:00:02}",
    f"{ROOT}\n    - {{path: /b.qcow2}}\n  nics:\n    - {{network: default}}\n    - {{name: lan, network: lan}}",
    f"{ROOT}\n  shares:\n    - {{path: /s, tag: t}}\n  hostdevs:\n    - {{pci: 0000:03:00.0}}",
    f"aliases: false\n  {ROOT[:5]}:\n    - {{path: /a.qcow2}}\n  nics:\n    - {{name: net0, network: x}}"
    "\n    - {name: net1, network: x}",
    f"iothreads: 2\n  disks:\n    - {SCSI}, iothread: 1}}\n    - {{name: b, path: /b.qcow2, bus: scsi}}",
    f"disks:\n    - {SCSI}, queues: 4}}",
    "graphics: true\n  tpm: true",
    "graphics:\n    - vnc\n    - {type: spice, port: 5905}",
    "graphics: {type: spice, listen: none, gl: true}\n  video: {vram: 64MiB, acceleration: true}",
    "graphics: {listen: host}",
    "graphics: true\n  video: {model: qxl, heads: 2, vram: 64MiB}",
    "hotplug: 9",
]
FIRMWARE = [
    "firmware: uefi",
    "firmware: {type: uefi, nvram: /n.fd}",
    "firmware: {type: uefi, loader: /l.fd, template: /t.fd, nvram: /n.fd}",
    "firmware: {type: uefi, secure_boot: false, loader: /l.fd, nvram: /n.fd}",
]


def domain_of(spec: str) -> Domain:
    (document,) = load(Source(spec)).raise_errors().documents
    assert isinstance(document.element, Domain)
    return document.element


@pytest.mark.parametrize("keys", SPECS)
def test_a_spec_comes_back(keys: str) -> None:
    spec = f"vm:\n  name: a\n  defaults: 2\n  cpus: 2\n  memory: 2GiB\n  {keys}\n"
    assert sorted(to_yaml(domain_of(spec), form="vm").splitlines()) == sorted(spec.splitlines())


@pytest.mark.parametrize("keys", FIRMWARE)
def test_firmware_comes_back(keys: str) -> None:
    spec = f"vm:\n  name: a\n  defaults: 2\n  {keys}\n  cpus: 2\n  memory: 2GiB\n"
    assert to_yaml(domain_of(spec), form="vm") == spec


@pytest.mark.parametrize(
    "cpus",
    [
        "{count: 16, topology: {sockets: 1, cores: 8, threads: 2}}",
        "{count: 4, topology: {sockets: 2, dies: 2, cores: 1, threads: 1}}",
        "1",
    ],
)
def test_cpus_and_memory_are_said(cpus: str) -> None:
    """People read them; and a topology is said as a whole."""
    spec = f"vm:\n  name: a\n  defaults: 2\n  os: win11\n  cpus: {cpus}\n  memory: 4GiB\n"
    assert to_yaml(domain_of(spec), form="vm") == spec


_DISK = """
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2'/><source file='/{0}.qcow2'/><target dev='vd{0}' bus='virtio'/>{1}
    </disk>"""
_NIC = "<interface type='network'>{}<source network='x'/><model type='virtio'/>{}</interface>"
DEVICES = (
    _DISK.format("a", "<alias name='ua-disk-root'/>")
    + _DISK.format("b", "")
    + _DISK.format("c", "<alias name='ua-c'/>")
    + "<disk type='vhostuser' device='disk'><driver name='qemu' type='raw'/><source type='unix' path='/d.sock'/>"
    "<target dev='vdd' bus='virtio'/></disk>"
    + _NIC.format("<mac address='52:54:00:00:00:01'/>", "")
    + _NIC.format("", "<alias name='ua-nic-lan'/>")
    + _NIC.format("", "")
)


def test_each_device_is_said_by_itself() -> None:
    """One with an alias that is none of ours, one of a sort that the form does not have, and one that lacks a name."""
    domain = Domain.from_xml(
        "<domain type='kvm'><name>a</name><memory>2097152</memory><memoryBacking>"
        "<source type='memfd'/><access mode='shared'/></memoryBacking><vcpu>2</vcpu>"
        f"<os><type arch='x86_64' machine='q35'>hvm</type></os><devices>{DEVICES}</devices></domain>"
    )
    spec = to_yaml(domain, form="vm")
    assert compare(domain_of(spec), domain) == []
    lines = spec.splitlines()
    for line in (
        "    - {name: root, path: /a.qcow2}",
        "    - {path: /b.qcow2}",
        "    - {path: /c.qcow2}",
        "    - {network: x, mac: 52:54:00:00:00:01}",
        "    - {name: lan, network: x}",
        "    - {name: net2, network: x}",
        "        vdc: {alias: {name: ua-c}}",
        "      interfaces: {ua-nic-net2: {alias: null}}",
        "        vdd:",
    ):
        assert line in lines, spec


METADATA = """
\t\t<x:app xmlns:x="urn:x">
\t\t\t<x:key value="1"/>
\t\t\t<x:text>two
\t\t\tlines</x:text>
\t\t</x:app>"""


def test_foreign_metadata_is_not_indented() -> None:
    """But text stays as it is."""
    domain = domain_of("vm: {name: a}")
    domain.metadata = Domain.from_xml(f"<domain><name>a</name><metadata>{METADATA}\n  </metadata></domain>").metadata
    spec = to_yaml(domain, form="vm")
    assert compare(domain_of(spec), domain) == []
    assert (
        '        - |-\n          <x:app xmlns:x="urn:x">\n            <x:key value="1"/>\n            <x:text>two\n'
        "          \t\t\tlines</x:text>\n          </x:app>\n"
    ) in spec


def test_ports_follow_from_devices_under_domain() -> None:
    """A device that only the document form has takes a port, which is not said."""
    shmems = "shmems: [{name: s, model: {type: ivshmem-plain}, size: {value: 4, unit: M}}]"
    sounds = "sounds: [{model: virtio}, {model: virtio}]"
    domain = domain_of(f"vm: {{name: a, domain: {{devices: {{{shmems}, {sounds}}}}}}}")
    spec = to_yaml(domain, form="vm")
    assert compare(domain_of(spec), domain) == []
    assert "controllers" not in spec
    assert "hotplug" not in spec
