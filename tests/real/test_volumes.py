"""From a spec to a machine that boots, by the commands and scripts that ``convert`` writes: pools, volumes, sizes."""

from __future__ import annotations

import subprocess

import pytest

from libvirt_xml.cli.main import main
from tests.real.hypervisor import Hypervisor
from tests.real.places import HEAD, IMAGES, SEED, GiB, Place
from tests.real.shares import share

BY_SCRIPT = share(IMAGES, 0)  # the others by an apply: test_cloud_images.py


@pytest.mark.parametrize("image", [case[1] for case in BY_SCRIPT], ids=[case[0] for case in BY_SCRIPT])
def test_a_machine_boots_from_an_image_that_has_grown(place: Place, image: str) -> None:
    """The volume has the size of the spec, its format, and the guest of the image, whose file stays as it is."""
    format = "raw" if "format: raw" in image else "qcow2"
    name = "cloud-root" if format == "raw" else "cloud-root.qcow2"
    with place.made(f"{HEAD}  disks:\n    - {{name: root, pool: DISKS, size: 2GiB, {image}}}\n{SEED}"):
        assert place.capacity(place.pools[0], name) == str(2 * GiB)
        seen = place.image(f"disks/{name}")
        assert (seen["format"], seen["virtual-size"]) == (format, 2 * GiB)
        assert int(str(seen["actual-size"])) < 4 << 20
        assert place.boots(2 * GiB)
        assert sorted(path.name for path in (place.folder / "disks").iterdir()) == sorted([name, "cloud-cidata.iso"])
    assert place.image("apart/debian.img")["virtual-size"] == 1 << 20


@pytest.mark.parametrize("image", ["image: FOLDER/apart/debian.raw", "image: {pool: IMAGES, volume: debian.qcow2}"])
def test_a_copy_without_a_size_is_as_large_as_its_image(place: Place, image: str) -> None:
    """And starts as it does."""
    with place.made(f"{HEAD}  disks: [{{pool: DISKS, {image}}}]\n"):
        assert place.capacity(place.pools[0], "cloud.qcow2") == str(1 << 20)
        assert place.boots(1 << 20)


def test_a_folder_that_is_there_keeps_its_permissions(place: Place) -> None:
    """Though a pool is made for it."""
    folder = place.folder / "apart"
    folder.chmod(0o750)
    with place.made(f"{HEAD}  disks: [{{path: FOLDER/apart/new.raw, size: 1MiB}}]\n"):
        assert folder.stat().st_mode & 0o777 == 0o750
        assert (folder / "new.raw").stat().st_size == 1 << 20


