"""One mistake is one message: what only follows from it is not reported."""

from __future__ import annotations

import pytest

from libvirt_xml.yaml_forms.loading import Source, load

_VM = "vm:\n  name: a\n  memory: 2GiB\n"
_CASES = [
    ('iothreads: "1"\n  disks: [{name: root, size: 20GiB, iothread: 1}]', ["vm.iothreads"]),
    ("iothreads: some\n  disks: [{name: root, size: 20GiB, iothread: 1}]", ["vm.iothreads"]),
    ("disks: [{name: root, size: 20GiB, cahce: none, io: native}]", ["vm.disks[0].cahce"]),
    ("disks: [{name: root, size: 20GiB, cache: fast, io: native}]", ["vm.disks[0].cache"]),
    ("disk_cache: none\n  disks: [{name: root, size: 20GiB, io: native}]", ["vm.disk_cache"]),
    ("dissk: [{name: root, size: 20GiB}]\n  boot: [root]", ["vm.dissk"]),
    ("hardware: {cpus: 2, disks: [{name: root, size: 20GiB}]}\n  boot: [root]", ["vm.hardware"]),
    ("cpus: {count: 4, topology: {cores: 2, thread: 2}}", ["vm.cpus.topology.thread"]),
    ("cpus: {count: 4, topology: {cores: 2, threads: two}}", ["vm.cpus.topology.threads"]),
    ("disks: [{rbd: {image: a}, rbd_pool: vms}]", ["vm.disks[0].rbd_pool"]),
    ("disks: [{rbd: {pool: vms, image: a, hosts: [{address: mon1}]}}]", ["vm.disks[0].rbd.hosts[0].address"]),
    ("nics: [{nic: 5}, {network: default}]", ["vm.nics[0]"]),
    ("firmware: efi\n  secure_boot: true", ["vm.secure_boot"]),
    ("kernel: ./vmlinuz\n  initrd: /boot/initrd.img", ["vm.kernel"]),
    ("graphics: {listen: 0.0.0.0:80}", ["vm.domain.devices.graphics[0].listen"]),
    ("disks: [true, {name: b, path: /b.qcow2}]\n  boot: [a, b]", ["vm.disks[0]"]),
    ("cpus: {count: 8x8}\n  numa: [{cpus: 0-7, memory: 2GiB}]", ["vm.cpus.count"]),
    ("cpus:\n    count: 2\n    iothreads: 1\n  disks: [{size: 20GiB, iothread: 1}]", ["vm.cpus.iothreads"]),
    ("cpus:\n    count: 2\n    shares:\n    path: /srv\n    tag: a", ["vm.cpus.shares"]),
    ("disks:\n    - name: root\n  path: /a.qcow2", ["vm.path"]),
    ("arch: sparc\n  firmware: uefi\n  machine: q35", ["vm.arch"]),
]


@pytest.mark.parametrize(("keys", "paths"), _CASES)
def test_what_follows_from_a_mistake_is_not_reported(keys: str, paths: list[str]) -> None:
    """The rest is checked with what was probably meant; where nothing is known, what depends on it is left out."""
    problems = load(Source(f"{_VM}  {keys}\n")).problems
    assert [problem.path for problem in problems] == paths, problems


def test_another_mistake_beside_it_is_reported() -> None:
    """A misspelt key does not hide what is wrong beside it."""
    text = f"{_VM}  disks: [{{name: root, size: 20GiB, cahce: writeback, io: native, bus: ide}}]\n"
    found = [problem.path for problem in load(Source(text)).problems]
    assert found == ["vm.disks[0].cahce", "vm.disks[0].io", "vm.disks[0].bus"]
