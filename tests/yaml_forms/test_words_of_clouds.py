"""Words of other tools for machines, in a ``vm``: prefixes, sizes by name, what is for the guest, maps for ``os``."""

from __future__ import annotations

import pytest

from libvirt_xml.yaml_forms.loading import Source, load

VM = "vm:\n  name: a\n"
WORDS = [
    (f"{VM}  libvirt_memory: 2048\n", "write memory: 2048MiB"),
    (f"{VM}  vm_vcpus: 2\n", "did you mean 'cpus'?"),
    (f"{VM}  vmType: qemu\n", "every vm is one of QEMU"),
    (f"{VM}  cpus: {{count: 4, sockets: 2}}\n", "write topology: {sockets: 2, cores: 2}"),
    (
        f"{VM}  kernel: {{path: /boot/vmlinuz, append: quiet}}\n",
        "write /boot/vmlinuz as its value, and 'cmdline' beside",
    ),
    (f"{VM}  iothreads: 1\n  disks: [{{size: 1GiB, iothread: true}}]\n", "write for example 1"),
    (f"{VM}  flavor: m1.small\n", "write cpus: 2 and memory: 4GiB"),
    (f"{VM}  enabled: true\n", "state: running or state: stopped"),
    (f"{VM}  swap: 1GiB\n", "write cloud_init: {user_data: {swap:"),
    (f"{VM}  user_data: {{packages: [nginx]}}\n", "write cloud_init: {user_data: ...}"),
    (f"{VM}  disk_img: /vm/disk.qcow2\n", "write disks: [{path: /vm/disk.qcow2}]"),
    (f"{VM}  disks: [{{name: root}}, {{size: 20GiB}}]\n", "remove the '- ' before 'size'"),
    (f"{VM}  nics: [{{name: default}}]\n", "write network: default"),
    (f"{VM}  nics: [{{network: default, type: e1000e}}]\n", "write model: e1000e"),
    (f"{VM}  shares: [{{location: /home/me, name: home}}]\n", "did you mean 'path'?"),
    (f"{VM}  shares: [{{path: /home/me, name: home, writable: true}}]\n", "write readonly: true"),
    (f"{VM}  hostdevs: [{{address: '01:00.0'}}]\n", "did you mean 'pci'?"),
    (f"{VM}  pci: ['01:00.0', '01:00.1']\n", "write hostdevs: [{pci: 01:00.0}, {pci: 01:00.1}]"),
    (f"{VM}  cdroms: [/iso/a.iso, /iso/b.iso]\n", "[{cdrom: /iso/a.iso}, {cdrom: /iso/b.iso}]"),
    (f"{VM}  memory: 8GiB\n  hugepages: 1GiB\n", "write memory: {size: 8GiB, hugepages: 1GiB}"),
    (f"{VM}  cpus: 0.5\n", "did you mean '1'?"),
    (f"{VM}  cpus: {{count: 2, vcpupin: [0, 1]}}\n", "did you mean 'pin'?"),
    (f"{VM}  os: {{type: linux, variant: ubuntu22.04}}\n", "did you mean 'ubuntu22.04'?"),
    (f"{VM}  os: {{name: debian, version: 12}}\n", "did you mean 'debian12'?"),
    (f"{VM}  os: {{type: hvm, arch: x86_64, machine: q35}}\n", "beside it arch: x86_64 and machine: q35"),
    (f"{VM}  cloud_init: |\n    #cloud-config\n    packages: [nginx]\n", "below it 'user_data: |'"),
    (f"{VM}  cloud_init: {{user_data: [apt update]}}\n", "{runcmd: [...]}"),
]


@pytest.mark.parametrize(("text", "remedy"), WORDS)
def test_words_for_machines_lead_to_ours(text: str, remedy: str) -> None:
    """The one problem names the remedy."""
    [problem] = load(Source(text)).problems
    assert remedy in problem.full_message
