"""Ctrl-C at any moment of the process: while modules are loaded, while the command runs, while Python ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
INTERRUPT = "import os, signal, sys\ndef interrupt(*_): os.kill(os.getpid(), signal.SIGINT)\n"
LOADING = """
class Finder:
    def find_spec(self, name, *_):
        if name == 'libvirt_xml.cli.main':
            interrupt()
sys.meta_path.insert(0, Finder())
"""
ENDING = "import atexit\natexit.register(interrupt)\n"
RUNNING = "from libvirt_xml.cli import main\nmain._run = interrupt\n"
MAKING = """
from libvirt_xml.cli import main
class Named:
    def __set_name__(self, owner, name):
        interrupt()
main._run = lambda argv: type('Owner', (), {'field': Named()})
"""
TWICE = RUNNING + "main._leave = interrupt\n"
START = "from libvirt_xml.cli.start import run_process\n"
END = "sys.argv[1:] = ['versions']\nsys.exit(run_process())\n"


def _run(script: str, **more: object) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", script]
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=60, **more)  # type: ignore[call-overload,no-any-return]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")
@pytest.mark.parametrize(
    ("moment", "status"),
    [(LOADING, -signal.SIGINT), (RUNNING, 130), (MAKING, 130), (TWICE, 130), (ENDING, -signal.SIGINT)],
    ids=["loading", "running", "making", "twice", "ending"],
)
def test_no_traceback(moment: str, status: int) -> None:
    """The process ends at once, and prints nothing of its own modules."""
    done = _run(INTERRUPT + START + moment + END)
    assert (done.returncode, done.stderr) == (status, "")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")
@pytest.mark.parametrize("moment", [LOADING, ENDING], ids=["loading", "ending"])
def test_an_ignored_signal_stays_ignored(moment: str) -> None:
    """As in a script's background, where Ctrl-C is meant for another program."""
    done = _run(INTERRUPT + START + moment + END, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN))
    assert (done.returncode, done.stderr) == (0, "")


def test_nothing_is_loaded_before_the_signal_is_set() -> None:
    """What takes time comes after it."""
    done = _run(START + "import sys\nprint(*sorted(name for name in sys.modules if name.startswith('libvirt_xml')))")
    assert done.stdout.split() == ["libvirt_xml", "libvirt_xml.cli", "libvirt_xml.cli.start"]
    assert (
        "typing"
        not in _run(
            "import sys\nbefore = set(sys.modules)\n" + START + "print(*set(sys.modules) - before)"
        ).stdout.split()
    )


def test_the_script_and_the_modules_begin_with_it() -> None:
    """All ways to run the command are the same."""
    assert 'libvirt-xml = "libvirt_xml.cli.start:run_process"' in (ROOT / "pyproject.toml").read_text("utf-8")
    for name in ("libvirt_xml/__main__.py", "libvirt_xml/cli/__main__.py"):
        assert "sys.exit(run_process())" in (ROOT / name).read_text("utf-8")
