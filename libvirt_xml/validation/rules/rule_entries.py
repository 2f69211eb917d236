"""What the table of codes says of a rule."""

from __future__ import annotations

from typing import Literal

from libvirt_xml.messages.table import render, template
from libvirt_xml.validation.rules.rule_model import Rule


def summary_and_severity(rule: Rule) -> tuple[str, Literal["error", "warning"]]:
    """What a rule says about a document, which is the sentence of its example, and whether it is an error."""
    summary = render(rule.code, "rule", **template(rule.code, "rule").example)
    return str(summary), "error" if rule.severity == "refused" and not rule.preview else "warning"
