"""Objects validate too, with paths into themselves."""

from __future__ import annotations

import pytest

from libvirt_xml import Devices, Disk, DiskTarget, Domain, Memory, Network, Os, OsType, Problem, parse
from libvirt_xml.messages import render


def _domain(**values: object) -> Domain:
    os = Os(type=OsType("hvm", arch="x86_64", machine="q35"))
    return Domain(type="kvm", name="a", memory=Memory(1), os=os, **values)  # type: ignore[arg-type]


def _disk(bus: str, dev: str = "vda") -> Disk:
    text = (
        f"<disk type='file'><driver name='qemu' type='raw'/><source file='/a'/><target dev='{dev}' bus='{bus}'/></disk>"
    )
    return Disk.from_xml(text)


def _only(problems: list[Problem]) -> Problem:
    (problem,) = problems
    return problem


def test_valid() -> None:
    """A valid object has no problems."""
    assert _domain(devices=Devices(disks=[_disk("virtio")])).validate() == []


def test_path() -> None:
    """The path leads into the object, and evaluates there; there is no line."""
    domain = _domain(devices=Devices(disks=[_disk("virtio"), _disk("VirtIO", "vdb")]))
    problem = _only(domain.validate())
    assert problem.path == "devices.disks[1].target.bus"
    assert [problem.line, problem.column, problem.end_line, problem.end_column] == [None] * 4
    assert problem.suggestion == "virtio"
    assert eval(f"domain.{problem.path}") == "VirtIO"


def test_same_problems() -> None:
    """But for places, the problems are those of the text."""
    import libvirt_xml

    domain = _domain(devices=Devices(disks=[_disk("VirtIO")]), title="")
    of_text = libvirt_xml.validate(domain.to_xml())
    assert [(each.code, each.message) for each in domain.validate()] == [(each.code, each.message) for each in of_text]


def test_parts() -> None:
    """A device validates as such, and any other part as what it may be somewhere."""
    assert _disk("virtio").validate() == []
    assert _only(_disk("usbb").validate()).path == "target.bus"
    assert _only(DiskTarget(dev="vda", bus="usbb").validate()).path == "bus"  # type: ignore[arg-type]
    assert DiskTarget(dev="vda").validate() == []


def test_unknown_content() -> None:
    """What no field stands for is the extra_ of the object around it; what is missing is the object itself."""
    assert (
        _only(Domain.from_xml("<domain type='kvm'><name>a</name><memory>1</memory><x/></domain>").validate()).path
        == "extra_"
    )
    assert _only(Network.from_xml("<network><bridge name='b'/></network>").validate()).path == ""


def test_version() -> None:
    """The version counts as it does for text."""
    text = (
        "<domain type='kvm'><name>a</name><memory>1</memory><devices><audio id='1' type='pipewire'/></devices></domain>"
    )
    problem = _only(Domain.from_xml(text).validate(libvirt="9.0.0"))
    assert (problem.code, problem.path) == ("needs-newer-libvirt", "devices.audios[0].type")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<network><name>a</name><name>b</name></network>", "<network> can have only one <name>"),
        (
            "<domain type='kvm'><name>a</name><memory>1</memory><disk type='file'><target dev='vda'/></disk>"
            "<emulator>/x</emulator><disk type='file'><target dev='vdb'/></disk></domain>",
            "<disk>, <emulator> and <disk> belong in <devices>, not in <domain>; <domain> has no <devices> yet",
        ),
    ],
)
def test_no_message_names_a_line(text: str, says: str) -> None:
    """Nobody has seen the text of an object."""
    (problem,) = parse(text).validate()
    assert problem.message == says
    assert "lines" not in str(problem.parameters).replace("lines.none", "")
    assert render(problem.code, problem.variant, **problem.parameters) == says
