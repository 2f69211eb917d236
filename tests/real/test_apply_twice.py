"""Every recorded document applied to a real libvirt, and some then edited: the second plan has nothing to do.

Each document is applied once: in ``test_edits`` those that are edited, in ``test_the_second_plan_is_empty`` the rest.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator

import pytest

from libvirt_xml import Domain, Element
from libvirt_xml.apply import Host, RefusedError, StepResult, Terms, Wish, apply_plan, make_plan, terms_of
from libvirt_xml.apply.hosts.host_errors import HostError
from libvirt_xml.apply.planning.plan_text import plan_lines
from tests.real.edits import EDITS
from tests.real.hypervisor import Hypervisor
from tests.sources import NO_PAIRS, recorded_pairs

pytest.importorskip("libvirt", reason="needs libvirt-python", exc_type=ImportError)

LEAST = 0.8
"""How many of the documents a libvirt without rights accepts at least; only QEMU for x86_64 is needed."""
EDITED = 400
SEED = os.environ.get("SEED", "20261128")


@pytest.fixture(scope="module")
def host(hypervisor: Hypervisor) -> Iterator[Host]:
    """The libvirt of the tests."""
    with Host(hypervisor.uri) as opened:
        yield opened


@pytest.fixture(scope="module")
def documents(host: Host) -> list[Domain]:
    """What was asked of this version of libvirt, else of 9.0.0, each with a name of its own, in a random order."""
    pairs = recorded_pairs().get(host.version) or recorded_pairs().get("9.0.0")
    if not pairs:
        pytest.skip(NO_PAIRS)
    domains = [Domain.from_xml(pair["asked"]) for pair in pairs]
    for number, domain in enumerate(domains):
        domain.name, domain.uuid = f"twice{number}", None
    random.Random(SEED).shuffle(domains)
    return domains


def _apply(host: Host, document: Domain, terms: Terms) -> StepResult:
    (result,) = apply_plan(host, make_plan(host, [Wish("domain", document)], terms), terms)
    return result


def _left(host: Host, document: Domain, terms: Terms) -> list[str]:
    """What a plan still has to do, or to remember."""
    plan = make_plan(host, [Wish("domain", document)], terms)
    if plan.sends or plan.waits or plan.steps[0].action != "none":
        return [document.name or "", plan.steps[0].action, *plan_lines(plan)]
    return []


def _remove(host: Host, document: Domain) -> None:
    try:
        host.domain(str(document.name)).undefine(nvram="keep", managed_save=True, snapshots=True, checkpoints=True)
    except HostError:
        return


def test_the_second_plan_is_empty(host: Host, documents: list[Domain]) -> None:
    """For every document that libvirt accepts."""
    terms = terms_of(host)
    left, outcomes = [], Counter[str]()
    for document in documents[EDITED:]:
        result = _apply(host, document, terms)
        outcomes[result.outcome] += 1
        if result.outcome == "done":
            left += [lines] if (lines := _left(host, document, terms)) else []
        _remove(host, document)
    assert left == []
    assert outcomes["done"] >= LEAST * len(documents[EDITED:]), outcomes


def _places(held: Domain, asked: Domain) -> dict[str, Element | None]:
    """The addresses of disks and NICs that are asked, by target and MAC."""
    disks = {str(disk.target and disk.target.dev): disk.address for disk in held.devices.disks}
    nics = {str(nic.mac and nic.mac.address): nic.address for nic in held.devices.interfaces}
    kept = {str(disk.target and disk.target.dev) for disk in asked.devices.disks}
    return {name: address for name, address in {**disks, **nics}.items() if name in kept or name in nics}


def test_edits(host: Host, documents: list[Domain]) -> None:
    """An edit is done once, and what stays keeps its address and its MAC."""
    terms = terms_of(host, ["new-hardware", "disk-source"])
    choose = random.Random(SEED)
    outcomes = Counter[str]()
    for document in documents[:EDITED]:
        edit = choose.choice(EDITS)
        if _apply(host, document, terms).outcome == "done":
            assert _left(host, document, terms) == []
            before = _places(host.domain(str(document.name)).document, document)
            edited = Domain.from_xml(document.to_xml())
            edit(edited)
            result = _apply(host, edited, terms)
            outcomes[result.outcome] += 1
            if result.error is None:
                assert _left(host, edited, terms) == [], EDITS.index(edit)
                after = _places(host.domain(str(document.name)).document, edited)
                assert {
                    name: address for name, address in before.items() if name in after and after[name] != address
                } == {}
            else:
                assert isinstance(result.error, RefusedError | HostError)
        _remove(host, document)
    assert outcomes["done"] >= 250, outcomes
    assert outcomes["failed"] <= 20, outcomes
