"""The processes of ``--jobs`` end with the command."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "libvirt_xml.cli", "validate", "--jobs", "3", "."]
_PATIENCE = 30.0

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs Linux to see processes")


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    """Enough to be busy with for a while: large documents, each with a fault so that each has output."""
    disk = "<disk type='file'><source file='/{0}.img'/><target dev='vd{0}' bus='virtio'/></disk>"
    devices = "".join(map(disk.format, range(50)))
    first = tmp_path / "0.xml"
    faults = "<x/>" * 20
    first.write_text(
        f"<domain type='kvm'><name>a</name><memory>1</memory>{faults}<devices>{devices}</devices></domain>"
    )
    for at in range(1, 1_000):
        (tmp_path / f"{at}.xml").hardlink_to(first)
    return tmp_path


def _children(parent: int) -> set[int]:
    text = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    return set(map(int, text.split()))


def _is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def _wait(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + _PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


@pytest.mark.parametrize("ending", ["SIGTERM", "SIGHUP", "SIGKILL", "SIGINT", "pipe"])
def test_no_process_is_left(documents: Path, ending: str) -> None:
    """However the command ends: by a signal that it may heed or not, or since nobody reads any more."""
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        COMMAND, cwd=documents, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        assert _wait(lambda: len(_children(process.pid)) >= 3), "the workers have not started"
        workers = _children(process.pid)
        assert process.stdout is not None
        if ending == "pipe":
            process.stdout.close()
        else:
            process.send_signal(getattr(signal, ending))
        status = process.wait(_PATIENCE)
        expected = {"pipe": 141, "SIGINT": 130}
        assert status == (expected[ending] if ending in expected else -getattr(signal, ending))
        assert _wait(lambda: not any(map(_is_running, workers))), "workers are left"
    finally:
        process.kill()
        for worker in _children(process.pid) if Path(f"/proc/{process.pid}").exists() else ():
            os.kill(worker, signal.SIGKILL)
        process.wait()
