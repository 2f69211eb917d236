"""Hints about a document in YAML show YAML."""

from __future__ import annotations

import pytest

from libvirt_xml.yaml_forms.loading import Source, load

DOMAIN = "domain:\n  type: kvm\n  name: a\n  os: {type: hvm}\n"
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
]


@pytest.mark.parametrize(("text", "hint"), HINTS)
def test_what_a_hint_shows_is_yaml(text: str, hint: str) -> None:
    """Elements are keys, lists are lists, and values that need quotes have them."""
    [problem] = load(Source(text)).problems
    assert problem.hint == hint
