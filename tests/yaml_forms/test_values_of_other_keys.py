"""Values in the place of another key, with marks around them, or for what libvirt chooses: what to write instead."""

from __future__ import annotations

import pytest

from libvirt_xml.yaml_forms.loading import Source, load

VM = "vm:\n  name: a\n  memory: 2GiB\n"
_SUGGESTED = [
    ("watchdog: reset", "{action: reset}"),
    ("tpm: tpm-crb", "{model: tpm-crb}"),
    ("graphics: vnc:5901", "{type: vnc, port: 5901}"),
    ("rng: virtio", "true"),
    ("balloon: virtio", "true"),
    ("autostart: always", "true"),
    ("cpus: host", "{model: host-passthrough}"),
    ("cpus: two", "2"),
    ("cpus: 4 // of the host", "4"),
    ("cpus: {value: 2}", "2"),
    ("cpus: {count: 2, features: +vmx}", "{vmx: require}"),
    ("iothreads: [2]", "2"),
    ("features: [acpi, apic]", "{acpi: true, apic: {}}"),
    ("disks: [{path: /a.img, type: qcow2}]", "format"),
    ("disks: [{path: /a.qcow2, driver: virtio}]", "bus"),
    ("disks: [{path: /a.qcow2, ro: true}]", "readonly"),
    ("disks: [{name: root disk, path: /a.qcow2}]", "root-disk"),
    ("nics: [{network: default, vlan: vlan10}]", "10"),
    ("nics: [{dev: eth0}]", "direct"),
]
_HINTED = [
    ("nics: [{bridge: true}]", "write the name of a bridge"),
    ("nics: [{network: [default, lan]}]", "each of the others in an item of its own"),
    ("nics: [{network: default, mac: random}]", "remove the key"),
    ("os: [debian12, debian13]", "write one of them: 'debian12' or 'debian13'"),
    ("graphics: {port: -1}", "remove the key, so that libvirt chooses one"),
    ("disks: [{device: /dev/sdb}]", "write block: /dev/sdb"),
    ("nics: [{type: bridge, source: {dev: br0}}]", "write 'bridge: br0', without 'type'"),
    ("features: {acpi: true}\n  hyperv: true", "write it below 'features:', as hyperv: {relaxed: {state: true}"),
]


@pytest.mark.parametrize(("keys", "suggestion"), _SUGGESTED)
def test_the_suggestion_is_what_to_write(keys: str, suggestion: str) -> None:
    """It takes the place of the value, or of the key, as it is."""
    (problem,) = load(Source(f"{VM}  {keys}\n")).problems
    assert problem.suggestion == suggestion


@pytest.mark.parametrize(("keys", "advice"), _HINTED)
def test_the_hint_says_what_to_write(keys: str, advice: str) -> None:
    """Where the place or the value has to be chosen, or more than one thing is written."""
    (problem,) = load(Source(f"{VM}  {keys}\n")).problems
    assert advice in problem.full_message


def test_a_value_of_a_network_leads_to_the_key_that_has_it() -> None:
    """``type: nat`` is the mode of forwarding, not a virtual port."""
    text = "network:\n  name: a\n  type: nat\n  ips: [{address: 10.0.0.1, prefix: 24}]\n"
    (problem,) = load(Source(text)).problems
    assert problem.hint == "write forward: {mode: nat}"


def test_a_spec_without_its_first_line_is_no_file_of_another_tool() -> None:
    """``machine`` is a key of Talos Linux too."""
    (problem,) = load(Source("machine: q35\nname: a\nmemory: 2GiB\n")).problems
    assert "write a first line 'vm:'" in problem.full_message
    (problem,) = load(Source("machine:\n  name: a\n  memory: 2GiB\n")).problems
    assert problem.suggestion == "vm"


def test_keys_of_one_object_are_one_message() -> None:
    """The whole object is written, with all of them."""
    text = "secret:\n  ephemeral: no\n  private: yes\n  type: ceph\n  name: client.libvirt\n"
    (problem,) = load(Source(text)).problems
    assert problem.hint == "write usage: {type: ceph, name: client.libvirt}"
    text = "network:\n  name: a\n  ips: [{address: 10.0.0.1, dhcp_start: 10.0.0.2, dhcp_end: 10.0.0.9}]\n"
    (problem,) = load(Source(text)).problems
    assert problem.hint == "write dhcp: {ranges: [{start: 10.0.0.2, end: 10.0.0.9}]}"
