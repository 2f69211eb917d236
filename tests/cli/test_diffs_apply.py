"""What ``--diff`` prints can be given to ``patch``."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Run, running

MACHINE = "<domain type='kvm'>\n  <name>a</name>\n  <memroy>1</memroy>\n  <os><type>hvm</type></os>\n</domain>\n"


@pytest.fixture(name="run")
def _run(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command with its own validator."""
    return running(capsys, monkeypatch)


@pytest.mark.skipif(shutil.which("patch") is None, reason="patch is not installed")
@pytest.mark.parametrize(
    "text",
    [
        MACHINE,
        MACHINE.rstrip("\n"),
        MACHINE.replace("\n", "\r\n"),
        MACHINE.replace("\n", ""),
        MACHINE.replace("<name>a", "<title>a\u2028b\x85c</title><name>a"),
    ],
    ids=["as usual", "no end of line", "CR LF", "one line", "other separators"],
)
def test_repairs_apply(run: Run, folder: Path, text: str) -> None:
    """The patched file is the repaired one, byte for byte, whatever its line ends are."""
    file = folder / "a.xml"
    file.write_bytes(text.encode())
    difference = run("validate", "--fix", "--diff", "a.xml").out
    assert file.read_bytes() == text.encode()
    run("validate", "--fix", "a.xml")
    repaired = file.read_bytes()
    file.write_bytes(text.encode())
    subprocess.run(["patch", "-p0", "--binary", "-s"], input=difference.encode(), cwd=folder, check=True)
    assert file.read_bytes() == repaired == text.replace("memroy", "memory").encode()
