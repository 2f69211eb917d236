"""What differs between documents, as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from libvirt_xml.cli.style import printable

if TYPE_CHECKING:
    from libvirt_xml.changes.wording.change_words import ChangeWords
    from libvirt_xml.cli.style import Style

_MARKS = {"added": "+", "removed": "-", "changed": "~"}
_COLOURS = {"added": "added", "removed": "removed", "changed": "help"}


class Difference(NamedTuple):
    """A document that came, went or changed; its changes by their paths."""

    kind: str
    name: str
    status: Literal["added", "removed", "changed"]
    changes: tuple[tuple[str, ChangeWords], ...]


def text_of_differences(differences: Sequence[Difference], style: Style) -> str:
    """A line for each document and for each change."""
    return "".join(f"{line}\n" for difference in differences for line in _lines(difference, style))


def _lines(difference: Difference, style: Style) -> Iterator[str]:
    title = printable(f"{difference.kind} {difference.name}".strip())
    if difference.status == "changed":
        yield style.paint(title, "bold")
    else:
        yield style.paint(f"{_MARKS[difference.status]} {title}", _COLOURS[difference.status])
    for _, change in difference.changes:
        kind = change.shown_kind
        yield "  " + style.paint(f"{_MARKS[kind]} {printable(str(change))}", _COLOURS[kind])


def json_of_differences(differences: Sequence[Difference], old: str, new: str) -> str:
    """One JSON object; values are in words, and those of secrets are ``null``."""
    documents = [
        {
            "kind": difference.kind,
            "name": difference.name,
            "status": difference.status,
            "changes": [_change(path, change) for path, change in difference.changes],
        }
        for difference in differences
    ]
    return json.dumps({"old": old, "new": new, "documents": documents}, indent=2, ensure_ascii=False) + "\n"


def _change(path: str, change: ChangeWords) -> dict[str, object]:
    return {
        "status": change.kind,
        "path": path,
        "subject": change.subject,
        "aspect": change.aspect,
        "old": change.old,
        "new": change.new,
        "secret": change.is_secret,
        "text": str(change),
    }
