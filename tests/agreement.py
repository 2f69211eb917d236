"""Whether the JSON Schema of the ``vm`` form takes what converting takes, asked of every spec that a test converts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from libvirt_xml.validation.problem import Problem
from libvirt_xml.yaml_forms import loading
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.shapes.jsonschema import schema
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence, leaves, plain
from libvirt_xml.yaml_forms.vm.form import VM_KEYS

EXPRESSIBLE = frozenset({"unknown-key", "wrong-type", "invalid-size", "invalid-value", "missing-key"})
BEYOND = frozenset(
    {
        ("invalid-value", "not-in-xml"),
        ("invalid-size", "too-large"),
        ("missing-key", "item-in-parts"),
    }
)
"""Codes and variants about what no schema looks at."""


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(schema("vm"))


def schema_errors(spec: Any) -> list[str]:
    """What the schema has against a spec, as plain data."""
    found = _validator().iter_errors({"vm": spec})
    return [f"{error.json_path}: {error.message}" for error in found]


def table_errors(spec: Node) -> list[str]:
    """What the table of keys has against a spec, of the sort that a schema can say."""
    findings = Findings()
    VM_KEYS.check(spec, "vm", findings)
    return [
        str(each)
        for each in findings.problems
        if each.code in EXPRESSIBLE and (each.code, each.variant) not in BEYOND and not _is_one_number(each)
    ]


def _is_one_number(problem: Problem) -> bool:
    """Whether the wrong word is another form of a right number: 2 and 2.0 are one to a schema."""
    text = problem.parameters.get("text")
    return problem.variant == "word" and text == "2" and "2.0" in problem.expected


def disagreement(spec: Node, *, is_taken: bool) -> str | None:
    """What schema and converting have against each other about a spec; ``None`` where they agree."""
    against = schema_errors(_as_written(spec))
    if is_taken:
        return f"the schema refuses what is taken: {against[0]}" if against else None
    wrong = table_errors(spec)
    if against or not wrong or any(_is_beyond(node) for _, node in leaves(spec)):
        return None
    return f"the schema takes what is refused: {wrong[0]}"


def _as_written(node: Node) -> Any:
    """Plain data, with a variable where it stood."""
    match node:
        case Mapping():
            return {name: _as_written(item) for name, item in node.items.items()}
        case Sequence():
            return [_as_written(item) for item in node.items]
        case _:
            return "${variable}" if node.origin.cause == "variable" else node.value


def _is_beyond(node: Node) -> bool:
    """2 and 2.0 are one number to JSON Schema, and ``1.5`` has no written form; what a variable has, none sees."""
    if not isinstance(node, Scalar):
        return False
    return isinstance(node.value, float) or node.origin.cause == "variable" or "${" in node.text


@contextmanager
def checked_agreement() -> Iterator[None]:
    """Every ``vm`` that is loaded meanwhile is given to the schema too."""
    original = loading._machine

    def checked(entry: Any, findings: Findings, of_schemas: Findings, options: Any) -> Any:
        before = len(findings.problems), len(of_schemas.problems)
        made = original(entry, findings, of_schemas, options)
        news = [*findings.problems[before[0] :], *of_schemas.problems[before[1] :]]
        is_taken = not any(problem.severity == "error" for problem in news)
        found = disagreement(entry.node, is_taken=is_taken)
        assert found is None, f"{found}\n{plain(entry.node)}"
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "_machine", checked)
        yield
