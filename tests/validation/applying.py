"""Suggestions applied to the text of a document, as an editor would: what is there is replaced, nothing else."""

from __future__ import annotations

from xml.sax.saxutils import escape

from libvirt_xml import Problem
from tests.validation.markup import Element, line_and_column, scan


def apply_suggestion(text: str, problem: Problem) -> str | None:
    """The text with what a problem is about replaced by its suggestion; ``None`` where there is no such thing."""
    element = _element_at(text, problem)
    suggestion = problem.suggestion or ""
    if element is None:
        return None
    name = (problem.path or "").rpartition("/@")[2] if "/@" in (problem.path or "") else None
    if name is not None:
        attribute = next(each for each in element.attributes if each.name == name)
        if problem.code == "unknown-attribute":
            return _replaced(text, (attribute.name_span, suggestion))
        return _replaced(text, (attribute.value_span, escape(suggestion, {"'": "&apos;", '"': "&quot;"})))
    if problem.code in ("invalid-value", "stray-white-space"):
        return _replaced(text, (element.content_span, escape(suggestion)))
    spans = [element.name_span] if element.is_empty_tag else [element.name_span, element.end_name_span]
    return _replaced(text, *((span, suggestion) for span in spans))


def _element_at(text: str, problem: Problem) -> Element | None:
    """The element that a problem is about, or of whose attribute it is."""
    for element in scan(text):
        starts = [element.start, *(attribute.name_span[0] for attribute in element.attributes)]
        if any(line_and_column(text, start) == (problem.line, problem.column) for start in starts):
            return element
    return None


def _replaced(text: str, *replacements: tuple[tuple[int, int], str]) -> str:
    for (start, end), new in sorted(replacements, reverse=True):
        text = text[:start] + new + text[end:]
    return text
