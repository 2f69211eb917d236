"""What the field that a problem is about does, by its sentence in the documentation."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from libvirt_xml import messages

if TYPE_CHECKING:
    from libvirt_xml.validation.problem import Problem

_DOCUMENTS = Path(__file__).parents[1] / "documents"


def meaning_of(problem: Problem) -> str | None:
    """What the attribute or element to correct does: the one meant, the one at the place, or the missing one."""
    path = problem.path or ""
    *above, last = _steps(path)
    match problem.code:
        case "invalid-value" | "wrong-type":
            return _meaning(above, last, None if path.startswith("/") else path.rpartition(".")[2].partition("[")[0])
        case "unknown-attribute":
            return _meaning(above, f"@{problem.suggestion}") or _meaning(above, last)
        case "unknown-element":
            return _meaning(above, problem.suggestion or "?") or _meaning(above, last)
        case "unknown-key" if problem.suggestion:
            *above, meant = _steps(f"{path.rpartition('.')[0]}.{problem.suggestion}")
            return _meaning(above, meant, problem.suggestion)
        case "missing-attribute":
            return _meaning([*above, last], f"@{problem.parameters.get('attribute')}")
        case "missing-element":
            names = problem.parameters.get("names")
            return _meaning([*above, last], names[0]) if isinstance(names, tuple) and len(names) == 1 else None
        case _:
            return None


def unit_of_field(path: str) -> str | None:
    """The unit in which the field at a path in XML counts, if that is always the same."""
    *above, name = _steps(path)
    fields = [(owner, name) for owner in _classes(above)]
    if not name.startswith("@"):
        fields += [(owner, "") for owner in _classes([*above, name])]  # of the element's text
    return next((unit for owner, field in fields if (unit := fixed_unit(owner, field))), None)


def fixed_unit(owner: str, field: str) -> str | None:
    """The unit of a field for which none can be written: the field of a class by its XML name, as ``@vram``."""
    return _units().get(owner, {}).get(field)


@cache
def is_attribute(name: str) -> bool:
    """Whether an element of any document has an attribute of a name."""
    return b'"@%b":' % name.encode() in _data()


def is_known_name(name: str) -> bool:
    """Whether an element or an attribute of any document has a name."""
    return is_attribute(name) or b'"%b":[' % name.encode() in _data()


def _steps(path: str) -> list[str]:
    """The names of elements, the last perhaps of an attribute: ``@bus``, or nothing, for text."""
    if path.startswith("/"):
        return [step.partition("[")[0] for step in path[1:].split("/")]
    key, *keys = [step.partition("[")[0] for step in path.split(".")]
    names = ((tag, name) for tag, entry in _fields("").items() for name in entry[1::2] if name)
    tag, owner = next((pair for pair in names if pair[1].lower() == key.replace("_", "")), (key, "?"))
    steps = [tag]
    for key in keys:
        fields = ((step, entry) for step, entry in _fields(owner).items() if _key(step, entry) == key)
        step, (_, owner, *_) = next(fields, (key, ("", "?")))
        steps.append(step)
    return steps


def _key(step: str, entry: list[str]) -> str:
    """The name of a field in YAML, which the data have where it is not the XML's."""
    return entry[2] if len(entry) > 2 else step.removeprefix("@")


def _meaning(above: list[str], name: str, key: str | None = None) -> str | None:
    """The sentence of a field, by its name in XML or its key in YAML."""
    if not name and above:  # the text of the element
        *above, name = above
    for owner in _classes(above):
        sentence = _fields(owner).get(name, [""])[0]
        if sentence:
            if key or name.startswith("@"):
                return messages.render("meaning", "attribute", name=key or name[1:], sentence=sentence)
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
    if owner == "?":
        return {}
    data = _data()
    mark = b'\n"%b": ' % owner.encode()
    begin = data.index(mark) + len(mark)
    fields: dict[str, list[str]] = json.loads(data[begin : data.index(b"}", begin) + 1])
    return fields


@cache
def _data() -> bytes:
    return (_DOCUMENTS / "meanings.json").read_bytes()


@cache
def _units() -> dict[str, dict[str, str]]:
    units: dict[str, dict[str, str]] = json.loads((_DOCUMENTS / "units.json").read_text("utf-8"))["units"]
    return units
