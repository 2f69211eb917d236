"""A host that does not let us: no right, no room, a lock, somebody else who writes. What is reported is true."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier

import pytest

from libvirt_xml import Domain
from libvirt_xml.apply import (
    AccessError,
    ConflictError,
    Host,
    MissingError,
    StepResult,
    Wish,
    apply_plan,
    make_plan,
    terms_of,
)
from libvirt_xml.cli.main import main
from tests.real.faults.victim import Victim, spec
from tests.real.hypervisor import Hypervisor, Missing, started

ROUNDS = 15
SMALL = (
    "<domain type='qemu'><name>{}</name><memory unit='MiB'>{}</memory><os><type arch='x86_64'>hvm</type></os></domain>"
)
_AS_NOBODY = """
import os, sys, libvirt
from libvirt_xml.cli.main import main

def open_as_nobody(uri, real_open=libvirt.open):
    os.seteuid(65534)
    try:
        return real_open(uri)
    finally:
        os.seteuid(0)

libvirt.open = open_as_nobody
sys.exit(main(["plan", "docs/examples/web1.xml", "-c", sys.argv[1]]))
"""


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody who has no right")
def test_no_permission_for_the_socket(mortal: Hypervisor) -> None:
    """One line says so, and what to look at."""
    command = [sys.executable, "-c", _AS_NOBODY, mortal.uri]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 3, done
    assert done.stderr.count("\n") == 1, done.stderr
    assert "Permission denied" in done.stderr
    assert "you may use its socket" in done.stderr


COMMANDS = [["plan", "FILE"], ["apply", "--yes", "FILE"], ["export", "--all", "-o", "FOLDER/"], ["capture"]]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_libvirt_denies_access(closed: Hypervisor, command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """By its access driver, which asks polkit: one line says so, and nothing is written."""
    path = closed.folder / "denied.xml"
    path.write_text(SMALL.format("denied", 32))
    argv = [word.replace("FILE", str(path)).replace("FOLDER", str(closed.folder / "all")) for word in command]
    assert main([*argv, "-c", closed.uri]) == 3
    output = capsys.readouterr()
    assert (output.out, output.err.count("\n")) == ("", 1)
    assert "denied access; " in output.err
    assert not (closed.folder / "all").exists()


@pytest.fixture(scope="module")
def closed() -> Iterator[Hypervisor]:
    """A libvirt that asks polkit, which is not there."""
    try:
        with started('access_drivers = ["polkit"]\n') as hypervisor:
            yield hypervisor
    except Missing as reason:
        pytest.skip(str(reason))


def test_a_connection_that_may_only_read(victim: Victim) -> None:
    """It plans nothing for what is there, as it sees no passwords; it makes nothing that is not there."""
    with Host(victim.hypervisor.uri, read_only=True) as reader:
        with pytest.raises(AccessError, match="read-only connection"):
            make_plan(reader, [Wish("domain", Domain.from_xml(victim.xml))], terms_of(reader))
        terms = terms_of(reader)
        wish = Wish("domain", Domain.from_xml(SMALL.format("never", 32)))
        (result,) = apply_plan(reader, make_plan(reader, [wish], terms), terms)
        assert result.outcome == "failed"
        assert isinstance(result.error, AccessError)
        assert not result.defined
        with pytest.raises(MissingError):
            reader.domain("never")


def test_two_writers_at_once(mortal: Hypervisor) -> None:
    """Each of the same domain: who is there was told that it is done, and a loser is told to plan again."""
    outcomes = []
    with Host(mortal.uri) as one, Host(mortal.uri) as other, ThreadPoolExecutor(2) as threads:
        for turn in range(ROUNDS):
            barrier = Barrier(2)

            def write(host: Host, memory: int, barrier: Barrier = barrier) -> StepResult:
                terms = terms_of(host)
                plan = make_plan(host, [Wish("domain", Domain.from_xml(SMALL.format("both", memory)))], terms)
                barrier.wait(30)
                return apply_plan(host, plan, terms)[0]

            memories = (32 + 2 * turn, 33 + 2 * turn)
            results = list(threads.map(write, (one, other), memories))
            held = one.domain("both").document
            done = [memory for memory, result in zip(memories, results, strict=True) if result.outcome == "done"]
            assert held.memory is not None
            assert held.memory.value // 1024 in done, results
            assert all(isinstance(result.error, ConflictError) for result in results if result.outcome != "done")
            outcomes.append(len(done))
        one.domain("both").undefine()
    assert 1 in outcomes


def test_an_image_that_somebody_else_has_locked(mortal: Hypervisor) -> None:
    """The guest is defined and does not start, which is said; when the lock is gone, the next apply starts it."""
    disk = mortal.folder / "locked.img"
    disk.write_bytes(bytes(1 << 20))
    text = f"""vm:
  {{name: locked, accel: tcg, memory: 64MiB, state: running, disks: [{{path: {disk}, format: raw}}]}}
