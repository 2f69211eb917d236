"""What libvirt or QEMU refuse is one problem of the spec, at its key; the spec beside it has none."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from libvirt_xml.validation.problem import Problem
from libvirt_xml.yaml_forms.loading import Options, Source, load

CASES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("impossible.toml").read_text(encoding="utf-8"))[
    "case"
]
IDS = [case["claim"] for case in CASES]


def problems(keys: str, libvirt: str | None = None) -> tuple[Problem, ...]:
    text = f"vm: {{name: web1, accel: tcg, {keys}}}"
    return load(Source(text, "web1.yaml"), options=Options(libvirt=libvirt)).problems


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_it_is_one_problem_at_its_key(case: dict[str, Any]) -> None:
    """Code, path and what was probably meant; the place is the line's column where the value stands."""
    (problem,) = problems(case["wrong"], case.get("libvirt"))
    severity = case.get("severity", "error")
    assert (problem.code, problem.severity, problem.path) == (case["code"], severity, case["path"]), problem
    assert problem.suggestion == case.get("suggestion"), problem
    key = problem.path.rpartition(".")[2]
    assert problem.column is not None
    assert problem.column > 1, problem
    assert key.split("[")[0] in case["wrong"] or key in ("count", "model"), problem


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_the_opposite_is_fine(case: dict[str, Any]) -> None:
    assert problems(case["right"], case.get("libvirt")) == ()


_EIM = (
    "cpus: 256, domain: {features: {ioapic: {driver: qemu}}, "
    "devices: {iommus: [{model: intel, driver: {intremap: true, eim: true}}]}}"
)
# On one line of the right key: (keys, the version asked for, severity and code).
VERSIONS = [
    ("cpus: {count: 1, model: SapphireRapids}", "9.0.0", "error"),
    ("cpus: {count: 1, model: SapphireRapids}", "10.0.0", "warning"),
    ("cpus: {count: 1, model: SapphireRapids}", "11.3.0", None),
    ("cpus: {count: 1, model: SapphireRapids}", None, None),
    ("cpus: {count: 1, model: qemu64, features: {cet-ss: disable}}", "9.0.0", "error"),
    ("cpus: {count: 1, model: qemu64, features: {cet-ss: disable}}", "12.8.0", None),
    ("cpus: 256", "9.0.0", "error"),
    ("cpus: 256", "11.3.0", "warning"),
    ("cpus: 256", None, None),
    (
        _EIM,
        "9.0.0",
        None,
    ),
    ("nics: [{bridge: br0, vlan: 10}]", "9.0.0", "error"),
    ("nics: [{bridge: br0, vlan: 10}]", "11.0.0", None),
    ("nics: [{bridge: br0, vlan: 10}]", None, "warning"),
    ("nics: [{network: lan, vlan: 10}]", "9.0.0", "warning"),
    ("nics: [{network: lan, vlan: 10}]", "12.8.0", None),
    ("shares: [{path: /, tag: t, readonly: true}]", "9.0.0", "error"),
    ("shares: [{path: /, tag: t, readonly: true}]", "11.3.0", None),
    ("shares: [{path: /, tag: t, readonly: true}]", None, "warning"),
]


@pytest.mark.parametrize(("keys", "libvirt", "severity"), VERSIONS)
def test_what_is_bound_to_a_version(keys: str, libvirt: str | None, severity: str | None) -> None:
    found = [(each.code, each.severity) for each in problems(keys, libvirt)]
    assert found == ([("needs-newer-libvirt", severity)] if severity else [])


