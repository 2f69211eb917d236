"""Ctrl-C while a host is asked or changed: what was done is said, status 130, no traceback."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from libvirt_xml.cli.commands import capture
from tests.cli.conftest import Run

COMMAND = [sys.executable, "-m", "libvirt_xml.cli"]
ROOT = Path(__file__).resolve().parent.parent.parent
MACHINE = "<domain type='test'><name>apply-{}</name><memory>8192</memory><os><type>hvm</type></os></domain>"

pytest.importorskip("libvirt", reason="needs libvirt-python", exc_type=ImportError)


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """A host that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


def _started(folder: Path, *argv: str) -> subprocess.Popen[str]:
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    pipe = subprocess.PIPE
    return subprocess.Popen([*COMMAND, *argv], cwd=folder, env=environ, stdout=pipe, stderr=pipe, text=True)


def _interrupted(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    process.send_signal(signal.SIGINT)
    try:
        out, complaints = process.communicate(timeout=60)
    finally:
        process.kill()
    return process.returncode, out, complaints


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        ("plan web1.xml", "libvirt-xml: nothing was changed\n"),
        ("apply --yes web1.xml", "libvirt-xml: nothing was changed\n"),
        ("export --all -o host/", "libvirt-xml: nothing was written\n"),
        ("export domain web1", ""),
        ("capture -o host.json", "libvirt-xml: nothing was written\n"),
        ("capture", ""),
    ],
)
def test_while_a_host_does_not_answer(tmp_path: Path, silent: socket.socket, argv: str, words: str) -> None:
    """The command ends at once, and says that it did nothing."""
    (tmp_path / "web1.xml").write_text(MACHINE.format(1))
    port = silent.getsockname()[1]
    process = _started(tmp_path, *argv.split(), "-c", f"test+tcp://127.0.0.1:{port}/default")
    silent.settimeout(60)
    with silent.accept()[0] as connection:
        connection.recv(1)
        assert _interrupted(process) == (130, "", words)
    assert [path.name for path in tmp_path.iterdir()] == ["web1.xml"]


def test_while_machines_are_made(tmp_path: Path) -> None:
    """The report has each of them: done, under way, or not begun, in this order."""
    count = 400
    for number in range(count):
        (tmp_path / f"{number:03}.xml").write_text(MACHINE.format(f"{number:03}"))
    process = _started(tmp_path, "apply", "--yes", ".", "-c", "test:///default")
    assert process.stdout is not None
    first = next(line for line in process.stdout if not line.startswith("+ "))
    status, out, complaints = _interrupted(process)
    assert (status, complaints) == (130, "")
    words = [line.partition(": ")[2] for line in [first, *out.splitlines(keepends=True)]]
    done, left = words.count("done\n"), words.count("not begun\n")
    assert first == "domain apply-000: done\n"
    assert done >= 1
    assert left >= 1
    assert words == ["done\n"] * done + words[done : len(words) - left] + ["not begun\n"] * left
    assert count - done - left <= 1


def _interrupt(*arguments: object) -> str:
    raise KeyboardInterrupt


def test_while_files_are_written(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is there already is named."""
    monkeypatch.setattr(capture, "_host_text", lambda *_: "{}")
    monkeypatch.setattr(capture, "_inventory_text", _interrupt)
    done = run("capture", "-o", "host.json", "--inventory", "inventory.json", "-c", "test:///default")
    assert (done.status, done.err) == (130, "libvirt-xml: only host.json was written\n")
    assert (folder / "host.json").read_text() == "{}"
