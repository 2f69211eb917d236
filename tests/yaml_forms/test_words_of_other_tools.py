"""What people write who come from other tools: one problem for each mistake, and its remedy."""

from __future__ import annotations

import pytest

from libvirt_xml.yaml_forms.loading import Source, load

DOMAIN = "domain:\n  type: kvm\n  name: a\n  memory: 1048576\n  os: {type: hvm}\n"
VM = "vm:\n  name: a\n"
WORDS = [
    (f"{VM}  vcpu: 2\n", "did you mean 'cpus'?"),
    (f"{VM}  cores: 2\n", "did you mean 'cpus'?"),
    (f"{VM}  numcpus: 2\n", "did you mean 'cpus'?"),
    (f"{VM}  limits.memory: 2GiB\n", "did you mean 'memory'?"),
    (f"{VM}  nets: [default]\n", "did you mean 'nics'?"),
    (f"{VM}  ssh_keys: [x]\n", "write cloud_init: {user_data: {ssh_authorized_keys: [...]}}"),
    (f"{VM}  runcmd: [x]\n", "write cloud_init: {user_data: {runcmd: [...]}}"),
    (f"{VM}  sockets: 1\n  cores: 2\n", "write cpus: {topology: {sockets: 1, cores: 2}}"),
    (f"{VM}  resources: {{requests: {{memory: 2Gi}}}}\n", "write cpus and memory directly below vm"),
    (f"{VM}  requests: {{memory: 2Gi}}\n  limits: {{memory: 2Gi}}\n", "write cpus and memory directly below vm"),
    (f"{VM}  cpus: 500m\n", "a guest has whole CPUs: write 1"),
    (f"{VM}  cpus: 1500m\n", "a guest has whole CPUs: write 2"),
    (f"{VM}  cpus: 2,\n", "at the end of a line belongs to the value in YAML; remove it"),
    (f"{VM}  cpus: “2”\n", "typographic quotation marks belong to the value in YAML; remove them"),
    (f"{VM}  memory: 1,5GiB\n", "write 1536MiB"),
    (f"{VM}  memory: 2 gigabytes\n", "write 2GiB or 2GB"),
    (f"{VM}  memory: 2 gibibytes\n", "write 2GiB"),
    (f"{VM}  memory: 2 gigs\n", "write 2GiB or 2GB"),
    (f"{VM}  memory: 2 GB ram\n", "write 2GB"),
    (f"{VM}  memory: 2GiB,\n", "at the end of a line belongs to the value in YAML; remove it"),
    (f"{VM}  memory: 2GiB;\n", "at the end of a line belongs to the value in YAML; remove it"),
    (f"{VM}  memory: “2GiB”\n", "typographic quotation marks belong to the value in YAML; remove them"),
    (f"{VM}  nics: [{{network: default, ip: 10.0.0.5}}]\n", "set it with network_config below cloud_init"),
    (f"{VM}  nics: [{{network: default, address: 10.0.0.5/24, gateway: 10.0.0.1}}]\n", "as a host of the network's"),
    ("vm:\n  - name: a\n    memory: 2GiB\n", "remove the '- '"),
    ("vm:\n  name: a\nmemory: 2GiB\ncpus: 2\n", "indent it, and what is below it, as the keys below 'vm:' are"),
    (f"{DOMAIN}vcpu: 2\nmemory: 2\n", "indent it, and what is below it, as the keys below 'domain:' are"),
    (f"{VM}  secure_boot: true\n", "write firmware: {type: uefi, secure_boot: true}"),
    (f"{VM}  hugepages: true\n", "write memory: {size: 4GiB, hugepages: true}"),
    (f"{VM}  cdrom: /iso/a.iso\n", "write an item below 'disks:', - {cdrom: /iso/a.iso}"),
    (f"{VM}  memory: {{value: 4, unit: GiB}}\n", "write memory: 4GiB"),
    (f"{VM}  cpus: {{sockets: 1, cores: 2}}\n", "write topology: {sockets: 1, cores: 2}"),
    (f"{VM}  cloud_init: {{users: [{{name: me}}], password: x}}\n", "write user_data: with this key below it"),
    (f"{VM}  graphics: {{type: vnc, address: 0.0.0.0}}\n", "did you mean 'listen'?"),
    ("- vm:\n    name: a\n", "remove the '- ' before 'vm:'"),
    ("pool: {name: p, type: dir, target: {path: /srv}}\n", "did you mean 'storage_pool'?"),
    ("storage_pool: {name: p, type: dir, path: /srv}\n", "write it below 'target:', as path"),
    (f"{VM}vm:\n  name: b\n", "if this begins another document, write a line '---' before it"),
    (f"{VM}  autostart: 'true'\n", "remove the quotes"),
    (f"{VM}  nics: [{{bridge: br0, vlan: '10'}}]\n", "remove the quotes"),
    (f"{VM}  agent: enabled\n", "did you mean 'true'?"),
    (f"{VM}  graphics: {{type: vnc, autoport: yes}}\n", "remove it"),
    (f"{VM}  hostdevs: ['01:00.0']\n", "did you mean '{pci: 01:00.0}'?"),
    (f"{VM}  hostdevs: ['046d:c52b']\n", "did you mean '{usb: 046d:c52b}'?"),
    ("vm:\n  - name: a\n  - name: b\n", "write a line '---' and a line 'vm:' before each"),
    ("vm:\n  name = a\n  memory = 2GiB\n", "write 'name: VALUE', also on the lines after it"),
    (f"{VM}  disks:\n    -path: /a.qcow2\n", "write '- path: VALUE'"),
    (f"{VM}\xa0 memory: 2GiB\n", "replace it with an ordinary space"),
    ("vm:\n\xa0\xa0name: a\n\xa0\xa0memory: 2GiB\n", "replace it with an ordinary space"),
    (f"{VM}  onboot: 1\n", "did you mean 'autostart'?"),
    (f"{VM}  ostype: l26\n", "did you mean 'os'?"),
    (f"{VM}  on_crash: restart\n", "write it below 'domain:', as on_crash"),
    (f"{VM}  currentMemory: 1GiB\n", "write it below 'domain:', as current_memory"),
    (f"{VM}  memory_backing: {{nosharepages: true}}\n", "write it below 'domain:', as memory_backing"),
    (f"{VM}  devices: {{disks: []}}\n", "put disks one level up, without it"),
    (f"{VM}  nics: [{{type: bridge, source: br0}}]\n", "write 'bridge: br0', without 'type'"),
    (f"{VM}  disks: [{{type: file, source: /a.qcow2}}]\n", "write 'path: /a.qcow2', without 'type'"),
    (f"{VM}  nics: [{{network: default, tag: 20}}]\n", "did you mean 'vlan'?"),
    (f"{VM}  disks: [{{path: /a.qcow2, bus: virtio-scsi}}]\n", "did you mean 'scsi'?"),
    (f"{VM}  domain: {{features: {{hyperv: {{relaxed: true}}}}}}\n", "write {state: true}"),
    (f"{VM}  graphics: none\n", "if there should be none, remove the key"),
    (f"{VM}  sound: none\n", "if there should be none, remove the key"),
    ("apiVersion: v1\nkind: VirtualMachine\nmetadata: {}\n", "this is a file of Kubernetes, not a spec"),
    ("version: '3'\nservices: {}\n", "this is a file of Docker Compose, not a spec"),
    ("#cloud-config\npackages: [x]\nruncmd: [y]\n", "this is a file of cloud-init, not a spec"),
    ("network:\n  version: 2\n  ethernets: {eth0: {dhcp4: true}}\n", "this is a file of netplan, not a spec"),
    ("network:\n  renderer: networkd\n", "this is a file of netplan, not a spec"),
    ("- hosts: all\n  tasks: []\n", "this is a file of Ansible, not a spec"),
    ("- name: qemu\n  apt: {name: qemu}\n", "this is a file of Ansible, not a spec"),
    ('# a\nVagrant.configure("2") do |config|\n  config.vm.box = "a"\nend\n', "this is a file of Vagrant, not a spec"),
    ('Vagrant.configure("2") do |c|\n  c.vm.provider :a do |v|\n  b: 1\n', "this is a file of Vagrant, not a spec"),
    ('resource "libvirt_domain" "a" {\n  name = "a"\n}\n', "this is a file of Terraform, not a spec"),
    ('variable "a" {\n  b = { c: 1 }\n}\n', "this is a file of Terraform, not a spec"),
    ("version: 1\nprofiles: [a]\n", "this is a file of Incus, not a spec"),
    ("parameters: {a: 1}\n", "this is a file of kcli, not a spec"),
    ("on: push\njobs: {}\n", "this is a file of GitHub Actions, not a spec"),
    ("all:\n  hosts: {a: {}}\n", "this is a file of Ansible, not a spec"),
    ("name = a\nmemory = 2GiB\n", "write 'name: VALUE', also on the lines after it"),
]


@pytest.mark.parametrize(("text", "remedy"), WORDS)
def test_words_of_other_tools_lead_to_ours(text: str, remedy: str) -> None:
    """The one problem names the remedy."""
    [problem] = load(Source(text)).problems
    assert remedy in problem.full_message
