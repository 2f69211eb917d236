"""``edit``: a file is replaced at once, or not at all."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

import libvirt_xml
from libvirt_xml import Domain, FileChangedError, ParseError, WriteError

_TEXT = "<domain type='kvm'>\r\n\t<name>a</name> <!-- its name -->\r\n\t<memory unit='GiB'>4</memory>\r\n</domain>"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "vm.xml"
    path.write_bytes(_TEXT.encode())
    return path


def test_one_value(file: Path) -> None:
    """What is changed is written, with the mode that the file had."""
    file.chmod(0o640)
    with libvirt_xml.edit(file) as domain:
        domain.memory.value = 8
    assert file.read_bytes() == _TEXT.replace(">4<", ">8<").encode()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert list(file.parent.iterdir()) == [file]


def test_nothing(file: Path) -> None:
    """A file of which nothing is changed is not written, also if it cannot be."""
    (file.parent / "other").hardlink_to(file)
    before = file.stat()
    with libvirt_xml.edit(str(file), Domain) as domain:
        domain.memory.value = 4
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_an_exception(file: Path) -> None:
    """Nothing is written after an exception, the program's or ours."""
    with pytest.raises(ZeroDivisionError), libvirt_xml.edit(file) as domain:
        domain.memory.value, domain.title = 8, 1 / 0
    with pytest.raises(WriteError), libvirt_xml.edit(file) as domain:
        domain.name = "\x00"
    assert file.read_bytes() == _TEXT.encode()


def test_somebody_else(file: Path) -> None:
    """What somebody else wrote meanwhile is not overwritten."""
    with pytest.raises(FileChangedError, match=r"vm\.xml: the file was changed"), libvirt_xml.edit(file) as domain:
        domain.memory.value = file.write_text("<domain/>")
    assert file.read_text() == "<domain/>"


def test_several_names(file: Path) -> None:
    """A file with several names is refused, or written into."""
    other = file.parent / "other"
    other.hardlink_to(file)
    with pytest.raises(PermissionError, match="2 names"), libvirt_xml.edit(file) as domain:
        domain.memory.value = 8
    assert file.read_bytes() == _TEXT.encode()
    with libvirt_xml.edit(file, is_atomic=False) as domain:
        domain.memory.value = 8
    assert other.read_bytes() == _TEXT.replace(">4<", ">8<").encode()


def test_a_link(file: Path) -> None:
    """A symbolic link stays one."""
    link = file.parent / "link"
    link.symlink_to(file)
    with libvirt_xml.edit(link) as domain:
        domain.memory.value = 8
    assert link.is_symlink()
    assert b">8<" in file.read_bytes()


def test_refused_files(file: Path) -> None:
    """A file that is not there, too large, or none of the class."""
    with pytest.raises(FileNotFoundError), libvirt_xml.edit(file.parent / "none"):
        pass
    with pytest.raises(ParseError, match=r"vm\.xml"), libvirt_xml.edit(file, max_size=10):
        pass
    with pytest.raises(ParseError, match=r"vm\.xml"), libvirt_xml.edit(file, libvirt_xml.Network):
        pass
    assert list(file.parent.iterdir()) == [file]
