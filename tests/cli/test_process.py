"""The command as a process: exit statuses, pipes that break, disks that are full, Ctrl-C, and what it imports."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
COMMAND = [sys.executable, "-m", "libvirt_xml.cli"]
GOOD = "<network>\n  <name>lan</name>\n</network>\n"
_UNWANTED = {"NO_COLOR", "FORCE_COLOR", "PYTHONUNBUFFERED"}
BAD = "<network>\n  <naem>lan</naem>\n</network>\n"


@pytest.fixture
def environ() -> dict[str, str]:
    """An environment without colours in which this source tree is the package."""
    kept = {name: value for name, value in os.environ.items() if name not in _UNWANTED}
    return kept | {"PYTHONPATH": str(ROOT)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a right and a wrong document."""
    (tmp_path / "good.xml").write_text(GOOD)
    (tmp_path / "bad.xml").write_text(BAD)
    return tmp_path


def _run(folder: Path, environ: dict[str, str], *argv: str, **more: object) -> subprocess.CompletedProcess[str]:
    command = [*COMMAND, *argv]
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False, **more)  # type: ignore[call-overload,no-any-return]


@pytest.mark.parametrize(
    ("argv", "status"),
    [
        (["validate", "good.xml"], 0),
        (["validate", "."], 1),
        (["validate", "gone.xml"], 2),
        (["validate", "--no-such-option"], 2),
        (["format", "--check", "."], 0),
        (["convert", "good.xml"], 0),
        (["convert", "bad.xml", "-f", "good.xml"], 2),
        (["versions"], 0),
        (["--version"], 0),
    ],
)
def test_exit_status(folder: Path, environ: dict[str, str], argv: list[str], status: int) -> None:
    """A process ends with what ``main`` returns, without a traceback."""
    done = _run(folder, environ, *argv)
    assert done.returncode == status
    assert "Traceback" not in done.stderr


def test_standard_input(folder: Path, environ: dict[str, str]) -> None:
    """A document may come through a pipe, or through a name that is one."""
    assert _run(folder, environ, "validate", input=GOOD).returncode == 0
    done = _run(folder, environ, "validate", "-", "--stdin-filename", "x.xml", input=BAD)
    assert (done.returncode, done.stdout.split()[0]) == (1, "x.xml:2:3:")
    done = subprocess.run(
        ["bash", "-c", '"$@" <(cat bad.xml) good.xml', "-", *COMMAND, "validate", "--jobs", "2"],
        cwd=folder, env=environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert "1 problem in 1 of 2 files" in done.stdout


@pytest.mark.parametrize("argv", ["validate many.xml", "validate --format json many.xml", "--help", "validate --help",
                                  "format many.xml", "convert --no-check many.xml", "schema", "versions"])  # fmt: skip
def test_a_broken_pipe_is_quiet(folder: Path, environ: dict[str, str], argv: str) -> None:
    """Nobody who uses ``head`` sees a traceback."""
    (folder / "many.xml").write_text("<network>\n" + "  <naem/>\n" * 300 + "</network>\n")
    script = 'set -o pipefail; "$@" | head -c 0; exit "${PIPESTATUS[0]}"'
    done = subprocess.run(
        ["bash", "-c", script, "-", *COMMAND, *argv.split()],
        cwd=folder, env=environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    assert done.returncode in {0, 1, 141}, "0 and 1 where the output was short and all written"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize(
    "argv",
    [
        "validate bad.xml",
        "validate --format junit bad.xml",
        "--help",
        "format bad.xml",
        "schema",
        "convert --no-check bad.xml",
    ],
)
def test_a_full_disk(folder: Path, environ: dict[str, str], argv: str) -> None:
    """What cannot be written is one sentence, and the status says it."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*COMMAND, *argv.split()],
            cwd=folder,
            env=environ,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr) == (2, "libvirt-xml: cannot write the output: No space left on device\n")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupt(folder: Path, environ: dict[str, str], jobs: str) -> None:
    """Ctrl-C ends the run with status 130 and not a word."""
    for number in range(400):
        (folder / f"{number}.xml").write_text("<network>\n" + "  <naem/>\n" * 50 + "</network>\n")
    process = subprocess.Popen(
        [*COMMAND, "validate", "--format", "json", "--jobs", jobs, "."],
        cwd=folder, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    process.stdout.read(1)  # it is at work
    os.killpg(process.pid, signal.SIGINT)
    try:
        _, complaint = process.communicate(timeout=60)
    finally:
        process.kill()
    assert (process.returncode, complaint) == (130, "")


def test_closed_streams(folder: Path, environ: dict[str, str]) -> None:
    """A process that was started without standard streams still tells by its status."""
    for redirection in (">&-", ">&- 2>&-", "<&-"):
        script = f'"$@" {redirection}; exit $?'
        done = subprocess.run(["bash", "-c", script, "-", *COMMAND, "validate", "bad.xml"], cwd=folder, env=environ,
                              capture_output=True, text=True, check=False)  # fmt: skip
        assert (done.returncode, done.stderr) == (1, "")


def test_an_encoding_that_lacks_characters(folder: Path, environ: dict[str, str]) -> None:
    """A terminal that knows ASCII only gets escapes."""
    (folder / "bad.xml").write_text(BAD.replace("naem", "näm"), encoding="utf-8")
    done = _run(folder, environ | {"PYTHONIOENCODING": "ascii"}, "validate", "bad.xml")
    assert (done.returncode, "<n\\xe4m>" in done.stdout) == (1, True)


def test_only_what_is_needed_is_imported(folder: Path, environ: dict[str, str]) -> None:
    """A valid document costs no lxml, no processes, and none of the reports for programs."""
    script = (
        "import sys; from libvirt_xml.cli.main import main; main(['validate', '-q', 'good.xml']);"
        "print(*sorted(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=folder, env=environ, capture_output=True, text=True, check=True
    )
    costly = {
        *("lxml.etree", "multiprocessing", "concurrent.futures.process", "difflib", "tempfile", "shutil"),
        "pathspec",
        *(
            "libvirt_xml.cli.reports.exchange.sarif",
            "libvirt_xml.cli.reports.excerpt",
            "libvirt_xml.cli.outputs.layout",
        ),
        *("libvirt_xml.documents.domain", "libvirt_xml.documents.network"),
    }
    assert costly & set(done.stdout.split()) == set()


def test_what_converting_imports(folder: Path, environ: dict[str, str]) -> None:
    """A machine costs nothing of what only images, the way back, reports or the network need."""
    (folder / "a.yaml").write_text("vm:\n  name: a\n  os: debian12\n  disks: [{name: a, path: /a.qcow2}]\n")
    script = (
        "import sys; from libvirt_xml.cli.main import main; main(['convert', '-o', 'a.xml', 'a.yaml']);"
        "print(*sorted(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=folder, env=environ, capture_output=True, text=True, check=True
    )
    costly = {
        *("lxml.etree", "pycdlib", "urllib.request", "http.client", "multiprocessing", "email"),
        *(
            "libvirt_xml.cli.reports.text",
            "libvirt_xml.yaml_forms.vm.back",
            "libvirt_xml.yaml_forms.text.emitting",
            "libvirt_xml.changes",
        ),
    }
    assert costly & set(done.stdout.split()) == set()
