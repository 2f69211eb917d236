"""The edits that turn a foreign tree into another: attributes, and the stretch of content that differs."""

from __future__ import annotations

from collections.abc import Sequence

from libvirt_xml.binding.foreign import AnyElement
from libvirt_xml.binding.writing.writer import write_foreign
from libvirt_xml.editing.xml.prefixes_in_force import scopes_at
from libvirt_xml.editing.xml.xml_edits import XmlEdits
from libvirt_xml.editing.xml.xml_escapes import escaped
from libvirt_xml.editing.xml.xml_spans import XmlElement

_Span = tuple[int, int, XmlElement | None]


def edit_foreign(edits: XmlEdits, node: XmlElement, old: AnyElement, new: AnyElement) -> None:
    """Edit an element outside the model, and all in it."""
    pending = [(node, old, new)]
    while pending:  # a tree may be too deep for recursion
        node, old, new = pending.pop()
        if old == new:
            continue
        inner = None if (old.name, old.namespaces) != (new.name, new.namespaces) else _content(edits, node, old, new)
        if inner is None:
            _rewrite(edits, node, new)
            continue
        edit_attributes(edits, node, old.attributes, new.attributes)
        pending += inner


def edit_attributes(edits: XmlEdits, node: XmlElement, old: dict[str, str], new: dict[str, str]) -> None:
    """Edit attributes that have no field; a new one comes last."""
    for name in old.keys() - new.keys():
        edits.remove_attribute(node, name)
    for name, value in new.items():
        if old.get(name) != value:
            edits.set_attribute(node, name, value, node.attributes)


def _rewrite(edits: XmlEdits, node: XmlElement, new: AnyElement) -> None:
    scopes = scopes_at(node.parent)
    edits.replace_element(node, lambda _: write_foreign(new, scopes))


def _content(
    edits: XmlEdits, node: XmlElement, old: AnyElement, new: AnyElement
) -> list[tuple[XmlElement, AnyElement, AnyElement]] | None:
    """Edit what is inside; the elements that are still to be compared, ``None`` where all must be written anew."""
    spans = _spans(node)
    olds, news = old.content, new.content
    if len(spans) != len(olds) or any(
        (place is None) is isinstance(part, AnyElement) for (*_, place), part in zip(spans, olds, strict=True)
    ):
        return None
    start = next(
        (at for at, (was, now) in enumerate(zip(olds, news, strict=False)) if was != now), min(len(olds), len(news))
    )
    rest = min(len(olds), len(news)) - start
    end = next((at for at in range(rest) if olds[-1 - at] != news[-1 - at]), rest)
    stretch, was, now = spans[start : len(olds) - end], olds[start : len(olds) - end], news[start : len(news) - end]
    if not was and not now:
        return []
    if len(was) == len(now) and all(isinstance(part, AnyElement) for part in (*was, *now)):
        return [(place, one, two) for (*_, place), one, two in zip(stretch, was, now, strict=True)]  # type: ignore[misc]
    if node.is_self_closing or not all(isinstance(part, AnyElement | str) for part in now):
        return None
    first = spans[start - 1][1] if start else node.tag_end
    last = stretch[-1][1] if stretch else first
    edits.replace_span(first, last, _written(edits, node, now))
    return []


def _written(edits: XmlEdits, node: XmlElement, parts: Sequence[object]) -> str:
    scopes = scopes_at(node)
    newline = edits.layout.newline
    return "".join(
        write_foreign(part, scopes) if isinstance(part, AnyElement) else escaped(str(part)).replace("\n", newline)
        for part in parts
    )


def _spans(node: XmlElement) -> list[_Span]:
    """Everything in an element that is a part of its content: texts, elements, comments, processing instructions."""
    texts: list[_Span] = [(start, end, None) for start, end in node.text_runs()]
    items: list[_Span] = [
        (item.start, item.end, item if isinstance(item, XmlElement) else None)
        for item in node.items
        if isinstance(item, XmlElement) or item.kind != "cdata"
    ]
    return sorted([*texts, *items], key=lambda span: span[0])
