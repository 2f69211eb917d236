"""The way back takes time in proportion to the domain, also for many devices, and leaves out what it can."""

from __future__ import annotations

import sys
from pathlib import Path
from types import FrameType

import pytest

from libvirt_xml import Domain
from libvirt_xml.changes import compare
from libvirt_xml.yaml_forms import Source, load, to_yaml
from libvirt_xml.yaml_forms.vm.back import meaning
from tests.yaml_forms.vm.test_short_dumps import DUMPS

_DISK = (
    "<disk type='file'><driver name='qemu' type='qcow2'/><source file='/a{0}.qcow2'/>"
    "<target dev='sd{1}' bus='scsi'/></disk>"
)
_SCSI = "<controller type='scsi' index='0' model='virtio-scsi'/>"
_NIC = "<interface type='network'><source network='n{0}'/><model type='{2}'/></interface>"


def _domain(device: str, count: int) -> Domain:
    devices = "".join(device.format(i, _letters(i), ("virtio", "e1000e")[i % 2]) for i in range(count))
    return Domain.from_xml(
        "<domain type='kvm'><name>a</name><memory unit='GiB'>1</memory><vcpu>1</vcpu>"
        "<os><type arch='x86_64' machine='q35'>hvm</type></os><devices>"
        f"{devices}{_SCSI if device == _DISK else ''}</devices></domain>"
    )


def _letters(number: int) -> str:
    text = ""
    number += 1
    while number:
        number, digit = divmod(number - 1, 26)
        text = chr(97 + digit) + text
    return text


def _calls(domain: Domain) -> int:
    count = 0

    def profile(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(profile)
    try:
        to_yaml(domain, form="vm")
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("device", [_DISK, _NIC], ids=["disks", "NICs"])
def test_growth(device: str) -> None:
    to_yaml(_domain(device, 2), form="vm")
    assert _calls(_domain(device, 400)) <= 2.3 * _calls(_domain(device, 200))


@pytest.mark.parametrize("device", [_DISK, _NIC], ids=["disks", "NICs"])
@pytest.mark.parametrize("count", [3, 40, 150])
def test_many_devices_come_back_whole(device: str, count: int) -> None:
    domain = _domain(device, count)
    loaded = load(Source(to_yaml(domain, form="vm"), file="a.yaml"))
    assert not loaded.problems
    back = loaded.documents[0].element
    assert isinstance(back, Domain)
    assert compare(domain, back) == []


@pytest.mark.parametrize("exact", [True, False], ids=["exact", "short"])
def test_growth_is_that_of_large_machines_too(exact: bool) -> None:
    """Each key is tried on its part, but what is tried is expanded: there is a bound to it."""
    few, many = (_expansions(_domain(_NIC, count), exact=exact) for count in (40, 160))
    assert many <= 1.5 * few + 10


@pytest.mark.parametrize("exact", [True, False], ids=["exact", "short"])
@pytest.mark.parametrize("path", DUMPS, ids=lambda path: path.stem)
def test_a_dump_takes_few_tries(path: Path, exact: bool) -> None:
    """Of about 200 values: keys of several parts are tried together."""
    assert _expansions(Domain.from_file(path), exact=exact) <= (36 if exact else 25)


def _expansions(domain: Domain, *, exact: bool) -> int:
    count = 0
    original = meaning.expand

    def counted(*arguments: object) -> object:
        nonlocal count
        count += 1
        return original(*arguments)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(meaning, "expand", counted)
        to_yaml(domain, form="vm", exact=exact)
    return count


def test_one_of_many_that_differs_keeps_its_key() -> None:
    """Of a key that all disks have, those leave it out that do not need it."""
    domain = _domain(_DISK, 6)
    driver = domain.devices.disks[4].driver
    assert driver is not None
    driver.type = "raw"
    assert to_yaml(domain, form="vm").count("format:") == 1
