"""The rules of defaults: each says something that the form reads, and a generation that is released stays as it is."""

from __future__ import annotations

import ast
import hashlib
import json
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import libvirt_xml
from libvirt_xml.facts.machines import architectures, machine_types
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.systems import FAMILIES, TRAITS
from libvirt_xml.yaml_forms.text.yaml_tree import NOWHERE, make
from libvirt_xml.yaml_forms.vm.form import VM_KEYS
from libvirt_xml.yaml_forms.vm.rules import PARTS, generations

FORM = Path(libvirt_xml.__file__).parent / "yaml_forms" / "vm"

RELEASED = {1: "2f273a9a7cdcbb6f"}
"""The rules of each generation that a release has. An entry never changes: machines exist that were made with it."""


def _file(number: int) -> dict[str, Any]:
    return tomllib.loads((FORM / "generations" / f"{number}.toml").read_text(encoding="utf-8"))


def _rules() -> Iterator[Any]:
    for number in generations():
        for rule in _file(number).get("rule", ()):
            yield pytest.param(rule, id=f"{number}-{json.dumps(rule)[:60]}")


@cache
def _words() -> frozenset[str]:
    """The texts in the code of the form."""
    modules = (ast.parse(path.read_text(encoding="utf-8")) for path in FORM.rglob("*.py"))
    nodes = (node for module in modules for node in ast.walk(module) if isinstance(node, ast.Constant))
    return frozenset(node.value for node in nodes if isinstance(node.value, str))


@pytest.mark.parametrize("rule", list(_rules()))
def test_what_a_rule_sets_is_read(rule: dict[str, Any]) -> None:
    """A key that there is not, or a value of another sort, would be dropped without a word."""
    findings = Findings()
    VM_KEYS.check(make({"name": "a", **rule.get("vm", {})}, NOWHERE), "", findings)
    assert findings.problems == []
    unread = {
        f"{part}.{name}"
        for part in PARTS
        if part not in ("vm", "domain")
        for name in rule.get(part, {})
        if name not in _words()
    }
    assert unread == set(), "no draft.default(...) of a topic asks for it"


KNOWN = {
    "accel": {"kvm", "tcg"},
    "arch": set(architectures()),
    "drivers": {True, False},
    "family": set(FAMILIES),
    "firmware": {"bios", "uefi"},
    "graphics": {True, False},
    "machine": {machine.family for machine in machine_types()},
    "migratable": {True, False},
    "trait": set(TRAITS),
}


@pytest.mark.parametrize("rule", list(_rules()))
def test_what_a_rule_asks_for_can_be(rule: dict[str, Any]) -> None:
    """A rule for a word that nothing is called never counts."""
    for fact, wanted in rule.get("when", {}).items():
        unknown = set(wanted if isinstance(wanted, list) else [wanted]) - KNOWN[fact]
        assert unknown == set(), f"when.{fact}"


def test_a_released_generation_stays_as_it_is() -> None:
    """A new default needs a new generation; comments may change."""
    written = {number: json.dumps(_file(number), sort_keys=True) for number in generations()}
    digests = {number: hashlib.sha256(text.encode()).hexdigest()[:16] for number, text in written.items()}
    assert {number: digests[number] for number in RELEASED} == RELEASED


def test_what_another_is_based_on_is_final() -> None:
    """Its rules count in each generation after it, and so do the ways in which it is read."""
    for number in generations()[1:]:
        data = _file(number)
        assert data["based_on"] == number - 1
        assert data["based_on"] in RELEASED, "tests/yaml_forms/vm/test_generations.py: RELEASED lacks it"
        switches = {name for name, value in _file(number - 1).items() if value is True}
        assert switches <= data.keys(), f"generations/{number}.toml: a switch of the generation before it is missing"
