"""Images, sizes of disks, folders and several machines below ``vm``: one message with all that is to be written."""

from __future__ import annotations

import pytest

from libvirt_xml.yaml_forms.loading import Source, load

URL = "https://cloud.example.org/debian-12.qcow2"
ONE = [
    ("image: /a.qcow2\n  disk_size: 20G", "write disks: [{image: /a.qcow2, size: 20GiB}]"),
    ("disk_gb: 20\n  base_image: /a.qcow2", "write disks: [{image: /a.qcow2, size: 20GiB}]"),
    ("images: [{location: /a.qcow2, arch: x86_64}]\n  disk: 100GiB", "write disks: [{image: /a.qcow2, size: 100GiB}]"),
    ("image: {pool: images, volume: a.qcow2}\n  disk: 20", "[{image: {pool: images, volume: a.qcow2}, size: 20GiB}]"),
    (f"image: {URL}\n  disk_size: 20G", "write disks: [{image: /PATH/debian-12.qcow2, size: 20GiB}] with the path"),
    ("image: ubuntu-22.04", "write disks: [{image: /PATH/ubuntu-22.04.qcow2}] with the path of the image"),
    ("volumes: [/srv/data:/data:ro]", "write shares: [{name: data, path: /srv/data, readonly: true}]"),
    ("volumes: ['./html:/var/www', '/srv:/srv']", "[{name: www, path: /PATH/html}, {name: srv, path: /srv}]"),
    ("nics: [{macvtap: eth0, mode: private}]", "write direct: {dev: eth0, mode: private}"),
    ("nics: [{network: default, filters: [clean-traffic]}]", "write filter: clean-traffic"),
    ("nics: [{network: lan, boot: 2}]", "write boot: [lan] beside 'nics', the first first"),
    ("disks: [{path: /a.qcow2, backing_file: /b.qcow2}]", "write image: {path: /b.qcow2, overlay: true}"),
    ("disks: [{path: /a.qcow2, mode: ro}]", "write readonly: true"),
    ("disks: [{path: /a.qcow2}, {cdrom: empty}]", "did you mean 'true'?"),
    ("disks: [{path: /a.qcow2, io: aio=native}]", "did you mean 'native'?"),
    ("disks: [{path: /a.qcow2, bus: virtio_scsi}]", "did you mean 'scsi'?"),
    ("cpus: {count: 2, model: host-model, features: [+vmx, -hle]}", "did you mean '{vmx: require, hle: disable}'?"),
    ("graphics: {type: vnc, password: $VNC_PASSWORD}", "write {env: VNC_PASSWORD}, which is read from the environment"),
    ("watchdog: reboot", "did you mean '{action: reset}'?"),
    ("tpm: /dev/tpm0", "did you mean '{device: /dev/tpm0}'?"),
    ("rng: {bytes: 1024}", "write rate: 1024B"),
    ("clock: {timezone: UTC+2}", "did you mean 'Etc/GMT-2'?"),
    ("uuid: '{4d5c5536-067b-55c6-88e9-6436fde00926}'", "did you mean '4d5c5536-067b-55c6-88e9-6436fde00926'?"),
    ("state: paused", "write running; 'virsh suspend NAME' pauses the machine"),
    ("balloon: 2GiB", "write true; what the guest has at first of its memory is domain: {current_memory: {value: 2,"),
    ("os: Debian GNU/Linux 12 (bookworm)", "did you mean 'debian12'?"),
    (
        "disks: [{path: /a.qcow2}]\n  cloud_init: {network_config: {ethernets: {eth0: {dhcp4: true}}}}",
        "write version: 2 beside 'ethernets'",
    ),
    ("cloudinit: /seed.iso", "write one that exists already as a disk: {cdrom: /seed.iso}"),
    ("nics: [{type: hostdev, address: '0000:03:10.0'}]", "write hostdevs: [{pci: 0000:03:10.0}] below vm"),
    ("nics: [{type: vdpa}]", "domain: {devices: {interfaces: [{type: vdpa, ...}]}}"),
    ("graphics: {type: vnc, display: 1}", "write port: 5901"),
    ("graphics: {type: spice, tls_port: 5902}", "domain: {devices: {graphics: {0: {type: spice, tls_port: 5902}}}}"),
    ("boot: {menu: true, timeout: 5s}", "did you mean '5000'?"),
    ("hostdevs: [{mdev: nvidia-63}]", "'virsh nodedev-list --cap mdev' lists the mediated devices"),
    ("disks: [{path: /a.qcow2, wwn: '50:00:c5:00:15:ea:71:aa'}]", "did you mean '5000c50015ea71aa'?"),
    ("disks: [{path: /a.qcow2, iotune: {read_bytes_sec: 100MB/s}}]", "write 100MB"),
    ("disks: [{path: /a.qcow2, iotune: {read_iops_sec: 1k}}]", "did you mean '1000'?"),
    ("disks: [{path: /a.qcow2, controller: virtio-scsi-single}]", "write bus: scsi"),
    ("kernel: {path: /k, args: quiet}", "write /k as its value, and 'cmdline' beside it"),
    ("agent: none", "did you mean 'false'?"),
    ("rng: enable", "did you mean 'true'?"),
    ("firmware: {type: uefi, secure_boot: required}", "did you mean 'true'?"),
    ("nics: [{type: nat, name: lab}]", "write 'network: lab', if that is the name of the network, without 'type'"),
]


@pytest.mark.parametrize(("lines", "hint"), ONE, ids=[lines.partition(":")[0] for lines, _ in ONE])
def test_one_message_says_all(lines: str, hint: str) -> None:
    """What belongs to one disk, or is one mistake, is one message with the whole of what to write."""
    (problem,) = load(Source(f"vm:\n  name: a\n  {lines}\n")).problems
    assert hint in (problem.hint or f"did you mean '{problem.suggestion}'?")


@pytest.mark.parametrize(("text", "said"), [("vm: web1\n", "{name: web1}"), ("vm:\n", "for example {name: web1}")])
def test_a_name_in_the_place_of_a_machine(text: str, said: str) -> None:
    """A machine that is only a name, or nothing, gets the map with the name."""
    (problem,) = load(Source(text)).problems
    assert said in (problem.suggestion or problem.hint or "")


def test_an_address_of_the_guest_is_said_beside_the_sort() -> None:
    """What a NIC is and the address of its guest are two mistakes; all keys of the address are one."""
    line = "nics: [{type: bridge, source: br0, address: 10.0.0.1, gateway: 10.0.0.254}]"
    problems = load(Source(f"vm:\n  name: a\n  {line}\n")).problems
    assert [problem.parameters["key"] for problem in problems] == ["type", "address"]


def test_machines_by_name_are_documents() -> None:
    """Several machines below one ``vm`` are one mistake: each is a document of its own."""
    (problem,) = load(Source("vm:\n  web1: {memory: 2GiB}\n  web2: {memory: 2GiB}\n")).problems
    assert problem.message.startswith("vm has no keys 'web1' and 'web2': each machine is a document of its own")
    assert "a line '---' before each other 'vm:'" in (problem.hint or "")
