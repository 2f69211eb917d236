"""Where ``convert`` writes: files, folders with volumes and images, all or nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Run

Write = Callable[..., None]
LAN = "network:\n  name: lan\n"
TWO = LAN + "---\nnetwork:\n  name: a--b\n"
NEEDY = """\
vm:
  name: web1
  disks:
    - {name: root, size: 20GiB, pool: default, image: {pool: images, volume: debian-12.qcow2}}
  cloud_init: {user_data: {packages: [nginx]}}
"""


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file(run: Run, write: Write, folder: Path) -> None:
    """``-o`` replaces a file at once, keeping its permissions; the input may be that file."""
    write(lan=LAN)
    (folder / "lan").chmod(0o640)
    done = run("convert", "lan", "-o", "lan")
    assert (done.status, done.out, done.err) == (0, "", "")
    assert (folder / "lan").read_text() == "<network>\n  <name>lan</name>\n</network>\n"
    assert (folder / "lan").stat().st_mode & 0o777 == 0o640
    assert _names(folder) == ["lan"]


def test_several_documents(run: Run, write: Write, folder: Path) -> None:
    """On standard output each XML document has its name before it, as a comment may hold it; a file holds one only."""
    write(**{"two.yaml": TWO})
    out = run("convert", "two.yaml").out
    assert out.startswith("<!-- network lan -->\n<network>\n")
    assert "\n<!-- network a- -b -->\n<network>\n" in out
    assert run("convert", "two.yaml", "--to", "yaml").out == TWO
    done = run("convert", "two.yaml", "-o", "two.xml")
    said = "libvirt-xml: an XML file contains one document, and there are 2; -o DIR/ writes a file for each\n"
    assert (done.status, done.err) == (2, said)
    assert run("convert", "two.yaml", "--to", "yaml", "-o", "both.yaml").status == 0
    assert _names(folder) == ["both.yaml", "two.yaml"]


def test_what_a_machine_needs(run: Run, write: Write) -> None:
    """Volumes that are not written are named, unless ``-q`` or a spec that says them is written."""
    write(**{"web1.yaml": NEEDY})
    said = (
        "libvirt-xml: web1 needs the volumes web1-root.qcow2 (pool default, a copy of debian-12.qcow2 in the pool "
        "images) and web1-cidata.iso (pool default); -o DIR/ writes them too\n"
    )
    assert run("convert", "web1.yaml").err == said
    assert run("convert", "web1.yaml", "-o", "web1.xml").err == said
    assert run("convert", "web1.yaml", "--to", "yaml").err == said
    assert run("convert", "web1.yaml", "-q").err == ""
    assert run("convert", "web1.yaml", "--to", "vm").err == ""
    assert run("convert", "web1.yaml", "--explain").err == ""


def test_a_folder(run: Run, write: Write, folder: Path) -> None:
    """A file for each document and volume, and the image with its bytes; the same again the second time."""
    write(**{"web1.yaml": NEEDY + "---\n" + LAN})
    done = run("convert", "web1.yaml", "-o", "new/build/")
    names = [
        "web1.xml",
        "lan.network.xml",
        "web1-root.qcow2.volume.xml",
        "web1-cidata.iso.volume.xml",
        "web1-cidata.iso",
    ]
    assert done.out.splitlines()[-1] == "virsh start --domain web1"
    assert (done.status, done.err) == (0, f"libvirt-xml: wrote {', '.join(names)} to new/build/\n")
    build = folder / "new" / "build"
    assert _names(build) == sorted(names)
    image = (build / "web1-cidata.iso").read_bytes()
    assert image[32768:32774] == b"\x01CD001"
    assert f"<capacity unit='bytes'>{len(image)}</capacity>" in (build / "web1-cidata.iso.volume.xml").read_text()
    assert "<capacity unit='GiB'>20</capacity>" in (build / "web1-root.qcow2.volume.xml").read_text()
    assert run("convert", "web1.yaml", "-o", "new/build", "-q").err == "", "a folder needs no slash once it is there"
    assert (build / "web1-cidata.iso").read_bytes() == image


def test_a_folder_of_yaml(run: Run, write: Write, folder: Path) -> None:
    """The document form has the volumes too, a spec has them itself."""
    write(**{"web1.yaml": NEEDY})
    run("convert", "web1.yaml", "--to", "yaml", "-o", "yaml/")
    run("convert", "web1.yaml", "--to", "vm", "-o", "vm/")
    assert _names(folder / "yaml") == [
        "web1-cidata.iso", "web1-cidata.iso.volume.yaml", "web1-root.qcow2.volume.yaml", "web1.yaml",
    ]  # fmt: skip
    assert _names(folder / "vm") == ["web1.yaml"]
    assert run("validate", *(str(path) for path in (folder / "yaml").glob("*.yaml"))).status == 0


@pytest.mark.parametrize(
    ("name", "file"),
    [("../../x", ".._.._x.network.xml"), ("..", "__.network.xml"), ("a\\b", "a_b.network.xml")],
)
def test_names_stay_in_the_folder(run: Run, folder: Path, name: str, file: str) -> None:
    """No name of a document leads out of the folder."""
    (folder / "in").mkdir()
    assert run("convert", "--no-check", "-o", "in", stdin=f"network: {{name: '{name}'}}".encode()).status == 0
    assert _names(folder / "in") == [file]
    assert _names(folder) == ["in"]


def test_documents_without_a_name(run: Run, folder: Path) -> None:
    """Their UUID is their name, else their kind."""
    text = "secret: {uuid: 9b1c5e62-6f0a-4d7e-9a52-3f1c8a1e7d10}\n---\nsecret: {usage: {type: ceph, name: x}}"
    assert run("convert", "-o", "in/", stdin=text.encode()).status == 0
    assert _names(folder / "in") == ["9b1c5e62-6f0a-4d7e-9a52-3f1c8a1e7d10.secret.xml", "secret.xml"]


def test_no_two_documents_in_one_file(run: Run, folder: Path) -> None:
    """Two documents whose files would have one name are refused; the same volume of two machines is one file."""
    text = "secret: {usage: {type: ceph, name: x}}\n---\nsecret: {usage: {type: ceph, name: y}}"
    done = run("convert", "-o", "in/", stdin=text.encode())
    said = "libvirt-xml: two documents would both be written to 'in/secret.xml'; write them to different folders\n"
    assert (done.status, done.err) == (2, said)
    assert _names(folder) == []


def test_all_or_nothing(run: Run, write: Write, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If one file cannot be written, none is, and nothing lies about."""
    write(**{"web1.yaml": NEEDY, "in/web1.xml": "old"})
    monkeypatch.setattr(os, "fsync", _fail_after(2))
    done = run("convert", "web1.yaml", "-o", "in/")
    assert (done.status, done.err) == (2, "libvirt-xml: cannot write 'in/': No space left on device\n")
    assert _names(folder / "in") == ["web1.xml"]
    assert (folder / "in" / "web1.xml").read_text() == "old"


