"""What a machine has of which nothing is said: each sentence that the vm form promises, per architecture and guest."""

from __future__ import annotations

from functools import cache

import pytest
from lxml import etree

from libvirt_xml.yaml_forms.loading import Source, load

ARCHITECTURES = ("x86_64", "aarch64", "s390x", "riscv64", "ppc64")
HAVE_PCIE = ("x86_64", "aarch64", "riscv64")
DISK_AND_NIC = "disks: [{name: root, path: /srv/root.qcow2}], nics: [{name: lan, network: default}]"
DRIVERS = "disks: [{name: root, path: /r.qcow2}, {name: d, cdrom: /iso/virtio-win-0.1.262.iso}], nics: [{network: n}]"


@cache
def domain(keys: str) -> etree._Element:
    """The domain of a machine with these keys."""
    loaded = load(Source(f"vm: {{name: m, {keys}}}", "m.yaml")).raise_errors()
    return etree.fromstring(loaded.documents[0].element.to_xml())


def found(keys: str, path: str) -> list[str]:
    """What XPath finds in the domain, as text."""
    result = domain(keys).xpath(path)
    return [str(each) for each in result] if isinstance(result, list) else [str(result)]


def has(keys: str, path: str) -> bool:
    return bool(domain(keys).xpath(path))


MACHINES = [
    ("x86_64", "q35", False),
    ("aarch64", "virt", True),
    ("s390x", "s390-ccw-virtio", False),
    ("riscv64", "virt", False),
    ("ppc64", "pseries", False),
    ("ppc64le", "pseries", False),
]


@pytest.mark.parametrize(("arch", "machine", "is_uefi"), MACHINES)
def test_each_architecture_has_its_machine_and_firmware(arch: str, machine: str, is_uefi: bool) -> None:
    assert found(f"arch: {arch}", "os/type/@machine") == [machine]
    assert found(f"arch: {arch}", "os/type/@arch") == [arch]
    assert found(f"arch: {arch}", "os/@firmware") == (["efi"] if is_uefi else [])


def test_without_a_word_it_is_x86_64_under_kvm() -> None:
    """And not what the machine is that expands the spec."""
    assert found("os: debian12", "@type") == ["kvm"]
    assert found("os: debian12", "os/type/@arch") == ["x86_64"]


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_disk_and_nic_are_virtio(arch: str) -> None:
    keys = f"arch: {arch}, {DISK_AND_NIC}"
    assert found(keys, "devices/disk/target/@bus") == ["virtio"]
    assert found(keys, "devices/interface/model/@type") == ["virtio"]


FORMATS = [
    ("path: /srv/a.qcow2", "qcow2"),
    ("path: /srv/a.raw", "raw"),
    ("path: /srv/a.img, format: qcow2", "qcow2"),
    ("size: 1GiB", "qcow2"),
    ("block: /dev/sdb", "raw"),
    ("cdrom: /iso/a.iso", "raw"),
    ("cdrom: true", "raw"),
    ("url: 'https://example.com/a.iso'", "raw"),
]


@pytest.mark.parametrize(("disk", "format"), FORMATS)
def test_the_format_of_a_disk_is_always_written(disk: str, format: str) -> None:
    assert found(f"disks: [{{{disk}}}]", "devices/disk/driver/@type") == [format]


DISCARDS = [
    ("size: 1GiB", "unmap", None, None),
    ("path: /srv/a.qcow2, size: 1GiB", "unmap", None, None),
    ("size: 1GiB, discard: ignore", "ignore", None, None),
    ("path: /srv/a.qcow2", None, None, None),
    ("block: /dev/sdb", "unmap", "none", "native"),
    ("block: /dev/sdb, cache: writeback", "unmap", "writeback", None),
    ("block: /dev/sdb, io: io_uring", "unmap", None, "io_uring"),
    ("cdrom: /iso/a.iso", None, None, None),
]


