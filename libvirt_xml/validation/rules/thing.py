"""A document as rules look at it: a tree that is quick to make, without places.

Rules read a tree only where the gate says that one of them may be broken; places are looked for after a hit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NoReturn


class Thing:
    """An element. One in a namespace of libvirt has its usual prefix, ``qemu:env``; in another, ``uri}name``."""

    __slots__ = ("attributes", "children", "name", "parent", "text")

    def __init__(self, name: str, attributes: Mapping[str, str], parent: Thing | None, text: str = "") -> None:
        self.name = name
        self.attributes = attributes
        """Values by name; never changed, as trees share them."""
        self.text = text
        """The text of an element without children, as written; of others, none."""
        self.parent = parent
        self.children: list[Thing] = []

    def __repr__(self) -> str:
        return f"Thing({'/'.join(self.steps())})"

    @property
    def root(self) -> Thing:
        """The element that is the document."""
        thing = self
        while thing.parent is not None:
            thing = thing.parent
        return thing

    def named(self, names: Sequence[str]) -> list[Thing]:
        """The children of some names."""
        return [child for child in self.children if child.name in names]

    def steps(self) -> list[str]:
        """The names from the root to the element."""
        names: list[str] = []
        thing: Thing | None = self
        while thing is not None:
            names.append(thing.name)
            thing = thing.parent
        return names[::-1]

    def things(self, path: str) -> list[Thing]:
        """The elements at a path, which is one of the language of triggers: ``source/host``, ``/os/loader``, ``..``."""
        from libvirt_xml.validation.rules.triggers.trigger_paths import trigger_path

        return trigger_path(path).things(self)

    def thing(self, path: str) -> Thing | None:
        """The first element at a path."""
        return next(iter(self.things(path)), None)

    def values(self, path: str) -> list[str]:
        """The attributes, or the texts, at a path: ``target/@bus``, ``/memory``. Derived facts are the subject's."""
        from libvirt_xml.validation.rules.triggers.trigger_paths import trigger_path

        return trigger_path(path).values(self)

    def value(self, path: str) -> str | None:
        """The first of ``values``."""
        return next(iter(self.values(path)), None)

    def number(self, path: str) -> int | None:
        """The first of ``values`` as a whole number; ``None`` where it is none."""
        return whole_number(self.value(path))

    def has(self, path: str) -> bool:
        """Whether there is an element or an attribute at a path."""
        from libvirt_xml.validation.rules.triggers.trigger_paths import trigger_path

        return trigger_path(path).is_there(self)


class NotAlone(BaseException):
    """A rule that was asked of a part of a document asked for what is outside. No function catches it by mistake."""


class Outside(Thing):
    """An element around a part of a document: its name is known, and nothing else."""

    __slots__ = ()

    def __init__(self, name: str, parent: Thing | None = None) -> None:
        self.name = name
        self.parent = parent

    def _refuse(self) -> NoReturn:
        raise NotAlone

    attributes = property(_refuse)
    children = property(_refuse)  # pyright: ignore[reportAssignmentType]
    text = property(_refuse)


_LONGEST_NUMBER = 20


@lru_cache(maxsize=4096)
def whole_number(text: str | None) -> int | None:
    """What a text of digits, or of ``0x`` and digits, stands for."""
    if text is None:
        return None
    text = text.strip()
    if not text or len(text) > _LONGEST_NUMBER or not text.isascii():
        return None
    unsigned = text.removeprefix("-")
    if unsigned.isdecimal():
        return int(text)
    if unsigned[:2] in ("0x", "0X"):
        try:
            return int(text, 16)
        except ValueError:
            return None
    return None
