"""From a spec to a machine that boots, by one apply: pools, volumes, sizes; and nothing to do after that."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from libvirt_xml.cli.main import main
from tests.real.places import HEAD, IMAGES, SEED, GiB, Place
from tests.real.shares import share

pytest.importorskip("libvirt", reason="needs libvirt-python", exc_type=ImportError)

BY_APPLY = share(IMAGES, 1)  # the others by a script: test_volumes.py


@contextmanager
def _applied(place: Place, text: str, name: str = "cloud") -> Iterator[list[str]]:
    """What an apply makes; the machine is gone afterwards."""
    argv = [str(place.write(text, name)), "-c", place.hypervisor.uri]
    try:
        assert main(["apply", "--yes", *argv]) == 0
        yield argv
    finally:
        place.hypervisor.virsh("destroy", name)
        place.hypervisor.virsh("undefine", name, "--nvram")


@pytest.mark.parametrize("image", [case[1] for case in BY_APPLY], ids=[case[0] for case in BY_APPLY])
def test_a_machine_boots_from_an_image_that_has_grown(
    place: Place, image: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The volume has the size of the spec, its format, and the guest of the image, whose file stays as it is."""
    form = "raw" if "format: raw" in image else "qcow2"
    name = "cloud-root" if form == "raw" else "cloud-root.qcow2"
    with _applied(place, f"{HEAD}  disks:\n    - {{name: root, pool: DISKS, size: 2GiB, {image}}}\n{SEED}") as argv:
        assert place.capacity(place.pools[0], name) == str(2 * GiB)
        seen = place.image(f"disks/{name}")
        assert (seen["format"], seen["virtual-size"]) == (form, 2 * GiB)
        assert int(str(seen["actual-size"])) < 4 << 20
        capsys.readouterr()
        assert main(["plan", *argv]) == 0
        assert capsys.readouterr().out == "Nothing to do.\n"
        assert place.boots(2 * GiB)


def test_an_empty_host(place: Place) -> None:
    """The pool of a folder is defined, its folder made, the volume created and grown later; the guest runs."""
    text = f"{HEAD.replace('stopped', 'running')}  disks: [{{path: FOLDER/new/cloud.qcow2, size: 1GiB}}]\n"
    with _applied(place, text):
        pool = str(place.folder / "new").strip("/").replace("/", "-")
        assert place.capacity(pool, "cloud.qcow2") == str(GiB)
        assert place.hypervisor.virsh("domstate", "cloud").stdout.strip() == "running"
        larger = str(place.write(text.replace("1GiB", "2GiB"), "cloud"))
        assert main(["plan", larger, "-c", place.hypervisor.uri]) == 1
        assert main(["apply", "--yes", larger, "-c", place.hypervisor.uri]) == 0
        assert main(["plan", larger, "-c", place.hypervisor.uri]) == 0
        smaller = str(place.write(text, "cloud"))
        assert main(["apply", "--yes", smaller, "-c", place.hypervisor.uri]) == 0
        assert place.capacity(pool, "cloud.qcow2") == str(2 * GiB)


@pytest.mark.parametrize(
    "disk",
    [
        "volume: one.qcow2, image: {pool: IMAGES, volume: debian.qcow2}",
        "volume: one.qcow2, image: {path: FOLDER/apart/debian.img, format: qcow2, overlay: true}",
    ],
    ids=["a clone", "an overlay"],
)
def test_a_volume_of_a_running_guest_grows(place: Place, disk: str) -> None:
    """The guest sees the new size at once, whether it has the volume by its pool or by its file."""
    text = f"{HEAD.replace('stopped', 'running')}  disks: [{{pool: DISKS, SIZE, {disk}}}]\n"
    with _applied(place, text.replace("SIZE", "size: 1GiB")):
        assert place.hypervisor.virsh("domstate", "cloud").stdout.strip() == "running"
        larger = ["-c", place.hypervisor.uri, str(place.write(text.replace("SIZE", "size: 2GiB"), "cloud"))]
        assert main(["plan", *larger]) == 1
        assert main(["apply", "--yes", *larger]) == 0
        shown = place.hypervisor.virsh("domblkinfo", "cloud", "vda").stdout
        assert shown.split()[:2] == ["Capacity:", str(2 * GiB)]
        assert main(["plan", *larger]) == 0
        assert place.hypervisor.virsh("domstate", "cloud").stdout.strip() == "running"
