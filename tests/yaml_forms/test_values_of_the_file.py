"""What a message says to write in a ``vm`` has the values of the file, not those of an example."""

from __future__ import annotations

import pytest

from libvirt_xml.yaml_forms.loading import Source, load

_VM = "vm:\n  name: a\n"
_CASES = [
    ("disks: [{source_file: /a.qcow2}]", "did you mean 'path'?"),
    ("hostdevs: [{domain: 0, bus: 1, slot: '0x1f', function: 2}]", "write pci: 0000:01:1f.2"),
    ("state: poweroff", "did you mean 'stopped'?"),
    ("cpus: {model: host-model, features: [vmx, avx2]}", "did you mean '{vmx: require, avx2: require}'?"),
    ("labels: [web]", "write {NAME: web}, with names of your own"),  # not a name that is made up
    ("kernel: /k\n  cmdline: [quiet, splash]", "did you mean 'quiet splash'?"),
    ("cloud_init: {users: [{name: me}]}", "write user_data: {users: [{name: me}]}"),
    ("cpus: 2\n  memory: 2GiB\n  numa: [{id: 0, cpus: 0-1, memory: 2GiB}]", "numbered in the order of the list"),
    ("nics: [{name: eth0, type: bridge, hostif: virbr0}]", "write 'bridge: virbr0', without 'type'"),
    ("scsi0: local-lvm:32,discard=on", "write disks: [{pool: local-lvm, size: 32GiB, discard: unmap}]"),
    ("agent: enabled=1", "did you mean 'true'?"),
    ("memory: 2GiB#ram", "write 2GiB"),
    ("audio: {device: vz}", "did you mean 'sound'?"),
    ("disks: [{location: /a.qcow2}]", "did you mean 'path'?"),
    ("nics: [{name: lan, pod: {}}]", "write network: default"),
    ("ssh: {localPort: 60022}", "whose ports are all open to its network"),
    ("deploy: {resources: {limits: {cpus: 4, memory: 3G}}}", "write cpus: 4 and memory: 3GiB directly below vm"),
    ("disks:\n    - name: a\n      size: 1GiB\n      name: b\n      size: 2GiB", "write '- ' before it"),
    ("machine_type: q35", "did you mean 'machine'?"),
    ("start: true", "write state: running"),
    ("cmds: [apt update]", "write cloud_init: {user_data: {runcmd: [apt update]}}"),
    ("ram: 2GiB\n  memory: 4GiB", "it is 'memory', which is on line 4; remove it"),
    ("nics: [{network: default}]\n  network: br0", "write an item below 'nics:', - {bridge: br0}"),
    ("image: /a.qcow2", "write disks: [{image: /a.qcow2}]"),
    ("image: /a.qcow2\n  disks: [{size: 20GiB}]", "write image: /a.qcow2 in the item of 'disks'"),
    ("network_interface: {network_name: default}", "write nics: [{network: default}]"),
    ("cpu: {cores: 2, sockets: 2, model: host}", "topology: {sockets: 2, cores: 2}, model: host-passthrough}"),
    ("memory: 2GiB\n  maxmem: 8", "write memory: {size: 2GiB, max: 8GiB}"),
    ("cpus: 2 cores", "did you mean '2'?"),
    ("memory: 4,096MiB", "write 4096MiB"),
    ("memory 2GiB\n  cpus: 2", "write 'memory: 2GiB'"),
    ("owner: me", "write labels: {owner: me}"),
    ("port: 22", "whose ports are all open to its network"),
    ("nics: [{network: default, model: rtl8139c+}]", "did you mean 'rtl8139'?"),
    ("graphics: {type: spice, listen_type: address}", "remove it, and write the address as listen"),
    ("domain: {firmware: efi}", "write firmware: uefi below 'vm:'"),
    ("domain: {disks: [/a.qcow2]}", "write disks: [{path: /a.qcow2}] below 'vm:'"),
    ("domain: {devices: {disks: [{disk: {bus: sata}}]}}", "write device: disk, target: {dev: sda, bus: sata}"),
]


@pytest.mark.parametrize(("keys", "remedy"), _CASES)
def test_the_advice_has_the_values_of_the_file(keys: str, remedy: str) -> None:
    """One mistake is one message, which says what to write."""
    [problem] = load(Source(f"{_VM}  {keys}\n")).problems
    assert remedy in problem.full_message


@pytest.mark.parametrize("nics", ["{password: geheim}", "{password: [geheim]}", "[{password: geheim}]"])
def test_a_secret_below_a_list_is_not_repeated(nics: str) -> None:
    """A NIC that is named so is no reason to show it."""
    problems = load(Source(f"{_VM}  nics: {nics}\n")).problems
    assert problems
    assert not any("geheim" in problem.full_message for problem in problems)


def test_a_kind_in_capitals_is_the_same_kind() -> None:
    """``VM`` is no domain, whose keys these are not."""
    problems = load(Source("VM: {name: a, ram: 2GiB}")).problems
    assert [problem.suggestion for problem in problems] == ["vm", "memory"]


def test_several_keys_of_the_user_data_are_one_map() -> None:
    """Only the first says to write the whole: the others belong below it."""
    problems = load(Source(f"{_VM}  packages: [nginx]\n  hostname: web1\n")).problems
    assert [problem.hint for problem in problems] == [
        "write cloud_init: {user_data: {packages: [nginx]}}",
        "write it below 'user_data:' of 'cloud_init', as hostname: web1",
    ]
