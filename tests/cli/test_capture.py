"""``libvirt-xml capture``, on libvirt's test driver."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

URI = "test:///default"


@pytest.fixture(autouse=True)
def _bindings() -> None:
    pytest.importorskip("libvirt", reason="needs libvirt-python", exc_type=ImportError)


def test_to_standard_output(run: Run) -> None:
    done = run("capture", "-c", URI)
    assert (done.status, done.err) == (0, "")
    assert json.loads(done.out)["driver"] == "TEST"


def test_to_files(run: Run, folder: Path) -> None:
    """Each of the two is a file of its own, and only what is asked for is written."""
    done = run("capture", "-c", URI, "-o", "host.json", "--inventory", "inventory.json")
    assert (done.status, done.out, done.err) == (0, "", "")
    assert json.loads((folder / "host.json").read_text())["kind"] == "libvirt-xml host"
    assert json.loads((folder / "inventory.json").read_text())["kind"] == "libvirt-xml inventory"
    (folder / "host.json").unlink()
    assert run("capture", "-c", URI, "--inventory", "inventory.json").out == ""
    assert not (folder / "host.json").exists()


def test_schemas(run: Run) -> None:
    """They need no host."""
    for name in ("host", "inventory"):
        schema = json.loads(run("capture", "--schema", name, "-c", "nowhere://").out)
        assert schema["properties"]["kind"]["const"] == f"libvirt-xml {name}"


@pytest.mark.parametrize(
    ("argv", "status", "words"),
    [
        (["host1"], 2, "unexpected argument 'host1'"),
        (["--schema", "hots"], 2, "did you mean 'host'?"),
        (["-c", "nowhere://"], 3, "cannot reach libvirt for nowhere://"),
        (["-c", URI, "-o", "absent/host.json"], 2, "cannot write 'absent/host.json'"),
    ],
)
def test_what_goes_wrong(run: Run, argv: list[str], status: int, words: str) -> None:
    done = run("capture", *argv)
    assert (done.status, done.out) == (status, "")
    assert words in done.err