@pytest.mark.parametrize(("disk", "discard", "cache_mode", "io"), DISCARDS)
def test_new_volumes_and_block_devices_give_space_back(
    disk: str, discard: str | None, cache_mode: str | None, io: str | None
) -> None:
    """As virt-install has it; block devices bypass the host's cache."""
    keys = f"disks: [{{{disk}}}]"
    for name, value in (("discard", discard), ("cache", cache_mode), ("io", io)):
        assert found(keys, f"devices/disk/driver/@{name}") == ([] if value is None else [value])


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_there_is_a_text_console(arch: str) -> None:
    kind = "sclp" if arch == "s390x" else "serial"
    assert found(f"arch: {arch}", "devices/console/target/@type") == [kind]
    assert has(f"arch: {arch}", "devices/serial") is (arch != "s390x")


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_there_are_agent_channel_randomness_and_balloon(arch: str) -> None:
    keys = f"arch: {arch}"
    assert found(keys, "devices/channel/target/@name") == ["org.qemu.guest_agent.0"]
    assert found(keys, "devices/rng/backend/text()") == ["/dev/urandom"]
    assert found(keys, "devices/memballoon/@model") == ["virtio"]


CPUS = [
    *((arch, "kvm", "", ["host-passthrough"], []) for arch in ARCHITECTURES),
    ("x86_64", "kvm", ", cpus: {migratable: true}", ["host-model"], []),
    ("s390x", "kvm", ", cpus: {migratable: true}", ["host-model"], []),
    ("ppc64", "kvm", ", cpus: {migratable: true}", ["host-model"], []),
    *((arch, "tcg", "", ["maximum"], []) for arch in ("x86_64", "s390x")),
    ("aarch64", "tcg", "", ["custom"], ["cortex-a57"]),
    ("ppc64", "tcg", "", ["custom"], ["POWER9"]),
    ("riscv64", "tcg", "", [], []),
]


@pytest.mark.parametrize(("arch", "accel", "more", "mode", "model"), CPUS)
def test_the_cpu_is_the_hosts_or_a_sound_one(
    arch: str, accel: str, more: str, mode: list[str], model: list[str]
) -> None:
    keys = f"arch: {arch}, accel: {accel}{more}"
    assert found(keys, "cpu/@mode") == mode
    assert found(keys, "cpu/model/text()") == model


@pytest.mark.parametrize("arch", HAVE_PCIE)
def test_six_root_ports_are_free(arch: str) -> None:
    """The devices are disk, NIC, USB, balloon, randomness, and the serial controller for the agent."""
    keys = f"arch: {arch}, {DISK_AND_NIC}"
    assert found(keys, "count(devices/controller[@model='pcie-root-port'])") == ["12.0"]
    assert found(keys, "devices/controller[@type='pci'][1]/@model") == ["pcie-root"]


FEATURES = [
    ("x86_64", {"acpi", "apic"}),
    ("aarch64", {"acpi"}),
    ("s390x", set[str]()),
    ("riscv64", set[str]()),
    ("ppc64", set[str]()),
]


@pytest.mark.parametrize(("arch", "features"), FEATURES)
def test_acpi_and_apic_are_where_the_architecture_has_them(arch: str, features: set[str]) -> None:
    assert {each.tag for each in domain(f"arch: {arch}").findall("features/*")} == features


def test_s390x_has_neither_pci_nor_usb_nor_acpi() -> None:
    keys = f"arch: s390x, graphics: true, {DISK_AND_NIC}"
    assert not has(keys, "devices/controller[@type='pci' or @type='usb'] | devices/*[@bus='usb'] | features/acpi")
    assert found(keys, "devices/input/@bus") == ["virtio", "virtio"]


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_graphics_are_vnc_on_the_loopback_address_where_asked_for(arch: str) -> None:
    assert not has(f"arch: {arch}", "devices/graphics | devices/video | devices/input")
    keys = f"arch: {arch}, graphics: true"
    assert found(keys, "devices/graphics/@type") == ["vnc"]
    assert found(keys, "devices/graphics/@listen | devices/graphics/listen/@address") == ["127.0.0.1", "127.0.0.1"]
    assert found(keys, "devices/video/model/@type") == ["vga" if arch == "ppc64" else "virtio"]
    assert "tablet" in found(keys, "devices/input/@type")


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_spice_has_the_channel_of_its_agent(arch: str) -> None:
    agents = ["org.qemu.guest_agent.0", "com.redhat.spice.0"]
    assert found(f"arch: {arch}, graphics: spice", "devices/channel/target/@name") == agents
    assert found(f"arch: {arch}, graphics: spice, agent: false", "devices/channel/target/@name") == []


TPMS = [
    ("os: debian12", []),
    ("os: debian12, firmware: uefi", []),
    ("os: win10", []),
    ("os: win11", ["tpm-crb"]),
    ("os: win11, arch: aarch64", ["tpm-tis"]),
    ("os: win11, tpm: false", []),
    ("tpm: true", ["tpm-crb"]),
    ("arch: aarch64, tpm: true", ["tpm-tis"]),
    ("arch: ppc64, tpm: true", ["tpm-spapr"]),
]


