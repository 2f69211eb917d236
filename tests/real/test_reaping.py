"""What a daemon has left behind is off the list of processes once it ended."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest


@pytest.mark.skipif(not any(Path("/proc/self/task").glob("*/children")), reason="this system does not list children")
def test_an_orphan_that_ends() -> None:
    """It is adopted, and not there any more soon after its end."""
    started = subprocess.run(["sh", "-c", "setsid sleep 0.5 >/dev/null & echo $!"], stdout=subprocess.PIPE, check=True)
    orphan = int(started.stdout)
    assert Path(f"/proc/{orphan}/stat").read_text().split()[3] == str(os.getpid())
    end = time.monotonic() + 30
    while Path(f"/proc/{orphan}").exists() and time.monotonic() < end:
        time.sleep(0.05)
    assert not Path(f"/proc/{orphan}").exists()


def test_a_child_is_left_to_whom_started_it() -> None:
    """Its status is not lost."""
    child = subprocess.Popen(["sh", "-c", "exit 3"])
    time.sleep(0.2)
    assert child.wait(30) == 3
