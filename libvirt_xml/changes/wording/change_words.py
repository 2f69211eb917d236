"""A change in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from libvirt_xml.binding.element import Element
from libvirt_xml.binding.fields import specs_of
from libvirt_xml.changes.change import Change, ChangeKind
from libvirt_xml.changes.wording.path_words import PathStep, is_within_item, steps_of, subject_and_aspect
from libvirt_xml.changes.wording.terms import absent_word
from libvirt_xml.changes.wording.value_words import HIDDEN, NOTHING, value_words
from libvirt_xml.markup.secrets import is_secret


@dataclass(frozen=True, slots=True)
class ChangeWords:
    """A change in words. ``old`` and ``new`` are values in words, ``None`` for none; those of secrets are never here.

    ``aspect`` is empty where the change is about the whole subject. ``is_of_part``: a device or another item stays, and
    what comes or goes is something of it, as the medium of a drive.
    """

    kind: ChangeKind
    subject: str
    aspect: str
    old: str | None
    new: str | None
    is_secret: bool
    is_of_part: bool = False

    def __str__(self) -> str:
        values = self.values
        if not self.aspect:
            return f"{self.subject}: {values}" if values else self.subject
        return f"{self.subject}: {self.aspect} {values}".rstrip()

    def without(self, hidden: Iterable[str]) -> ChangeWords:
        """The same without its values, if one of them contains a text that must not be shown."""
        shown = f"{self.subject} {self.aspect} {self.old} {self.new}"
        if not any(text in shown for text in hidden):
            return self
        return replace(self, old=None, new=None, is_secret=True)

    @property
    def shown_kind(self) -> ChangeKind:
        """What becomes of the subject: a drive without its medium is changed, not removed."""
        return "changed" if self.is_of_part else self.kind

    @property
    def values(self) -> str:
        """``none -> writeback``; for what came or went its value alone, for what an item lost ``/a.iso -> (none)``."""
        if self.kind == "changed" and not self.is_secret:
            return f"{self.old} -> {self.new}" if self.old != self.new else "changed"
        value = HIDDEN if self.is_secret else (self.new if self.kind == "added" else self.old) or ""
        return f"{value} -> {NOTHING}".lstrip() if self.is_of_part and self.kind == "removed" else value


def describe_change(change: Change, old: Element, new: Element) -> ChangeWords:
    """A change between two documents, for a person who knows no XML."""
    documents = (new, old) if change.kind != "removed" else (old, new)
    subject, aspect = subject_and_aspect(change.path, documents)
    is_of_part = is_within_item(change.path, documents)
    if is_secret(change.path):
        return ChangeWords(change.kind, subject, aspect, None, None, True, is_of_part)
    step = steps_of(change.path, documents)[-1]
    before, after = _value(change.old, step, old), _value(change.new, step, new)
    absent = absent_word(step.owner, step.name)
    if absent is not None:
        return ChangeWords("changed", subject, aspect, before or absent, after or absent, False)
    return ChangeWords(change.kind, subject, aspect, before, after, False, is_of_part)


def _value(value: Any, step: PathStep, document: Element) -> str | None:
    """A value in words, with the unit that is beside it in its document; none for a text that names itself."""
    if value is None or value == step.place:
        return None
    spec = specs_of(step.owner).get(step.name)
    holder = next((holder for holder in step.holders if holder.__dict__.get(step.name) is value), None)
    return value_words(value, spec, holder.__dict__ if holder is not None else {}, step.place)
