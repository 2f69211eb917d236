"""``{env: NAME}`` and ``{file: PATH}`` on the command line: what may be read, and what is shown of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from libvirt_xml.cli.reports.report import FORMATS
from tests.cli.conftest import Run

SPEC = "vm:\n  name: a\n  memory: 1GiB\n  cloud_init: {user_data: {file: ../outside/user}}\n"
SCREEN = "vm:\n  name: a\n  memory: 1GiB\n  graphics: {type: spice, password: {env: SCREEN}}\n"


@pytest.fixture
def spec(folder: Path) -> str:
    """A spec that refers to a file of a folder beside its own."""
    for name, text in (("specs/a.yaml", SPEC), ("specs/screen.yaml", SCREEN), ("outside/user", "Kestrel\n")):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    return "specs/a.yaml"


def test_files_elsewhere_want_to_be_allowed(run: Run, spec: str, folder: Path) -> None:
    """Also those that a layer of another folder names: each is seen from its own."""
    done = run("convert", spec)
    assert done.status == 1
    assert "4:34: error[unreadable-reference]: the file 'specs/../outside/user' is outside of" in done.err
    (folder / "outside/user").write_text("#cloud-config\n{}\n")
    assert run("convert", spec, "--allow-files", "outside").status == 0
    assert run("convert", spec, "--allow-files", "specs", "--allow-files", ".").status == 0
    (folder / "outside/layer.yaml").write_text("vm: {name: a, cloud_init: {user_data: {file: user}}}\n")
    assert run("convert", spec, "-f", "outside/layer.yaml").status == 0


def test_a_folder_that_is_allowed_is_there(run: Run, spec: str) -> None:
    """A typo would allow nothing, silently."""
    done = run("convert", spec, "--allow-files", "outsid")
    assert (done.status, "--allow-files: no such folder: 'outsid'" in done.err) == (2, True)


def test_standard_input_reads_below_the_current_folder(
    run: Run, spec: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is nowhere else."""
    (folder / "outside/user").write_text("#cloud-config\n{}\n")
    assert run("convert", "-", stdin=SPEC.replace("../", "").encode()).status == 0
    monkeypatch.chdir(folder / "specs")
    assert "outside of the folder of this YAML ('.')" in run("convert", "-", stdin=SPEC.encode()).err


def test_variables_want_to_be_allowed_once_one_is(run: Run, spec: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the option any may be read."""
    monkeypatch.setenv("SCREEN", "Kestrel")
    assert "Kestrel" in run("convert", "specs/screen.yaml").out
    assert "Kestrel" in run("convert", "specs/screen.yaml", "--allow-env", "X", "--allow-env", "SCREEN").out
    done = run("convert", "specs/screen.yaml", "--allow-env", "SCREN")
    assert (done.status, "'SCREEN' is not among those that are allowed: SCREN" in done.err) == (1, True)


def test_explain_shows_no_password(run: Run, spec: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It tells where it is from."""
    monkeypatch.setenv("SCREEN", "Kestrel")
    done = run("convert", "--explain", "specs/screen.yaml")
    assert (done.status, "reference env SCREEN (specs/screen.yaml:4)" in done.out) == (0, True)
    assert "Kestrel" not in done.out + done.err


def test_what_is_wrong_there_is_not_shown(run: Run, spec: str) -> None:
    """The file is no user-data, and nobody who reads the log learns what it is."""
    done = run("convert", spec, "--allow-files", "outside")
    assert (done.status, "its first line must begin with" in done.err) == (1, True)
    assert "Kestrel" not in done.out + done.err


@pytest.mark.parametrize("format", FORMATS)
def test_validate_reads_no_reference(run: Run, spec: str, format: str) -> None:
    """Neither a file, wherever it lies, nor a variable, whether it is set or not."""
    done = run("validate", "--format", format, spec, "specs/screen.yaml")
    assert (done.status, "Kestrel" in done.out + done.err) == (0, False)