# What depends on the host's QEMU, or on the person: said, but not refused.
WARNINGS: list[tuple[str | None, ...]] = [
    *(
        (f"machine: {name}", "invalid-value", "vm.machine", better)
        for name, better in {
            "pc-q35-99.0": "pc-q35-11.1",
            "pc-q35-11.2": "pc-q35-11.1",
            "pc-q35-9": "pc-q35-9.2",
            "pc-q35-9.55": "pc-q35-9.2",
            "pc-q35-9.02": "pc-q35-9.2",
            "pc-q35-9.0.1": "pc-q35-9.2",
            "pc-q35-3.2": "pc-q35-3.1",
            "pc-q35-0.9": "pc-q35-11.1",
            "pc-i440fx-2.13": "pc-i440fx-2.12",
            "pc-i440fx-12.0": "pc-i440fx-11.1",
            f"pc-q35-{'9' * 5000}": "pc-q35-11.1",
        }.items()
    ),
    ("arch: ppc64, machine: pseries-2.99-sxxm", "invalid-value", "vm.machine", "pseries-2.12"),
    ("arch: riscv64, cpus: {count: 1, model: RV64}", "invalid-value", "vm.cpus.model", "rv64"),
    ("arch: riscv64, cpus: {count: 1, model: host}", "invalid-value", "vm.cpus.model", "maximum"),
    ("arch: riscv64, cpus: {count: 1, model: cortex-a57}", "invalid-value", "vm.cpus.model", None),
    ("arch: aarch64, machine: virt-20.0", "invalid-value", "vm.machine", "virt-11.1"),
    ("arch: s390x, machine: s390-ccw-virtio-9.3", "invalid-value", "vm.machine", "s390-ccw-virtio-9.2"),
    ("arch: s390x, cpus: {count: 1, model: Z13}", "invalid-value", "vm.cpus.model", "z13"),
    ("arch: ppc64, cpus: {count: 1, model: power9}", "invalid-value", "vm.cpus.model", "POWER9"),
    ("arch: aarch64, cpus: {count: 1, model: cortex-a77}", "invalid-value", "vm.cpus.model", "cortex-a57"),
    ("nics: [{user: true, model: e2000}]", "impossible-combination", "vm.nics[0].model", "e1000"),
    ("arch: ppc64, graphics: true, video: qxl", "impossible-combination", "vm.video.model", None),
    ("arch: aarch64, graphics: true, video: vga", "impossible-combination", "vm.video.model", None),
    ("nics: [{user: true, model: usb-net}]", "impossible-combination", "vm.nics[0].model", None, "10.0.0"),
    (
        "graphics: {type: spice, gl: true}, video: virtio",
        "impossible-combination",
        "vm.graphics.gl",
        None,
        "12.8.0",
    ),
    ("os: win11, tpm: false", "impossible-combination", "vm.tpm", None),
    ("os: win11, firmware: bios", "impossible-combination", "vm.firmware.type", None),
    (
        "os: win11, firmware: {type: uefi, secure_boot: false}",
        "impossible-combination",
        "vm.firmware.secure_boot",
        None,
    ),
]


@pytest.mark.parametrize("case", WARNINGS)
def test_what_depends_on_the_host_is_a_warning(case: tuple[str | None, ...]) -> None:
    keys, code, path, suggestion, *versions = case
    (problem,) = problems(str(keys), *versions)
    assert (problem.code, problem.severity, problem.path) == (code, "warning", path), problem
    assert problem.suggestion == suggestion


DEPENDS = [
    ("watchdog: ib700", None, "error"),
    ("watchdog: ib700", "9.0.0", None),
    ("nics: [{user: true, model: usb-net}]", "9.0.0", "error"),
    ("nics: [{user: true, model: usb-net}]", None, None),
]


@pytest.mark.parametrize(("keys", "libvirt", "severity"), DEPENDS)
def test_a_device_that_came_or_went(keys: str, libvirt: str | None, severity: str | None) -> None:
    assert [each.severity for each in problems(keys, libvirt)] == ([severity] if severity else [])


# What a real libvirt and QEMU take, unlikely as it looks.
TAKEN = [
    "arch: s390x, cpus: 2, numa: [{cpus: 0, memory: 1GiB}, {cpus: 1, memory: 1GiB}]",
    "arch: s390x, console: serial",
    "arch: ppc64, disks: [{path: /a.qcow2, bus: sata}]",
    "machine: pc-i440fx-rhel7.6.0",
    "machine: pc-q35-4.0.1",
    "machine: pc-i440fx-1.7",
    "machine: pc-i440fx-2.12",
    "machine: pc-q35-11.1",
    "arch: ppc64, machine: pseries-3.1",
    "arch: s390x, machine: s390-ccw-virtio-9.2",
    "arch: riscv64, cpus: {count: 1, model: rva23s64}",
    "arch: riscv64, cpus: {count: 1, model: maximum}",
    "arch: s390x, vsock: true, shares: [{path: /, tag: t}]",
    "machine: pc-q35-noble",
    "arch: ppc64le, machine: pseries-2.12-sxxm",
    "arch: aarch64, machine: virt-9.2",
    "arch: s390x, cpus: {count: 1, model: gen16a-base}",
]


@pytest.mark.parametrize("keys", TAKEN)
def test_what_is_taken_has_no_problem(keys: str) -> None:
    assert problems(keys) == ()


def test_nothing_is_said_of_a_board() -> None:
    """Its devices are not known, whatever is asked of it and of which libvirt."""
    assert problems("arch: aarch64, machine: raspi3b, nics: [{user: true, model: usb-net}]", "9.0.0") == ()


def test_a_build_of_ones_own_may_have_other_machine_types() -> None:
    assert problems("machine: fancy, domain: {devices: {emulator: /opt/qemu}}") == ()
