"""What the vm form refuses, libvirt or QEMU refuse too; what stands beside it, they take."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from libvirt_xml.documents.domain import Domain
from libvirt_xml.yaml_forms.document import read_document
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.layers import entries_of
from libvirt_xml.yaml_forms.text.yaml_reading import read_yaml
from libvirt_xml.yaml_forms.vm.expand import expand
from tests.real.hypervisor import Hypervisor, Refused
from tests.yaml_forms.vm.test_impossible import CASES

libvirt = pytest.importorskip("libvirt", reason="needs libvirt-python", exc_type=ImportError)

# What stops a spec that is right: the host of the tests has neither of these.
OF_HOST = re.compile(
    "tap device|/dev/dri|VFIO|TPM version|session mode|No emulator|find any firmware|missing bus/device|"
    "module ui-ui-sdl|find 'efi' firmware|Cannot allocate memory|is not a VF"
)


def unchecked(keys: str) -> str:
    """The domain that a spec means, also where the check refuses it."""
    findings = Findings()
    (entry,) = entries_of(read_yaml(f"vm: {{name: probe, accel: tcg, {keys}}}", findings, "probe.yaml"), findings)
    machine = expand(entry.node, findings)
    assert machine is not None
    return str(read_document(machine.tree, Domain, Findings(), "domain").to_xml())


def refusal(hypervisor: Hypervisor, keys: str, stage: str) -> str | None:
    """What libvirt says of a spec up to a stage; ``None`` where it takes it."""
    xml = _with_files(unchecked(keys), hypervisor.folder)
    try:
        with hypervisor.defined(xml), hypervisor.asked() as connection:
            if stage == "command":
                connection.domainXMLToNative("qemu-argv", xml)
        if stage == "start":
            with hypervisor.asked() as connection:
                connection.createXML(xml, libvirt.VIR_DOMAIN_START_PAUSED).destroy()
    except Refused as words:
        return str(words)
    return None


def _with_files(xml: str, folder: Path) -> str:
    """The domain with files that are there, in place of those of the spec."""
    for name in re.findall(r"source file='(/[a-z]\.?[a-z0-9]*)'", xml):
        file = folder / name.lstrip("/")
        if not file.exists():
            file.write_bytes(bytes(1 << 20))
        xml = xml.replace(f"file='{name}'", f"file='{file}'")
    return xml


@pytest.mark.parametrize("case", CASES, ids=[case["claim"] for case in CASES])
def test_libvirt_refuses_it_and_takes_the_opposite(hypervisor: Hypervisor, case: dict[str, Any]) -> None:
    if not case["refused"]:
        pytest.skip(case["because"])
    said = refusal(hypervisor, case["wrong"], case["refused"])
    if said is not None and OF_HOST.search(said) and case["refused"] != "define":
        pytest.skip(f"the host stops it first: {said}")
    assert said is not None
    fine = refusal(hypervisor, case["right"], case["refused"])
    if fine is not None and not OF_HOST.search(fine):
        pytest.fail(f"the opposite is refused: {fine}")
