"""What is written instead of a value of another tool for a key of the form: a table, ``values_of_keys.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.text.yaml_tree import Node, Scalar

_TABLE = Path(__file__).with_suffix(".toml")
_LONGEST = 30  # characters of a value that is looked up
_CODES = ("invalid-value", "wrong-type")


def say_value_meant(node: Node, path: str, findings: Findings) -> None:
    """Say what is meant in what was found of a value: what the table has before a guess by its spelling."""
    if not isinstance(node, Scalar) or node.is_hidden or len(node.text) > _LONGEST:
        return
    key = path.rpartition(".")[2]
    word = node.text.lower().replace("_", "-").replace(" ", "-")
    meant = _table().get(key, {}).get(word)
    omitted = _table()["as-omitted"]
    is_omitted = word in omitted["words"] or (word == "none" and key in omitted["none"])
    if meant is None and not is_omitted:
        return
    hint = None if meant else render("wrong-type", "word-for-default", key=key, expected="", actual="").hint
    problems = [problem for problem in findings.problems_at(path, node) if problem.code in _CODES]
    unsaid = [problem for problem in problems if meant or not (problem.suggestion or problem.hint)]
    findings.replace({problem: replace(problem, suggestion=meant, hint=hint) for problem in unsaid})


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(_TABLE.read_text(encoding="utf-8"))
