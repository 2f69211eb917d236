"""Merging what the model does not know: attributes, elements and texts that are kept beside the fields."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from libvirt_xml.binding.element import Element
from libvirt_xml.binding.foreign import AnyElement, Extra
from libvirt_xml.changes.change import Change
from libvirt_xml.changes.foreign_trees import expanded_tree
from libvirt_xml.changes.unknown import compare_extra
from libvirt_xml.changes.walking import FieldPair
from libvirt_xml.markup.characters import trim

if TYPE_CHECKING:
    from libvirt_xml.apply.merging.ownership import Owned


def merge_unknown(
    holder: Element, field: FieldPair, owned: Owned, is_refused: Callable[[str, Any], bool]
) -> Iterator[Change]:
    """Put the unknown content that is asked into an element, and take out what is owned and no longer asked."""
    asked = field.theirs.get("extra_") or Extra()
    actual = field.mine.get("extra_") or Extra()
    for change in list(compare_extra(actual, asked, field.path, field.scopes)):
        if owned.has(change.path) if change.new is None else not is_refused(change.path, change.new):
            if holder.extra_ is None:
                holder.extra_ = Extra()
            _apply(change, field, holder.extra_, asked)
            yield change


def _apply(change: Change, field: FieldPair, extra: Extra, asked: Extra) -> None:
    part = change.path.removeprefix(f"{field.path}.").partition("[")[0]
    if part == "attributes":
        _apply_to_attributes(change, field, extra, asked)
    elif part == "surplus":
        key = _key_of(change.new, asked) if change.old is None else _key_of(change.old, extra)
        extra.surplus.pop(key, None)
        if change.new is not None:
            extra.surplus[key] = copy.deepcopy(change.new)
    else:
        _apply_to_content(change, extra)


def _apply_to_attributes(change: Change, field: FieldPair, extra: Extra, asked: Extra) -> None:
    expanded = change.path.removeprefix(f"{field.path}.attributes[").removesuffix("]")
    for name in [*extra.attributes]:
        if expanded_tree(name, field.scopes[0], is_attribute=True) == expanded:
            del extra.attributes[name]
    for name, value in asked.attributes.items():
        if expanded_tree(name, field.scopes[1], is_attribute=True) == expanded:
            extra.attributes[name] = value
            prefix = name.rpartition(":")[0]
            if prefix and prefix in field.scopes[1]:
                extra.namespaces.setdefault(prefix, field.scopes[1][prefix])


def _apply_to_content(change: Change, extra: Extra) -> None:
    index = next((at for at, part in enumerate(extra.content) if _is_part(part, change.old)), len(extra.content))
    if change.new is None:
        del extra.content[index]
        extra.order = [
            step - 1 if isinstance(step, int) and step > index else step for step in extra.order if step != index
        ]
    else:
        extra.content[index : index + 1] = [copy.deepcopy(change.new)]


def _is_part(part: object, old: object) -> bool:
    return part is old or (isinstance(part, str) and isinstance(old, str) and trim(part) == old)


def _key_of(tree: AnyElement, extra: Extra) -> tuple[str, int]:
    return next(key for key, part in extra.surplus.items() if part is tree)


def unknown_paths(field: FieldPair) -> Iterator[str]:
    """The paths of unknown content that both sides have."""
    asked = field.theirs.get("extra_") or Extra()
    held = field.mine.get("extra_") or Extra()
    absent = {change.path for change in compare_extra(held, asked, field.path, field.scopes) if change.old is None}
    present = (change.path for change in compare_extra(Extra(), asked, field.path, field.scopes))
    return (path for path in present if path not in absent)
