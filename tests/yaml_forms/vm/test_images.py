"""Formats of images: what names tell, what bytes tell, and that nothing is opened unless somebody asks for it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from libvirt_xml.yaml_forms.loading import Loaded, Options, Source, load
from libvirt_xml.yaml_forms.vm.topics.disks.images import formats, named_format, probed_format

NAMES = [
    ("/srv/a.qcow2", "qcow2"),
    ("/srv/a.QCOW2", "qcow2"),
    ("/srv/a.b.raw", "raw"),
    ("/srv/a.vmdk", "VMDK"),
    ("/srv/a.vdi", "VDI"),
    ("/srv/a.vhd", "VHD"),
    ("/srv/a.vhdx", "VHDX"),
    ("/srv/a.iso", "ISO"),
    ("/srv/a.qcow2.xz", "xz"),
    ("/srv/a.img.gz", "gzip"),
    ("/srv/a.zip", "ZIP"),
    ("/srv/a.img", None),
    ("/srv/a", None),
    ("/srv/raw", None),
    ("/srv.raw/a", None),
    ("/srv/.raw", None),
    ("/srv/a.", None),
    ("", None),
]

CONTENTS = [
    ("qcow2 of version 3", b"QFI\xfb\0\0\0\3", "qcow2"),
    ("qcow2 of version 2", b"QFI\xfb\0\0\0\2", "qcow2"),
    ("qcow, which is version 1", b"QFI\xfb\0\0\0\1", "qcow"),
    ("a version that nobody knows", b"QFI\xfb\0\0\0\4", "raw"),
    ("VMDK with a header", b"KDMV\1", "VMDK"),
    ("VMDK that is a description", b"# Disk DescriptorFile\nversion=1\n", "VMDK"),
    ("VDI", b"<<< Oracle VM VirtualBox Disk Image >>>\n".ljust(64, b"\0") + b"\x7f\x10\xda\xbe", "VDI"),
    ("VHD that grows", b"conectix", "VHD"),
    ("VHD of a fixed size", bytes(2048) + b"conectix".ljust(512, b"\0"), "VHD"),
    ("VHDX", b"vhdxfile", "VHDX"),
    ("a CD-ROM", bytes(32768) + b"\1CD001\1", "ISO"),
    ("xz", b"\xfd7zXZ\0", "xz"),
    ("gzip", b"\x1f\x8b\x08\0", "gzip"),
    ("zip", b"PK\3\4", "ZIP"),
    ("a boot sector", bytes(510) + b"\x55\xaa", "raw"),
    ("nothing", b"", "raw"),
    ("the beginning of a magic number", b"QFI", "raw"),
]


@pytest.mark.parametrize(("name", "title"), NAMES)
def test_a_name_tells_a_format_or_none(name: str, title: str | None) -> None:
    """By its last ending, in any case."""
    form = named_format(name)
    assert (form and form.title) == title


@pytest.mark.parametrize(("content", "title"), [case[1:] for case in CONTENTS], ids=[case[0] for case in CONTENTS])
def test_content_tells_a_format(tmp_path: Path, content: bytes, title: str) -> None:
    """What has no other mark is raw."""
    (tmp_path / "a").write_bytes(content)
    form = probed_format(str(tmp_path / "a"))
    assert form is not None
    assert form.title == title


def test_what_is_no_file_that_can_be_read_tells_nothing(tmp_path: Path) -> None:
    """A pipe keeps nobody waiting."""
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path, tmp_path / "absent", "/dev/zero"):
        assert probed_format(str(path)) is None


def test_each_ending_is_of_one_format() -> None:
    """And each mark has bytes."""
    endings = [ending for form in formats().values() for ending in form.endings]
    assert len(endings) == len(set(endings))
    assert all(mark for form in formats().values() for _, mark in form.magic)


def spec(tmp_path: Path, disk: str, *, is_probing: bool = True) -> Loaded:
    text = f"vm: {{name: a, disks: [{{{disk.replace('FOLDER', str(tmp_path))}}}]}}"
    return load(Source(text), options=Options(is_probing=is_probing))


def test_the_content_answers_only_if_it_is_asked(tmp_path: Path) -> None:
    """A pure expansion opens no image."""
    (tmp_path / "a.img").write_bytes(b"QFI\xfb\0\0\0\3")
    assert [problem.code for problem in spec(tmp_path, "path: FOLDER/a.img", is_probing=False).problems] == [
        "missing-key"
    ]
    (document,) = spec(tmp_path, "path: FOLDER/a.img").raise_errors().documents
    assert "<driver name='qemu' type='qcow2'/>" in document.element.to_xml()
    (document,) = spec(tmp_path, "size: 1GiB, image: {path: FOLDER/a.img, overlay: true}").raise_errors().documents
    assert document.machine is not None
    (volume,) = document.machine.volumes()
    assert volume.document.backing_store is not None
    assert volume.document.backing_store.format.type == "qcow2"


MISTAKES = [
    ("path: FOLDER/absent.img", "does not show the format"),
    ("path: FOLDER/packed.img", "packed with xz"),
    ("path: FOLDER/packed.qcow2", "packed with xz"),
    ("path: FOLDER/hyperv.img", "does not support the format VHDX"),
    ("path: FOLDER/a.raw", "is a qcow2 image by its content, and is used as raw; write format: qcow2"),
    ("path: FOLDER/a.raw, format: vmdk", "is a qcow2 image by its content, and is used as vmdk"),
    ("cdrom: FOLDER/a.raw", "is a qcow2 image by its content, and is used as raw"),
    ("path: FOLDER/cdrom.img", "write cdrom instead of path"),
    ("size: 1GiB, image: FOLDER/a.raw", "is a qcow2 image by its content"),
]


@pytest.mark.parametrize(("disk", "message"), MISTAKES)
def test_content_that_does_not_fit_is_one_problem(tmp_path: Path, disk: str, message: str) -> None:
    """Also where the spec says a format."""
    (tmp_path / "packed.img").write_bytes(b"\xfd7zXZ\0")
    (tmp_path / "packed.qcow2").write_bytes(b"\xfd7zXZ\0")
    (tmp_path / "hyperv.img").write_bytes(b"vhdxfile")
    (tmp_path / "a.raw").write_bytes(b"QFI\xfb\0\0\0\3")
    (tmp_path / "cdrom.img").write_bytes(bytes(32768) + b"\1CD001\1")
    (problem,) = spec(tmp_path, disk).problems
    assert message in problem.full_message
    assert problem.severity == "error"


RIGHT = [
    "path: FOLDER/absent.qcow2",
    "path: FOLDER/a.img, format: qcow2",
    "cdrom: FOLDER/cdrom.img",
    "path: FOLDER/a.raw, size: 1GiB",
]


@pytest.mark.parametrize("disk", RIGHT)
def test_what_fits_or_cannot_be_read_is_left_alone(tmp_path: Path, disk: str) -> None:
    """A file that is to be made is not looked at."""
    (tmp_path / "a.img").write_bytes(b"QFI\xfb\0\0\0\3")
    (tmp_path / "a.raw").write_bytes(b"QFI\xfb\0\0\0\3")
    (tmp_path / "cdrom.img").write_bytes(bytes(32768) + b"\1CD001\1")
    assert spec(tmp_path, disk).problems == ()


def test_what_is_guessed_back_says_its_format() -> None:
    """A spec made of a domain is the same domain, whatever its images are called."""
    from libvirt_xml import Domain
    from libvirt_xml.changes import compare
    from libvirt_xml.yaml_forms.text.emitting import dump
    from libvirt_xml.yaml_forms.vm.back import to_vm

    keys = ", ".join(
        f"{{name: d{at}, path: {path}, format: {format}}}"
        for at, (path, format) in enumerate(
            [
                ("/a.img", "raw"),
                ("/a.img", "qcow2"),
                ("/a.iso", "raw"),
                ("/a.vhdx", "raw"),
                ("/a.xz", "raw"),
                ("/a", "raw"),
            ]
        )
    )
    (document,) = load(Source(f"vm: {{name: a, disks: [{keys}]}}")).raise_errors().documents
    element = document.element
    assert isinstance(element, Domain)
    text = dump([("vm", to_vm(element))])
    assert text.count("format:") == 6
    (again,) = load(Source(text)).raise_errors().documents
    assert compare(again.element, element) == []
    device = Domain.from_xml(element.to_xml().replace("/a.xz", "/dev/sdz"))
    text = dump([("vm", to_vm(device))])
    (again,) = load(Source(text)).raise_errors().documents
    assert compare(again.element, device) == [], text


def test_a_spec_can_be_written_with_the_formats_that_were_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """So that an older one, in which .img was raw, needs no look into files any more."""
    from libvirt_xml.cli.main import main

    monkeypatch.chdir(tmp_path)
    for name, content in (("a.img", b"QFI\xfb\0\0\0\3"), ("b.img", b""), ("c.img", b"KDMV")):
        Path(name).write_bytes(content)
    images = {"a": "image: FOLDER/a.img", "b": "image: {path: FOLDER/c.img, overlay: true}", "c": "path: FOLDER/b.img"}
    disks = ", ".join(f"{{name: {name}, {keys}}}" for name, keys in images.items())
    Path("spec.yaml").write_text(f"vm: {{name: a, disks: [{disks.replace('FOLDER', str(tmp_path))}]}}")
    assert main(["convert", "--probe", "spec.yaml", "--to", "vm", "-o", "new.yaml"]) == 0
    assert main(["convert", "--probe", "spec.yaml"]) == 0
    before = capsys.readouterr().out
    assert main(["convert", "spec.yaml", "-q"]) == 1
    capsys.readouterr()
    assert main(["convert", "new.yaml"]) == 0
    assert capsys.readouterr().out == before
    text = Path("new.yaml").read_text()
    assert [text.count(f"format: {format}") for format in ("qcow2", "raw", "vmdk")] == [1, 1, 1]
