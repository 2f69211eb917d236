"""Questions about a host, answered by what libvirt reports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from libvirt_xml import Capabilities, DomainCapabilities
from libvirt_xml.facts.host_questions import enum_names

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "documents"
CAPABILITIES = """<capabilities><host><cpu><arch>x86_64</arch></cpu></host>
  <guest><os_type>hvm</os_type><arch name='i686'><wordsize>32</wordsize><emulator>/usr/bin/qemu-32</emulator>
    <machine>pc</machine><domain type='qemu'/></arch></guest>
  <guest><os_type>hvm</os_type><arch name='x86_64'><wordsize>64</wordsize><emulator>/usr/bin/qemu-64</emulator>
    <machine canonical='pc-q35-9.0'>q35</machine><machine>pc-q35-9.0</machine>
    <domain type='qemu'/><domain type='kvm'><machine>pc-q35-8.0</machine></domain></arch></guest>
</capabilities>"""
SMALL = """<domainCapabilities><domain>kvm</domain><arch>x86_64</arch>
  <os supported='yes'><enum name='firmware'><value>bios</value><value>efi</value></enum>
    <loader supported='yes'><value>/a.fd</value><enum name='secure'><value>no</value><value>yes</value></enum></loader>
  </os>
  <cpu><mode name='host-passthrough' supported='no'/><mode name='custom' supported='yes'>
    <model usable='yes'>EPYC</model><model usable='no'>Haswell</model><model usable='unknown'>kvm64</model></mode></cpu>
  <devices><video supported='yes'><enum name='modelType'><value>virtio</value></enum></video>
    <tpm supported='no'/></devices>
</domainCapabilities>"""


@pytest.fixture
def machine() -> DomainCapabilities:
    return DomainCapabilities.from_xml(SMALL)


@pytest.mark.parametrize(
    ("question", "value", "answer"),
    [
        ("video", None, True),
        ("video.model", "virtio", True),
        ("video.model", "qxl", False),
        ("tpm", None, False),
        ("tpm.model", "tpm-crb", False),
        ("graphics", None, None),
        ("graphics.type", "vnc", None),
        ("sev", None, None),
        ("iothreads", None, None),
        ("loader.secure", True, True),
        ("loader.readonly", True, None),
        ("os.firmware", "efi", True),
        ("cpu.mode", "host-passthrough", False),
        ("cpu.mode", "custom", True),
        ("cpu.model", "EPYC", True),
        ("cpu.model", "Haswell", False),
    ],
)
def test_what_guests_can_have(machine: DomainCapabilities, question: str, value: Any, answer: bool | None) -> None:
    assert machine.supports(question, value) is answer


@pytest.mark.parametrize(
    ("question", "value", "reason"),
    [
        ("video.modle", "virtio", "did you mean 'video.model'"),
        ("vidoe", None, "did you mean 'video'"),
        ("speed", None, "'speed' is not what capabilities answer; expected one of loader, "),
    ],
)
def test_a_misspelt_question_is_no_no(machine: DomainCapabilities, question: str, value: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        machine.supports(question, value)


def test_cpus_and_firmware(machine: DomainCapabilities) -> None:
    assert machine.cpu_modes() == ["custom"]
    assert machine.cpu_models() == ["EPYC", "Haswell", "kvm64"]
    assert machine.cpu_models(usable=True) == ["EPYC"]
    assert machine.cpu_models(usable=False) == ["Haswell"]
    assert machine.firmware() == ["bios", "efi"]
    assert machine.firmware(secure_boot=True) == ["efi"]
    assert machine.loaders() == ["/a.fd"]
    assert machine.max_vcpus() is None


def test_no_secure_boot() -> None:
    machine = DomainCapabilities.from_xml(SMALL.replace("<value>yes</value>", ""))
    assert machine.firmware(secure_boot=True) == []


def test_every_question_has_an_enum_somewhere() -> None:
    """Each word of the table is asked without an error; the words of the example have answers."""
    machine = DomainCapabilities.from_file(FOLDER / "domain_capabilities.xml")
    answers = {
        f"{part}.{word}": machine.values(f"{part}.{word}") for part, words in enum_names().items() for word in words
    }
    assert sum(answer is not None for answer in answers.values()) > 15
    named = {enum.name for _, part in machine.walk() for enum in getattr(part, "enums", ())}
    assert named - {name for words in enum_names().values() for name in words.values()} <= {
        "hostPassthroughMigratable",
        "maximumMigratable",
    }


def test_what_a_host_runs() -> None:
    host = Capabilities.from_xml(CAPABILITIES)
    assert host.architectures() == ["i686", "x86_64"]
    assert host.hypervisors("x86_64") == ["qemu", "kvm"]
    assert host.machines("x86_64") == ["q35", "pc-q35-9.0", "pc-q35-8.0"]
    assert host.machines("x86_64", "kvm") == ["pc-q35-8.0"]
    assert host.machines("x86_64", "qemu") == ["q35", "pc-q35-9.0"]
    assert host.machines("sparc") == []
    assert host.machines() == host.machines(host.host.cpu.arch) == host.machines("x86_64")
    assert (host.hypervisors(), host.emulator()) == (host.hypervisors("x86_64"), host.emulator("x86_64"))
    assert host.emulator("i686") == "/usr/bin/qemu-32"
    assert host.emulator("sparc") is None
    assert (host.memory_bytes(), host.cpu_count()) == (None, None)


def test_what_a_host_is() -> None:
    host = Capabilities.from_file(FOLDER / "capabilities.xml")
    assert host.memory_bytes() == 16271624 * 1024
    assert host.cpu_count() == 2
