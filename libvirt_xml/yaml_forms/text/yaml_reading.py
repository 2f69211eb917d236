"""YAML 1.2 text to trees. What constructs objects, loops or explodes is refused; every value knows its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from libvirt_xml.messages import Sentence, render
from libvirt_xml.words.foreign_files import tool_of_text
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.text.events import first_unreadable, parser_of
from libvirt_xml.yaml_forms.text.faults.yaml_faults import begins_template, yaml_fault
from libvirt_xml.yaml_forms.text.yaml_tree import Node, Origin, Span


def read_yaml(source: str | bytes, findings: Findings, file: str | None = None) -> list[Node]:
    """The documents of a YAML stream; none, and a problem among the findings, where it cannot be read."""
    from yaml.error import MarkedYAMLError, YAMLError

    from libvirt_xml.yaml_forms.text.tree_building import YamlBuilder, YamlRefusal

    try:
        text = decoded(source)
    except UnicodeError as error:
        _refuse_bytes(findings, file, error)
        return []
    bad = first_unreadable(text)
    if bad is not None:
        message = render("not-well-formed", "yaml-character", code=f"U+{ord(text[bad]):04X}")
        _refuse(findings, file, message, _place(text, bad), text)
        return []
    try:
        next_event, restore = parser_of(text)
        return list(YamlBuilder(next_event, restore, findings, file).documents())
    except YamlRefusal as refusal:
        is_expanded = not begins_template(text, refusal.mark.index)
        sentence = refusal.sentence if is_expanded else render("not-well-formed", "yaml-template")
        _refuse(findings, file, sentence, refusal.mark, text)
    except MarkedYAMLError as error:
        _refuse_error(findings, file, error, text)
    except YAMLError:
        _refuse(findings, file, render("not-well-formed", "yaml-unreadable"), None)
    return []


_TOKEN = re.compile(r"""'[^'\n]*'|"[^"\n]*"|[^\s,\[\]{}]+|.""")


@dataclass(frozen=True)
class _Place:
    """A place as the parser's marks have it, counting from 0."""

    line: int
    column: int
    index: int


def _place(text: str, index: int) -> _Place:
    before = text[:index].replace("\r\n", "\n").replace("\r", "\n")
    start = max(text.rfind("\n", 0, index), text.rfind("\r", 0, index)) + 1
    return _Place(before.count("\n"), index - start, index)


def decoded(source: str | bytes) -> str:
    """The text of a YAML file. Raises UnicodeError."""
    if isinstance(source, bytes):
        is_wide = source[:2] in (b"\xff\xfe", b"\xfe\xff")
        source = source.decode("utf-16" if is_wide else "utf-8")
    return source.removeprefix("\ufeff")


def _refuse_bytes(findings: Findings, file: str | None, error: UnicodeError) -> None:
    """Bytes that are no text: the place of the first, as far as the encoding is known to be UTF-8."""
    encoding = "UTF-16" if getattr(error, "encoding", "").startswith("utf-16") else "UTF-8"
    place = None
    if isinstance(error, UnicodeDecodeError) and encoding == "UTF-8":
        before = error.object[: error.start].decode("utf-8").removeprefix("\ufeff")
        place = _place(before, len(before))
    _refuse(findings, file, render("not-well-formed", "yaml-encoding", encoding=encoding), place)


def _refuse_error(findings: Findings, file: str | None, error: Any, text: str) -> None:
    """Where the parser stopped, and what is written there."""
    tool = tool_of_text(text)
    if tool is not None:
        findings.add(
            "unknown-document", render("unknown-document", "foreign", tool=tool), Origin("spec", "", file, 1, 1), ""
        )
        return
    mark = error.problem_mark or error.context_mark
    opened = None if error.context_mark is None else error.context_mark.index
    fault = yaml_fault(text, mark.index, opened)
    place = mark if fault.start == mark.index else _place(text, fault.start)
    _refuse(findings, file, fault.sentence, place, text)


def _refuse(findings: Findings, file: str | None, sentence: Sentence, mark: Any, text: str | None = None) -> None:
    """Note why a text cannot be read, at the word where a mark is."""
    origin = Origin("spec", "", file)
    if mark is not None:
        token = _TOKEN.match(text, mark.index) if text else None
        line, column = mark.line + 1, mark.column + 1
        span = Span(mark.index, token.end(), line, column + len(token[0])) if token else None
        origin = Origin("spec", "", file, line, column, span)
    findings.add("not-well-formed", sentence, origin, "")
