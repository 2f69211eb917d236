"""A libvirt of the system, in a network of its own; it takes root, dnsmasq, and the right to make namespaces."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.real.system.system_daemon import TOOLS, SystemDaemon

pytest.importorskip("libvirt", reason="needs libvirt-python", exc_type=ImportError)

_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
_PATIENCE = 30.0


@pytest.fixture(scope="session")
def system() -> Iterator[SystemDaemon]:
    """For all tests of this folder."""
    if os.getuid() != 0:
        pytest.skip("a daemon of the system takes root")
    if os.environ.get("LIBVIRT_TREE"):
        pytest.skip("in another tree there is only a daemon without rights")
    missing = [tool for tool in TOOLS if shutil.which(tool, path=_PATH) is None]
    if missing:
        pytest.skip(f"there is no {', '.join(missing)}: tests/real/install.sh installs it")
    with tempfile.TemporaryDirectory(prefix="lxs", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with (folder / "daemon.log").open("wb") as log:
            command = ["sh", str(Path(__file__).with_name("daemon.sh")), str(folder), "libvirtd"]
            environment = {**os.environ, "PATH": _PATH, "LC_ALL": "C.UTF-8"}
            process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=environment)
        try:
            yield _answering(SystemDaemon(folder, process))
        finally:
            process.kill()  # the namespace of its processes ends with it
            process.wait(30)


def _answering(daemon: SystemDaemon) -> SystemDaemon:
    """Skips where it cannot run, with its words."""
    end = time.monotonic() + _PATIENCE
    while not daemon.socket.exists() and daemon.process.poll() is None and time.monotonic() < end:
        time.sleep(0.05)
    if not daemon.socket.exists():
        pytest.skip(f"no daemon of the system runs here: {(daemon.folder / 'daemon.log').read_text(errors='replace')}")
    reason = daemon.why_no_networks()
    if reason:
        pytest.skip(f"no network can be made here: {reason}")
    return daemon
