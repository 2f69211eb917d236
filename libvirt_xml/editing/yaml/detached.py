"""Aliases written out, so that what they stand for can be changed alone."""

from __future__ import annotations

from libvirt_xml.editing.texts.text_edits import TextEdit, applied
from libvirt_xml.editing.yaml.yaml_edits import YamlEdits
from libvirt_xml.editing.yaml.yaml_spans import YamlSpan, scan_yaml
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.text.emitting import inline_text
from libvirt_xml.yaml_forms.text.yaml_reading import read_yaml


def without_shared(text: str, edits: YamlEdits) -> str | None:
    """A text in which no alias stands for a value that edits change; ``None`` where none does."""
    written: list[TextEdit] = []
    for outer in scan_yaml(text):
        spans = list(outer.walk())
        shared = {span.anchor: span for span in spans if span.kind != "alias" and span.anchor and edits.touches(span)}
        for span in spans:
            if span.kind == "alias" and span.anchor in shared:
                written.append(TextEdit(span.start, span.end, _inline(text, shared[span.anchor])))
    return applied(text, written) if written else None


def _inline(text: str, span: YamlSpan) -> str:
    """What an anchor names, on one line."""
    raw = text[span.start : span.end]
    if span.is_flow or (span.kind == "scalar" and span.style not in ("|", ">") and "\n" not in raw):
        return raw
    column = span.start - max(text.rfind("\n", 0, span.start), text.rfind("\r", 0, span.start)) - 1
    (node,) = read_yaml(" " * column + raw, Findings())
    return inline_text(node, in_flow=True)
