"""Texts in the place of maps of the document form: the map that is meant is in the advice, and validates."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import libvirt_xml.documents
from libvirt_xml.yaml_forms.document import read_document
from libvirt_xml.yaml_forms.document.advice import meant_maps
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.loading import Source, load
from libvirt_xml.yaml_forms.text.yaml_reading import read_yaml

_TABLE = tomllib.loads(Path(meant_maps.__file__).with_suffix(".toml").read_text("utf-8"))
_NETWORK = "network:\n  name: lan\n  forward: {mode: nat}\n  bridge: {name: virbr5}\n"
_IP = _NETWORK + "  ips: [{address: 192.168.50.1, prefix: 24, %s}]\n"
_BRIDGED = (
    "network:\n  name: lan\n  forward: {mode: bridge}\n  bridge: {name: ovsbr0}\n  virtualport: {type: openvswitch}\n"
)
_DOMAIN = (
    "domain:\n  type: kvm\n  name: a\n  memory: {value: 2, unit: GiB}\n  vcpu: {value: 2}\n"
    "  os: {type: {value: hvm, arch: x86_64}}\n"
)
_DEVICES = _DOMAIN + "  devices: {%s}\n"
_POOL = "storage_pool:\n  type: dir\n  name: images\n"
_VOLUME = "storage_volume:\n  name: a.qcow2\n  capacity: {value: 20, unit: GiB}\n"
_DISK_POOL = "storage_pool:\n  type: logical\n  name: vg\n  target: {path: /dev/vg}\n"
_RULE = "nwfilter:\n  name: a\n  rules: [{action: drop, direction: in, %s}]\n"
_SIZED = "domain:\n  type: kvm\n  name: a\n  memory: {size: 4GiB}\n  os: {type: hvm}\n"
_CEPH = "storage_pool:\n  type: rbd\n  name: vms\n  source: {%s}\n"
_ADVICE = [
    (_NETWORK + "  ip: {address: 192.168.50.1/24}\n", "write ips: [{address: 192.168.50.1, prefix: 24}]"),
    (_SIZED, "write value: 4, unit: GiB"),
    (_CEPH % "monitors: [mon1, mon2], names: [vms]", "write hosts: [{name: mon1}, {name: mon2}]"),
    (_CEPH % "hosts: [{name: mon1}], pool: vms", "names: [vms]"),
    (_DEVICES % "disks: [{source: {file: /a}, bus: sata}]", "write target: {dev: sda, bus: sata}"),
    (_IP % "dhcp: {start: 192.168.50.10, end: 192.168.50.99}", "ranges: [{start: 192.168.50.10, end: 192.168.50.99}]"),
    (
        _IP % "local_ptr: yes" + "  dhcp: {start: 192.168.50.10, end: 192.168.50.99}\n",
        "on line 5, as dhcp: {ranges: [{start: 192.168.50.10, end: 192.168.50.99}]}",
    ),
    (
        _NETWORK + "  cidr: 192.168.50.0/24\n  dhcp: true\n",
        "ips: [{address: 192.168.50.1, prefix: 24, dhcp: {ranges: [{start: 192.168.50.2, end: 192.168.50.254}]}}]",
    ),
    (
        _NETWORK + "  dhcp: 192.168.50.9-192.168.50.99\n  subnet: 192.168.50.0/24\n",
        "ips: [{address: 192.168.50.1, prefix: 24, dhcp: {ranges: [{start: 192.168.50.9, end: 192.168.50.99}]}}]",
    ),
    (
        _IP % "local_ptr: yes" + "  dhcp: true\n",
        "on line 5, as dhcp: {ranges: [{start: 192.168.50.2, end: 192.168.50.254}]}",
    ),
    (
        _IP % "dhcp: {range: 192.168.50.10-192.168.50.99}",
        "write ranges: [{start: 192.168.50.10, end: 192.168.50.99}]",
    ),
    (_DEVICES % "disks: [{path: /a.raw, target: {dev: vda}}]", "write source: {file: /a.raw}"),
    (_DOMAIN + "  features: {hyperv: [relaxed, vapic]}\n", "'{relaxed: {state: true}, vapic: {state: true}}'"),
    (_NETWORK + "  ips: [{cidr: 192.168.50.0/24}]\n", "write address: 192.168.50.1, prefix: 24"),
    (
        _NETWORK + "  ip: {adress: 192.168.50.1, netmask: 255.255.255.0}\n",
        "ips: [{address: 192.168.50.1, netmask",
    ),
    (_NETWORK.replace("nat}", "nat, interface: eth0}"), "write interfaces: [{dev: eth0}]"),
    (
        _POOL.replace("dir", "logical") + "  source: {device: /dev/sdb}\n  target: {path: /dev/vg}\n",
        "write devices: [{path: /dev/sdb}]",
    ),
    ("domain_snapshot: {name: a, disks: [vda]}\n", "{disks: [{name: vda}]}"),
    (_RULE % "protocol: tcp, dstportstart: 22", "write tcp: {dstportstart: 22}"),
    (_IP % "dhcp: 192.168.50.10-192.168.50.99", "{ranges: [{start: 192.168.50.10, end: 192.168.50.99}]}"),
    (_IP % "dhcp: [192.168.50.10, 192.168.50.99]", "{ranges: [{start: 192.168.50.10, end: 192.168.50.99}]}"),
    (
        _IP % "dhcp: {range: [192.168.50.10, 192.168.50.99]}",
        "write ranges: [{start: 192.168.50.10, end: 192.168.50.99}]",
    ),
    (_IP % "dhcp: true", "for example {ranges: [{start: 192.168.50.2, end: 192.168.50.254}]}"),
    (_IP % "dhcp: {hosts: {web1: 192.168.50.5}}", "[{name: web1, ip: 192.168.50.5}]"),
    (_NETWORK + "  dns: {hosts: [{name: a.example.org, ip: 192.168.50.5}]}\n", "write hostnames: [a.example.org]"),
    (
        _NETWORK + "  dns: {host: {a.example.org: 192.168.50.5}}\n",
        "hosts: [{ip: 192.168.50.5, hostnames: [a.example.org]}]",
    ),
    (_NETWORK + "  dns: [1.1.1.1, 8.8.8.8]\n", "{forwarders: [{addr: 1.1.1.1}, {addr: 8.8.8.8}]}"),
    (_NETWORK + "  addresses: [192.168.50.0/24]\n", "write ips: [{address: 192.168.50.1, prefix: 24}]"),
    (_BRIDGED + "  vlan: 10\n", "{tags: [{id: 10}]}"),
    (_BRIDGED + "  vlan: {id: 10}\n", "write tags: [{id: 10}]"),
    (_BRIDGED + "  vlan: {tags: 10}\n", "[{id: 10}]"),
    (_DOMAIN.replace("{value: hvm, arch: x86_64}", "hvm, arch: x86_64"), "write type: {value: hvm, arch: x86_64}"),
    (_DOMAIN.replace("{value: 2, unit: GiB}", "{size: 2, unit: GiB}"), "'value'"),
    (_DOMAIN.replace("x86_64}", "x86_64}, firmware: {efi: true}"), "'efi'"),
    (_DOMAIN.replace("x86_64}", "x86_64}, boot: hd"), "write boot_devices: [{dev: hd}]"),
    (_DOMAIN + "  cpu: {mode: host-passthrough, features: {vmx: require}}\n", "[{name: vmx, policy: require}]"),
    (_DEVICES % "video: qxl", "write videos: [{model: {type: qxl}}]"),
    (_DEVICES % "graphics: vnc", "[{type: vnc}]"),
    (_DEVICES % "sound: ich9", "write sounds: [{model: ich9}]"),
    (_POOL + "  target: {path: /srv, owner: root}\n", "permissions: {owner: 107, group: 107}"),
    (_VOLUME + "  target: {format: {type: qcow2}}\n  pool: default\n", "the pool is named by the command"),
    (
        _VOLUME + "  target: {format: {type: qcow2}}\n  source: https://example.org/a.qcow2\n",
        "virsh vol-upload VOLUME FILE",
    ),
    (
        _NETWORK + "  dhcp_range: 10.0.5.10 - 10.0.5.99\n",
        "ips: [{address: 10.0.5.1, prefix: 24, dhcp: {ranges: [{start: 10.0.5.10, end: 10.0.5.99}]}}]",
    ),
    ("network:\n  name: n\n  forward: {mode: bridge}\n  interface: br0\n", "bridge: {name: br0} beside"),
    (
        _POOL.replace("dir", "netfs") + "  source: {server: nas, export: /srv}\n  target: {path: /mnt}\n",
        "source: {hosts: [{name: SERVER}], dir: {path: /PATH}}",
    ),
    (_DOMAIN.replace("vcpu: {value: 2}", "vcpu: {value: 2, pin: 0-3}"), "vcpu: {cpuset: 0-3}"),
    (_DOMAIN + "  cpu: {cores: 4}\n", "write topology: {sockets: 1, cores: 4, threads: 1}"),
    (_DEVICES % "console: true", "For example consoles: [{type: pty}]"),
    (_DOMAIN.replace("{value: 2, unit: GiB}", "2048\n  unit: MiB"), "write memory: {value: 2048, unit: MiB}"),
    (
        _NETWORK + "  subnet: 10.0.5.0/24\n  dhcp: true\n",
        "ips: [{address: 10.0.5.1, prefix: 24, dhcp: {ranges: [{start: 10.0.5.2, end: 10.0.5.254}]}}]",
    ),
    (
        _NETWORK + "  ip: 10.0.5.1\n  netmask: 255.255.255.0\n  range_start: 10.0.5.9\n  range_end: 10.0.5.99\n",
        "ips: [{address: 10.0.5.1, netmask: 255.255.255.0, dhcp: {ranges: [{start: 10.0.5.9, end: 10.0.5.99}]}}]",
    ),
    (
        _NETWORK + "  network: 10.0.5.0/24\n  gateway: 10.0.5.7\n",
        "ips: [{address: 10.0.5.7, prefix: 24}]",
    ),
    (
        _NETWORK + "  ips: [{address: 10.0.5.1, prefix: 24}]\n  dhcp_start: 10.0.5.9\n  dhcp_end: 10.0.5.99\n",
        "write it in the item on line 5, as dhcp: {ranges: [{start: 10.0.5.9, end: 10.0.5.99}]}",
    ),
    (
        _NETWORK + "  ips:\n  - address: 10.0.5.1\n    prefix: 24\n    dhcp: {hosts: [{name: a, ip: 10.0.5.3}]}\n"
        "    range_start: 10.0.5.9\n    range_end: 10.0.5.99\n",
        "write it below 'dhcp:' of line 8, as ranges: [{start: 10.0.5.9, end: 10.0.5.99}]",
    ),
    (
        _NETWORK + "  gateway: 10.0.5.1\n  netmask: 255.255.255.0\n  dhcp: {start: 10.0.5.9, end: 10.0.5.99}\n"
        "  hosts: [{mac: 52:54:00:aa:bb:01, ip: 10.0.5.3}]\n",
        "dhcp: {ranges: [{start: 10.0.5.9, end: 10.0.5.99}], hosts: [{mac: 52:54:00:aa:bb:01, ip: 10.0.5.3}]}}]",
    ),
    (_NETWORK + "  hosts: [{ip: 10.0.5.3, hostnames: [a]}]\n", "it belongs below 'dns'"),
    (
        "storage_pool:\n  type: logical\n  name: a\n  device: /dev/sdb\n  vg: vg0\n  target: {path: /dev/vg0}\n",
        "write source: {devices: [{path: /dev/sdb}], names: [vg0]}",
    ),
    (_NETWORK + "  isolated: true\n", "a network without 'forward' is isolated; remove it, and 'forward'"),
    ("network:\n  name: n\n  mode: isolated\n", "a network without 'forward' is isolated; remove it"),
    ("network:\n  name: n\n  isolated: false\n", "write forward: {mode: nat}"),
    (_VOLUME + "  format: qcow2\n", "write target: {format: {type: qcow2}}"),
]


@pytest.mark.parametrize(("text", "advice"), _ADVICE)
def test_the_map_is_in_the_advice(text: str, advice: str) -> None:
    """One mistake is one problem, whose advice has the whole value."""
    errors = [problem for problem in load(Source(text)).problems if not problem.code.startswith("net-")]
    assert len(errors) == 1, errors
    shown = f"{errors[0].full_message} {errors[0].suggestion}"
    assert advice in shown or repr(advice) in shown


def test_a_key_of_an_object_that_is_a_text() -> None:
    """What is written for a key of an object has the value that stands in the place of the object."""
    text = _DEVICES % "disks: [{type: file, source: {file: /a}, target: vda, bus: virtio}]"
    hints = [problem.hint for problem in load(Source(text)).problems]
    assert "write target: {dev: vda, bus: virtio}" in hints


def _complaints(class_name: str, text: str) -> list[str]:
    findings = Findings()
    (tree,) = read_yaml(text, findings)
    read_document(tree, getattr(libvirt_xml.documents, class_name), findings)
    return [problem.message for problem in findings.problems]


@pytest.mark.parametrize("class_name", _TABLE["samples"])
def test_a_sample_can_be_read(class_name: str) -> None:
    """What is shown as an example is one of its class."""
    assert _complaints(class_name, _TABLE["samples"][class_name]) == []


@pytest.mark.parametrize("class_name", _TABLE["texts"])
def test_what_texts_mean_can_be_read(class_name: str) -> None:
    """What a pattern makes is an object of its class, whatever the text."""
    for pattern, written in _TABLE["texts"][class_name].items():
        assert re.compile(pattern).groups == len(set(re.findall(r"\\[1-9]", written))), pattern
        filled = re.sub(r"\\[1-9]", "10", written)
        assert [line for line in _complaints(class_name, filled) if "has no key" in line] == [], pattern
