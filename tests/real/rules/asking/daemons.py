"""A libvirt with rights that leaves nothing behind: namespaces of its own, and a folder for all that it writes.

When the process that holds the namespaces ends, everything in them does: the daemon, its guests, its dnsmasq. It is a
shell, as libvirt waits for ever for what it ended if nobody takes leave of it.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tests.real.hypervisor import Hypervisor, Missing, started as started_without_rights

_PATIENCE = 90.0  # a new daemon asks each emulator of a tree what it can
_NAMESPACES = ("unshare", "--mount", "--net", "--uts", "--pid", "--fork", "--kill-child", "--mount-proc")
_SETTINGS = 'user = "root"\ngroup = "root"\nstdio_handler = "file"\nnamespaces = []\n'
_HERE = """set -e
ip link set lo up 2>/dev/null || true
mount -t tmpfs tmpfs /run
id libvirt-qemu >/dev/null 2>&1 || for list in passwd group; do  # a package that is only recommended makes it
    { cat /etc/$list; grep "^nobody:\\|^nogroup:" /etc/$list | sed "s/^no[a-z]*/libvirt-qemu/"; } >"$1/$list"
    mount --bind "$1/$list" /etc/$list
done
for place in /etc/libvirt /var/lib/libvirt /var/cache/libvirt /var/log/libvirt /run/libvirt; do
    mkdir -p "$1$place" "$place"
    mount --bind "$1$place" "$place"
done
libvirtd -f "$1/etc/libvirt/libvirtd.conf" & wait
"""
_IN_TREE = """set -e
ip link set lo up 2>/dev/null || true
cd "$2"
mount --bind . . && cd "$2"
mount -t proc proc proc; mount --rbind /sys sys; mount --bind /dev/pts dev/pts
mount -t tmpfs tmpfs run; mount -t tmpfs tmpfs dev/shm
mkdir -p "$2$1" etc/libvirt var/lib/libvirt var/log/libvirt
mount --bind "$1" "$2$1"
for place in etc/libvirt var/lib/libvirt var/log/libvirt; do
    mkdir -p "$1/$place"
    mount --bind "$1/$place" "$place"
done
mkdir -p .old
pivot_root . .old
umount -l /.old
env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 libvirtd -f "$1/etc/libvirt/libvirtd.conf" & wait
"""


class Asked(Protocol):
    """A libvirt that can be asked, and started again with nothing defined."""

    @property
    def folder(self) -> Path:
        """A folder of its own, which it sees under this name."""

    @property
    def uri(self) -> str:
        """How libvirt-python reaches it."""

    def restart(self) -> None:
        """End it, and start it with nothing defined."""


@dataclass
class Daemon:
    """A libvirt with rights."""

    place: Path
    tree: Path | None = None
    process: subprocess.Popen[bytes] | None = None

    @property
    def folder(self) -> Path:
        """A folder of its own."""
        return self.place

    @property
    def uri(self) -> str:
        """How libvirt-python reaches it."""
        return f"qemu+unix:///system?socket={self.folder}/sock/libvirt-sock"

    def start(self) -> None:
        """Start it with nothing defined, and wait until it answers. Raises Missing."""
        for name in ("etc", "var/lib", "run", "sock"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
        settings = self.folder / "etc" / "libvirt"
        settings.mkdir(parents=True)
        (self.folder / "sock").mkdir()
        (settings / "qemu.conf").write_text(_SETTINGS)
        (settings / "libvirtd.conf").write_text(
            f'unix_sock_dir = "{self.folder}/sock"\nauth_unix_ro = "none"\nauth_unix_rw = "none"\n'
            f'host_uuid = "{uuid.uuid4()}"\nlog_outputs = "3:stderr"\n'
        )
        script = _HERE if self.tree is None else _IN_TREE
        places = [str(place) for place in (self.folder, self.tree) if place is not None]
        with (self.folder / "daemon.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*_NAMESPACES, "sh", "-c", script, "sh", *places], stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        self._wait()

    def _wait(self) -> None:
        assert self.process is not None
        socket, end = self.folder / "sock" / "libvirt-sock", time.monotonic() + _PATIENCE
        while not socket.exists() and self.process.poll() is None and time.monotonic() < end:
            time.sleep(0.02)
        if not socket.exists():
            self.end()
            log = (self.folder / "daemon.log").read_text(errors="replace")[-500:]
            raise Missing(f"no libvirt with rights runs here: {log.strip()}")

    def end(self) -> None:
        """End it and all that it started, at once."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(30)

    def restart(self) -> None:
        """End it, and start it with nothing defined."""
        self.end()
        self.start()


@dataclass
class WithoutRights:
    """A libvirt of somebody who is not root: no networks, no filters, no tuning."""

    hypervisor: Hypervisor

    @property
    def folder(self) -> Path:
        """A folder of its own."""
        return self.hypervisor.folder

    @property
    def uri(self) -> str:
        """How libvirt-python reaches it."""
        return self.hypervisor.uri

    def restart(self) -> None:
        """End it, forget its machines, and start it."""
        self.hypervisor.kill()
        for path in self.hypervisor.folder.glob("config/libvirt/qemu/*.xml"):
            path.unlink()
        self.hypervisor.start()


@contextmanager
def started(tree: Path | None = None) -> Iterator[Asked]:
    """A libvirt for a while: this machine's, or a tree's. Raises Missing."""
    if os.getuid() == 0:
        with _with_rights(tree) as daemon:
            yield daemon
    elif tree is None:
        with started_without_rights() as hypervisor:
            yield WithoutRights(hypervisor)
    else:
        raise Missing("the libvirt of a tree needs root")


@contextmanager
def _with_rights(tree: Path | None) -> Iterator[Daemon]:
    if tree is None and shutil.which("libvirtd", path=f"{os.environ['PATH']}:/usr/sbin") is None:
        raise Missing("there is no libvirtd: tests/real/install.sh installs it")
    with tempfile.TemporaryDirectory(prefix="lx", ignore_cleanup_errors=True) as folder:
        daemon = Daemon(Path(folder), tree)
        try:
            daemon.start()
            yield daemon
        finally:
            daemon.end()
