"""Values of another sort than the one that a key takes, and keys of another map: the advice has what is in the file."""

from __future__ import annotations

import pytest

from libvirt_xml.yaml_forms.loading import Source, load

_VM = "vm:\n  name: a\n"
_SNAPSHOT = "domain_snapshot:\n  name: s\n"
_CASES = [
    (f"{_VM}  boot:\n    menu=true\n", "did you mean '{menu: true}'?"),
    ("domainSnapshot:\n  name: a\n  memory: {snapshot: no}\n", "did you mean 'domain_snapshot'?"),
    ("capabilsties:\n  host:\n    cpu: {arch: x86_64}\n", "did you mean 'capabilities'?"),
    (f"{_VM}  nics: [{{type: direct, source: eno2, mode: bridge}}]\n", "write 'direct: {dev: eno2, mode: bridge}'"),
    (f"{_VM}  os: debian12\n  os_type: linux\n", "remove it: 'os' says which system it is"),
    (f"{_VM}  os: openwrt\n", "os: linux2022 for another Linux, or remove 'os'"),
    (f"{_VM}  disks: [{{pool: a, size: 9GiB, source: /b.img}}]\n", "write image: /b.img"),
    (
        f"{_VM}  cloud_init:\n    hostname: db\n    user: admin\n    ssh_key: ssh-ed25519\n",
        "write user_data: {hostname: db, user: admin, ssh_key: ssh-ed25519}",
    ),
    (f"{_VM}  cpus:\n    count = 2\n", "did you mean '{count: 2}'?"),
    (f"{_VM}  cpus:\n    count:2\n    model:EPYC\n", "did you mean '{count: 2, model: EPYC}'?"),
    (f"{_VM}  graphics:\n    type spice\n", "did you mean '{type: spice}'?"),
    (f"{_VM}  disks:\n  - path:/a.qcow2\n", "did you mean '{path: /a.qcow2}'?"),
    (f"{_VM}  nics:\n  - network=default\n", "did you mean '{network: default}'?"),
    (f"{_VM}graphics: [{{type: vnc}}]\n", "'graphics' is a key of a vm, but it is not below 'vm:'"),
    ("domaain:\n  type: kvm\n  name: a\n  memory: 1024\n  os: {type: hvm}\n", "did you mean 'domain'?"),
    ("storage-pool:\n  type: dir\n  name: a\n  target: {path: /a}\n", "did you mean 'storage_pool'?"),
    ("netwrok:\n  name: a\n  bridge: {name: virbr7}\n", "did you mean 'network'?"),
    ("domian:\n  name: a\n  memory: 2GiB\n  cpus: 2\n", "did you mean 'vm'?"),
    (f"{_VM}  graphics: {{type: vnc, listen: all}}\n", "did you mean '0.0.0.0'?"),
    (f"{_VM}  graphics: {{type: vnc, listen: '*'}}\n", "did you mean '0.0.0.0'?"),
    (f"{_VM}  graphics: {{type: spice, listen: local}}\n", "did you mean '127.0.0.1'?"),
    (f"{_VM}  graphics: {{type: vnc, listen: true}}\n", "did you mean '0.0.0.0'?"),
    (f"{_VM}  nics: [{{bridge: br0, vlan: 10-13}}]\n", "did you mean '[10, 11, 12, 13]'?"),
    (
        f"{_VM}  nics: [{{bridge: b, virtualport: openvswitch, vlan: {{tags: 10-12}}}}]\n",
        "did you mean '[10, 11, 12]'?",
    ),
    (f"{_VM}  nics: [{{bridge: br0, vlan: [5, 10-12]}}]\n", "write [5, 10, 11, 12]"),
    (f"{_VM}  defaults:\n    memory: 2GiB\n", "remove the line 'defaults:', and write 'memory' below 'vm:'"),
    (f"{_VM}  tpm: v2\n", "did you mean '2.0'?"),
    (f"{_VM}  tpm: TPM 1.2\n", "did you mean '1.2'?"),
    (
        f"{_SNAPSHOT}  file: /b/a-s1.qcow2\n",
        "write disks: {disks: [{name: vda, source: {file: /b/a-s1.qcow2}}]}",
    ),
    (f"{_VM}  disks: [{{type: network, path: rbd/img}}]\n", "write rbd: {pool: rbd, image: img}"),
    (
        f"{_VM}  disks: [{{path: /a.qcow2, target: {{dev: vda, bus: virtio}}}}]\n",
        "write vda as its value, and 'bus' beside it",
    ),
    (
        f"{_VM}  os: {{type: hvm, loader: /l.fd, nvram: /n.fd}}\n",
        "beside it firmware: {type: uefi, loader: /l.fd, nvram: /n.fd}",
    ),
    (
        f"{_VM}  os: {{type: {{value: hvm, arch: x86_64}}, firmware: efi}}\n",
        "beside it arch: x86_64 and firmware: uefi",
    ),
    (
        f"{_VM}  features: {{hyperv: true}}\n",
        "for example {relaxed: {state: true}, vapic: {state: true}, spinlocks: {state: true, retries: 8191}}",
    ),
    (f"{_VM}  hyperv: true\n", "write features: {hyperv: {relaxed: {state: true}"),
    (
        f"{_VM}  clock: {{timers: [{{name: rtc, tickpolicy: catchup}}, {{name: hpet, present: no}}]}}\n",
        "did you mean '{rtc: {tickpolicy: catchup}, hpet: {present: no}}'?",
    ),
    (
        f"{_VM}  clock:\n    timers:\n    - rtc: {{tickpolicy: catchup}}\n",
        "did you mean '{rtc: {tickpolicy: catchup}}'?",
    ),
    (f"{_VM}  clock: {{timers: [hpet]}}\n", "did you mean '{hpet: {}}'?"),
    (f"{_VM}  disks: [{{size: 9GiB, image: a.qcow2}}]\n", "write {pool: POOL, volume: a.qcow2}, or the whole path"),
    (f"{_VM}  disks: [{{path: a.qcow2}}]\n", "for example /var/lib/libvirt/images/a.qcow2"),
    (f"{_VM}  kernel: ./boot/vmlinuz\n", "for example /PATH/boot/vmlinuz"),
    (f"{_VM}  image: a.qcow2\n", "write disks: [{image: {pool: POOL, volume: a.qcow2}}]"),
    (f"{_VM}  backing: /a.qcow2\n", "write disks: [{image: /a.qcow2}]"),
    (f"{_VM}  console: {{tcp: 4555}}\n", "did you mean '127.0.0.1:4555'?"),
    (f"{_VM}  console: {{tcp: localhost 4555}}\n", "did you mean 'localhost:4555'?"),
    (
        f"{_VM}  nics: [{{network: a}}]\n  boot: [{{menu: true}}, {{timeout: 3000}}]\n",
        "remove the '- ' before each key",
    ),
    (f"{_VM}  cpus: [{{count: 2}}, {{model: host-model}}]\n", "remove the '- ' before each key"),
    (f"{_VM}  disks: [{{path: /a.qcow2}}, {{cdrom: /i.iso}}]\n  boot_order: hd,cdrom\n", "write boot: [vda, sda]"),
    (f"{_VM}  boot.autostart: 'true'\n", "write autostart: true"),
    (f"{_VM}  cpus: {{count: 2, hugepages: true}}\n", "write hugepages: true in the map 'memory' of vm"),
    (f"{_VM}  memory: {{size: 2GiB, vram: 16MiB}}\n", "write vram: 16MiB in the map 'video' of vm"),
    (f"{_VM}  model: ac97\n", "write sound: {model: ac97}"),
    (
        f"{_VM}  rootpassword: x\n",
        "write cloud_init: {user_data: {chpasswd: {users: [{name: root, password: PASSWORD}]}}}",
    ),
    (f"{_VM}  admin_username: me\n", "write cloud_init: {user_data: {users: [{name: me}]}}"),
    (f"{_VM}  cloud_init: {{user: {{packages: [a]}}}}\n", "did you mean 'user_data'?"),
    (f"{_VM}  cloud_init: {{user: {{name: me}}}}\n", "write user_data: {user: {name: me}}"),
    (f"{_VM}  cpus: {{count: 6, topology: {{sockets: 2, cores: 4}}}}\n", "write count: 8 below 'cpus:'"),
    (f"{_VM}  cpus: {{count: 1, pin: [1, 2]}}\n", "keep the first 1 items, or write count: 2"),
    (f"{_SNAPSHOT}  memory: yes\n", "did you mean '{snapshot: internal}'?"),
    (f"{_SNAPSHOT}  memory: true\n", "did you mean '{snapshot: internal}'?"),
    (f"{_SNAPSHOT}  memory: /a.mem\n", "did you mean '{snapshot: external, file: /a.mem}'?"),
    (f"{_SNAPSHOT}  disk: {{disks: [{{name: vda}}]}}\n", "did you mean 'disks'?"),
    (f"{_VM}  balloon: 1024\n", "domain: {current_memory: {value: 1024, unit: MiB}}"),
    (f"{_VM}  state: absent\n", "virsh undefine NAME"),
    (f"{_VM}  swap: 2GiB\n", "{swap: {filename: /swap.img, size: 2G}}"),
    (f"{_VM}  labels: [env=prod, tier=web]\n", "did you mean '{env: prod, tier: web}'?"),
    (f"{_VM}  metadata: {{owner: alice}}\n", "did you mean 'labels'?"),
    (f"{_VM}  group: web\n", "write labels: {group: web}"),
    (f"{_VM}  qemu_args: -device foo\n", "{qemu_commandline: {args: [{value: -device}, {value: foo}]}}"),
    (f"{_VM}  disks: [{{path: /a.qcow2}}]\n  nics: [{{network: a}}]\n  boot: order=scsi0;net0\n", "mean '[vda, a]'?"),
    (f"{_VM}  disks: [{{cdrom: /i.iso}}]\n  boot: {{dev: cdrom}}\n", "write order: sda"),
    (f"{_VM}  disks: [{{path: /a.qcow2}}]\n  boot: [{{vda: }}]\n", "did you mean 'vda'?"),
    (f"{_VM}  firmware: {{path: /a.fd}}\n", "did you mean 'loader'?"),
    (f"{_VM}  cpus: {{count: 2, nested: true}}\n", "write model: host-passthrough"),
    (f"{_VM}  disks: [{{vg: vg0, size: 9GiB}}]\n", "write block: /dev/vg0/VOLUME"),
    (f"{_VM}  disks: [{{size: 9GiB, format: ext4}}]\n", "the guest formats the disk"),
    (f"{_VM}  disks: [{{size: 9GiB, mount: /data}}]\n", "{mounts: [[/dev/vdb, /data]]}"),
    (f"{_VM}  disks: [{{name: a, size: 9GiB, boot_disk: true}}]\n", "write boot: [a] beside 'disks'"),
    (f"{_VM}  disks: [{{path: /a.qcow2, iotune: {{iops: 500}}}}]\n", "did you mean 'total_iops_sec'?"),
    (f"{_VM}  nics: [{{source: br0}}]\n", "write bridge: br0"),
    (f"{_VM}  nics: [{{nat: true}}]\n", "write network: default"),
    (f"{_VM}  nics: [{{type: ovs, bridge: ovsbr0}}]\n", "write virtualport: openvswitch"),
    (f"{_VM}  hostdevs: {{pci: ['0000:01:00.0', '0000:01:00.1']}}\n", "[{pci: 0000:01:00.0}, {pci: 0000:01:00.1}]"),
    (f"{_VM}  input: {{tablet: usb}}\n", "write type: tablet, bus: usb"),
    ("network:\n  name: a\n  type: bridge\n", "write forward: {mode: bridge}"),
    ("network:\n  name: a\n  ips: [{ip: 10.0.0.1/24}]\n", "write address: 10.0.0.1, prefix: 24"),
    (
        "network:\n  name: a\n  routes: [{to: 10.9.0.0/16, gateway: 10.0.0.2}]\n",
        "write address: 10.9.0.0, prefix: 16",
    ),
    (
        "nwfilter:\n  name: a\n  rules: [{action: drop, direction: in, ip: {source: 10.0.0.0/8}}]\n",
        "write srcipaddr: 10.0.0.0, srcipmask: 8",
    ),
    ("nwfilter:\n  name: a\n  include: clean-traffic\n", "write filterrefs: [{filter: clean-traffic}]"),
    (f"{_SNAPSHOT}  disk_only: true\n", "memory: {snapshot: no}"),
    ("domain:\n  type: kvm\n  name: a\n  memory: 1\n  os: {type: hvm}\n  clock: utc\n", "mean '{offset: utc}'?"),
    (
        "domain:\n  type: kvm\n  name: a\n  memory: 1\n  os: {type: hvm}\n  features: {apic: 'yes'}\n",
        "did you mean '{}'?",
    ),
    ("network:\n  name: a\n  dnsmasq-options: {options: [{value: a}]}\n", "did you mean 'dnsmasq_options'?"),
    ("network:\n  name: a\n  bridge:\n    name virbr5\n", "write 'name: virbr5'"),
    ("network:\n  name: a\n  ips: true\n", "write for example [{address: 192.168.122.1, prefix: 24}]"),
    ("network:\n  name: a\n  domain: {name: a, local_only: [x]}\n", "must be a single value, not a list"),
    ("network:\n  name: a\n  mac: {address: {address: '52:54:00:12:34:56'}}\n", "did you mean '52:54:00:12:34:56'?"),
]


@pytest.mark.parametrize(("text", "advice"), _CASES)
def test_the_advice_is_literal(text: str, advice: str) -> None:
    """One mistake is one message, which says what to write with the values of the file."""
    (problem,) = load(Source(text)).problems
    assert advice in problem.full_message


@pytest.mark.parametrize(
    "text",
    [
        "storage_pool:\n  name: a\n  target: {path: /a}\n  source: {type: dir}\n",
        "network:\n  forward: {mode: nat, name: a}\n",
        "network:\n  name: a\n  virtualport: {type: openvswitch}\n  vlan: {id: 42, tags: [{native_mode: untagged}]}\n",
        "domain_backup:\n  mode: pull\n  server: {transport: unix, socket: /s}\n  disks:\n"
        "    disks: [{type: file, scratch: {file: /a, name: vda}}]\n",
    ],
)
def test_what_is_written_elsewhere_is_not_missing(text: str) -> None:
    """A key in the wrong map is one mistake: the map that lacks it is not reported."""
    assert [problem.code for problem in load(Source(text)).problems] == ["unknown-key"]
