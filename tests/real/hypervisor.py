"""A libvirt of one's own: a daemon without rights, in a folder, with the QEMU that is installed.

Root has no session daemon, so for root it runs in a user namespace, where it counts as somebody else. With LIBVIRT_TREE
it is the libvirt and the QEMU of another tree, such as ``newer/fetch.sh`` makes.
"""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

_TREE = os.environ.get("LIBVIRT_TREE", "")
_FOLDERS = ("/usr/bin", "/usr/sbin", "/usr/libexec")
_PATH = (
    ":".join(f"{_TREE}{folder}" for folder in _FOLDERS)
    if _TREE
    else ":".join((os.environ.get("PATH", ""), *_FOLDERS, "/sbin"))
)
_ENTER = Path(__file__).with_name("newer") / "enter.sh"
_DAEMONS = ("libvirtd", "virtqemud")
_EMULATORS = tuple(f"qemu-system-{arch}" for arch in ("x86_64", "aarch64", "s390x", "riscv64", "ppc64"))
_TOOLS = ("virsh", "unshare", "qemu-img", "swtpm", "swtpm_setup", "swtpm_ioctl", "swtpm_localca")
_PATIENCE = 30.0
_VALIDATE, _INACTIVE, _NVRAM = 1, 2, 4  # flags of libvirt, which may not be here


class Missing(Exception):
    """Why there is no libvirt to ask."""


