"""What is uploaded into a volume is there, byte for byte, and its holes are none that take room."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from libvirt_xml import StorageVolume
from libvirt_xml.apply import Host, HostVolume
from tests.real.places import Place

pytest.importorskip("libvirt", reason="needs libvirt-python", exc_type=ImportError)

MiB = 1 << 20
VOLUME = """<volume><name>filled</name><capacity unit='bytes'>{}</capacity><allocation>0</allocation>
<target><format type='raw'/></target></volume>"""


def _file(path: Path, pieces: list[tuple[int, int]], size: int) -> Path:
    """A file of some size with pieces of data at places, and holes between them."""
    choose = random.Random(1)
    with path.open("wb") as file:
        for start, length in pieces:
            file.seek(start)
            file.write(choose.randbytes(length))
        file.truncate(size)
    return path


@pytest.mark.parametrize(
    ("pieces", "size"),
    [
        ([(0, 3 * MiB)], 3 * MiB),
        ([(0, 300_000), (2 * MiB, 700_001), (5 * MiB, MiB)], 9 * MiB),
        ([(4 * MiB, 1)], 4 * MiB + 1),
        ([], 2 * MiB),
        ([], 0),
    ],
    ids=["data only", "data and holes", "data at the end", "a hole only", "nothing"],
)
@pytest.mark.parametrize("sparse", [True, False])
def test_every_byte_arrives(place: Place, pieces: list[tuple[int, int]], size: int, sparse: bool) -> None:
    source = _file(place.folder / "source", pieces, size)
    place.hypervisor.virsh("pool-start", place.pools[0])
    with Host(place.hypervisor.uri) as host:
        volume = _volume(host, place, size)
        volume.upload(source, sparse=sparse)
        target = place.folder / "disks" / "filled"
        assert target.read_bytes() == source.read_bytes()
        if sparse:
            assert target.stat().st_blocks <= source.stat().st_blocks + 128


def test_a_file_that_is_open_is_read_from_where_it_is(place: Place) -> None:
    source = _file(place.folder / "source", [(0, MiB)], MiB)
    place.hypervisor.virsh("pool-start", place.pools[0])
    with Host(place.hypervisor.uri) as host, source.open("rb") as file:
        file.read(10)
        _volume(host, place, MiB).upload(file, sparse=True)
    assert (place.folder / "disks" / "filled").read_bytes()[: MiB - 10] == source.read_bytes()[10:]


def _volume(host: Host, place: Place, size: int) -> HostVolume:
    return host.pool(place.pools[0]).create(StorageVolume.from_xml(VOLUME.format(size)))
