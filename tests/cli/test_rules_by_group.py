"""Groups of rules in ``--select``, ``--extend-select`` and ``--ignore``, and in the keys of the configuration."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from libvirt_xml.validation.catalogue import codes_of
from libvirt_xml.validation.rules.compiled_rules import all_rules
from libvirt_xml.validation.rules.rule_examples import whole_document
from libvirt_xml.validation.rules.rule_sources import rule_sources
from libvirt_xml.validation.validator import Validator
from tests.cli.conftest import Run

ON, OFF = "disk-io-native-cache", "disk-cache-unsafe"


@pytest.fixture(name="run")
def _run_for_real(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command with the library's own validator, and a machine that breaks a rule that is on and one that is off."""
    monkeypatch.setattr("libvirt_xml.validation.Validator", Validator)
    for code in (ON, OFF):
        (folder / f"{code}.xml").write_text(whole_document(rule_sources()[code].bad))
    return run


def _codes(run: Run, *argv: str) -> set[str]:
    codes = {problem["code"] for problem in json.loads(run("validate", ".", "--format", "json", *argv).out)}
    return codes & {ON, OFF, "not-well-formed"}


def test_groups_stand_for_their_codes() -> None:
    """A code stands for itself, a group for the rules in it."""
    assert codes_of(["unknown-key"]) == {"unknown-key"}
    group = {rule.code for rule in all_rules() if "disks" in rule.groups}
    assert len(group) > 10
    assert codes_of(["disks", "unknown-key"]) == {"disks", "unknown-key", *group}


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        ([], {ON}),
        (["--extend-select", "advice"], {ON, OFF}),
        (["--extend-select", OFF], {ON, OFF}),
        (["--extend-select", "advice", "--ignore", "disks"], set()),
        (["--select", "advice"], {OFF}),
        (["--select", "disks"], {ON, OFF}),
        (["--select", "refused,unknown-key"], {ON}),
        (["--select", "unknown-key", "--extend-select", OFF], {OFF}),
        (["--ignore", "refused"], set()),
        (["--ignore", "silent"], {ON}),
        (["--extend-select", "advice", "--jobs", "2"], {ON, OFF}),
    ],
)
def test_options(run: Run, options: list[str], codes: set[str]) -> None:
    """What is selected is looked at, what is off otherwise too; what is ignored is not reported."""
    assert _codes(run, *options) == codes


@pytest.mark.parametrize(
    ("config", "options", "codes"),
    [
        ("extend-select = ['advice']", [], {ON, OFF}),
        ("extend-select = ['advice']", ["--ignore", ON], {OFF}),
        ("ignore = ['disks']", ["--extend-select", "advice"], set()),
        ("per-file-ignores = {'disk-io*' = ['refused']}", [], set()),
        (f"extend-select = ['{OFF}']\nselect = ['unknown-key']", ["--extend-select", ON], {ON, OFF}),
    ],
)
def test_keys(run: Run, folder: Path, config: str, options: list[str], codes: set[str]) -> None:
    """The configuration has the same; an option adds to its ``extend-select``."""
    (folder / "libvirt-xml.toml").write_text(config)
    assert _codes(run, *options) == codes


def test_yaml(run: Run, folder: Path) -> None:
    """Rules that are off otherwise are looked at in YAML too."""
    spec = "vm:\n  name: a\n  memory: 1GiB\n  disks: [{path: /srv/a.qcow2, cache: unsafe}]\n"
    (folder / f"{OFF}.xml").unlink()
    (folder / "a.yaml").write_text(spec)
    assert _codes(run) == {ON}
    assert _codes(run, "--extend-select", "advice") == {ON, OFF}


def test_unknown_words(run: Run) -> None:
    """The sentence names the groups; the codes are too many for one."""
    done = run("validate", ".", "--select", "qqqqqqq")
    assert done.status == 2
    assert "groups of rules: " in done.err
    assert len(done.err) < 600
    assert "did you mean 'disks'?" in run("validate", ".", "--select", "disk").err
