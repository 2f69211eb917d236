"""``libvirt-xml schema``: what is printed, written and refused."""

from __future__ import annotations

import json
from pathlib import Path

from libvirt_xml.yaml_forms.shapes.jsonschema import schema, schema_names
from tests.cli.conftest import Run


def test_it_prints(run: Run) -> None:
    """A kind's schema, one definition a line; without a name that of everything."""
    done = run("schema", "network")
    assert (done.status, done.err) == (0, "")
    assert json.loads(done.out) == schema("network")
    assert done.out.count("\n") > len(schema("network")["$defs"])
    assert json.loads(run("schema").out) == schema("all")


def test_list(run: Run) -> None:
    """``--list`` names them all, one a line."""
    done = run("schema", "--list")
    assert (done.status, done.out.splitlines()) == (0, [*schema_names()])


def test_it_writes(run: Run, folder: Path) -> None:
    """``-o`` writes a file and prints nothing; ``-o -`` prints."""
    done = run("schema", "disk", "-o", "disk.json")
    assert (done.status, done.out, done.err) == (0, "", "")
    assert json.loads((folder / "disk.json").read_text(encoding="utf-8")) == schema("disk")
    assert [path.name for path in folder.iterdir()] == ["disk.json"]
    assert json.loads(run("schema", "disk", "-o", "-").out) == schema("disk")


def test_wrong_use(run: Run) -> None:
    """An unknown name, two names, a place that cannot be written: one sentence, status 2, and nothing else."""
    cases = {
        ("schema", "netwrok"): "there is no schema 'netwrok'; did you mean 'network'?",
        ("schema", "disk", "network"): "unexpected argument 'network'",
        ("schema", "--list", "network"): "unexpected argument 'network'",
        ("schema", "disk", "-o", "gone/disk.json"): "cannot write 'gone/disk.json': there is no folder 'gone'",
        ("schema", "disk", "-o"): "-o needs a value",
    }
    for argv, sentence in cases.items():
        done = run(*argv)
        assert (done.status, done.out) == (2, "")
        assert sentence in done.err
        assert done.err.count("\n") == 1
