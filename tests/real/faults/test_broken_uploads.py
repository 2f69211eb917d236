"""A volume whose filling broke off is not taken for a whole one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from libvirt_xml.apply.hosts import host_storage
from libvirt_xml.cli.main import main
from tests.real.faults.victim import spec
from tests.real.hypervisor import Hypervisor

SIZE = 4 << 20


@pytest.fixture
def image(mortal: Hypervisor) -> Path:
    """A raw image in no pool."""
    path = mortal.folder / "four.raw"
    path.write_bytes(os.urandom(SIZE))
    return path


def _spec(mortal: Hypervisor, image: Path, disk: str) -> list[str]:
    text = f"""vm:
  name: filled
  accel: tcg
  memory: 64MiB
  state: stopped
  disks: [{{{disk}, size: 8MiB, image: {{path: {image}, format: raw}}}}]
"""
    return [spec(mortal.folder, text), "-c", mortal.uri]


def _break_off(mortal: Hypervisor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kill the daemon after the third piece."""
    real_read, pieces = host_storage._SparseFile.read, []

    def read(self: Any, *arguments: Any) -> bytes:
        pieces.append(1)
        if len(pieces) == 3:
            mortal.kill()
        return real_read(self, *arguments)

    monkeypatch.setattr(host_storage._SparseFile, "read", read)


@pytest.mark.parametrize("format", ["raw", "qcow2"])
def test_the_daemon_dies_while_a_volume_is_filled(
    mortal: Hypervisor, image: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], format: str
) -> None:
    """The next plan makes it again, and then it is whole, and nothing else is left."""
    folder = mortal.folder / f"broken-{format}"
    argv = _spec(mortal, image, f"path: {folder}/filled.{format}, format: {format}")
    with monkeypatch.context() as patch:
        _break_off(mortal, patch)
        assert main(["apply", "--yes", *argv]) == 3
    output = capsys.readouterr().out
    assert f"volume filled.{format}: failed; the connection broke" in output
    assert "domain filled: not begun" in output
    mortal.start()
    assert main(["plan", *argv]) == 1
    assert f"+ volume filled.{format}" in capsys.readouterr().out
    assert main(["apply", "--yes", *argv]) == 0
    assert [path.name for path in folder.iterdir()] == [f"filled.{format}"]
    if format == "raw":
        assert (folder / "filled.raw").read_bytes() == image.read_bytes() + bytes((8 << 20) - SIZE)
    assert main(["plan", *argv]) == 0
    mortal.virsh("undefine", "filled")