def _fail_after(number: int) -> Callable[[int], None]:
    calls: list[int] = []

    def fsync(handle: int) -> None:
        calls.append(handle)
        if len(calls) > number:
            raise OSError(28, "No space left on device")

    return fsync


def test_a_folder_in_the_way(run: Run, write: Write, folder: Path) -> None:
    """A folder that has the name of a file is not replaced, nor is anything else."""
    (folder / "in" / "web1-cidata.iso").mkdir(parents=True)
    write(**{"web1.yaml": NEEDY})
    done = run("convert", "web1.yaml", "-o", "in")
    assert (done.status, done.err) == (2, "libvirt-xml: cannot write 'in': Is a directory\n")
    assert _names(folder / "in") == ["web1-cidata.iso"]


def test_a_pipe_is_written_to(run: Run, write: Write, folder: Path) -> None:
    """What is no file is not replaced by one: the null device, a named pipe."""
    write(**{"lan.yaml": LAN})
    os.mkfifo(folder / "pipe")
    reader = os.open(folder / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    assert run("convert", "lan.yaml", "-o", "pipe").status == 0
    assert os.read(reader, 4096).startswith(b"<network>")
    os.close(reader)
    assert (folder / "pipe").is_fifo()
    assert run("convert", "lan.yaml", "-o", os.devnull).status == 0
    assert Path(os.devnull).is_char_device()
