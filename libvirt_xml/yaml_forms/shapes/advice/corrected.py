"""What the rest of a spec is checked with in the place of a wrong value: what is suggested for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.shapes.advice.meant_values import value_for
from libvirt_xml.yaml_forms.shapes.other_tools.values_of_keys import say_value_meant
from libvirt_xml.yaml_forms.text.one_line import one_line
from libvirt_xml.yaml_forms.text.resolving import resolve
from libvirt_xml.yaml_forms.text.yaml_reading import read_yaml
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Origin, Scalar, make, plain

if TYPE_CHECKING:
    from libvirt_xml.yaml_forms.shapes.shapes import Shape

_WITH_VALUE = frozenset({"likely-with-value", "kind-with-source"})
"""Variants of unknown keys that say the whole pair to write."""


def checked_or_corrected(shape: Shape, node: Node, path: str, findings: Findings) -> Node | None:
    """A value in its normal form, or that of what is suggested in its place: one mistake has no others behind it."""
    checked = shape.check(node, path, findings)
    if checked is not None:
        return checked
    say_value_meant(node, path, findings)
    meant = next((problem.suggestion for problem in findings.problems_at(path, node) if problem.suggestion), None)
    return None if meant is None else _checked_alone(shape, _node(meant, node.origin), path)


def corrected_line(shape: Shape, node: Node) -> str | None:
    """A value on one line as it would be right, with what is suggested in it; ``None`` where that is not known."""
    trial = Findings()
    checked = shape.check(node, "", trial)
    if not trial.has_errors:
        return one_line(node)
    is_known = all(problem.suggestion or problem.variant in _WITH_VALUE for problem in trial.problems)
    if checked is None or not is_known or _has_less(checked, node) or _checked_alone(shape, checked, "") is None:
        return None
    return one_line(_in_order(checked))


def _in_order(node: Node) -> Node:
    """A map with its keys in the order of the file."""
    if not isinstance(node, Mapping):
        return node
    places = {name: node.place_of(name) for name in node.items}
    names = sorted(node.items, key=lambda name: (places[name].line or 0, places[name].column or 0))
    return Mapping({name: _in_order(node.items[name]) for name in names}, node.origin)


def _has_less(checked: Node, node: Node) -> bool:
    """Whether something of a map is left out in its normal form."""
    return isinstance(checked, Mapping) and isinstance(node, Mapping) and len(checked.items) < len(node.items)


def at_key(value: Node, place: Origin) -> Node:
    """A value as if it stood at its key, whose name is wrong: what else is wrong with it may have the same reason."""
    return Scalar(value.value, value.text, place) if isinstance(value, Scalar) and not value.is_hidden else value


def meant_for_key(shape: Shape, item: Node, path: str) -> Node | None:
    """The value of a key that was written under another name, in its normal form; ``None`` where nothing is known."""
    checked = _checked_alone(shape, item, path)
    if checked is not None:
        return checked
    value = value_for(shape, item)
    if value is None or not value.is_theirs or value.left:
        return None
    return _checked_alone(shape, _node(value.text, item.origin), path)


def _checked_alone(shape: Shape, node: Node, path: str) -> Node | None:
    trial = Findings()
    checked = shape.check(node, path, trial)
    return None if trial.has_errors else checked


def _node(text: str, origin: Origin) -> Node:
    """A value that is suggested, as if it stood in the file."""
    if text[:1] not in "{[":
        return Scalar(resolve(text), text, origin)
    trees = read_yaml(text, Findings())
    return make(plain(trees[0]), origin) if len(trees) == 1 else Scalar(text, text, origin)