def test_the_commands_that_are_printed_do_the_same(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """One after the other, as they stand there."""
    image = "{name: root, pool: DISKS, size: 2GiB, image: {pool: IMAGES, volume: debian.qcow2}}"
    text = f"{HEAD}  disks:\n    - {image}\n{SEED}"
    for pool in place.pools:
        place.hypervisor.virsh("pool-start", pool)
    assert main(["convert", str(place.write(text, "cloud")), "-o", f"{place.folder}/made/"]) == 0
    script = place.folder / "printed.sh"
    script.write_text(
        "set -e\nexport LIBVIRT_DEFAULT_URI=qemu:///session\n" + capsys.readouterr().out, encoding="utf-8"
    )
    done = place.run(script)
    try:
        assert done.returncode == 0, done.stderr
        assert place.capacity(place.pools[0], "cloud-root.qcow2") == str(2 * GiB)
        assert place.boots(2 * GiB)
    finally:
        place.hypervisor.virsh("undefine", "cloud")


def test_a_script_can_be_run_again(place: Place) -> None:
    """What is there stays; what cloud-init reads is new; the machine runs, as nothing says that it must not."""
    text = HEAD.replace("  state: stopped\n", "") + "  disks:\n    - {name: root, pool: DISKS, size: 2GiB}\n" + SEED
    with place.made(text) as script:
        assert place.hypervisor.virsh("domstate", "cloud").stdout.strip() == "running"
        disk = place.folder / "disks/cloud-root.qcow2"
        before = disk.stat().st_ino
        place.script(text.replace("nginx", "apache2, a-package-with-a-longer-name"))
        done = place.run(script)
        assert done.returncode == 0, done.stderr
        assert "volume cloud-root.qcow2 (pool" in done.stderr
        assert "domain cloud exists and does not change" in done.stderr
        assert disk.stat().st_ino == before
        assert "but it has" not in done.stderr
        place.script(text.replace("2GiB", "3GiB"))
        assert "but it has 2147483648 bytes, not 3221225472" in place.run(script).stderr
        assert b"nginx" in (place.folder / "disks/cloud-cidata.iso").read_bytes()
        place.script(text.replace("nginx", "apache2, a-package-with-a-longer-name"))
        assert place.run(script).returncode == 0
        assert b"apache2" in (place.folder / "disks/cloud-cidata.iso").read_bytes()


def test_nothing_half_made_is_left(place: Place) -> None:
    """An image that is larger than the disk is refused by libvirt, once it is copied."""
    subprocess.run(["truncate", "-s", "3G", str(place.folder / "apart/debian.raw")], check=True)
    for number, more in enumerate(("", ", format: raw")):
        text = f"{HEAD}  disks: [{{pool: DISKS, size: 2GiB, image: FOLDER/apart/debian.raw{more}}}]\n"
        done = place.run(place.script(text, f"large{number}"))
        assert done.returncode != 0
        assert "shrink" in done.stderr
    assert list((place.folder / "disks").iterdir()) == []
    assert "large" not in place.hypervisor.virsh("list", "--all", "--name").stdout


def test_what_is_not_ours_is_not_deleted(place: Place) -> None:
    """A volume by the name of the one that is uploaded only to be converted."""
    disk = "{name: root, pool: DISKS, size: 1GiB, image: FOLDER/apart/debian.raw}"
    (place.folder / "disks/cloud-root.qcow2.image").write_bytes(b"somebody's")
    done = place.run(place.script(f"{HEAD}  disks: [{disk}]\n"))
    assert done.returncode != 0
    assert "already" in done.stderr
    assert [path.name for path in (place.folder / "disks").iterdir()] == ["cloud-root.qcow2.image"]


def test_a_file_gets_the_pool_of_its_folder(place: Place) -> None:
    """One of its own, or that of the spec; the folder is made."""
    with place.made(
        f"{HEAD}  disks: [{{path: FOLDER/far/away/root.qcow2, size: 1GiB, image: FOLDER/apart/debian.raw}}]\n"
    ):
        assert place.image("far/away/root.qcow2")["virtual-size"] == GiB
        assert place.boots(GiB)
    pool = "---\nstorage_pool: {type: dir, name: by the spec, target: {path: FOLDER/near}}\n"
    with place.made(f"{HEAD}  disks: [{{path: FOLDER/near/root.raw, size: 1GiB}}]\n{pool}", "second"):
        assert place.capacity("by the spec", "root.raw") == str(GiB)


def test_a_file_is_refused_by_the_pool_of_another_folder(place: Place) -> None:
    """libvirt would put it into the pool's own folder without a word."""
    done = place.run(place.script(f"{HEAD}  disks: [{{pool: DISKS, path: FOLDER/apart/root.qcow2, size: 1GiB}}]\n"))
    assert done.returncode == 1
    assert f"the pool {place.pools[0]} is not in the folder {place.folder}/apart" in done.stderr
    assert list((place.folder / "disks").iterdir()) == []


def test_names_with_marks_reach_libvirt(place: Place) -> None:
    """Quotes, blanks, dollar signs and hyphens are what they are."""
    volume = '-it\'s $HOME `x` \\"a\\".qcow2'
    disks = f'  disks: [{{pool: DISKS, volume: "{volume}", size: 1GiB, image: FOLDER/apart/debian.raw}}]\n'
    with place.made(HEAD + disks):
        assert place.capacity(place.pools[0], volume.replace("\\", "")) == str(GiB)
        assert place.boots(GiB)


SPACES = [
    ("format: raw", 0, 1 << 20),
    ("format: raw, preallocation: falloc", 64 << 20, 66 << 20),
    ("preallocation: none", 0, 1 << 20),
    ("preallocation: metadata", 200 << 10, 1 << 20),
    ("preallocation: falloc", 64 << 20, 66 << 20),
]


@pytest.mark.parametrize(("more", "least", "most"), SPACES)
def test_volumes_take_the_space_that_they_are_told_to(place: Place, more: str, least: int, most: int) -> None:
    """None at first; all of today's qcow2."""
    with place.made(f"{HEAD}  disks: [{{pool: DISKS, volume: v, size: 64MiB, {more}}}]\n"):
        seen = place.image("disks/v")
        assert least <= int(str(seen["actual-size"])) <= most
        assert seen["virtual-size"] == 64 << 20
        if "raw" not in more:
            assert seen["format-specific"]["data"]["compat"] == "1.1"  # type: ignore[index]


def test_qemu_finds_no_disk_in_a_device_that_is_told_as_a_file(hypervisor: Hypervisor) -> None:
    """Why ``path: /dev/...`` is refused."""
    xml = (
        "<domain type='qemu'><name>device</name><memory unit='MiB'>64</memory><os><type>hvm</type></os><devices>"
        "<disk type='file'><driver name='qemu' type='raw'/><source file='/dev/null'/><target dev='vda'/></disk>"
        "</devices></domain>"
    )
    with hypervisor.defined(xml):
        done = hypervisor.virsh("start", "device")
        assert "file" in done.stderr
        assert done.returncode != 0