@dataclass
class Hypervisor:
    """A running daemon and its client."""

    folder: Path
    prefix: tuple[str, ...]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    _connection: Any = None

    def start(self) -> None:
        """Start the daemon, and wait until it answers. Raises Missing."""
        daemon = _find_daemon()
        with (self.folder / "daemon.log").open("ab") as log:
            command = [*self.prefix, daemon, "--timeout=600"]
            self.process = subprocess.Popen(
                command, env=self.environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL
            )
        _wait_for(self, self.process)

    def kill(self) -> None:
        """End the daemon as a crash would; guests go on."""
        assert self.process is not None
        self._connection = None
        self.process.kill()
        self.process.wait(30)
        for path in self.folder.glob("run/libvirt/*-sock*"):
            path.unlink()

    @property
    def uri(self) -> str:
        """How libvirt-python reaches it from here, outside the user namespace."""
        socket = next(iter(self.folder.glob("run/libvirt/*-sock")))
        return f"qemu+unix:///session?socket={socket}"

    @cached_property
    def version(self) -> str:
        """The release of the daemon, as 9.0.0; empty if it does not say."""
        words = self.virsh("version", "--daemon").stdout.split()
        return words[words.index("daemon:") + 1] if "daemon:" in words else ""

    def virsh(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The answer of ``virsh``, whatever it is."""
        command = [*self.prefix, "virsh", "-q", "-c", "qemu:///session", *arguments]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=60, check=False)

    @contextmanager
    def asked(self) -> Iterator[Any]:
        """The one connection of libvirt-python, which is faster than ``virsh``. Raises Refused."""
        libvirt = pytest.importorskip("libvirt", reason="needs libvirt-python", exc_type=ImportError)
        if self._connection is None:
            libvirt.registerErrorHandler(lambda _context, _error: None, None)
            self._connection = libvirt.open(self.uri)
        try:
            yield self._connection
        except libvirt.libvirtError as error:
            raise Refused(str(error)) from error

    @contextmanager
    def defined(self, xml: str, *, is_checked: bool = True) -> Iterator[etree._Element]:
        """Define a domain, checked against libvirt's schema; gives what libvirt made of it. Raises Refused."""
        with self.asked() as connection:
            domain = connection.defineXMLFlags(xml, _VALIDATE if is_checked else 0)
        try:
            with self.asked():
                answer = etree.fromstring(domain.XMLDesc(_INACTIVE))
            yield answer
        finally:
            with contextlib.suppress(Refused), self.asked():  # it may be gone: a test defined it twice
                domain.undefineFlags(_NVRAM)

    @contextmanager
    def console(self, name: str) -> Iterator[Console]:
        """Start a defined domain with somebody at its console from the first byte on."""
        done = self.virsh("start", "--paused", name)
        assert done.returncode == 0, done.stderr
        try:
            live = etree.fromstring(self.virsh("dumpxml", name).stdout)
            terminal = os.open(live.xpath("string(devices/console[1]/source/@path)"), os.O_RDWR | os.O_NOCTTY)
            try:
                tty.setraw(terminal)
                self.virsh("resume", name)
                yield Console(terminal)
            finally:
                os.close(terminal)
        finally:
            self.virsh("destroy", name)


class Refused(Exception):
    """libvirt does not take a domain, with its words."""


class Console:
    """The host's end of a guest's console."""

    def __init__(self, terminal: int):
        self._terminal = terminal
        self.heard = b""

    def hears(self, text: str) -> bool:
        """Whether the guest says this before patience ends."""
        end = time.monotonic() + _PATIENCE
        while text.encode("ascii") not in self.heard and time.monotonic() < end:
            if select.select([self._terminal], [], [], 0.2)[0]:
                self.heard += os.read(self._terminal, 4096)
        return text.encode("ascii") in self.heard

    def say(self, text: str) -> None:
        """Type something."""
        os.write(self._terminal, text.encode("ascii"))


def started_or_skipped() -> Iterator[Hypervisor]:
    """A daemon for as long as a fixture wants it; its tests are skipped where there can be none, with the reason."""
    try:
        with started() as running:
            yield running
    except Missing as reason:
        pytest.skip(str(reason))


@contextmanager
def started(settings: str = "") -> Iterator[Hypervisor]:
    """A daemon for a while, with settings of its own. Raises Missing."""
    _find_daemon()
    with tempfile.TemporaryDirectory(prefix="lx", ignore_cleanup_errors=True) as folder:
        environment = _environment(Path(folder))
        Path(folder, "config", "libvirt", "libvirtd.conf").write_text(settings)
        here = Hypervisor(Path(folder), _prefix(Path(folder)), environment)
        try:
            here.start()
            yield here
        finally:
            if here.process is not None:
                here.process.terminate()
                here.process.wait(30)
            _end_guests(Path(folder))


def _end_guests(folder: Path) -> None:
    """What a test that failed, or a daemon that was killed, has left running."""
    for pattern in ("run/libvirt/qemu/run/*.pid", "config/libvirt/qemu/lib/qmp-*/qmp.pid"):
        for path in folder.glob(pattern):
            with contextlib.suppress(OSError, ValueError):
                os.kill(int(path.read_text()), signal.SIGKILL)


def _wait_for(here: Hypervisor, process: subprocess.Popen[bytes]) -> None:
    socket = next(iter(here.folder.glob("run/libvirt/*-sock")), None)
    end = time.monotonic() + _PATIENCE
    while socket is None and process.poll() is None and time.monotonic() < end:
        time.sleep(0.05)
        socket = next(iter(here.folder.glob("run/libvirt/*-sock")), None)
    answer = here.virsh("domcapabilities", "--virttype", "qemu", "--arch", "x86_64")
    if answer.returncode and "access denied" not in answer.stderr:
        log = (here.folder / "daemon.log").read_text(errors="replace")
        raise Missing(f"libvirt does not run here: {(answer.stderr or log).strip()}")


def _find_daemon() -> str:
    """The daemon, if all is there that it takes."""
    for name in ("virsh", "qemu-system-x86_64", *(["unshare"] if os.getuid() == 0 else [])):
        if _program(name) is None:
            raise Missing(f"there is no {name}: tests/real/install.sh installs it")
    daemon = next((path for name in _DAEMONS if (path := _program(name))), None)
    if daemon is None:
        raise Missing(f"there is no {' or '.join(_DAEMONS)}: tests/real/install.sh installs it")
    return daemon


def _program(name: str) -> str | None:
    """Where a program is, as the daemon sees it."""
    path = shutil.which(name, path=_PATH)
    return None if path is None else path.removeprefix(_TREE)


def _prefix(folder: Path) -> tuple[str, ...]:
    """What makes somebody else of root, in the other tree if there is one."""
    if _TREE:
        if os.getuid() != 0:
            raise Missing("another tree takes root")
        return ("sh", str(_ENTER), _TREE, str(folder))
    if os.getuid() != 0:
        return ()
    prefix = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
    if subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode:
        raise Missing("there are no user namespaces here, and root has no session daemon")
    return prefix


def _environment(folder: Path) -> dict[str, str]:
    """Everything in the folder; of the emulators that are installed only a few, as libvirt asks each what it can."""
    homes = {"HOME": "home", "XDG_CONFIG_HOME": "config", "XDG_CACHE_HOME": "cache", "XDG_DATA_HOME": "data"}
    made = {name: str(folder / below) for name, below in {**homes, "XDG_RUNTIME_DIR": "run"}.items()}
    for path in made.values():
        Path(path).mkdir(mode=0o700)
    settings = folder / "config" / "libvirt" / "qemu.conf"
    settings.parent.mkdir()
    settings.write_text('stdio_handler = "file"\n')
    tools = folder / "bin"
    tools.mkdir()
    for name in (*_TOOLS, *_EMULATORS):
        program = _program(name)
        if program is not None:
            (tools / name).symlink_to(program)
    path = f"{tools}:/usr/bin:/usr/sbin" if _TREE else str(tools)  # for what enters the tree
    return {**made, "PATH": path, "LC_ALL": "C.UTF-8"}
