"""libvirt takes the machines that specs mean: nothing is added but what every one has."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from libvirt_xml.yaml_forms.loading import Document, Source, load
from tests.real.hypervisor import Hypervisor, Refused
from tests.yaml_forms.vm.test_root_ports import CASES, OF_Q35, spec

FOLDER = Path(__file__).parents[2] / "examples"
EXAMPLES = sorted(path for path in FOLDER.glob("*.yaml") if "\nvm:\n" in path.read_text(encoding="utf-8"))
DISKS = "disks: [{name: root, path: /srv/root.qcow2}, {name: tray, cdrom: true}]"
NICS = "nics: [{name: lan, user: true}, {name: wan, user: true}]"
USUAL = f"{DISKS}, {NICS}"

# Every key of the form that a daemon without rights takes, on x86_64.
SPECS = [
    "os: debian12",
    USUAL,
    f"os: debian12, graphics: true, sound: true, tpm: true, watchdog: true, vsock: true, {USUAL}",
    f"graphics: {{type: spice, port: 5930}}, video: {{model: qxl, vram: 32MiB}}, {USUAL}",
    f"graphics: true, video: {{model: virtio, heads: 2}}, input: [tablet, {{type: mouse, bus: ps2}}], {USUAL}",
    f"graphics: egl-headless, video: bochs, {USUAL}",
    f"firmware: uefi, {USUAL}",
    f"firmware: {{type: uefi, secure_boot: true}}, {USUAL}",
    f"machine: pc, graphics: true, sound: true, watchdog: true, tpm: true, {USUAL}",
    "rng: false, balloon: false, agent: false, usb: false, console: false, hotplug: 0",
    "console: virtio, rng: {source: /dev/random, rate: 1MiB}",
    f"cpus: {{count: 2, max: 8, topology: {{cores: 8}}, features: {{svm: disable}}}}, {USUAL}",
    f"cpus: {{count: 2, model: Nehalem, pin: [0, 1]}}, {USUAL}",
    "cpus: 4, numa: [{cpus: 0-1, memory: 1GiB}, {cpus: 2-3, memory: 1GiB}]",
    "memory: {size: 1GiB, max: 4GiB}",
    "memory: {size: 1GiB, shared: true}, shares: [{name: data, path: /srv, driver: 9p, readonly: true}]",
    "disks: [{name: a, path: /a.raw, bus: sata, serial: A},{name: b, path: /b.raw, bus: usb}, {name: f, floppy: true}]",
    "iothreads: 2, disks: [{name: a, path: /a.raw, iothread: 1, queues: 2}, {path: /b.raw, name: b, bus: scsi}]",
    "disks: [{path: /a.qcow2, cache: none, io: native, discard: unmap, iotune: {total_iops_sec: 100}}]",
    "disks: [{name: n, nbd: {host: example.com, export: e}}, {name: w, cdrom: true, url: 'https://example.com/a.iso'}]",
    "disks: [{iscsi: {host: example.com, target: 'iqn.2026-01.com.example:a'}}]",
    "disks: [{rbd: {pool: p, image: i, hosts: [mon1, {name: mon2, port: 6789}]}}]",
    "nics: [{network: n, mac: derived, mtu: 1400, link: down, model: e1000e}]",
    "nics: [{user: true, link: down}]",
    "nics: [{name: a, network: n}, {name: b, bridge: br0, vlan: 5, virtualport: openvswitch}, {name: c, direct: eth0}]",
    "hostdevs: [{name: g, pci: '0000:3b:00.0', rom: false}, {name: u, usb: '046d:c52b'}]",
    f"boot: [lan, tray, root], {USUAL}",
    f"boot: {{order: [root], menu: true, timeout: 3000}}, {USUAL}",
    "kernel: /boot/vmlinuz, initrd: /boot/initrd.img, cmdline: console=ttyS0 quiet",
    f"cloud_init: {{user_data: {{packages: [nginx]}}}}, {USUAL}",
    "clock: {timezone: Europe/Berlin, timers: {rtc: {tickpolicy: delay}}}, labels: {team: shop}",
    "title: T, description: D, uuid: 5d4f6c1e-9f0c-4f5e-8f1a-0c7d3c1b2a34, features: {pmu: {state: false}}",
    *(f"os: {os}, graphics: true, {USUAL}" for os in ("win11", "win10", "win7", "winxp", "win98", "freebsd13.2")),
    *(f"os: {os}, graphics: true, {USUAL}" for os in ("rhel5.4", "rhel6.0", "cirros0.5.2", "msdos6.22", "openbsd7.5")),
    "os: win10, disks: [{name: a, path: /a.qcow2}, {name: d, cdrom: /virtio-win.iso}], nics: [{user: true}]",
]
OTHERS = [
    f"arch: {arch}, {keys}"
    for arch in ("aarch64", "s390x", "riscv64", "ppc64")
    for keys in (f"os: debian12, {USUAL}", f"graphics: true, console: virtio, watchdog: true, {USUAL}")
]

# What some libvirt or another, or one without rights, does not have; the domain itself is as it should be.
BEYOND = {
    "virtiofs is not yet supported in session mode": "virtiofs before libvirt 10.0 takes rights",
    "Unable to find any firmware": "there is no such firmware here",
    "Unable to find 'efi' firmware": "there is no such firmware here",
    "No emulator found for arch": "there is no emulator for this architecture here",
    "with connect flags 00": "usb-net takes a newer libvirt",
    "TPM": "there is no emulated TPM here",
}


def test_there_are_examples() -> None:
    assert EXAMPLES


def accept(hypervisor: Hypervisor, element: etree._Element | str, free: int | None = None) -> None:
    """Have libvirt define a domain, and see that it adds neither ports nor bridges for more than what is there."""
    xml = element if isinstance(element, str) else etree.tostring(element, encoding="unicode")
    try:
        with hypervisor.defined(xml) as made:
            said = etree.fromstring(xml)
            assert _aliases(made) == _aliases(said)
            assert free is None or len(_free_ports(made)) == free
    except Refused as refused:
        for words, reason in BEYOND.items():
            if words in str(refused):
                pytest.skip(f"{reason}: {refused}")
        raise


def _aliases(domain: etree._Element) -> set[str]:
    return {str(name) for name in domain.xpath("devices/*/alias/@name") if str(name).startswith("ua-")}


def _free_ports(domain: etree._Element) -> set[int]:
    """The root ports with nothing in them."""
    ports = {int(each.get("index", "0")) for each in domain.findall("devices/controller[@model='pcie-root-port']")}
    return ports - {int(str(bus), 16) for bus in domain.xpath("devices/*/address[@type='pci']/@bus")}


def expanded(keys: str) -> Document:
    return load(Source(f"vm: {{name: probe, accel: tcg, {keys}}}", "probe.yaml")).raise_errors().documents[0]


@pytest.mark.parametrize("keys", [*SPECS, *OTHERS])
def test_libvirt_takes_what_is_expanded(hypervisor: Hypervisor, keys: str) -> None:
    document = expanded(keys)
    machine = etree.fromstring(document.element.to_xml()).xpath("string(os/type/@machine)")
    has_ports = machine in ("q35", "virt") and "hotplug: 0" not in keys
    accept(hypervisor, document.element.to_xml(), 6 if has_ports else None)


PORTS = [
    *((keys, arch) for keys, _, _ in CASES for arch in ("x86_64", "aarch64")),
    *((keys, "x86_64") for keys, _ in OF_Q35),
]


@pytest.mark.parametrize(("keys", "arch"), PORTS)
def test_libvirt_leaves_six_root_ports_free(hypervisor: Hypervisor, keys: str, arch: str) -> None:
    """The count of ports in the tests of the expansion is that of libvirt."""
    document = load(Source(spec(keys, arch), "ports.yaml")).raise_errors().documents[0]
    accept(hypervisor, document.element.to_xml(), 6)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_libvirt_takes_the_examples(hypervisor: Hypervisor, path: Path) -> None:
    """With KVM only where there is KVM: here they are emulated."""
    emulated = path.read_text(encoding="utf-8").replace("\nvm:\n", "\nvm:\n  accel: tcg\n")
    for document in load(Source(emulated, str(path))).raise_errors().documents:
        if document.kind == "domain":
            accept(hypervisor, document.element.to_xml())
