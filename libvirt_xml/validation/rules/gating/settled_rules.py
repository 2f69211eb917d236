"""Rules that were asked about the same sections before, and were not broken.

A rule about several sections, as one that compares CPUs with NUMA cells, is asked with the whole document at hand. What
it reads of that is noted: by name, the children of the root and the devices that it was shown. Where these are the same
in another document, whatever else that has, the rule reads the same again and says the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from libvirt_xml.markup.regular.section_texts import DEVICES_NAME
from libvirt_xml.validation.rules.rule_model import Rule
from libvirt_xml.validation.rules.thing import Thing

if TYPE_CHECKING:
    from libvirt_xml.validation.rules.gating.sections import KnownSection

_MOST_ANSWERS = 5_000  # of at most some 5 MB together
_MOST_READ = 100
"""Of how many sections an answer is remembered."""
_MOST_WAYS = 4
"""Rules that read now this, now that, are asked each time."""

SectionName = tuple[bool, str]
"""The name of a section, and before it whether it is a device; else it is a child of the root."""

SectionNames = frozenset[SectionName]


class SeenSections(NamedTuple):
    """The sections of a document."""

    start: str
    """The start tag of the root."""
    has_devices: bool
    """Whether the children of ``<devices>`` are sections."""
    sections: Sequence[KnownSection]

    def key(self, names: SectionNames) -> tuple[object, ...] | None:
        """What is there of some names; ``None`` where that is much, or some of it not known for long."""
        read = [one for one in self.sections if not names.isdisjoint(one.names)]
        is_known = len(read) <= _MOST_READ and all(one.is_kept for one in read)
        return (self.start, self.has_devices, *read) if is_known else None


class NotedDocument:
    """Notes what is read of a document, which it gives to rules as ``root``."""

    def __init__(self, root: Thing, *, has_devices: bool) -> None:
        self._names: set[SectionName] = set()
        self._is_all = False
        self.root: Thing = _NotedThing(root, self, is_device=False)
        if has_devices:
            (at, devices) = next((at, one) for at, one in enumerate(root.children) if one.name == DEVICES_NAME)
            root.children[at] = _NotedThing(devices, self, is_device=True)
            root.children[at].parent = self.root

    def begin(self) -> None:
        """Forget what was read."""
        self._names.clear()
        self._is_all = False

    def read(self) -> SectionNames | None:
        """What was read since; ``None`` for everything."""
        return None if self._is_all else frozenset(self._names)

    def note(self, names: Iterable[str], *, is_device: bool) -> None:
        """Children of these names were read."""
        self._names.update((is_device, name) for name in names)

    def note_all(self) -> None:
        """All children of an element were read."""
        self._is_all = True


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
        self._noted.note_all()
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

    def is_worth_noting(self, rule: Rule, seen: SeenSections) -> bool:
        """Whether it may help later to note what a rule reads: not if that is everything, or not known for long."""
        ways = self._ways.get(rule)
        return rule not in self._wide and (ways is None or any(seen.key(names) for names in ways))

    def others(self, rules: Iterable[Rule], seen: SeenSections) -> list[Rule]:
        """Those of some rules that must be asked about a document."""
        keys: dict[SectionNames, tuple[object, ...] | None] = {}
        left: list[Rule] = []
        for rule in rules:
            for names in self._ways.get(rule, ()):
                if names not in keys:
                    keys[names] = seen.key(names)
                key = keys[names]
                if key is not None and (rule, key) in self._answers:
                    break
            else:
                left.append(rule)
        return left

    def add(self, rule: Rule, names: SectionNames | None, seen: SeenSections) -> None:
        """A rule has read these names of a document, and was not broken."""
        ways = self._ways.get(rule, ())
        if names is not None and names not in ways:
            ways = self._ways[rule] = (*ways, names)
        if names is None or len(ways) > _MOST_WAYS:
            self._wide.add(rule)
            self._ways.pop(rule, None)
            return
        key = seen.key(names)
        if key is not None:
            if len(self._answers) >= _MOST_ANSWERS:
                self._answers.clear()
            self._answers.add((rule, key))
