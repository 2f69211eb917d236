"""A libvirt that these tests stop and kill, and a guest on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.real.faults.victim import Victim
from tests.real.hypervisor import Hypervisor, Missing, started

pytest.importorskip("libvirt", reason="needs libvirt-python", exc_type=ImportError)


@pytest.fixture(scope="module")
def mortal() -> Iterator[Hypervisor]:
    """A libvirt that nobody else uses."""
    try:
        with started() as running:
            yield running
    except Missing as reason:
        pytest.skip(str(reason))


@pytest.fixture
def victim(mortal: Hypervisor) -> Iterator[Victim]:
    """A guest that runs; it is gone afterwards."""
    victim = Victim(mortal)
    try:
        victim.start()
        yield victim
    finally:
        victim.remove()
