"""The gate: which of the rules can be broken in a document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import chain
from operator import or_
from typing import NamedTuple

from libvirt_xml.markup.regular.pieces import Irregular, end_of
from libvirt_xml.markup.regular.section_texts import DEVICES_NAME, SectionTexts
from libvirt_xml.validation.rules.gating.compiled_needs import needs_of_rule
from libvirt_xml.validation.rules.gating.element_tokens import RepeatKey
from libvirt_xml.validation.rules.gating.met_again import gather_keys, met_again
from libvirt_xml.validation.rules.gating.need_index import NeedIndex
from libvirt_xml.validation.rules.gating.piece_tokens import PieceTokens
from libvirt_xml.validation.rules.gating.rule_tokens import Token
from libvirt_xml.validation.rules.gating.sections import KnownSection, Sections
from libvirt_xml.validation.rules.gating.settled_rules import SeenSections
from libvirt_xml.validation.rules.rule_model import Question, Rule
from libvirt_xml.validation.rules.thing import Thing

_MOST_MASKS = 5_000


class Candidates(NamedTuple):
    """How rules can be broken in a document, in the order of the rules."""

    questions: tuple[Question, ...]
    mask: int
    """The same as bits, as sections know them."""


class Gate:
    """The gate of some rules. What it learns of pieces and sections is kept, up to a limit."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        bits: dict[Token, int] = {}
        self._needs = NeedIndex(
            [
                (_mask(tokens, bits), _mask(forbidden, bits), question)
                for rule in rules
                for tokens, forbidden, question in needs_of_rule(rule)
            ]
        )
        self.tokens = PieceTokens(bits.items())
        self._candidates: dict[int, Candidates] = {}
        self.sections = Sections(rules, self.tokens, bits)

    def candidates(self, mask: int) -> Candidates:
        """How rules can be broken in a document with some tokens."""
        candidates = self._candidates.get(mask)
        if candidates is None:
            if len(self._candidates) >= _MOST_MASKS:
                self._candidates.clear()
            questions = self._needs.questions(mask)
            candidates = self._candidates[mask] = Candidates(questions, self.sections.mask_of(questions))
        return candidates


class Glance:
    """What the gate has seen of one document; ``may_keep``: what is new in it may be remembered."""

    __slots__ = ("_gate", "_is_whole", "_keys", "_known_sections", "_mask", "_may_keep", "_pieces", "texts")

    def __init__(self, gate: Gate, *, may_keep: bool = True) -> None:
        self._gate = gate
        self._may_keep = may_keep
        self._is_whole = True
        self._mask = 0
        self._keys: list[RepeatKey] = []
        self._pieces: Sequence[str] | None = ()
        self.texts: SectionTexts | None = None
        """The sections of the document; ``None`` where it is not seen by sections."""
        self._known_sections: list[KnownSection] | None = None

    @property
    def is_whole(self) -> bool:
        """Whether everything that was shown could be looked at; if not, the glance tells nothing."""
        self._sections()
        return self._is_whole

    def see(self, pieces: Sequence[str]) -> None:
        """Look at pieces of a document."""
        self._pieces = pieces if self._pieces == () else None
        try:
            self._see_all(pieces)
        except Irregular:
            self._is_whole = False

    def see_sections(self, sections: SectionTexts) -> None:
        """Look at a document, cut into sections: when something of them is asked."""
        self.texts = sections

    def _sections(self) -> list[KnownSection]:
        """What is known of the sections of the document; nothing where it is not seen by sections."""
        if self._known_sections is None:
            self._known_sections = [] if self.texts is None else self._find(self.texts)
        return self._known_sections

    def _find(self, texts: SectionTexts) -> list[KnownSection]:
        try:
            self._see_all((texts.start,) if texts.devices is None else (texts.start, DEVICES_NAME))
            return self._gate.sections.find(texts, may_keep=self._may_keep)
        except Irregular:
            self._is_whole = False
            return []

    def _see_all(self, pieces: Sequence[str]) -> None:
        mask, keys = self._gate.tokens.of_pieces(pieces, may_keep=self._may_keep)
        self._mask |= mask
        self._keys += keys

    def seen_sections(self) -> SeenSections | None:
        """The sections of the document; ``None`` where it is not seen by sections."""
        texts = self.texts
        if texts is None:
            return None
        return SeenSections(texts.name, texts.start, self._sections(), has_devices=texts.devices is not None)

    def pieces(self) -> Sequence[str] | None:
        """The pieces of the document; ``None`` where they were not all shown at once, or do not tell all."""
        texts = self.texts
        if texts is None:
            return self._pieces or None
        written = [section.written for section in self._sections()]
        of_sections = [pieces for pieces in written if not isinstance(pieces, str)]
        if len(of_sections) < len(written):
            return None
        first, last = len(texts.before), len(texts.before) + len(texts.devices or ())
        parts: list[Sequence[str]] = [[texts.start], *of_sections[:first]]
        if texts.devices is not None:
            parts += [[DEVICES_NAME], *of_sections[first:last], [end_of(DEVICES_NAME)]]
        return list(chain.from_iterable([*parts, *of_sections[last:], [end_of(texts.name)]]))

    def add(self, thing: Thing) -> None:
        """Look at an element."""
        is_open = bool(thing.children)
        mask, keys = self._gate.tokens.of_element(thing.name, thing.attributes, thing.text, is_open=is_open)
        self._mask |= mask
        self._keys += keys

    def candidates(self) -> tuple[Rule, ...]:
        """The rules that can be broken in what was seen."""
        sections = self._sections()
        groups = [keys for section in sections if (keys := section.keys)]
        if keys := gather_keys(self._keys):
            groups.append(keys)
        mask = reduce(or_, (section.tokens for section in sections), self._mask) | met_again(groups)
        questions, bits = self._gate.candidates(mask)
        if bits and sections:
            left = self._gate.sections.left(bits, sections)
            if left != bits:
                questions = self._gate.sections.those_of(questions, left)
        return tuple(dict.fromkeys(question.rule for question in questions)) if questions else ()


def _mask(tokens: Iterable[Token], bits: dict[Token, int]) -> int:
    """The bits of tokens, of which each has one from when it is met first."""
    mask = 0
    for token in tokens:
        mask |= bits.setdefault(token, 1 << len(bits))
    return mask
