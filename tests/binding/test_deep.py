"""Objects of as many levels as a document may have are values like others."""

from __future__ import annotations

import copy
import dataclasses
import os
import pickle
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest

from libvirt_xml import AnyElement, Disk, DiskBackingStore, Domain, validate

HEAD = "<domain type='kvm'><name>a</name><devices><disk type='file'>"


def chain(levels: int) -> Domain:
    """A disk with so many backing stores, one in the other."""
    inside = "<backingStore type='file'>" * levels + "</backingStore>" * levels
    return Domain.from_xml(f"{HEAD}{inside}</disk></devices></domain>")


def tree(levels: int) -> AnyElement:
    """As many elements outside the model."""
    return AnyElement.from_xml("<x a='1'>t" * levels + "</x>" * levels)


DOES: dict[str, Callable[[Any], Any]] = {
    "repr": repr,
    "equal": lambda made: made == pickle.loads(pickle.dumps(made)),
    "deepcopy": copy.deepcopy,
    "copy": copy.copy,
    "pickle": pickle.dumps,
    "replace": dataclasses.replace,
    "xml": lambda made: made.to_xml(),
    "walk": lambda made: [path for path, _ in made.walk()] if isinstance(made, Domain) else made.text,
}


@pytest.mark.parametrize("make", [chain, tree])
def test_deep_objects_are_values(make: Callable[[int], Any]) -> None:
    """Copies of each sort are equal; what shows the object ends."""
    made = make(250)
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        again = pickle.loads(pickle.dumps(made, protocol))
        assert again == made
        assert again.to_xml() == made.to_xml()
    for other in (copy.copy(made), copy.deepcopy(made), dataclasses.replace(made)):
        assert other == made
        assert repr(other) == repr(made)
    deep = copy.deepcopy(made)
    innermost = [element for _, element in deep.walk()][-1] if isinstance(deep, Domain) else deep
    while isinstance(innermost, AnyElement) and list(innermost):
        innermost = next(iter(innermost))
    if isinstance(innermost, AnyElement):
        innermost.name = "y"
    else:
        innermost.type = "block"
    assert deep != made


@pytest.mark.parametrize("name", DOES)
@pytest.mark.parametrize("make", [chain, tree])
def test_calls_grow_linearly(make: Callable[[int], Any], name: str) -> None:
    """Twice the levels take at most 2.3 times the calls."""

    def calls(made: Any) -> int:
        number = 0

        def count(_: Any, event: str, __: Any) -> None:
            nonlocal number
            number += event in ("call", "c_call")

        DOES[name](made)
        sys.setprofile(count)
        try:
            DOES[name](made)
        finally:
            sys.setprofile(None)
        return number

    assert calls(make(240)) <= 2.3 * calls(make(120)) + 20


def test_an_object_in_itself_is_shown() -> None:
    """A circle ends in three dots."""
    store = DiskBackingStore()
    store.backing_store = store
    assert repr(store) == "DiskBackingStore(backing_store=...)"
    assert copy.deepcopy(store).backing_store is not store


def test_what_is_shared_stays_shared() -> None:
    """A copy has one object where the original has."""
    disk = Disk.from_xml("<disk><target dev='a'/></disk>")
    domain = Domain(type="kvm", name="a")
    domain.devices.disks += [disk, disk]
    for again in (copy.deepcopy(domain), pickle.loads(pickle.dumps(domain))):
        assert again.devices.disks[0] is again.devices.disks[1]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_fork_while_others_validate() -> None:
    """A child can validate and read, whatever other threads were doing when it was made."""
    ends = threading.Event()

    def work(number: int) -> None:
        turn = 0
        while not ends.is_set():
            turn += 1
            validate(f"{HEAD}<source file='/{number}/{turn}'/><target dev='vda'/></disk></devices></domain>")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    try:
        for turn in range(10):
            child = os.fork()
            if not child:
                try:
                    validate(f"{HEAD}<source file='/child/{turn}'/><target dev='x'/></disk></devices></domain>")
                    chain(3)
                    os._exit(0)
                finally:
                    os._exit(1)
            assert _exit_status(child) == 0
    finally:
        ends.set()
        for thread in threads:
            thread.join()


def _exit_status(child: int) -> int:
    """Its status; a child that hangs is ended."""
    import signal
    import time

    for _ in range(600):
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return -1
