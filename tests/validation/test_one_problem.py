"""One mistake is one problem, at the place that has to be changed, also where other explanations look as good."""

from __future__ import annotations

import pytest

from libvirt_xml import validate


def caps(*modes: str) -> str:
    """Domain capabilities with some modes of CPUs."""
    head = "<domainCapabilities><path>/q</path><domain>kvm</domain><machine>pc</machine><arch>x86_64</arch>"
    return f"{head}<cpu>{''.join(modes)}</cpu></domainCapabilities>"


HOST = "<mode name='host-passthrough' supported='yes'/>"
FEATURES = "<feature name='b' policy='require'/>" * 9
MODEL = f"<mode name='host-model' supported='yes'><model>a</model>{FEATURES}</mode>"
CUSTOM = "<mode name='custom' supported='no'/>"


def models(*content: str) -> str:
    """A list of CPU models in which each may have what keeps it from running."""
    names = {"A": "<model usable='no' vendor='v'>a</model>", "B": "<model usable='no' vendor='v'>b</model>"}
    names |= {f"{key}!": f"<blockers model='{key.lower()}'><feature name='x'/></blockers>" for key in "AB"}
    listed = "".join(names[key] for key in content)
    maximum = "<mode name='maximum' supported='yes'/>"
    return caps(HOST, maximum, MODEL, f"<mode name='custom' supported='yes'>{listed}</mode>")


CASES = [
    (models("A", "B", "A!", "B!"), "/domainCapabilities/cpu/mode[4]/model[2]", "misplaced-element"),
    (models("A", "A!", "B!"), "/domainCapabilities/cpu/mode[4]", "missing-element"),
    (models("B", "A", "A!", "B!"), "/domainCapabilities/cpu/mode[4]", "missing-element"),
    (caps(HOST, MODEL, CUSTOM), "/domainCapabilities/cpu", "missing-element"),
    ("<cpu><arch></arch><model>Penryn</model></cpu>", "/cpu/arch", "invalid-value"),
    (
        "<network><name>n</name><forward mode='nat'/><iip address='192.168.122.1' netmask='255.255.255.0'/></network>",
        "/network/iip",
        "unknown-element",
    ),
    (
        "<domain type='kvm'><name>a</name><memory>1024</memory><os><type arch='x86_64' machine='pc'>hvm</type></os>"
        "<devices><disk type='file' device='disk'><target dev='sda' bus='scsi'/></disk>"
        "<memballoon model='virtio'><source file='/a.img'/></memballoon></devices></domain>",
        "/domain/devices/memballoon/source",
        "unknown-element",
    ),
    (
        "<device><name>ccw_0_0_ff02</name><capabilty type='ccw'><cssid>0x0</cssid><ssid>0x0</ssid>"
        "<devno>0xff02</devno><capability type='ccwgroup_member'><group_device>g</group_device></capability>"
        "</capabilty></device>",
        "/device/capabilty",
        "unknown-element",
    ),
]


@pytest.mark.parametrize(("text", "path", "code"), CASES)
def test_one_mistake_is_one_problem(text: str, path: str, code: str) -> None:
    assert [(problem.path, problem.code) for problem in validate(text)] == [(path, code)]


def test_a_misspelt_wrapper_of_its_own_kind_is_suggested() -> None:
    (problem,) = validate(CASES[-1][0])
    assert problem.suggestion == "capability"


def test_exchanged_neighbours_are_named() -> None:
    (problem,) = validate(CASES[0][0])
    assert problem.message == "<model> must come after <blockers> (line 1)"
