"""The daemon dies while something is applied: the report is true, and running it again goes on from there."""

from __future__ import annotations

import os
import random
import threading
import time
from collections import Counter

import pytest

from libvirt_xml import Domain
from libvirt_xml.apply import Host, HostError, StepResult, UnreachableError, Wish, apply_plan, make_plan, terms_of
from libvirt_xml.apply.execution.result_text import result_lines
from tests.real.hypervisor import Hypervisor

pytest.importorskip("libvirt", reason="needs libvirt-python", exc_type=ImportError)

ROUNDS = int(os.environ.get("KILLS", "12"))
XML = """<domain type='qemu'><name>killed{}</name><memory unit='MiB'>{}</memory>
<os><type arch='x86_64' machine='q35'>hvm</type></os></domain>"""


def _wishes(memory: int) -> list[Wish]:
    return [Wish("domain", Domain.from_xml(XML.format(number, memory))) for number in range(20)]


def _apply(uri: str, wishes: list[Wish]) -> list[StepResult]:
    with Host(uri) as host:
        terms = terms_of(host)
        return apply_plan(host, make_plan(host, wishes, terms), terms)


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
