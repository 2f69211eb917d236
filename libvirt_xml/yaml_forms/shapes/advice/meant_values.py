"""What was probably meant by a value that a key does not take: the value to write instead, as YAML in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.text.resolving import resolve
from libvirt_xml.yaml_forms.text.yaml_tree import Node, Scalar, Sequence

if TYPE_CHECKING:
    from libvirt_xml.yaml_forms.shapes.shapes import Shape

SORTS = {"type", "kind", "device"}
"""Keys of other tools for what a thing is."""


class Value(NamedTuple):
    """A value to write."""

    text: str
    is_theirs: bool
    """Whether it was made of what was written; else it is an example."""
    left: tuple[str, ...] = ()
    """Options of what was written for which there is no key."""


def value_for(shape: Shape, item: Node) -> Value | None:
    """What to write for a value that belongs to another key; ``None`` where it fits as it is, or nothing is known."""
    trial = Findings()
    shape.check(item, "", trial)
    if not trial.has_errors:
        better = shape.better(item)
        return None if better is None else Value(better, is_theirs=True)
    if isinstance(item, Scalar) and isinstance(item.value, str) and _is_right_bare(shape, item):
        return Value(item.text, is_theirs=True)
    first = trial.problems[0]
    if not first.path and isinstance(item, Sequence) and len(trial.problems) == 1 and first.suggestion:
        return Value(first.suggestion, is_theirs=True)
    if not first.path and isinstance(item, Scalar) and not item.is_hidden:
        written = first.suggestion or first.parameters.get("written")
        if written:
            left = first.parameters.get("left")
            return Value(str(written), is_theirs=True, left=left if isinstance(left, tuple) else ())
    of_items = _value_for_texts(shape, item)
    if of_items is not None:
        return of_items
    return Value(shape.sample, is_theirs=False) if shape.sample else None


def _is_right_bare(shape: Shape, item: Scalar) -> bool:
    """Whether a text in quotes is right without them: ``"true"``, ``"2"``."""
    bare = resolve(item.text)
    trial = Findings()
    shape.check(Scalar(bare, item.text, item.origin), "", trial)
    return not item.is_hidden and bare != item.value and not trial.has_errors


def _value_for_texts(shape: Shape, item: Node) -> Value | None:
    """The list that a list of texts means: ``[size=20]`` is ``[{size: 20GiB}]``."""
    item_shape = getattr(shape, "item", None)
    if item_shape is None or not isinstance(item, Sequence) or not item.items:
        return None
    values = [value_for(item_shape, part) if isinstance(part, Scalar) else None for part in item.items]
    known = [value for value in values if value is not None and value.is_theirs]
    if len(known) < len(values):
        return None
    left = tuple(option for value in known for option in value.left)
    return Value(f"[{', '.join(value.text for value in known)}]", is_theirs=True, left=left)
