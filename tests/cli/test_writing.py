"""Files are replaced at once, or written into where that is asked for; nothing is half done."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from libvirt_xml.editing.files import file_writing, inplace
from tests.cli.conftest import Run

Write = Callable[..., None]
_UGLY = "<domain>\n<name>a</name></domain>\n"
_PRETTY = "<domain>\n  <name>a</name>\n</domain>\n"
_COMMANDS = [
    ["format", "--in-place", "a.xml"],
    ["convert", "b.xml", "-o", "a.xml"],
    ["convert", "b.xml", "-o", ".", "--to", "xml", "-q"],
    ["schema", "-o", "a.xml"],
    ["validate", "--baseline", "a.xml", "--write-baseline", "b.xml"],
]


def _prepare(folder: Path, argv: list[str]) -> Path:
    """A file that the command would write."""
    (folder / "b.xml").write_text("<domain type='kvm'><name>a</name><memory>1</memory></domain>")
    known = '{"version": 2, "problems": []}'
    (folder / "a.xml").write_text(known if "--baseline" in argv else _UGLY)
    return folder / "a.xml"


@pytest.mark.parametrize("argv", _COMMANDS, ids=" ".join)
def test_several_names(run: Run, folder: Path, argv: list[str]) -> None:
    """A file with hard links is refused, or stays the same file under all its names."""
    file = _prepare(folder, argv)
    other = folder / "other"
    other.hardlink_to(file)
    before = file.read_text()
    done = run(*argv)
    assert done.status == 2
    assert "a.xml': the file has 2 names (hard links)" in done.err
    assert "--no-atomic" in done.err
    assert file.read_text() == before
    done = run(*argv, "--no-atomic")
    assert done.status == 0, done.err
    assert file.samefile(other)
    assert other.read_text() != before
    assert sorted(path.name for path in folder.iterdir()) == ["a.xml", "b.xml", "other"]


@pytest.mark.parametrize("argv", _COMMANDS, ids=" ".join)
def test_read_only(run: Run, folder: Path, argv: list[str]) -> None:
    """A read-only file is refused."""
    file = _prepare(folder, argv)
    before = file.read_text()
    file.chmod(0o444)
    done = run(*argv)
    assert (done.status, "a.xml': the file is read-only" in done.err) == (2, True)
    assert file.read_text() == before
    done = run(*argv, "--no-atomic")
    assert done.status == (0 if os.access(file, os.W_OK) else 2)
    assert stat.S_IMODE(file.stat().st_mode) == 0o444


def test_one_of_several_files(folder: Path) -> None:
    """If one is refused, none is written."""
    Path("a").write_text("old")
    Path("b").write_text("old")
    Path("c").hardlink_to("b")
    with pytest.raises(PermissionError):
        file_writing.replace_files({"a": b"new", "b": b"new"})
    assert {path.name: path.read_text() for path in folder.iterdir()} == dict.fromkeys("abc", "old")


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="extended attributes are Linux's")
def test_attributes_stay(folder: Path) -> None:
    """Extended attributes go with the content."""
    Path("a").write_text("old")
    try:
        os.setxattr("a", "user.test", b"1")
    except OSError:
        pytest.skip("this file system has no extended attributes")
    file_writing.replace_file("a", b"new")
    assert os.getxattr("a", "user.test") == b"1"


@pytest.mark.parametrize("size", [1, 100])
@pytest.mark.parametrize("fails", ["posix_fallocate", "fsync"])
def test_a_full_disk(folder: Path, monkeypatch: pytest.MonkeyPatch, size: int, fails: str) -> None:
    """What was in a file that is written into is put back."""
    real = getattr(os, fails)
    calls = []

    def refuse(*arguments: int) -> None:
        calls.append(arguments)
        if len(calls) == 1:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(*arguments)

    Path("a").write_text("old content")
    monkeypatch.setattr(inplace.os, fails, refuse)
    if fails == "posix_fallocate" and size == 1:
        inplace.overwrite("a", b"x")
        assert not calls
        return
    with pytest.raises(OSError, match="No space"):
        inplace.overwrite("a", b"x" * size)
    assert Path("a").read_text() == "old content"


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_signals(folder: Path, name: str) -> None:
    """A signal amid writing leaves the old file and nothing else, and ends the process as it would have."""
    script = (
        "import os, signal; from libvirt_xml.editing.files import file_writing\n"
        f"file_writing.os.fsync = lambda handle: os.kill(os.getpid(), signal.{name})\n"
        "file_writing.replace_file('a', b'new')"
    )
    Path("a").write_text("old")
    root = str(Path(__file__).parents[2])
    done = subprocess.run([sys.executable, "-c", script], env={**os.environ, "PYTHONPATH": root}, check=False)
    assert done.returncode == -getattr(signal, name)
    assert {path.name: path.read_text() for path in folder.iterdir()} == {"a": "old"}
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_new_files(folder: Path) -> None:
    """What is not there is made at once, in any case."""
    file_writing.replace_file("a", b"new", is_atomic=False)
    assert Path("a").read_bytes() == b"new"


def test_a_report_does_not_replace_a_document(run: Run, folder: Path) -> None:
    """A report over a file that is checked, also by another name of it, is refused; over another one it is not."""
    (folder / "a.xml").write_text(_UGLY)
    (folder / "b.xml").symlink_to("a.xml")
    for name in ("a.xml", "b.xml"):
        done = run("validate", "a.xml", "-o", name)
        assert (done.status, "the report would replace it" in done.err) == (2, True)
    assert (folder / "a.xml").read_text() == _UGLY
    (folder / "report.txt").write_text("old")
    assert run("validate", "a.xml", "-o", "report.txt").status == 0
    assert (folder / "report.txt").read_text() != "old"
    for _ in range(2):  # the second time, the report is in the folder
        assert run("validate", ".", "--format", "junit", "-o", "report.xml").status == 0


@pytest.mark.parametrize("command", ["convert b.xml --to yaml", "schema vm", "clone b.xml --name c", "validate b.xml"])
def test_a_folder_that_is_missing(run: Run, folder: Path, command: str) -> None:
    """The message names the folder of a file, and what makes it."""
    _prepare(folder, [])
    done = run(*command.split(), "-o", "no such/x")
    assert done.status == 2
    assert done.err.endswith(
        "libvirt-xml: cannot write 'no such/x': there is no folder 'no such'; mkdir -p 'no such' makes it\n"
    )
