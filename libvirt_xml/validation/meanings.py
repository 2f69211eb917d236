"""What the field that a problem is about does, by its sentence in the documentation."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from libvirt_xml import messages

if TYPE_CHECKING:
    from libvirt_xml.validation.problem import Problem

_DATA = Path(__file__).parents[1] / "documents" / "meanings.json"
_POSITION = re.compile(r"\[\d+\]")


def meaning_of(problem: Problem) -> str | None:
    """What the attribute or element to correct does: the one at the place, the one meant there, or the missing one."""
    if not problem.path or not problem.path.startswith("/"):
        return None
    *above, last = _POSITION.sub("", problem.path)[1:].split("/")
    match problem.code:
        case "invalid-value":
            return _meaning(above, last)
        case "unknown-attribute":
            return _meaning(above, last) or _meaning(above, f"@{problem.suggestion}")
        case "unknown-element":
            return _meaning(above, last) or _meaning(above, problem.suggestion or "")
        case "missing-attribute":
            return _meaning([*above, last], f"@{problem.parameters.get('attribute')}")
        case "missing-element":
            names = problem.parameters.get("names")
            return _meaning([*above, last], names[0]) if isinstance(names, tuple) and len(names) == 1 else None
        case _:
            return None


def _meaning(above: list[str], name: str) -> str | None:
    for owner in _classes(above):
        sentence = _fields(owner).get(name, [""])[0]
        if sentence:
            if name.startswith("@"):
                return messages.render("meaning", "attribute", name=name[1:], sentence=sentence)
            return messages.render("meaning", "element", name=name, sentence=sentence)
    return None


def _classes(steps: list[str]) -> list[str]:
    """The classes of the element at a path; several only below a root that several kinds of document have."""
    owners = [""]
    for step in steps:
        owners = [name for owner in owners for name in _fields(owner).get(step, ())[1::2] if name]
    return owners


@cache
def _fields(owner: str) -> dict[str, list[str]]:
    """The line of one class: to read all would take longer than to check a document."""
    data = _data()
    mark = b'\n"%b": ' % owner.encode()
    begin = data.index(mark) + len(mark)
    fields: dict[str, list[str]] = json.loads(data[begin : data.index(b"}", begin) + 1])
    return fields


@cache
def _data() -> bytes:
    return _DATA.read_bytes()
