"""The rules of the catalogue, as ``codegen`` compiled them: what decides, without sentences and examples."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from libvirt_xml.validation.rules.rule_model import Rule

COMPILED = Path(__file__).with_name("generated") / "compiled.json"


@cache
def all_rules() -> tuple[Rule, ...]:
    """All rules of the compiled catalogue."""
    return tuple(rule_of(entry) for entry in json.loads(COMPILED.read_bytes())["rules"])


@cache
def rules_by_code() -> Mapping[str, Rule]:
    """The same by their codes."""
    return {rule.code: rule for rule in all_rules()}


def rule_of(entry: Mapping[str, Any]) -> Rule:
    """A rule from what the compiled catalogue has of it."""
    tuples = {name: tuple(entry[name]) for name in ("repeated", "refused_by") if name in entry}
    return Rule(**{**entry, **tuples})
