"""Rules that were asked about the same sections before, and were not broken.

A rule about several sections, as one that compares CPUs with NUMA cells, is asked with the whole document at hand. What
it reads of that is noted: by name, the children of the root and the devices that it was shown, or all of them. Where
these are the same in another document, whatever else that has, the rule reads the same again and says the same. Of all
sections together it is remembered, too, that they break no rule: a document that is met again is not asked anything.
Of one whose sections are not all known, as those with secrets, only a digest is kept, with a key of this process.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, TypeVar

from libvirt_xml.markup.regular.section_texts import DEVICES_NAME, SectionTexts
from libvirt_xml.validation.rules.rule_model import Rule
from libvirt_xml.validation.rules.thing import Thing

if TYPE_CHECKING:
    from libvirt_xml.validation.rules.gating.sections import KnownSection

_MOST_ANSWERS = 5_000  # of at most some 10 MB together
_MOST_READ = 200
"""Of how many sections an answer is remembered."""
_MOST_WAYS = 4
"""Rules that read now this, now that, are asked each time."""

SectionName = tuple[bool, str]
"""The name of a section, and before it whether it is a device; else it is a child of the root."""

SectionNames = frozenset[SectionName]

ANY = "*"
"""In the place of a name: all devices, or all children of the root."""


class SeenSections:
    """The sections of a document: of which root, whether those of ``<devices>`` are among them, and what is known."""

    def __init__(self, name: str, start: str, sections: Sequence[KnownSection], *, has_devices: bool) -> None:
        self.name = name
        """Of the root."""
        self.has_devices = has_devices
        self._root = (start, has_devices)
        self._sections = sections
        self._keys: dict[SectionNames, tuple[object, ...] | None] = {}

    def shared(self, texts: Iterable[str]) -> tuple[str, ...]:
        """Texts of sections, each as the object that is remembered anyway."""
        remembered = {section.text: section.text for section in self._sections}
        return tuple(remembered.get(text, text) for text in texts)

    @cached_property
    def are_kept(self) -> bool:
        """Whether all is known for long."""
        return all(section.is_kept for section in self._sections)

    def key(self, names: SectionNames) -> tuple[object, ...] | None:
        """What is there of some names; ``None`` where that is much, or some of it not known for long."""
        if names not in self._keys:
            read = [section for section in self._sections if not names.isdisjoint(section.names)]
            is_known = len(read) <= _MOST_READ and (self.are_kept or all(section.is_kept for section in read))
            self._keys[names] = (self._root, *read) if is_known else None
        return self._keys[names]


class NotedDocument:
    """Notes what is read of a document, which it gives to rules as ``root``."""

    def __init__(self, root: Thing, *, has_devices: bool) -> None:
        self._names: set[SectionName] = set()
        self.root: Thing = _NotedThing(root, self, is_device=False)
        if has_devices:
            (at, devices) = next((at, one) for at, one in enumerate(root.children) if one.name == DEVICES_NAME)
            root.children[at] = _NotedThing(devices, self, is_device=True)
            root.children[at].parent = self.root

    def begin(self) -> None:
        """Forget what was read."""
        self._names.clear()

    def read(self) -> SectionNames:
        """What was read since."""
        return frozenset(self._names)

    def note(self, names: Iterable[str], *, is_device: bool) -> None:
        """Children of these names were read."""
        self._names.update((is_device, name) for name in names)


class _NotedThing(Thing):
    """An element whose children are sections."""

    __slots__ = ("_all", "_is_device", "_noted")

    def __init__(self, thing: Thing, noted: NotedDocument, *, is_device: bool) -> None:
        self.name, self.attributes, self.text, self.parent = thing.name, thing.attributes, thing.text, thing.parent
        self._all = thing.children
        self._noted = noted
        self._is_device = is_device
        for child in thing.children:
            child.parent = self

    @property
    def children(self) -> list[Thing]:  # type: ignore[override]
        self._noted.note((ANY,), is_device=self._is_device)
        return self._all

    def named(self, names: Sequence[str]) -> list[Thing]:
        self._noted.note(names, is_device=self._is_device)
        return [child for child in self._all if child.name in names]


class SettledRules:
    """What was asked, up to a limit. Threads may share it."""

    def __init__(self) -> None:
        self._ways: dict[Rule, tuple[SectionNames, ...]] = {}
        self._wide: set[Rule] = set()
        self._answers: set[tuple[Rule, tuple[object, ...]]] = set()
        self._quiet: set[tuple[str, ...]] = set()
        self._quiet_digests: set[bytes] = set()
        self._once: set[int] = set()
        """The hashes of documents that break no rule, and may be known by their sections when they are met again."""

    def is_quiet(self, source: str | bytes, texts: SectionTexts | None) -> bool:
        """Whether it is known that a document, which may be cut into sections, breaks no rule."""
        if texts is not None and texts.whole() in self._quiet:
            return True
        return bool(self._quiet_digests) and _digest(source) in self._quiet_digests

    def add_quiet(self, source: str | bytes, texts: SectionTexts | None, seen: SeenSections | None) -> None:
        """A document breaks no rule."""
        whole = () if texts is None else texts.whole()
        if seen is not None and len(whole) <= _MOST_READ and seen.are_kept:
            _add(seen.shared(whole), self._quiet)
        elif hash(source) in self._once:
            _add(_digest(source), self._quiet_digests)
        else:
            _add(hash(source), self._once)

    def is_worth_noting(self, rule: Rule, seen: SeenSections) -> bool:
        """Whether it may help later to note what a rule reads: not if that is much, or not known for long."""
        ways = self._ways.get(rule)
        return rule not in self._wide and (ways is None or any(seen.key(names) for names in ways))

    def others(self, rules: Iterable[Rule], seen: SeenSections) -> list[Rule]:
        """Those of some rules that must be asked about a document."""
        left: list[Rule] = []
        for rule in rules:
            for names in self._ways.get(rule, ()):
                key = seen.key(names)
                if key is not None and (rule, key) in self._answers:
                    break
            else:
                left.append(rule)
        return left

    def add(self, rule: Rule, names: SectionNames, seen: SeenSections) -> None:
        """A rule has read these names of a document, and was not broken."""
        ways = self._ways.get(rule, ())
        if names not in ways:
            ways = self._ways[rule] = (*ways, names)
        if len(ways) > _MOST_WAYS:
            self._wide.add(rule)
            self._ways.pop(rule, None)
            return
        key = seen.key(names)
        if key is not None:
            _add((rule, key), self._answers)


_T = TypeVar("_T")
_key = os.urandom(16)


def _digest(source: str | bytes) -> bytes:
    """Bytes may declare an encoding, so that they are another document than a text of the same characters."""
    if isinstance(source, str):
        return blake2b(source.encode("utf-8", "surrogatepass"), digest_size=16, key=_key, person=b"text").digest()
    return blake2b(source, digest_size=16, key=_key).digest()


def _add(answer: _T, answers: set[_T]) -> None:
    """Remember an answer, up to a limit."""
    if len(answers) >= _MOST_ANSWERS:
        answers.clear()
    answers.add(answer)
