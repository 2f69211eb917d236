"""``validate --host`` and ``--inventory``: documents are checked for one host."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from libvirt_xml.validation.validator import Validator
from tests.cli.conftest import Run

SAMPLE = files("libvirt_xml.validation.rules.host_facts").joinpath("sample")
DOMAIN = """<domain type='qemu'>
  <name>web9</name><memory unit='MiB'>128</memory>
  <os><type arch='x86_64' machine='pc-q35-99.0'>hvm</type></os>
  <devices><interface type='network'><source network='nowhere'/></interface></devices>
</domain>
"""
SPEC = "vm:\n  name: web9\n  memory: 1GiB\n  machine: pc-q35-99.0\n  accel: tcg\n  nics: [{network: nowhere}]\n"


@pytest.fixture(name="run")
def _run_for_real(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command with the library's own validator."""
    monkeypatch.setattr("libvirt_xml.validation.Validator", Validator)
    return run


@pytest.fixture(autouse=True)
def _host(folder: Path) -> None:
    """A document and a spec, a host, and an inventory of now."""
    (folder / "web9.xml").write_text(DOMAIN)
    (folder / "web9.yaml").write_text(SPEC)
    (folder / "host.json").write_bytes(SAMPLE.joinpath("host.json").read_bytes())
    _write_inventory(folder, datetime.now(UTC))


def _write_inventory(folder: Path, captured: datetime) -> None:
    inventory = json.loads(SAMPLE.joinpath("inventory.json").read_text())
    inventory["captured"] = captured.isoformat()
    (folder / "inventory.json").write_text(json.dumps(inventory))


def _codes(run: Run, *argv: str) -> list[tuple[str, str, int]]:
    found = json.loads(run("validate", "--format", "json", *argv).out)
    return [(problem["code"], problem["severity"], problem["line"]) for problem in found]


def test_without_a_host_nothing_is_said_of_it(run: Run) -> None:
    assert _codes(run, "web9.xml") == []


def test_a_host_and_its_inventory(run: Run) -> None:
    """In XML at the line of the cause."""
    assert _codes(run, "web9.xml", "--host", "host.json") == [("host-machine-unknown", "error", 3)]
    assert _codes(run, "web9.xml", "--inventory", "inventory.json") == [("host-network-unknown", "error", 4)]


def test_yaml(run: Run) -> None:
    """At the line of YAML that caused it."""
    problems = _codes(run, "web9.yaml", "--host", "host.json", "--inventory", "inventory.json")
    assert [problem for problem in problems if problem[0].startswith("host-")] == [
        ("host-machine-unknown", "error", 4),
        ("host-network-unknown", "error", 6),
    ]


def test_several_processes(run: Run, folder: Path) -> None:
    for name in ("a", "b", "c"):
        (folder / f"{name}.xml").write_text(DOMAIN)
    problems = _codes(run, "--jobs", "2", "a.xml", "b.xml", "c.xml", "--host", "host.json")
    assert problems == [("host-machine-unknown", "error", 3)] * 3


def test_the_configuration_names_them(run: Run, folder: Path) -> None:
    """Relative to its folder."""
    (folder / "libvirt-xml.toml").write_text('host = "host.json"\ninventory = "inventory.json"\n')
    assert [code for code, _, _ in _codes(run, "web9.xml")] == ["host-machine-unknown", "host-network-unknown"]
    shown = run("validate", "--show-settings", "web9.xml").out
    assert 'host = "./host.json"' in shown or 'host = "host.json"' in shown


def test_paths_have_their_own_hosts(run: Run, folder: Path) -> None:
    """One run checks machines of several hosts; an option is for all of them."""
    (folder / "conf" / "one").mkdir(parents=True)
    for name in ("one/a.xml", "b.xml"):
        (folder / "conf" / name).write_text(DOMAIN)
    (folder / "conf" / "host.json").write_bytes((folder / "host.json").read_bytes())
    entry = "[[per-path]]\npaths = ['one']\nhost = 'host.json'\n"
    (folder / "conf" / "libvirt-xml.toml").write_text("inventory = '../inventory.json'\n" + entry)
    codes = ["host-machine-unknown", "host-network-unknown"]
    assert [code for code, _, _ in _codes(run, "conf/one/a.xml", "conf/b.xml")] == codes
    assert [code for code, _, _ in _codes(run, "conf", "--host", "host.json")] == [codes[0], codes[1]] * 2
    shown = run("validate", "--show-settings", "conf").out
    assert 'host = "conf/host.json"' in shown
    assert shown.count("libvirt = ") == 1  # that of the host is the host's


def test_an_old_inventory_warns(run: Run, folder: Path) -> None:
    """It may have changed since; the capabilities stay errors."""
    _write_inventory(folder, datetime.now(UTC) - timedelta(days=2))
    options = ("--host", "host.json", "--inventory", "inventory.json")
    assert _codes(run, "web9.xml", *options) == [
        ("host-machine-unknown", "error", 3),
        ("host-network-unknown", "warning", 4),
    ]
    assert "the inventory is from 20" in run("validate", "web9.xml", *options).out


@pytest.mark.parametrize(
    ("argv", "status", "words"),
    [
        (["--host", "inventory.json"], 2, "cannot use 'inventory.json': this is not what `libvirt-xml capture` writes"),
        (["--inventory", "web9.xml"], 2, "cannot use 'web9.xml': this is not JSON"),
        (["--host", "absent.json"], 2, "cannot read 'absent.json': No such file or directory"),
    ],
)
def test_files_that_are_none(run: Run, argv: list[str], status: int, words: str) -> None:
    done = run("validate", "web9.xml", *argv)
    assert (done.status, done.out) == (status, "")
    assert words in done.err


def test_a_host_that_is_asked(run: Run) -> None:
    """Its inventory too: the test driver has a network of another name."""
    pytest.importorskip("libvirt", reason="needs libvirt-python", exc_type=ImportError)
    assert [code for code, _, _ in _codes(run, "web9.xml", "--host", "test:///default")] == ["host-network-unknown"]
    assert run("validate", "web9.xml", "--host", "nowhere:///").status == 3