@pytest.mark.parametrize(("keys", "model"), TPMS)
def test_there_is_a_tpm_where_the_guest_needs_one(keys: str, model: list[str]) -> None:
    assert found(keys, "devices/tpm/@model") == model
    assert found(keys, "devices/tpm/backend/@version") == ["2.0"] * len(model)


def test_windows_11_starts_securely_from_uefi() -> None:
    assert found("os: win11", "os/@firmware") == ["efi"]
    assert found("os: win11", "os/firmware/feature[@enabled='yes']/@name") == ["enrolled-keys", "secure-boot"]
    assert found("os: win11", "features/smm/@state") == ["on"]
    assert not has("os: win11, firmware: {secure_boot: false}", "features/smm")


ANY_CODE = [
    ("firmware: uefi", ["enrolled-keys"]),
    ("firmware: {type: uefi, secure_boot: false}", ["enrolled-keys"]),
    ("arch: aarch64", ["enrolled-keys", "secure-boot"]),
    ("os: win11, firmware: {secure_boot: false}", ["enrolled-keys"]),
    ("firmware: {type: uefi, secure_boot: true}", []),
    ("arch: aarch64, firmware: {secure_boot: true}", []),
    ("firmware: {type: uefi, loader: /fw.fd}", []),
    ("arch: riscv64, firmware: uefi", []),
    ("os: debian12", []),
]


@pytest.mark.parametrize(("keys", "features"), ANY_CODE)
def test_uefi_starts_any_code_unless_secure_boot_is_asked_for(keys: str, features: list[str]) -> None:
    """libvirt would choose firmware with keys where there is one: unsigned kernels do not start from that."""
    assert found(keys, "os/firmware/feature[@enabled='no']/@name") == features


def test_secure_boot_of_aarch64_is_a_matter_of_firmware_alone() -> None:
    """``<loader secure>`` is of x86."""
    keys = "arch: aarch64, firmware: {secure_boot: true}"
    assert found(keys, "os/firmware/feature[@enabled='yes']/@name") == ["enrolled-keys", "secure-boot"]
    assert not has(keys, "os/loader | features/smm")


def test_windows_takes_the_clock_for_local_time() -> None:
    assert found("os: win10", "clock/@offset") == ["localtime"]
    assert found("os: debian12", "clock/@offset") == ["utc"]


TIMERS = [
    ("os: debian12", ["rtc", "pit", "hpet"]),
    ("os: win10", ["rtc", "pit", "hpet", "hypervclock"]),
    ("os: win10, accel: tcg", ["rtc", "pit", "hpet"]),
    ("os: winxp", ["rtc", "pit", "hpet"]),
    ("arch: aarch64", []),
]


@pytest.mark.parametrize(("keys", "timers"), TIMERS)
def test_the_timers_are_those_of_the_guest(keys: str, timers: list[str]) -> None:
    assert found(keys, "clock/timer/@name") == timers


HYPERV = {"relaxed", "vapic", "spinlocks"}
MORE_HYPERV = {"vpindex", "runtime", "synic", "stimer", "reset", "frequencies", "tlbflush", "ipi"}


@pytest.mark.parametrize(
    ("keys", "set_of"),
    [
        ("os: win11", HYPERV | MORE_HYPERV),
        ("os: win2k22", HYPERV | MORE_HYPERV),
        ("os: winxp", HYPERV),
        ("os: win11, accel: tcg", set[str]()),
        ("os: win11, arch: aarch64", set[str]()),
        ("os: debian12", set[str]()),
    ],
)
def test_windows_has_the_hyperv_set_under_kvm(keys: str, set_of: set[str]) -> None:
    assert {each.tag for each in domain(keys).findall("features/hyperv/*")} == set_of
    assert has(keys, "features/hyperv/*[@state='off']") is False


def test_windows_has_a_display_and_a_tablet() -> None:
    assert found("os: win10", "devices/input/@type") == ["tablet"]
    assert found("os: win10", "devices/video/model/@type") == ["vga"]
    assert found("os: win11", "devices/video/model/@type") == ["bochs"]
    assert found("os: win11, arch: aarch64", "devices/video/model/@type") == ["ramfb"]


