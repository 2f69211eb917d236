"""The codes of all rules, with what each says of a document in few words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from libvirt_xml.messages.table import render, template
from libvirt_xml.validation.rules.compiled_rules import all_rules


def entries_of_rules() -> Iterator[tuple[str, str, Literal["error", "warning"]]]:
    """Code, summary and severity of each rule; the summary is the sentence of its example."""
    for rule in all_rules():
        summary = render(rule.code, "rule", **template(rule.code, "rule").example)
        yield rule.code, str(summary), "error" if rule.severity == "refused" and not rule.preview else "warning"
