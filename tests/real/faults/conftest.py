"""A libvirt that these tests stop and kill, and a guest on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.real.faults.victim import Victim
from tests.real.hypervisor import Hypervisor, started_or_skipped

pytest.importorskip("libvirt", reason="needs libvirt-python", exc_type=ImportError)


@pytest.fixture(scope="module")
def mortal() -> Iterator[Hypervisor]:
    """A libvirt that nobody else uses."""
    yield from started_or_skipped()


@pytest.fixture
def victim(mortal: Hypervisor) -> Iterator[Victim]:
    """A guest that runs; it is gone afterwards."""
    victim = Victim(mortal)
    try:
        victim.start()
        yield victim
    finally:
        victim.remove()
