"""The libvirt that these tests ask; without one they are skipped, with the reason."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.real.hypervisor import Hypervisor, Missing, started


@pytest.fixture(scope="session")
def hypervisor() -> Iterator[Hypervisor]:
    """A libvirt of one's own, with QEMU."""
    try:
        with started() as running:
            yield running
    except Missing as reason:
        pytest.skip(str(reason))
