"""The libvirt that these tests ask; without one they are skipped, with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.real.hypervisor import Hypervisor, started_or_skipped
from tests.real.places import Place, write_images
from tests.real.reaping import reaping


@pytest.fixture(scope="session", autouse=True)
def _reaping() -> Iterator[None]:
    """Guests end at once, whatever the first process of this system does."""
    with reaping():
        yield


@pytest.fixture(scope="session")
def hypervisor() -> Iterator[Hypervisor]:
    """A libvirt of one's own, with QEMU."""
    yield from started_or_skipped()


@pytest.fixture(scope="session")
def images(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An image in several forms."""
    folder = tmp_path_factory.mktemp("images")
    write_images(folder)
    return folder


@pytest.fixture
def place(hypervisor: Hypervisor, images: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Pools of one's own below the folder that the daemon has too."""
    folder = hypervisor.folder / tmp_path_factory.mktemp("volumes").name
    folder.mkdir()
    place = Place(hypervisor, folder, images)
    try:
        yield place
    finally:
        place.close()
