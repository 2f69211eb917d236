"""What people write who come from other tools: one problem for each mistake, and its remedy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.loading import Source, load
from libvirt_xml.yaml_forms.shapes.shapes import Shape
from libvirt_xml.yaml_forms.text.yaml_reading import read_yaml
from libvirt_xml.yaml_forms.vm.form import VM_KEYS


def _samples(shape: Shape, path: str) -> Iterator[tuple[str, Shape]]:
    """All shapes of the form with a sample, by the key that they belong to."""
    if shape.sample:
        yield f"{path} {type(shape).__name__}", shape
    inner = {**getattr(shape, "keys", {})}
    for name, key in inner.items():
        yield from _samples(key.shape, f"{path}.{name}")
    for alternative in (*getattr(shape, "shapes", ()), *filter(None, [getattr(shape, "item", None)])):
        yield from _samples(alternative, path)


SAMPLES = dict(_samples(VM_KEYS, "vm"))
DOMAIN = "domain:\n  type: kvm\n  name: a\n  memory: 1048576\n  os: {type: hvm}\n"
VM = "vm:\n  name: a\n"
WORDS = [
    (f"{VM}  vcpu: 2\n", "did you mean 'cpus'?"),
    (f"{VM}  memory: {{min: 1GiB}}\n", "did you mean 'size'?"),
    (f"{VM}  vnc: true\n", "write graphics: vnc"),
    (f"{VM}  disks: [{{pool: default, name: a.qcow2}}]\n", "write volume: a.qcow2 instead of name: a.qcow2"),
    (f"{VM}  spice: {{port: 5901}}\n", "write graphics: {type: spice, ...}, with port in it"),
    (f"{VM}  nics: [{{type: user}}]\n", "write 'user: true', without 'type'"),
    (f"{VM}  nics: [{{ovs_bridge: br0}}]\n", "did you mean 'bridge'?"),
    (f"{VM}  cloud_init: {{user_data: ./user-data.yaml}}\n", "write {file: ./user-data.yaml}"),
    (f"{VM}  usb_passthrough: ['046d:c52b']\n", "write hostdevs: [{usb: 046d:c52b}]"),
    (f"{VM}  kernel: /k\n  append: quiet\n", "did you mean 'cmdline'?"),
    (f"{VM}  domain: {{domain: {{on_crash: restart}}}}\n", "put on_crash one level up, without it"),
    (f"{DOMAIN}  features: [acpi, apic]\n", "did you mean '{acpi: true, apic: {}}'?"),
    (f"{DOMAIN}  clock: {{offset: utc, timers: {{rtc: {{present: true}}}}}}\n", "- {name: rtc, ...}"),
    (f"{VM}  max_memory: 4GiB\n", "write memory: {size: 2GiB, max: 4GiB}"),
    (f"{VM}  uefi: true\n", "write firmware: uefi"),
    (f"{VM}  hostdevs: [{{vendor_id: '046d', product_id: c52b}}]\n", "write usb: 046d:c52b"),
    (f"{VM}  clock: Europe/Berlin\n", "write clock: {timezone: Europe/Berlin}"),
    (f"{VM}  cpu_pinning: [0, 1]\n", "write cpus: {count: 2, pin: [0, 1]}"),
    (f"{VM}  hyperv: {{}}\n", "write it below 'features:', as hyperv"),
    (f"{VM}  nested: true\n", "model: host-passthrough"),
    (f"{VM}  tags: [web]\n", "write labels: {NAME: web}, with names of your own"),
    (f"{VM}  snapshots: [a]\n", "virsh snapshot-create-as"),
    ("vm:\n  web1:\n    memory: 2GiB\n", "write name: web1, and put memory one level up"),
    (f"{VM}  nics: [{{network: default, dhcp: true}}]\n", "as a host of the network's DHCP"),
    (f"{VM}  disks: [{{type: cdrom, path: /a.iso}}]\n", "write 'cdrom: /a.iso', without 'type'"),
    (f"{VM}  disks: [{{device: cdrom, source: /a.iso}}]\n", "write 'cdrom: /a.iso', without 'device'"),
    (f"{VM}  disks: [{{device: disk, path: /a.qcow2}}]\n", "remove it"),
    (f"{VM}  disks: [{{name: a, lvm: /dev/vg0/a}}]\n", "did you mean 'block'?"),
    (f"{VM}  disks: [{{path: /a.qcow2, iops: 500}}]\n", "write iotune: {total_iops_sec: 500"),
    (f"{VM}  nics: [{{network: default, interface: e1000}}]\n", "did you mean 'model'?"),
    (f"{VM}  nics: [{{network: default, name: lan, rom: {{bar: 'on'}}}}]\n", "{interfaces: {ua-nic-lan: {rom: ...}}}"),
    (f"{VM}  nics: [{{network: default, rom: {{bar: 'on'}}}}]\n", "give a NIC a name, and write below vm"),
    (f"{VM}  nics: [{{network: default, bandwidth: 100Mbps}}]\n", "bandwidth: {inbound: {average: 1000}"),
    (f"{VM}  nics: [{{user: true, hostfwd: 'tcp::2222-:22'}}]\n", "user: passt"),
    (f"{VM}  disks: [{{path: /a.img, type: raw}}]\n", "did you mean 'format'?"),
    (f"{VM}  disks: [{{path: /a.img, format: raw, interface: sata}}]\n", "did you mean 'bus'?"),
    (f"{VM}  disks: [{{size: 9GiB, thin: true}}]\n", "write preallocation: falloc"),
    (f"{VM}  disks: [{{path: /a.qcow2, ssd: true}}]\n", "{target: {rotation_rate: 1}}"),
    (f"{VM}  disks: [{{size: 9GiB, image: https://a/b.qcow2}}]\n", "download the file to the host"),
    (f"{VM}  disks: [{{path: file:///a.qcow2}}]\n", "did you mean '/a.qcow2'?"),
    (f"{VM}  video: {{model: virtio, monitors: 2}}\n", "did you mean 'heads'?"),
    (f"{VM}  monitors: 2\n", "write video: {heads: 2}"),
    (f"{VM}  cores: 2\n", "did you mean 'cpus'?"),
    (f"{VM}  numcpus: 2\n", "did you mean 'cpus'?"),
    (f"{VM}  limits.memory: 2GiB\n", "did you mean 'memory'?"),
    (f"{VM}  nets: [default]\n", "write nics: [{network: default}]"),
    (f"{VM}  ssh_keys: [x]\n", "write cloud_init: {user_data: {ssh_authorized_keys: [x]}}"),
    (f"{VM}  runcmd: [x]\n", "write cloud_init: {user_data: {runcmd: [x]}}"),
    (f"{VM}  sockets: 1\n  cores: 2\n", "write cpus: {count: 2, topology: {sockets: 1, cores: 2}}"),
    (f"{VM}  resources: {{requests: {{memory: 2Gi}}}}\n", "write memory: 2GiB directly below vm"),
    (f"{VM}  requests: {{memory: 2Gi}}\n  limits: {{memory: 2Gi}}\n", "write memory: 2GiB directly below vm"),
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
    (f"{VM}  memory: {{value: 4, unit: GiB}}\n", "did you mean '4GiB'?"),
    (f"{VM}  cpus: {{sockets: 1, cores: 2}}\n", "write count: 2, topology: {sockets: 1, cores: 2}"),
    (
        f"{VM}  cloud_init: {{users: [{{name: me}}], password: x}}\n",
        "{users: [{name: me}], password: ...}",
    ),
    (f"{VM}  graphics: {{type: vnc, address: 0.0.0.0}}\n", "did you mean 'listen'?"),
    ("- vm:\n    name: a\n", "remove the '- ' before 'vm:'"),
    ("pool: {name: p, type: dir, target: {path: /srv}}\n", "did you mean 'storage_pool'?"),
    ("storage_pool: {name: p, type: dir, path: /srv}\n", "write target: {path: /srv}"),
    (f"{VM}vm:\n  name: b\n", "if this begins another document, write a line '---' before it"),
    (f"{VM}  autostart: 'true'\n", "remove the quotes"),
    (f"{VM}  nics: [{{bridge: br0, vlan: '10'}}]\n", "remove the quotes"),
    (f"{VM}  agent: enabled\n", "did you mean 'true'?"),
    (f"{VM}  graphics: {{type: vnc, autoport: yes}}\n", "remove it"),
    (f"{VM}  hostdevs: ['01:00.0']\n", "did you mean '{pci: 01:00.0}'?"),
    (f"{VM}  hostdevs: ['046d:c52b']\n", "did you mean '{usb: 046d:c52b}'?"),
    ("vm:\n  - name: a\n  - name: b\n", "write a line '---' and a line 'vm:' before each"),
    ("vm:\n  name = a\n  memory = 2GiB\n", "write 'name: a', and so on the lines after it"),
    ("vm:\n  memory = 4 GiB\n  name = a b\n", "write 'memory: 4 GiB', and so on the lines after it"),
    (f"{VM}  disks:\n    -path: /a.qcow2\n", "write '- path: /a.qcow2'"),
    (f"{VM}\xa0 memory: 2GiB\n", "replace it with an ordinary space"),
    ("vm:\n\xa0\xa0name: a\n\xa0\xa0memory: 2GiB\n", "replace it with an ordinary space"),
    (f"{VM}  onboot: 1\n", "write autostart: true"),
    (f"{VM}  mem: 4G\n", "write memory: 4GiB"),
    (f"{VM}  bios: ovmf\n", "write firmware: uefi"),
    (f"{VM}  cpu: host\n", "write cpus: {count: 2, model: host-passthrough}"),
    (f"{VM}  os-variant: debian12\n", "did you mean 'os'?"),
    (f"{VM}  bootOrder: root\n  disks: [{{name: root, path: /a.qcow2}}]\n", "did you mean 'boot'?"),
    (f"{VM}  disk: 20G\n", "write disks: [{size: 20GiB}]"),
    (f"{VM}  disk: path=/a.qcow2,size=20,format=qcow2\n", "[{path: /a.qcow2, size: 20GiB, format: qcow2}]"),
    (f"{VM}  network: bridge=br0,model=virtio\n", "write nics: [{bridge: br0, model: virtio}]"),
    (f"{VM}  graphics: vnc,listen=0.0.0.0\n", "did you mean '{type: vnc, listen: 0.0.0.0}'?"),
    (f"{VM}  net0: virtio=BC:24:11:AA:BB:CC,bridge=br0\n", "[{model: virtio, mac: BC:24:11:AA:BB:CC, bridge: br0}]"),
    (f"{VM}  net0: virtio,bridge=br0,firewall=1\n", "[{model: virtio, bridge: br0}]; there is no key for 'firewall=1'"),
    (f"{VM}  nics: ['virtio,bridge=br0,firewall=1']\n", "write {model: virtio, bridge: br0}; there is no key for"),
    (f"{VM}  scsi0: local-lvm:vm-1-disk-0,size=32G\n", "disks: [{size: 32GiB}]; there is no key for 'local-lvm:vm-1"),
    (f"{VM}  scsi: {{scsi0: 'local-lvm:32'}}\n", "write disks: [{size: 20GiB, bus: scsi}]"),
    (f"{VM}  disk: [size=20]\n", "write disks: [{size: 20GiB}]"),
    (f"{VM}  vcpus: 4,maxvcpus=8\n", "write cpus: {count: 4, max: 8}"),
    (f"{VM}  watchdog: model=i6300esb,action=reset\n", "did you mean '{model: i6300esb, action: reset}'?"),
    (f"{VM}  nics: ['network=default,model=e1000']\n", "did you mean '{network: default, model: e1000}'?"),
    (f"{VM}  memory_mb: 512\n", "write memory: 512MiB"),
    (f"{VM}  ram_gb: '4'\n", "write memory: 4GiB"),
    (f"{VM}  disk_size_gb: 20\n", "write disks: [{size: 20GiB}]"),
    (f"{VM}  disks: [{{name: root, sizeGb: 20}}]\n", "write size: 20GiB"),
    (f"{VM}  disk_bus: sata\n", "write it in the item below 'disks:', as bus: sata"),
    (f"{VM}  bridge: br0\n", "write nics: [{bridge: br0}]"),
    (f"{VM}  network_name: lan\n", "write nics: [{network: lan}]"),
    (f"{VM}  storage_pool_name: fast\n", "write it in the item below 'disks:', as pool: fast"),
    (f"{VM}  graphics_type: spice\n", "write graphics: {type: spice}"),
    (f"{VM}  graphics: vnc\n  vnc_port: 5901\n", "write graphics: {type: vnc, port: 5901}"),
    (f"{VM}  timezone: Europe/Berlin\n", "write clock: {timezone: Europe/Berlin}"),
    (f"{VM}  boot: {{kernel: /vmlinuz, cmdline: quiet}}\n", "write this below 'vm:', indented as the other keys there"),
    (f"{VM}  nameserver: 1.1.1.1\n", "set it with cloud_init: {network_config: ...}"),
    (f"{VM}  cipassword: geheim\n", "write cloud_init: {user_data: {password: PASSWORD}}"),
    (f"{VM}  ciuser: me\n", "write cloud_init: {user_data: {users: [{name: me}]}}"),
    (f"{VM}  vmid: 100\n", "identifies a machine by its name and UUID; remove it"),
    (f"{VM}  count: 3\n", "write a 'vm:' with its own name for each"),
    (f"{VM}  tablet: true\n", "write input: [tablet]"),
    (f"{VM}  location: http://deb.debian.org/debian/\n", "write kernel: /PATH/linux and initrd: /PATH/initrd.gz"),
    (f"{VM}  kickstart: ks.cfg\n", "put the file on a CD-ROM"),
    (f"{VM}  provision: [apt install nginx]\n", "write cloud_init: {user_data: {runcmd: [apt install nginx]}}"),
    (f"{VM}  firmware: /usr/share/OVMF/OVMF_CODE.fd\n", "{type: uefi, loader: /usr/share/OVMF/OVMF_CODE.fd}"),
    (f"{VM}  firmware: {{bootloader: {{efi: {{secureBoot: true}}}}}}\n", "write type: uefi, and secure_boot: true"),
    (f"{VM}  console: {{target_type: serial}}\n", "libvirt chooses the terminal of the host; remove it"),
    (f"{VM}  nics: [{{network: default, wait_for_lease: true}}]\n", "nothing waits for the guest; remove it"),
    (f"{VM}  nics: [{{network: default, hostname: a}}]\n", "{user_data: {hostname: a}} below vm"),
    (f"{VM}  nics: [{{network: default, type: nic}}]\n", "a NIC has the key network, bridge, direct or user"),
    (f"{VM}  nics: [{{network: default, firewall: true}}]\n", "write filter: clean-traffic, or remove it"),
    (f"{VM}  cloud_init: {{ethernets: {{}}}}\n", "write network_config: {version: 2, ethernets: ...}"),
    (f"{VM}  nics: [{{network:default}}]\n", "a space is missing after the colon"),
    ("x-a: &a {memory: 4GiB}\n---\nvm: {<<: *a, name: a}\n", "write what is common to several below 'defaults:'"),
    (f"{VM}  memory: [4GiB]\n", "did you mean '4GiB'?"),
    (f"{VM}  iso_path: /a.iso\n", "write an item below 'disks:', - {cdrom: /a.iso}"),
    (f"{VM}  cpus: {{count: 2, pin: '0;1'}}\n", "did you mean '0,1'?"),
    (f"{VM}  ensure: present\n", "write state: running"),
    (f"{VM}  host: kvm1\n  uri: qemu+ssh://kvm1/system\n", "name the host to the command"),
    ("network: {name: n, mtu: 9000}\n", "did you mean '{size: 9000}'?"),
    ("network: {name: n, cidr: 10.0.0.0/24}\n", "write ips: [{address: 10.0.0.1, prefix: 24}]"),
    (
        "network: {name: n, ips: [{address: 10.0.0.1, dhcp_start: 10.0.0.2}]}\n",
        "dhcp: {ranges: [{start: 10.0.0.2, end: ...}]}",
    ),
    ("{'vm': {'name': 'a',, 'cpus': 2}}\n", "a comma follows another one; remove one of them"),
    ("vm:\n  name: a\n<<<<<<< HEAD\n  cpus: 1\n=======\n  cpus: 2\n>>>>>>> main\n", "keep one of the two sides"),
    ("vm:\n  name: a\n  memory:\n      4GiB\n    cpus: 2\n", "keys of one map begin in one column"),
    (f"{VM}  disks:\n    - - path: /a.qcow2\n", "a disk must be a map (name, path, block, cdrom, ...), not a list"),
    (f"{VM}  disks: {{disk: [{{path: /a.qcow2}}]}}\n", "remove the line 'disk:'"),
    (f"{VM}  nics: [{{nic: default}}]\n", "write - {network: default}"),
    (f"{VM}  disks: [{{path: /a.qcow2, nics: []}}]\n", "write this below 'vm:', indented as the other keys there"),
    (f"{VM}  domain: {{cpus: 2}}\n", "write cpus: 2 below 'vm:', indented as the other keys there"),
    (f"{VM}  disks: [{{path: ~/a.qcow2}}]\n", "only a shell expands that"),
    (f"{VM}  disks: [{{path: 'C:/a.qcow2'}}]\n", "it is a path on the host, which is Linux"),
    (f"{VM}  machine: q35-8.2\n", "did you mean 'pc-q35-8.2'?"),
    (f"{VM}  hostdevs: [{{pci: {{bus: 1, slot: 0x1f, function: 3}}}}]\n", "did you mean '0000:01:1f.3'?"),
    (f"{VM}  domain: <on_crash>restart</on_crash>\n", "'libvirt-xml convert' writes a document of XML in this form"),
    (f"{VM}  seclabel: none\n", "did you mean '{type: none}'?"),
    (f"{VM}  features: {{kvm_hidden: true}}\n", "write kvm: {hidden: {state: true}}"),
    ("domain: {type: kvm, name: a, memory: {'#text': 1}, os: {type: hvm}}\n", "did you mean 'value'?"),
    ("network: {name: n, forward: none}\n", "if there should be none, remove the key"),
    (
        "network: {name: n, ips: [{address: 10.0.0.1, dhcp: {start: 10.0.0.2, end: 10.0.0.9}}]}\n",
        "no 'start' and 'end'",
    ),
    (f"{VM}  kernel: {{path: /vmlinuz, cmdline: quiet}}\n", "write /vmlinuz as its value, and 'cmdline' beside it"),
    (f"{VM}  nics: [{{network: a, name: net0}}]\n  boot: order=net0\n", "did you mean 'net0'?"),
    (f"{VM}  disks: [{{name: a, path: /a.raw}}]\n  boot: 'hd,menu=on'\n", "did you mean '{order: [a], menu: true}'?"),
    (f"{VM}  boot: uefi\n", "how the guest boots is the key firmware; write firmware: uefi"),
    (f"{VM}  numa: false\n", "if there should be none, remove the key"),
    (f"{VM}  disks: none\n", "if there should be none, remove the key"),
    (f"{VM}  cpu: host,+vmx\n", "{count: 2, model: host-passthrough, features: {vmx: require}}"),
    (f"{VM}  cpus: {{count: 2, model: 'host-model,+vmx'}}\n", "write model: host-model, and features: {vmx: require}"),
    (f"{VM}  tpm: emulator\n", "did you mean '2.0'?"),
    ("vm:\n  name: '{{ name }}'\n  memory: '{{ memory }}'\n", "'name' has an expression of a template"),
    ("vm:\n  name: <%= @name %>\n", "'name' has an expression of a template"),
    (f"{VM}  memory: $MEMORY\n", "write ${MEMORY}, and set it with --set MEMORY=VALUE"),
    (f"{VM}  memory: $(MEMORY)\n", "write ${MEMORY}, and set it with --set MEMORY=VALUE"),
    (f"{VM}  graphics: {{password: !vault x}}\n", "write a reference, {env: NAME} or {file: PATH}"),
    (f"{VM}  disks: !include disks.yaml\n", "convert one.yaml -f other.yaml"),
    (f"{VM}  memory: !Ref Memory\n", "or a variable: ${name} and --set name=VALUE"),
    ("vm:\n  name: a  memory: 4GiB\n", "write 'memory:' on a line of its own"),
    ("vm:\n  disks:\n    - name: a\n      size: 1GiB\n     - name: b\n", "that above begins in column 5"),
    ("vms: [{name: a, memory: 2GiB}, {name: b, memory: 2GiB}]\n", "write 'vm:' with the keys of one machine below it"),
    ("vms: {a: {cpus: 2, memory: 2GiB}}\n", "write 'vm:' with the keys of one machine below it"),
    ("- {name: a, memory: 2GiB}\n- {name: b, memory: 2GiB}\n", "not a list of machines; write 'vm:' with"),
    ("vmType: qemu\ncpus: 4\ndisk: 100GiB\n", "this is a file of Lima, not a spec"),
    ("heat_template_version: 2018-08-31\nresources: {}\n", "this is a file of OpenStack Heat, not a spec"),
    ("network: {name: n, ip: 10.0.0.1/24}\n", "write ips: [{address: 10.0.0.1, prefix: 24}]"),
    ("storage_pool: {name: n, type: logical, source: vg0, target: {path: /dev/vg0}}\n", "source: {names: [vg0]}"),
    (f"{VM}  shares: /srv:/mnt\n", "did you mean '[{name: mnt, path: /srv}]'?"),
    (f"{VM}  shares: ['/srv/a:/mnt/b:ro']\n", "did you mean '{name: b, path: /srv/a, readonly: true}'?"),
    (f"{VM}  scsihw: virtio-scsi-pci\n", "remove it, and write bus: scsi on the disks"),
    (f"{VM}  disks: [{{root: 20GiB}}]\n", "write - {name: root, size: 20GiB}"),
    (f"{VM}  disks: [{{root: {{path: /a.qcow2}}}}]\n", "write - {name: root, ...}"),
    (f"{VM}  disks: {{root: 20GiB}}\n", "did you mean '{size: 20GiB}'?"),
    (f"{VM}  disks: {{root: /a.qcow2}}\n", "did you mean '{path: /a.qcow2}'?"),
    (f"{VM}  disks: /a.qcow2\n", "did you mean '[{path: /a.qcow2}]'?"),
    (f"{VM}  disks: [{{name: a, containerDisk: {{image: quay.io/x}}}}]\n", "write where the image is on the host"),
    (f"{VM}  disks: [{{cloudInitNoCloud: {{userData: x}}}}]\n", "write cloud_init: {user_data: ...} beside 'disks'"),
    (f"{VM}  nics: [{{name: default, masquerade: {{}}}}]\n", "did you mean 'network'?"),
    (f"{VM}  nics: [{{bridge: br0, virtualport: openvswitch, vlan: {{id: 10}}}}]\n", "did you mean 'tags'?"),
    (f"{VM}  hostdevs: vfio\n", "write for example [{pci: 0000:3b:00.0}]"),
    (f"{VM}  hostdevs: [{{pci: 01:00}}]\n", "did you mean '01:00.0'?"),
    (f"{VM}  usb: [host-device]\n", "hostdevs: [{usb: 046d:c52b}]"),
    (f"{VM}  shares: [/srv/data:/mnt/data]\n", "did you mean '{name: data, path: /srv/data}'?"),
    (f"{VM}  volumes: [./data:/srv]\n", "write shares: [{name: srv, path: /PATH/data}]"),
    (f"{VM}  memory: {{guest: 1024M}}\n", "write memory: 1024MiB"),
    (f"{VM}  cluster: a\n  high_availability: true\n", "for managers of several hosts"),
    (f"{VM}  import: true\n", "that is for virt-install"),
    (f"{VM}  environment: {{A: b}}\n", "a container has that"),
    (f"{VM}  ports: ['80:80']\n", "put the NIC on a bridge: nics: [{bridge: br0}]"),
    (f"{VM}  template: Blank\n", "write disks: [{image: /PATH/template.qcow2}]"),
    (f"{VM}  devices: {{eth0: {{type: nic}}}}\n", "write them below disks, nics, shares or hostdevs of vm"),
    (f"{VM}  firmware: {{type: efi, loader: /a.fd}}\n", "did you mean 'uefi'?"),
    (f"{VM}  tpm: {{type: emulator}}\n", "remove it"),
    (f"{VM}  graphics: {{type: vnc, port: auto}}\n", "remove the key, unless it should have a certain value"),
    (f"{VM}  cloud_init: {{package_update: true}}\n", "write user_data: {package_update: true}"),
    (f"{VM}  disks: [{{path: /a.qcow2}}, {{cdrom: /i.iso}}]\n  boot: 'cdrom,hd'\n", "did you mean '[sda, vda]'?"),
    (f"{VM}  disks: [{{name: a, path: /a.raw}}, {{name: cd, cdrom: /i.iso}}]\n  boot: [hd]\n", "did you mean 'a'?"),
    (f"{VM}  boot: network\n", "add the disk or the NIC, below 'disks' or 'nics'"),
    (f"{VM}  os: win11\n  disks: [{{cdrom: /v.iso, driver: true}}]\n", "did you mean 'drivers'?"),
    (f"{VM}  disks: [{{name: iso, cdrom: yes}}]\n", "did you mean 'true'?"),
    (f"{VM}  disks: [{{name: root, path: /a.qcow2, boot: 1}}]\n", "write boot: [root] beside 'disks'"),
    (f"{VM}  nics: [{{bridge: br0, virtualport: openvswitch, vlan: '10,20'}}]\n", "did you mean '[10, 20]'?"),
    (f"{VM}  hostdevs: [{{usb: 046d c52b}}]\n", "did you mean '046d:c52b'?"),
    (f"{VM}  cpus: {{count: 2, features: [vmx]}}\n", "did you mean '{vmx: require}'?"),
    (f"{VM}  cloud_init: {{network_data: {{version: 2}}}}\n", "did you mean 'network_config'?"),
    (f"{VM}  rng: {{device: /dev/hwrng}}\n", "did you mean 'source'?"),
    (f"{VM}  arch: arm64\n  machine: virt\n", "did you mean 'aarch64'?"),
    ("vm:\n  Name: a\n", "did you mean 'name'?"),
    (f"{VM}  graphics: {{vnc: true, port: 5901}}\n", "write type: vnc"),
    (f"{VM}  console: ttyS0\n", "did you mean 'serial'?"),
    (f"{VM}  disks: [{{name: root, source: /dev/sdb}}]\n", "write block: /dev/sdb"),
    (f"{VM}  disks: [{{name: root, source: {{file: /a.qcow2}}}}]\n", "write path: /a.qcow2"),
    (f"{VM}  disks: [{{name: root, source: {{pool: p, volume: v}}}}]\n", "put pool, volume one level up, without it"),
    (f"{VM}  nics: [{{source: {{bridge: br0}}}}]\n", "put bridge one level up, without it"),
    (f"{VM}  nics: [{{network: default, model: {{type: virtio}}}}]\n", "did you mean 'virtio'?"),
    (f"{VM}  nics: [{{network: default, mac: {{address: 52:54:00:11:22:33}}}}]\n", "mean '52:54:00:11:22:33'?"),
    (f"{VM}  cpus: {{vcpus: 4}}\n", "did you mean 'count'?"),
    (f"{VM}  cpus: {{count: 2, features: {{vmx: true}}}}\n", "did you mean 'require'?"),
    (f"{VM}  hostdevs: [{{vendor: '0x1234', product: '0x5678'}}]\n", "write usb: 1234:5678"),
    (f"{VM}  labels: [prod, web]\n", "write {NAME1: prod, NAME2: web}, with names of your own"),
    (f"{VM}  kernel: {{path: /vmlinuz}}\n", "did you mean '/vmlinuz'?"),
    (f"{VM}  state: up\n", "did you mean 'running'?"),
    ("network: {name: n, forward: {type: nat}}\n", "did you mean 'mode'?"),
    ("snapshot: {name: s}\n", "did you mean 'domain_snapshot'?"),
    ("vm:\nname: a\nmemory: 2GiB\n", "indent it, and what is below it, as the keys below 'vm:' are"),
    (f"{VM}  ostype: l26\n", "write os: linux2022"),
    (f"{VM}  on_crash: restart\n", "write domain: {on_crash: restart}"),
    (f"{VM}  currentMemory: 1GiB\n", "write domain: {current_memory: {value: 1, unit: GiB}}"),
    (f"{VM}  memory_backing: {{nosharepages: true}}\n", "write domain: {memory_backing: {nosharepages: true}}"),
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
    ("name = a\nmemory = 2GiB\n", "write 'name: a', and so on the lines after it"),
]


@pytest.mark.parametrize(("text", "remedy"), WORDS)
def test_words_of_other_tools_lead_to_ours(text: str, remedy: str) -> None:
    """The one problem names the remedy."""
    [problem] = load(Source(text)).problems
    assert remedy in problem.full_message


def test_options_with_a_password_are_not_repeated() -> None:
    """A message shows no secret, so it does not rewrite the options that have one."""
    problems = load(Source(f"{VM}  graphics: vnc,password=geheim\n", "a.yaml")).problems
    assert problems
    assert not any("geheim" in str(problem.suggestion or "") + str(problem.hint or "") for problem in problems)


def test_a_login_in_the_place_of_its_map_is_not_repeated() -> None:
    """A text below ``auth`` is probably a user and a password."""
    text = f"{DOMAIN}  devices: {{disks: [{{type: network, auth: 'me:geheim', target: {{dev: vda}}}}]}}\n"
    problems = load(Source(text)).problems
    assert problems
    assert not any("geheim" in problem.full_message for problem in problems)


@pytest.mark.parametrize("text", ["description: '{{ a }}'", "cloud_init: {user_data: {runcmd: [echo $HOME, $(a)]}}"])
def test_texts_for_people_and_guests_are_no_templates(text: str) -> None:
    """What is written for people, or in the guest's own words, may look like an expression."""
    assert load(Source(f"{VM}  {text}\n")).problems == ()


