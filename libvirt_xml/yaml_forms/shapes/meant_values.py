"""What was probably meant by a value that a key does not take: the value to write instead, as YAML in one line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from libvirt_xml.markup.secrets import is_secret
from libvirt_xml.messages import Sentence, render
from libvirt_xml.words.vocabulary import PLAIN, vocabulary
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar

if TYPE_CHECKING:
    from libvirt_xml.yaml_forms.shapes.composites import Record
    from libvirt_xml.yaml_forms.shapes.shapes import Shape

_OPTION = re.compile(r"([A-Za-z_][\w-]*)=([\w./:+@-]+)").fullmatch
SORTS = {"type", "kind", "device"}
"""Keys of other tools for what a thing is."""
_LONGEST = 200  # characters of options that are read


class Value(NamedTuple):
    """A value to write."""

    text: str
    is_theirs: bool
    """Whether it was made of what was written; else it is an example."""


def value_for(shape: Shape, item: Node) -> Value | None:
    """What to write for a value that belongs to another key; ``None`` where it fits as it is, or nothing is known."""
    trial = Findings()
    shape.check(item, "", trial)
    if not trial.has_errors:
        return None
    first = trial.problems[0]
    if first.suggestion and not first.path and isinstance(item, Scalar) and not item.is_hidden:
        return Value(first.suggestion, is_theirs=True)
    return Value(shape.sample, is_theirs=False) if shape.sample else None


def written_as_map(node: Scalar, record: Record) -> str | None:
    """The map that options of a command line mean: ``path=/a.qcow2,size=20`` is ``{path: /a.qcow2, size: 20GiB}``."""
    if "=" not in node.text or len(node.text) > _LONGEST or node.is_hidden:
        return None
    items: dict[str, str] = {}
    words = PLAIN if record.synonyms is None else vocabulary(record.synonyms)
    first, comma, rest = node.text.partition(",")
    if comma and record.short is not None and _takes(record.keys[record.short].shape, first, node):
        items[record.short] = first
    for option in (rest if items else node.text).split(","):
        parts = _OPTION(option)
        if parts is None:
            return None
        key = parts[1] if parts[1] in record.keys else words.meaning(parts[1]) or ""
        if key not in record.keys or key in items or is_secret(key):
            return None
        text = taken_text(record.keys[key].shape, Scalar(_plain(parts[2]), parts[2], node.origin))
        items[key] = parts[2] if text is None else text
    return f"{{{', '.join(f'{key}: {value}' for key, value in items.items())}}}"


def _plain(text: str) -> str | int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else text


def _takes(shape: Shape, text: str, node: Scalar) -> bool:
    trial = Findings()
    shape.check(Scalar(text, text, node.origin), "", trial)
    return not trial.has_errors


def taken_text(shape: Shape, node: Scalar) -> str | None:
    """The text of a value that a key takes, or what is suggested for it; ``None`` where it takes nothing like it."""
    trial = Findings()
    shape.check(node, "", trial)
    return next((problem.suggestion for problem in trial.problems), node.text)


def named_by_key(record: Record, item: Mapping) -> Sentence | None:
    """What is said of an item of a list whose name is its key: ``- root: 20GiB``."""
    if len(item.items) != 1 or "name" not in record.keys:
        return None
    (name, value), *_ = item.items.items()
    words = PLAIN if record.synonyms is None else vocabulary(record.synonyms)
    is_key = (
        name in record.keys
        or name in SORTS
        or record.refusal(name) is not None
        or words.closest(name, record.keys) is not None
    )
    if is_key or not re.fullmatch(r"[A-Za-z][\w.-]*", name):
        return None
    if isinstance(value, Mapping) and value.items and value.items.keys() <= record.keys.keys():
        return render("unknown-key", "name-as-key", what=record.name, key=name, content="...")
    meant = record.meant(value) if isinstance(value, Scalar) and not value.is_hidden else None
    if meant is None or not meant.startswith("{"):
        return None
    return render("unknown-key", "name-as-key", what=record.name, key=name, content=meant[1:-1])