BUSES = [
    (f"os: win11, {DISK_AND_NIC}", "sata", "e1000e"),
    (f"os: win10, machine: pc, {DISK_AND_NIC}", "ide", "e1000"),
    (f"os: winxp, {DISK_AND_NIC}", "ide", "rtl8139"),
    (f"os: rhel5.4, {DISK_AND_NIC}", "ide", "e1000"),
    (f"os: rhel5.4, machine: q35, {DISK_AND_NIC}", "sata", "e1000"),
    (f"os: rhel6.0, {DISK_AND_NIC}", "virtio", "virtio"),
    (f"os: rhel6.0, machine: q35, {DISK_AND_NIC}", "sata", "e1000e"),
    (f"os: win98, {DISK_AND_NIC}", "ide", "pcnet"),
    (f"os: debian12, {DISK_AND_NIC}", "virtio", "virtio"),
    (f"os: win11, arch: aarch64, {DISK_AND_NIC}", "virtio", "virtio"),
]


@pytest.mark.parametrize(("keys", "bus", "model"), BUSES)
def test_disk_and_nic_are_what_the_guest_can_drive(keys: str, bus: str, model: str) -> None:
    assert found(keys, "devices/disk/target/@bus") == [bus]
    assert found(keys, "devices/interface/model/@type") == [model]


def test_with_a_cdrom_of_drivers_windows_has_virtio() -> None:
    keys = f"os: win11, {DRIVERS}"
    assert found(keys, "devices/disk/target/@bus") == ["virtio", "sata"]
    assert found(keys, "devices/interface/model/@type") == ["virtio"]
    for path in ("devices/rng", "devices/channel", "devices/memballoon[@model='virtio']"):
        assert has(keys, path)


def test_without_drivers_windows_has_no_device_that_it_does_not_know() -> None:
    keys = f"os: win11, {DISK_AND_NIC}"
    assert not has(keys, "devices/rng | devices/channel | devices/memballoon[@model!='none']")
    assert has("os: win11, agent: true", "devices/channel")


def test_windows_has_one_socket_of_its_cores() -> None:
    assert found("os: win10, cpus: 6", "cpu/topology/@*") == ["1", "6", "1"]
    assert not has("os: debian12, cpus: 6", "cpu/topology")


OLD_MACHINES = [("winxp", "pc"), ("rhel5.4", "pc"), ("cirros0.4.0", "pc"), ("win7", "q35"), ("debian12", "q35")]


@pytest.mark.parametrize(("os", "machine"), OLD_MACHINES)
def test_old_guests_have_the_old_machine(os: str, machine: str) -> None:
    assert found(f"os: {os}", "os/type/@machine") == [machine]


USB = [
    ("os: debian12", ["qemu-xhci"]),
    ("os: win7", ["ich9-ehci1", "ich9-uhci1", "ich9-uhci2", "ich9-uhci3"]),
    ("os: winxp", ["piix3-uhci"]),
    ("usb: false", ["none"]),
    ("arch: s390x", []),
]


@pytest.mark.parametrize(("keys", "models"), USB)
def test_the_usb_controller_is_one_that_the_guest_knows(keys: str, models: list[str]) -> None:
    assert found(keys, "devices/controller[@type='usb']/@model") == models


MEMORY = [
    ("os: debian12", "2", "GiB"),
    ("os: ubuntu24.04", "3", "GiB"),
    ("os: win10", "4", "GiB"),
    ("os: win98", "256", "MiB"),
    ("os: win11, memory: 1GiB", "1", "GiB"),
]


@pytest.mark.parametrize(("keys", "number", "unit"), MEMORY)
def test_a_guest_has_the_memory_that_it_needs(keys: str, number: str, unit: str) -> None:
    assert found(keys, "memory/text() | memory/@unit") == [unit, number]


def test_suspending_is_off_and_the_hpet_too() -> None:
    """The guest would sleep where it was to shut down."""
    assert found("os: debian12", "pm/*/@enabled") == ["no", "no"]
    assert found("os: debian12", "clock/timer[@name='hpet']/@present") == ["no"]


def test_every_default_gives_way() -> None:
    keys = "os: win11, machine: q35, firmware: bios, tpm: false, graphics: false, clock: utc, rng: true, memory: 1GiB"
    assert not has(keys, "os/@firmware | features/smm | devices/tpm | devices/graphics | devices/video")
    assert found(keys, "clock/@offset") == ["utc"]
    assert has(keys, "devices/rng")
