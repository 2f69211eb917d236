"""A real libvirt assigns what is omitted, and the same values again."""

from __future__ import annotations

import random

import pytest
from lxml import etree

from libvirt_xml import Domain
from libvirt_xml.changes import Change, compare
from libvirt_xml.completion import completed, without_assigned
from libvirt_xml.completion.guest_machine import OLDEST
from tests.completion.chance import take_over
from tests.completion.test_completed import MACHINES, asked
from tests.real.hypervisor import Hypervisor, Refused
from tests.real.random_machines import random_machine
from tests.real.test_define import BEYOND, OTHERS, SPECS, expanded
from tests.sources import NO_PAIRS, recorded_pairs

_OF_HOST = ("os.", "devices.emulator", "features.smm")  # firmware has its needs
_NOT_KNOWN = (".port",)  # the usual port of a server of disks
_ORDERED = ("9.0.0", "11.3.0")
"""Where the order is known in which devices of several kinds get their addresses; 12.8.0 has another one."""
_OF_ORDER = (".address.port", ".address.bus", ".address.function", ".target.port")
RANDOM = 60
SAMPLE = 40  # of the recorded documents; each takes three calls of virsh


def _defined(hypervisor: Hypervisor, domain: Domain) -> Domain:
    try:
        with hypervisor.defined(domain.to_xml()) as dump:
            return Domain.from_xml(etree.tostring(dump))
    except Refused as refused:
        for words, reason in BEYOND.items():
            if words in str(refused):
                pytest.skip(f"{reason}: {refused}")
        raise


def _release(hypervisor: Hypervisor) -> str:
    return hypervisor.version or OLDEST


def _changes(hypervisor: Hypervisor, dump: Domain) -> list[Change]:
    """How the dump of a machine differs from that of the machine without what libvirt assigns."""
    short, _ = without_assigned(dump, libvirt=_release(hypervisor))
    return compare(_defined(hypervisor, short), dump)


@pytest.mark.parametrize("keys", [*SPECS, *OTHERS])
def test_what_is_omitted_is_assigned_again(hypervisor: Hypervisor, keys: str) -> None:
    """Define, dump, omit, define, dump: both dumps are the same, to the last address."""
    document = expanded(keys)
    assert isinstance(document.element, Domain)
    dump = _defined(hypervisor, document.element)
    assert _changes(hypervisor, dump) == []


@pytest.mark.parametrize("keys", SPECS)
def test_completed_is_what_libvirt_makes(hypervisor: Hypervisor, keys: str) -> None:
    """A spec's machine is completed as libvirt does it, but for the firmware and the emulator of this host."""
    document = expanded(keys)
    assert isinstance(document.element, Domain)
    dump = _defined(hypervisor, document.element)
    whole = completed(document.element, libvirt=_release(hypervisor))
    take_over(whole, dump)
    changes = [change for change in compare(whole, dump) if not change.path.startswith(_OF_HOST)]
    assert [change for change in changes if not change.path.endswith(_NOT_KNOWN)] == []


@pytest.mark.parametrize(("name", "devices"), MACHINES)
def test_devices_are_placed_as_libvirt_does(hypervisor: Hypervisor, name: str, devices: str) -> None:
    """Slots, ports, hubs and bridges of machines that say nothing of them; and all are omitted again."""
    domain = asked(devices, name)
    dump = _defined(hypervisor, domain)
    whole = completed(domain, libvirt=_release(hypervisor))
    take_over(whole, dump)
    assert [change for change in compare(whole, dump) if not change.path.startswith(_OF_HOST)] == []
    assert _changes(hypervisor, dump) == []


def test_random_machines_are_completed_as_libvirt_does(hypervisor: Hypervisor) -> None:
    """Whatever devices a machine has, and wherever some of them are."""
    chance = random.Random(7)
    differing, taken = {}, 0
    for _ in range(RANDOM):
        asked_text = random_machine(chance)
        domain = Domain.from_xml(asked_text)
        try:
            with hypervisor.defined(asked_text) as made:
                dump = Domain.from_xml(etree.tostring(made))
        except Refused:
            continue
        taken += 1
        whole = completed(domain, libvirt=_release(hypervisor))
        take_over(whole, dump)
        changes = [change for change in compare(whole, dump) if not change.path.startswith(_OF_HOST)]
        if _release(hypervisor) not in _ORDERED:
            changes = [change for change in changes if not change.path.endswith(_OF_ORDER)]
        changes += _changes(hypervisor, dump)
        if changes:
            differing[asked_text] = changes
    assert differing == {}
    assert taken > RANDOM / 3


def test_recorded_documents_are_assigned_again(hypervisor: Hypervisor) -> None:
    """The same for documents of others."""
    pairs = recorded_pairs().get(OLDEST)
    if not pairs:
        pytest.skip(NO_PAIRS)
    differing = {}
    for pair in random.Random(1).sample(pairs, SAMPLE):
        recorded = Domain.from_xml(pair["dump"])
        recorded.devices.emulator = None  # another host's, and a daemon's with rights
        if recorded.os and recorded.os.nvram:
            recorded.os.nvram.value = None
        try:
            with hypervisor.defined(recorded.to_xml()) as made:
                dump = Domain.from_xml(etree.tostring(made))
        except Refused:
            continue  # what a daemon without rights does not have
        changes = _changes(hypervisor, dump)
        if changes:
            differing[pair["file"]] = changes
    assert differing == {}
