"""How many root ports devices take: the numbers are those of libvirt, which was asked to define each of these.

``tests/real`` asks it again. A conventional PCI device goes to a bridge, for which libvirt adds a root port of its own.
"""

from __future__ import annotations

import pytest
from lxml import etree

from libvirt_xml.yaml_forms.loading import Source, load

BARE = "rng: false, balloon: false, agent: false, usb: false, console: false"
DISKS = "disks: [" + ", ".join(f"{{name: d{at}, path: /d{at}.raw, bus: BUS}}" for at in range(9)) + "]"

VIDEO = "{model: {type: virtio}}"

# What there is beside nothing, and the ports that libvirt 9.0.0 and 12.8.0 give it: on q35, and on virt of aarch64.
CASES: list[tuple[str, int, int]] = [
    ("console: false", 0, 0),
    ("usb: true", 1, 1),
    ("rng: true", 1, 1),
    ("balloon: true", 1, 1),
    ("agent: true", 1, 1),
    ("agent: true, console: virtio", 1, 1),
    ("console: virtio", 1, 1),
    ("vsock: true", 1, 1),
    ("disks: [{path: /a.raw}]", 1, 1),
    (DISKS.replace("BUS", "virtio"), 9, 9),
    (DISKS.replace("BUS", "scsi"), 2, 2),
    (DISKS.replace("BUS", "sata"), 0, 0),
    ("disks: [{cdrom: /a.iso}]", 0, 1),
    ("usb: true, disks: [{path: /a.raw, bus: usb}]", 1, 1),
    ("nics: [{network: n}]", 1, 1),
    ("nics: [{network: n, model: e1000e}]", 1, 1),
    ("nics: [{network: n, model: igb}]", 1, 1),
    ("nics: [{network: n, model: e1000}]", 0, 0),
    ("nics: [{network: n, model: rtl8139}]", 0, 0),
    ("nics: [{network: n, model: vmxnet3}]", 0, 0),
    ("nics: [{network: n, model: ne2k_pci}]", 1, 1),
    ("nics: [{network: n, model: pcnet}]", 1, 1),
    ("usb: true, nics: [{network: n, model: usb-net}]", 1, 1),
    ("nics: [{name: a, network: n}, {name: b, network: n, model: e1000}, {name: c, network: n}]", 2, 2),
    ("watchdog: true", 0, 0),
    ("sound: ich6", 0, 0),
    ("sound: ich9", 0, 0),
    ("usb: true, sound: usb", 1, 1),
    ("hostdevs: [{pci: '03:00.0'}]", 1, 1),
    ("hostdevs: [{mdev: 83c32df7-d52e-4ec1-9668-1f3c7e4df107}]", 1, 1),
    ("usb: true, hostdevs: [{usb: '046d:c52b'}]", 1, 1),
    ("shares: [{name: s, path: /srv}]", 1, 1),
    ("shares: [{name: s, path: /srv, driver: 9p}]", 1, 1),
    ("graphics: true, video: virtio, input: false", 0, 1),
    ("graphics: true, video: bochs, input: false", 0, 1),
    ("graphics: true, video: ramfb, input: false", 0, 0),
    ("graphics: true, video: none, input: false", 0, 0),
    ("graphics: true, video: none, input: [{type: tablet, bus: virtio}, {type: keyboard, bus: virtio}]", 2, 2),
    ("tpm: {model: tpm-tis}", 0, 0),
    ("domain: {devices: {rngs: [{model: virtio, backend: {model: random, value: /dev/random}}]}}", 1, 1),
    ("domain: {devices: {shmems: [{name: s, model: {type: ivshmem-plain}, size: {value: 4, unit: M}}]}}", 0, 0),
]

# Video cards that q35 alone has.
OF_Q35: list[tuple[str, int]] = [
    ("graphics: true, video: vga, input: false", 0),
    ("graphics: true, video: qxl, input: false", 0),
    (f"graphics: true, input: false, domain: {{devices: {{videos: !replace [{VIDEO}, {VIDEO}]}}}}", 1),
]


def spec(keys: str, arch: str = "x86_64") -> str:
    """A machine with nothing but these devices."""
    said = {key.strip().partition(":")[0] for key in keys.replace("{", ",").split(",")}
    bare = ", ".join(key for key in BARE.split(", ") if key.partition(":")[0] not in said)
    return f"vm: {{name: m, arch: {arch}, accel: tcg, {bare}, {keys}}}"


def ports(keys: str, arch: str = "x86_64") -> int:
    loaded = load(Source(spec(keys, arch), "m.yaml")).raise_errors()
    root = etree.fromstring(loaded.documents[0].element.to_xml())
    return len(root.findall("devices/controller[@model='pcie-root-port']"))


@pytest.mark.parametrize(("keys", "on_q35", "on_virt"), CASES)
def test_six_ports_are_free_beside_those_that_devices_take(keys: str, on_q35: int, on_virt: int) -> None:
    assert ports(keys) == on_q35 + 6
    assert ports(keys, "aarch64") == on_virt + 6
    if "tpm" not in keys:
        assert ports(keys, "riscv64") == on_virt + 6


@pytest.mark.parametrize(("keys", "taken"), OF_Q35)
def test_the_first_video_card_of_q35_has_its_own_place(keys: str, taken: int) -> None:
    assert ports(keys) == taken + 6


@pytest.mark.parametrize(("arch", "taken"), [("x86_64", 1), ("aarch64", 0), ("riscv64", 1)])
def test_a_balloon_that_nobody_speaks_of_is_libvirts(arch: str, taken: int) -> None:
    assert ports("domain: {devices: {memballoon: null}}", arch) == taken + 6


@pytest.mark.parametrize(("free", "expected"), [(1, 2), (12, 13), (32, 33)])
def test_hotplug_says_how_many(free: int, expected: int) -> None:
    assert ports(f"usb: true, hotplug: {free}") == expected


def test_without_free_ports_all_is_left_to_libvirt() -> None:
    assert ports("usb: true, hotplug: 0") == 0


@pytest.mark.parametrize("keys", ["machine: pc", "arch: s390x", "arch: ppc64"])
def test_other_machines_have_no_root_ports(keys: str) -> None:
    root = etree.fromstring(load(Source(f"vm: {{name: m, {keys}}}", "m.yaml")).documents[0].element.to_xml())
    assert not root.findall("devices/controller[@type='pci']")
