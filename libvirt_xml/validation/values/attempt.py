"""A text that is not allowed, and what helps to fix it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from libvirt_xml.markup.locks import unlocked_property
from libvirt_xml.messages import Phrase
from libvirt_xml.relaxng.patterns.builder import Patterns
from libvirt_xml.relaxng.patterns.derivatives import matches
from libvirt_xml.relaxng.patterns.patterns import Pattern
from libvirt_xml.validation.values.allowed import spellings, wordings
from libvirt_xml.validation.values.wording import Bounds, Wording


@dataclass(frozen=True, slots=True)
class Advice:
    """What helps to fix a value."""

    reason: Phrase | None = None
    """Why the text is wrong."""
    suggestion: str | None = None
    """What was probably meant; it is allowed."""
    names_limit: bool = False
    """Whether the reason says what is allowed."""
    instead: str | None = None
    """What to write where that alone is not enough: ``beside`` has the rest."""
    beside: tuple[tuple[str, str], ...] = ()
    """Attributes to write too, with their values."""


def unknown_unit() -> None:
    """For fields of which no unit is known."""


@dataclass(frozen=True)
class Attempt:
    """A text that a pattern does not allow."""

    make: Patterns
    pattern: Pattern
    text: str
    units: Pattern | None = None
    unit: str | None = None
    beside: frozenset[str] = frozenset()
    attribute: str = ""
    unit_of_field: Callable[[], str | None] = unknown_unit
    """The unit in which the field counts, if that is fixed."""

    def accepts(self, text: str) -> bool:
        """Whether the pattern allows another text."""
        return matches(self.make, self.pattern, text)

    def suggest(self, reason: Phrase | None, text: str) -> Advice | None:
        """The advice to write another text; none where that is not allowed either."""
        return Advice(reason, text) if self.accepts(text) else None

    @unlocked_property
    def wordings(self) -> tuple[Wording, ...]:
        """What the pattern allows besides words."""
        return wordings(self.pattern)

    @unlocked_property
    def spellings(self) -> tuple[str, ...]:
        """The words that may be suggested."""
        return spellings(self.pattern)

    def allows(self, *kinds: str) -> bool:
        """Whether the pattern allows something of one of some kinds."""
        return any(wording.kind in kinds for wording in self.wordings)

    def ranges(self, kind: str) -> list[Bounds]:
        """The ranges of the numbers of a kind."""
        return [wording.numbers for wording in self.wordings if wording.kind == kind and wording.numbers]
