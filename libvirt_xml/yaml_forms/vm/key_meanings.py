"""What the key of the ``vm`` form that a problem is about is for, by the table of keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.shapes.choice_shapes import OneOf
from libvirt_xml.yaml_forms.shapes.composites import Key, ListOf, MapOf, Record
from libvirt_xml.yaml_forms.shapes.named_lists import NamedList
from libvirt_xml.yaml_forms.shapes.shapes import Shape

if TYPE_CHECKING:
    from libvirt_xml.validation.problem import Problem

_OF_KEYS = {"invalid-value", "wrong-type", "unknown-key"}


def key_meaning(problem: Problem) -> str | None:
    """What the key at the place is for; of an unknown key, the one that is suggested."""
    from libvirt_xml.yaml_forms.vm.form import VM_KEYS

    form, *keys = [step.partition("[")[0] for step in (problem.path or "").split(".")]
    if form not in ("vm", "defaults") or not keys or problem.code not in _OF_KEYS:
        return None
    if problem.code == "unknown-key":
        keys[-1] = problem.suggestion or ""
    key = next(_keys_at(VM_KEYS, keys), None)
    return None if key is None else render("meaning", "key", name=keys[-1], about=key.about)


def _keys_at(shape: Shape, names: Sequence[str]) -> Iterator[Key]:
    match shape:
        case Record(keys=keys) if names and names[0] in keys:
            if len(names) == 1:
                yield keys[names[0]]
            else:
                yield from _keys_at(keys[names[0]].shape, names[1:])
        case ListOf(item=item):
            yield from _keys_at(item, names)
        case NamedList(item=item):
            yield from _keys_at(item, names)
            yield from _keys_at(item, names[1:])
        case MapOf(item=item):
            yield from _keys_at(item, names[1:])
        case OneOf(shapes=shapes):
            for alternative in shapes:
                yield from _keys_at(alternative, names)
