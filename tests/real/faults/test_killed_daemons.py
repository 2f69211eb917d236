"""The daemon dies while something is applied: the report is true, and running it again goes on from there."""

from __future__ import annotations

import contextlib
import os
import random
import threading
import time
from collections import Counter

import pytest

from libvirt_xml import Domain
from libvirt_xml.apply import (
    Host,
    HostError,
    StateError,
    StepResult,
    UnreachableError,
    WaitError,
    Wish,
    apply_plan,
    make_plan,
    terms_of,
)
from libvirt_xml.apply.execution import live_execution
from libvirt_xml.apply.execution.result_text import result_lines
from libvirt_xml.apply.planning.wishes import WantedState
from tests.real.hypervisor import Hypervisor
from tests.real.shares import IS_WHOLE

pytest.importorskip("libvirt", reason="needs libvirt-python", exc_type=ImportError)

NIC = "<interface type='user'><mac address='52:54:00:00:01:0{}'/><model type='virtio'/></interface>"
GUEST = """<domain type='qemu'><name>going{}</name><title>turn {}</title><memory unit='MiB'>32</memory>
<os><type arch='x86_64' machine='q35'>hvm</type></os>
<devices><controller type='pci' index='0' model='pcie-root'/>
<controller type='pci' index='1' model='pcie-root-port'/><controller type='pci' index='2' model='pcie-root-port'/>
<controller type='pci' index='3' model='pcie-root-port'/><controller type='pci' index='4' model='pcie-root-port'/>
{}</devices></domain>"""
ROUNDS = int(os.environ.get("KILLS", "12" if IS_WHOLE else "8"))
XML = """<domain type='qemu'><name>killed{}</name><memory unit='MiB'>{}</memory>
<os><type arch='x86_64' machine='q35'>hvm</type></os></domain>"""


def _wishes(memory: int) -> list[Wish]:
    return [Wish("domain", Domain.from_xml(XML.format(number, memory))) for number in range(20)]


def _apply(uri: str, wishes: list[Wish]) -> list[StepResult]:
    with Host(uri) as host:
        terms = terms_of(host)
        return apply_plan(host, make_plan(host, wishes, terms), terms, timeout=1)


def test_the_daemon_is_killed(mortal: Hypervisor) -> None:
    """At a random moment: what is reported as done is done, what was not begun is as it was, and nothing is lost."""
    choose = random.Random(os.environ.get("SEED", "7"))
    outcomes = Counter[str]()
    for memory in range(32, 32 + ROUNDS):
        wishes = _wishes(memory)
        killer = threading.Timer(choose.uniform(0.05, 0.4), mortal.kill)
        killer.start()
        try:
            results = _apply(mortal.uri, wishes)
        except (HostError, StopIteration):  # it died before, or while the plan was made
            results = []
        killer.join()
        mortal.start()
        with Host(mortal.uri) as host:
            held = {domain.name: domain.document.memory for domain in host.domains()}
        for result in results:
            outcomes[result.outcome] += 1
            found = held.get(result.step.name)
            kibibytes = None if found is None else found.value
            if result.outcome in ("done", "nothing to do"):
                assert kibibytes == memory * 1024
            elif result.outcome == "not begun":
                assert kibibytes != memory * 1024
            else:
                assert isinstance(result.error, UnreachableError)
                assert "may have been made or not" in next(result_lines(result))
        assert {result.outcome for result in _apply(mortal.uri, wishes)} <= {"done", "nothing to do"}
        assert {result.outcome for result in _apply(mortal.uri, wishes)} == {"nothing to do"}
    assert outcomes["done"], outcomes
    assert outcomes["not begun"], outcomes


def _machines(turn: int) -> list[Wish]:
    """Guests that run, or do not, with other titles and NICs each turn."""
    nics = "".join(NIC.format(number) for number in range(1 + turn % 2))
    states: list[WantedState] = ["running", "running" if turn % 2 else "stopped", "unmanaged"]
    return [
        Wish("domain", Domain.from_xml(GUEST.format(number, turn, nics)), state) for number, state in enumerate(states)
    ]


def test_the_daemon_is_killed_while_guests_change(mortal: Hypervisor, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is reported as done is what the plan finds; the next runs finish the rest, and the guests go on."""
    monkeypatch.setattr(live_execution, "_PATIENCE", 0.5)  # these guests release nothing
    choose = random.Random(os.environ.get("SEED", "7"))
    outcomes = Counter[str]()
    for turn in range(max(2, ROUNDS // 4)):
        wishes = _machines(turn)
        killer = threading.Timer(choose.uniform(0.05, 3.0), mortal.kill)
        killer.start()
        try:
            results = _apply(mortal.uri, wishes)
        except (HostError, StopIteration):
            results = []
        killer.join()
        mortal.start()
        with Host(mortal.uri) as host:
            plan = make_plan(host, wishes, terms_of(host))
        for result, step in zip(results, plan.steps, strict=False):
            outcomes[result.outcome] += 1
            if result.outcome in ("done", "nothing to do"):
                assert step.action == "none", (result, step)
                assert step.power is None or step.power == "shutdown", (result, step)
        again = _apply(mortal.uri, wishes)
        assert {result.outcome for result in again} <= {"done", "nothing to do", "failed"}
        assert all(isinstance(result.error, WaitError) for result in again if result.outcome == "failed")
        with Host(mortal.uri) as host:
            titles = [domain.document.title for domain in host.domains() if domain.name.startswith("going")]
            assert titles == [f"turn {turn}"] * 3
            assert host.domain("going0").state == "running"
            if host.domain("going1").is_active and turn % 2 == 0:
                host.domain("going1").destroy()  # a boot sector does not shut down
    with Host(mortal.uri) as host:
        for domain in host.domains():
            if domain.is_active:
                with contextlib.suppress(StateError):  # the daemon still looked at it, saw it end, and turned it off
                    domain.destroy()
            domain.undefine()
    assert outcomes.total(), outcomes


def test_the_daemon_is_killed_while_a_guest_starts(mortal: Hypervisor) -> None:
    """libvirt turns it off after its own restart, but shows it as paused until then: the next run starts it."""
    choose = random.Random(os.environ.get("SEED", "7"))
    wishes = [Wish("domain", Domain.from_xml(XML.format("starting", 32)), "running")]
    for _ in range(max(2, ROUNDS // 3)):
        killer = threading.Timer(choose.uniform(0.15, 0.9), mortal.kill)
        killer.start()
        with contextlib.suppress(HostError, StopIteration):
            _apply(mortal.uri, wishes)
        killer.join()
        mortal.start()
        (result,) = _apply(mortal.uri, wishes)
        assert result.outcome in ("done", "nothing to do"), result
        time.sleep(0.5)
        with Host(mortal.uri) as host:
            domain = host.domain("killedstarting")
            assert domain.state == "running"
            domain.destroy()
            domain.undefine()


def test_a_connection_that_broke_does_not_come_back(mortal: Hypervisor) -> None:
    """It says so, each time; a new one works."""
    with Host(mortal.uri) as host:
        host.domains()
        mortal.kill()
        time.sleep(0.1)
        for _ in range(2):
            with pytest.raises(UnreachableError):
                host.domains()
        assert not host.is_alive
        mortal.start()
    with Host(mortal.uri) as host:
        host.domains()