"""
    argv = [spec(mortal.folder, text), "-c", mortal.uri]
    with _locked(disk):
        assert main(["apply", "--yes", *argv]) == 3
        assert mortal.virsh("domstate", "locked").stdout.strip() == "shut off"
        assert main(["plan", *argv]) == 1
    try:
        assert main(["apply", "--yes", *argv]) == 0
        assert mortal.virsh("domstate", "locked").stdout.strip() == "running"
        assert main(["plan", *argv]) == 0
    finally:
        mortal.virsh("destroy", "locked")
        mortal.virsh("undefine", "locked")


def test_the_lock_is_named(mortal: Hypervisor, capsys: pytest.CaptureFixture[str]) -> None:
    """In QEMU's words, after what was done."""
    disk = mortal.folder / "named.img"
    disk.write_bytes(bytes(1 << 20))
    text = f"vm: {{name: named, accel: tcg, memory: 64MiB, state: running, disks: [{{path: {disk}, format: raw}}]}}\n"
    with _locked(disk):
        assert main(["apply", "--yes", spec(mortal.folder, text), "-c", mortal.uri]) == 3
    output = capsys.readouterr().out
    mortal.virsh("undefine", "named")
    assert "domain named: failed after it was created" in output
    assert 'Failed to get "write" lock' in output


@contextmanager
def _locked(disk: Path) -> Iterator[None]:
    """A QEMU of its own holds an image, as a machine of another host would on shared storage."""
    drive = f"if=virtio,format=raw,file={disk}"
    command = ["qemu-system-x86_64", "-S", "-display", "none", "-drive", drive, "-monitor", "stdio"]
    holder = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    holder.stdout.readline()  # its greeting: the image is open
    try:
        yield
    finally:
        holder.kill()
        holder.wait()


def test_a_full_pool(mortal: Hypervisor, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing of the volume is left, and the machine that needs it is not begun; with more room, both are made."""
    folder = mortal.folder / "small"
    folder.mkdir()
    image = mortal.folder / "eight.raw"
    image.write_bytes(os.urandom(8 << 20))
    disk = f"{{path: {folder}/full.raw, format: raw, size: 8MiB, image: {{path: {image}, format: raw}}}}"
    text = f"vm: {{name: full, accel: tcg, memory: 64MiB, state: stopped, disks: [{disk}]}}\n"
    argv = [spec(mortal.folder, text), "-c", mortal.uri]
    with _small_file_system(mortal, folder):
        assert main(["apply", "--yes", *argv]) == 3
        output = capsys.readouterr().out
        assert "No space left on device" in output
        assert "volume full.raw: failed" in output
        assert "domain full: not begun" in output
        assert _files(mortal, folder) == ""
        assert mortal.virsh("dominfo", "full").returncode != 0
        _mount(mortal, "-o", "remount,size=32m", str(folder))
        assert main(["apply", "--yes", *argv]) == 0
        assert _files(mortal, folder) == "full.raw"
        assert main(["plan", *argv]) == 0
        mortal.virsh("undefine", "full")
        pool = str(folder).strip("/").replace("/", "-")
        mortal.virsh("pool-destroy", pool)
        mortal.virsh("pool-undefine", pool)


@contextmanager
def _small_file_system(hypervisor: Hypervisor, folder: Path) -> Iterator[None]:
    """Of 4 MiB, where the daemon sees it."""
    if os.getuid() != 0 or _mount(hypervisor, "-t", "tmpfs", "-o", "size=4m,mode=777", "small", str(folder)):
        pytest.skip("no right to mount a small file system")
    try:
        yield
    finally:
        _in_its_place(hypervisor, "umount", str(folder))


def _mount(hypervisor: Hypervisor, *arguments: str) -> int:
    return _in_its_place(hypervisor, "mount", *arguments).returncode


def _files(hypervisor: Hypervisor, folder: Path) -> str:
    return _in_its_place(hypervisor, "ls", str(folder)).stdout.strip()


def _in_its_place(hypervisor: Hypervisor, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command where the daemon sees files."""
    assert hypervisor.process is not None
    enter = ["nsenter", "-t", str(hypervisor.process.pid), "-m", *command]
    return subprocess.run(enter, capture_output=True, text=True, check=False)
