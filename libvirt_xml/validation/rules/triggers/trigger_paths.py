"""Paths of triggers: ``driver/@io``, ``/os/type/@machine``, ``..``, ``*/address[@type='pci']``, ``$bus``.

A path begins at an element, or with ``/`` at the root; ``//os`` is any element of that name in the document. A step may
have several names: ``serial|console``. A name in a namespace has libvirt's usual prefix: ``qemu:env``. Its last step
may be an attribute or a derived fact; else it stands for elements, and for their texts where values are asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from libvirt_xml.validation.rules.thing import Thing

_NAME = r"[A-Za-z][\w.-]*(?::[A-Za-z][\w.-]*)?"
_STEP = re.compile(rf"(\.\.|\*|{_NAME}(?:\|{_NAME})*)((?:\[[^\]]*\])*)")
_PREDICATE = re.compile(r"\[(?:@([\w-]+)=(?:'([^']*)'|\"([^\"]*)\")|not\(@([\w-]+)\)|@([\w-]+))\]")
_LAST = re.compile(r"@[A-Za-z][\w-]*|\$[a-z][a-z_]*")


class Predicate(NamedTuple):
    """What an attribute of an element on the way must be; ``is_there`` alone where no value is given."""

    attribute: str
    value: str | None
    is_there: bool


class TriggerStep(NamedTuple):
    """One step: a name, ``*`` or ``..``, and what is asked of the elements there."""

    name: str
    predicates: tuple[Predicate, ...]
    names: tuple[str, ...]
    """The names that the element may have."""


class TriggerPath:
    """A path; ``attribute`` or ``fact`` is its last step where that is one."""

    __slots__ = (
        "attribute",
        "fact",
        "is_absolute",
        "is_anywhere",
        "is_beside",
        "only_step",
        "own_attribute",
        "steps",
        "text",
    )

    def __init__(self, text: str) -> None:
        self.text = text
        self.is_anywhere = text.startswith("//")
        self.is_absolute = text.startswith("/") and not self.is_anywhere
        self.attribute: str | None = None
        self.fact: str | None = None
        parts = [part for part in _split(text.lstrip("/")) if part not in {"", "."}]
        if parts and _LAST.fullmatch(parts[-1]):
            last = parts.pop()
            if last[0] == "@":
                self.attribute = last[1:]
            else:
                self.fact = last[1:]
        self.steps = tuple(_step(part, text) for part in parts)
        is_relative = not self.is_absolute and not self.is_anywhere
        self.is_beside = bool(self.steps) and is_relative and self.steps[0].name == ".."
        """Whether it leads to what is around the element, which is the same for all elements there."""
        self.own_attribute = self.attribute if is_relative and not self.steps else None
        """The attribute of the element itself that the path is."""
        self.only_step = (
            self.steps[0].names if is_relative and len(self.steps) == 1 and _is_plain(self.steps[0]) else None
        )
        """The names of the children that the path leads to, where it asks for nothing else."""

    def things(self, thing: Thing) -> list[Thing]:
        """The elements at the path, without its attribute."""
        if self.only_step is not None:
            return thing.named(self.only_step)
        if self.is_anywhere:
            return [one for one in _all_of(thing.root) if one.name in self.steps[-1].names]
        return _follow([thing.root] if self.is_absolute else [thing], self.steps)

    def inside(self, top: Thing, at: int) -> list[Thing]:
        """The elements at the path in ``top``, to which step ``at`` must lead; ``//name`` leads to all of the name."""
        if self.is_anywhere:
            return [one for one in _all_of(top) if one.name in self.steps[-1].names]
        name, predicates, names = self.steps[at]
        if (name != "*" and top.name not in names) or not all(_fits(top, predicate) for predicate in predicates):
            return []
        return _follow([top], self.steps[at + 1 :])

    def values(self, thing: Thing) -> list[str]:
        """The attributes at the path, or the texts of its elements, without white space around them."""
        attribute = self.attribute
        if attribute is None:
            return [one.text.strip() for one in self.things(thing)]
        if self.own_attribute is not None:
            value = thing.attributes.get(attribute)
            return [] if value is None else [value]
        return [one.attributes[attribute] for one in self.things(thing) if attribute in one.attributes]

    def is_there(self, thing: Thing) -> bool:
        """Whether there is an element, or an attribute, at the path."""
        return bool(self.things(thing) if self.attribute is None else self.values(thing))


def _follow(reached: list[Thing], steps: Sequence[TriggerStep]) -> list[Thing]:
    for name, predicates, names in steps:
        if name == "..":
            reached = [one.parent for one in reached if one.parent is not None]
        elif name == "*":
            reached = [child for one in reached for child in one.children]
        else:
            reached = [child for one in reached for child in one.named(names)]
        if predicates:
            reached = [one for one in reached if all(_fits(one, predicate) for predicate in predicates)]
    return reached


def _is_plain(step: TriggerStep) -> bool:
    return step.name not in {"*", ".."} and not step.predicates


def _all_of(root: Thing) -> Iterator[Thing]:
    """All elements of a document."""
    stack = [root]
    while stack:
        thing = stack.pop()
        yield thing
        stack.extend(thing.children)


def _split(text: str) -> list[str]:
    """The steps of a path; values in predicates may contain slashes."""
    return re.findall(r"(?:[^/\[]|\[[^\]]*\])+", text)


def _step(part: str, text: str) -> TriggerStep:
    match = _STEP.fullmatch(part)
    if match is None:
        raise ValueError(f"{text!r} is no path: {part!r} is no step")
    predicates: list[Predicate] = []
    rest = match[2]
    while rest:
        predicate = _PREDICATE.match(rest)
        if predicate is None:
            raise ValueError(f"{text!r} is no path: {rest!r} is no predicate")
        name, single, double, absent, present = predicate.groups()
        value = single if single is not None else double
        predicates.append(Predicate(name or absent or present, value, absent is None))
        rest = rest[predicate.end() :]
    return TriggerStep(match[1], tuple(predicates), tuple(match[1].split("|")))


def _fits(thing: Thing, predicate: Predicate) -> bool:
    value = thing.attributes.get(predicate.attribute)
    if predicate.value is not None:
        return value == predicate.value
    return (value is not None) is predicate.is_there


@cache
def trigger_path(text: str) -> TriggerPath:
    """A path by its text. Raises ValueError for what is none: a mistake of ours."""
    return TriggerPath(text)