@pytest.mark.parametrize("path", sorted(SAMPLES))
def test_samples_are_right(path: str) -> None:
    """What a message gives as an example is what the key takes."""
    findings = Findings()
    [node] = read_yaml(SAMPLES[path].sample, findings)
    SAMPLES[path].check(node, path, findings)
    assert findings.problems == []


def test_items_below_another_word_are_checked() -> None:
    """What is wrong in a list is reported in the same run as the key that is another tool's."""
    text = (
        f"{VM}  drives:\n    - {{name: root, file: /a.qcow2}}\n    - {{name: data, path: /b.qcow2, bus: virtio-blk}}\n"
    )
    problems = load(Source(text)).problems
    group = load(Source(f"{VM}  hardware: {{num_cpus: 6, memory_mb: 512}}\n")).problems
    topology = load(Source(f"{VM}  cpu: {{cores: 2, sockets: 1}}\n")).problems
    assert [problem.full_message for problem in group] == [
        "vm has no key 'hardware'; put num_cpus, memory_mb one level up, without it",
        "vm has no key 'num_cpus'; did you mean 'cpus'?",
        "vm has no key 'memory_mb'; write memory: 512MiB",
    ]
    assert [problem.full_message for problem in topology] == [
        "vm has no key 'cpu'; write cpus: {count: 2, topology: {sockets: 1, cores: 2}}",
    ]
    single = load(Source(f"{VM}  disk: {{file: /a.qcow2, bus: sata}}\n")).problems
    assert [problem.full_message for problem in single] == [
        "vm has no key 'disk'; write disks: [{path: /a.qcow2, bus: sata}]",
    ]
    assert [(problem.path, problem.suggestion) for problem in problems] == [
        ("vm.drives", "disks"),
        ("vm.drives[0].file", "path"),
        ("vm.drives[1].bus", "virtio"),
    ]
