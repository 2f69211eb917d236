"""A daemon or a QEMU that hangs or dies while something is asked: one clear error, and a report that is true."""

from __future__ import annotations

import os
import signal
import threading
import time

import pytest

from libvirt_xml.apply.execution import live_execution
from libvirt_xml.apply.hosts import host as host_module
from libvirt_xml.apply.hosts.domains import power
from tests.real.faults.victim import SECOND_NIC, Victim, cpus, macs


def test_a_daemon_that_hangs(victim: Victim, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before there is a connection, and while there is one: it is noticed, and when it goes on all is as it was."""
    monkeypatch.setattr(host_module, "_PATIENCE", 1.0)
    monkeypatch.setattr(host_module, "_KEEP_ALIVE", (1, 2))
    process = victim.hypervisor.process
    assert process is not None
    before = victim.held()
    victim.ask("<vcpu current='1'>", "<vcpu current='2'>")
    os.kill(process.pid, signal.SIGSTOP)
    try:
        for command in (["plan"], ["apply", "--yes"]):
            answer = victim.run(*command)
            assert answer.status == 3
            assert answer.complaints.count("\n") == 1
            assert f"does not answer for {victim.hypervisor.uri} after 1 s" in answer.complaints
    finally:
        os.kill(process.pid, signal.SIGCONT)
    with host_module.Host(victim.hypervisor.uri) as host:
        os.kill(process.pid, signal.SIGSTOP)
        try:
            with pytest.raises(host_module.UnreachableError, match="keepalive"):
                host.domains()
        finally:
            os.kill(process.pid, signal.SIGCONT)
    assert victim.held() == before


def test_a_qemu_that_hangs(victim: Victim, monkeypatch: pytest.MonkeyPatch) -> None:
    """The definition changes, the guest does not, and is asked once, not for each change."""
    monkeypatch.setattr(power, "_ANSWER", 1.0)
    victim.ask("<interface", f"{SECOND_NIC}<interface")
    victim.ask("<vcpu current='1'>", "<vcpu current='2'>")
    with victim.stopped():
        begin = time.monotonic()
        answer = victim.run("apply", "--yes")
        assert time.monotonic() - begin < 25  # libvirt 12.8.0 takes half a minute for each document now
        assert answer.status == 1, answer
        assert answer.complaints == ""
        pending = [line for line in answer.output.splitlines() if line.lstrip().startswith("pending")]
        assert len(pending) == 2, answer.output
        assert all("has not answered" in line for line in pending)
        definition, live = victim.held()
        assert len(macs(definition)) == 2
        assert live is not None
        assert cpus(live) == 1
    deadline = time.monotonic() + 20
    while victim.run("apply", "--yes").status != 0 and time.monotonic() < deadline:
        time.sleep(0.5)
    definition, live = victim.held()
    assert (len(macs(live)), cpus(live)) == (2, 2)
    assert victim.run("plan").output == "Nothing to do.\n"


def test_a_qemu_that_is_killed(victim: Victim) -> None:
    """While a change waits for it: the definition has the change, and it is said that the guest went off."""
    victim.ask("<interface", f"{SECOND_NIC}<interface")
    process = victim.process
    os.kill(process, signal.SIGSTOP)
    killer = threading.Timer(1.5, os.kill, (process, signal.SIGKILL))
    killer.start()
    answer = victim.run("apply", "--yes")
    killer.join()
    assert answer.status == 3, answer
    assert "failed after its definition was changed" in answer.output
    assert "went off while it was changed" in answer.output
    definition, live = victim.held()
    assert len(macs(definition)) == 2
    assert live is None
    assert victim.run("plan").output == "Nothing to do.\n"


def test_a_guest_that_ignores_unplugging(victim: Victim, monkeypatch: pytest.MonkeyPatch) -> None:
    """It keeps its NIC, which is said every time until it is off; it ignores shutting down as well."""
    monkeypatch.setattr(live_execution, "_PATIENCE", 1.0)
    begin = victim.xml.index("<interface")
    victim.ask(victim.xml[begin : victim.xml.index("</interface>") + len("</interface>")], "")
    answer = victim.run("apply", "--yes")
    assert answer.status == 1, answer
    assert "still has the" in answer.output
    definition, live = victim.held()
    assert (macs(definition), len(macs(live))) == ([], 1)
    plan = victim.run("plan")
    assert plan.status == 1
    assert "nic 52:54:00:00:00:01" in plan.output
    answer = victim.run("apply", "--yes", "--restart", "--timeout", "1")
    assert answer.status == 3, answer
    assert "is running 1 s after it was asked to shut down; the guest ignores that" in answer.output
    assert len(macs(victim.held()[1])) == 1
    victim.hypervisor.virsh("destroy", "victim")
    assert victim.run("plan").output == "Nothing to do.\n"
