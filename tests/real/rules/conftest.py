"""The libvirts that are asked; what they said is printed at the end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.real.hypervisor import Missing
from tests.real.rules.asking.oracle import Oracle, opened, opened_without_hypervisor
from tests.real.rules.libvirts import places

pytest.importorskip("libvirt", reason="needs libvirt-python", exc_type=ImportError)


@pytest.fixture(scope="session", params=places(), ids=lambda place: "here" if place is None else place.name)
def oracle(request: pytest.FixtureRequest) -> Iterator[Oracle]:
    """A libvirt with QEMU: each that is here."""
    try:
        with opened(request.param) as asked:
            yield asked
    except Missing as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="session")
def driverless() -> Iterator[Oracle]:
    """libvirt without a hypervisor."""
    with opened_without_hypervisor() as asked:
        yield asked
