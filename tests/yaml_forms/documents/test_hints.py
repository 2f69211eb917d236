"""Hints about a document in YAML show YAML."""

from __future__ import annotations

import pytest

from libvirt_xml.yaml_forms.loading import Source, load

DOMAIN = "domain:\n  type: kvm\n  name: a\n  os: {type: hvm}\n"
DISK = f"{DOMAIN}  memory: 2\n  devices: {{disks: [{{type: file, source: {{file: /a}}, target: {{dev: vda}}}}]}}\n"
NIC = f"{DOMAIN}  memory: 2\n  devices: {{interfaces: [{{type: bridge, source: {{bridge: br0}}}}]}}\n"
HINTS = [
    (f"{DOMAIN}  memory: 2GiB\n", "write memory: {value: 2, unit: GiB}"),
    (f"{DOMAIN}  memory: 2\n  memory_backing: {{hugepages: {{pages: [{{size: 2M}}]}}}}\n", "write size: 2, unit: MiB"),
    (
        "domain:\n  type: kvm\n  name: a\n  memory: 2\n",
        "write os: {type: {value: hvm, arch: x86_64, machine: q35}}",
    ),
    (
        f"{DOMAIN}  memory: 2\n  devices: {{interfaces: [{{type: nat}}]}}\n",
        "a NIC in a virtual network is interfaces: [{type: network, source: {network: default}}]",
    ),
    (
        f"{DOMAIN}  memory: 2\n  devices: {{disks: [{{type: qcow2, source: {{file: /a}}, target: {{dev: vda}}}}]}}\n",
        "the format is driver: {name: qemu, type: qcow2} in 'disks'; for an image file, the disk has type: file",
    ),
    ("network:\n  name: n\n  ips: [{address: 10.0.0.1/24}]\n", "write address: 10.0.0.1, prefix: 24"),
    (
        f"{DOMAIN}  memory: 2\n  devices: {{tpms: [{{model: '2.0'}}]}}\n",
        "a TPM 2.0 is tpms: [{model: tpm-crb, backend: {type: emulator, version: 2.0}}]",
    ),
    (
        f"{DOMAIN}  memory: 2\n  devices: {{disks: [{{type: file, source: {{file: /a}}, target: {{dev: vda}}, "
        "driver: {type: luks}}]}\n",
        "write type: raw, and encryption: {format: luks} in 'source'",
    ),
    (
        f"{DOMAIN}  memory: 2\n  devices: {{interfaces: [{{type: direct, source: {{bridge: br0}}}}]}}\n",
        "write type: bridge, or 'dev' of 'source' instead of 'bridge' of 'source'",
    ),
    ("network:\n  name: n\n  forward: {mode: isolated}\n", "a network without 'forward' is isolated: remove 'forward'"),
    (
        "network:\n  name: n\n  dns: {servers: [1.1.1.1]}\n",
        "a server that is asked is dns: {forwarders: [{addr: ADDRESS}]}",
    ),
    (
        "nwfilter:\n  name: f\n  rules: [{action: accept, direction: in, port: 22}]\n",
        "what is matched is an element in 'rules': tcp: {srcipaddr: 10.0.0.0, srcipmask: 24, dstportstart: 22}, or of "
        "another protocol",
    ),
    ("nwfilter:\n  name: f\n  rules: [{action: drop, direction: in, tcp: [{dstportstart: 22}]}]\n", "remove the '- '"),
    (
        "domain_snapshot: {name: s, disks: [{name: vda, xyz: 1}]}\n",
        "write a line 'disks:' below 'disks', and the list below that",
    ),
    (DISK.replace("target: {dev: vda}", "target: {dev: vda}, path: /a"), "write source: {file: /a} in 'disks'"),
    (DISK.replace("target: {dev: vda}", "bus: virtio"), "write target: {dev: vda, bus: virtio}"),
    (
        f"{DOMAIN}  memory: 2\n"
        "  devices: {hostdevs: [{type: pci, source: {address: {}}, address: '01:00.0'}]}\n",
        "write address: {domain: 0x0000, bus: 0x01, slot: 0x00, function: 0x0} in 'source'",
    ),
    ("domain_snapshot: {name: s, memory: none}\n", "without the memory is memory: {snapshot: no}"),
    (
        "storage_pool: {type: netfs, name: p, source: 'nas:/srv', target: {path: /srv}}\n",
        "a folder of a server is source: {hosts: [{name: SERVER}], dir: {path: /PATH}}",
    ),
    ("storage_pool: {type: dir, name: p, target: /srv}\n", "write {path: /srv}"),
    (
        f"{DOMAIN}  memory: 2\n  devices: {{disks: [/a.qcow2]}}\n",
        "a disk is disks: [{type: file, device: disk, source: {file: PATH}, target: {dev: vda, bus: virtio}}]",
    ),
]


TEXTS = [
    (DISK.replace("{file: /a}", "/a"), "{file: /a}"),
    (DISK.replace("{file: /a}", "/dev/sdb").replace("type: file", "type: block"), "{dev: /dev/sdb}"),
    (DISK.replace("{dev: vda}", "vda"), "{dev: vda}"),
    (NIC.replace("{bridge: br0}", "br0"), "{bridge: br0}"),
    (NIC.replace("{bridge: br0}", "default").replace("type: bridge", "type: network"), "{network: default}"),
    (NIC.replace("{bridge: br0}", "{bridge: br0}, mac: '52:54:00:00:00:01'"), "{address: '52:54:00:00:00:01'}"),
    ("vm:\n  name: a\n  domain: {vcpus: {vcpus: ['0']}}\n", None),
    (
        "network:\n  name: n\n  ips: [{address: 10.0.0.1, prefix: 24, dhcp: {hosts: [{mac: '52:54:00:00:00:01', "
        "address: 10.0.0.9}]}}]\n",
        "ip",
    ),
]


@pytest.mark.parametrize(("text", "suggestion"), TEXTS)
def test_the_schemas_know_which_key_is_meant(text: str, suggestion: str | None) -> None:
    """A text in the place of a map, or under an unknown key, is what it would be in XML."""
    [problem] = load(Source(text)).problems
    assert problem.suggestion == suggestion


@pytest.mark.parametrize(("text", "hint"), HINTS)
def test_what_a_hint_shows_is_yaml(text: str, hint: str) -> None:
    """Elements are keys, lists are lists, and values that need quotes have them."""
    [problem] = load(Source(text)).problems
    assert problem.hint == hint
