"""The verdict on regular documents: a look-up a section (``markup.regular``), else one a piece (``by_pieces``).

What a section leads to is remembered with the state before it, up to a limit. One that is not known is followed by its
pieces, and the document goes on after it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from libvirt_xml.markup.characters import WHITE_SPACE
from libvirt_xml.markup.regular.pieces import Irregular, Novel, Walk, regular_text, was_met
from libvirt_xml.markup.regular.section_texts import (
    DEVICES_NAME,
    SectionText,
    SectionTexts,
    cut_sections,
    may_keep_section,
)
from libvirt_xml.relaxng.verdict.automaton import Automaton, Mismatch, State
from libvirt_xml.relaxng.verdict.by_pieces import Follow, Onlooker, Pieces, between, follow_pieces


def accepts_regular(
    automaton: Automaton, first: State, source: str | bytes, follow: Follow, onlooker: Onlooker | None = None
) -> bool | None:
    """Whether XML text is a document, from a first state to an end; ``None`` where it is not regular."""
    text = None if automaton.patterns.is_scoped else regular_text(source)
    if text is None:
        return None
    try:
        is_accepted = _accepts_text(automaton, first, text, follow, onlooker)
    except (Irregular, IndexError):
        return None
    except Mismatch:
        is_accepted = False
    if automaton.patterns.is_scoped:  # only now is it known that prefixes matter
        return None
    return is_accepted


def _accepts_text(automaton: Automaton, first: State, text: str, follow: Follow, onlooker: Onlooker | None) -> bool:
    table = between(automaton, first)
    sections = cut_sections(text)
    if sections is not None:
        try:
            is_accepted = _Sections(automaton, follow).accepts(table, sections)
        except (Irregular, IndexError):
            pass
        else:
            if onlooker is not None:
                onlooker.see_sections(sections)
            return is_accepted
    last = follow_pieces(automaton, table, Walk(text, automaton.count_piece), follow, onlooker)
    return last is not None and bool(last.state.accepted)


class _Sections:
    """Goes over the sections of one document."""

    def __init__(self, automaton: Automaton, follow: Follow) -> None:
        self._automaton = automaton
        self._follow = follow
        self._novel = Novel()

    def accepts(self, table: Pieces, sections: SectionTexts) -> bool:
        """Whether the sections make a document. Raises Irregular, and Mismatch."""
        after_root, table = self._inside(table, sections.start)
        table = self._after_all(table, sections.before)
        if sections.devices is not None:
            after, table = self._inside(table, DEVICES_NAME)
            table = self._outside(after, self._after_all(table, sections.devices))
            table = self._after_all(table, sections.after)
        table = self._outside(after_root, table)
        self._novel.settle(self._automaton.count_piece)
        return bool(table.state.accepted)

    def _inside(self, table: Pieces, piece: str) -> tuple[Any, Pieces]:
        """What is behind an element that a piece begins, by how it ends; and what is inside."""
        step = table.get(piece)
        if step is None:
            step = table.step(piece, self._novel)
        if type(step) is Pieces:
            raise Irregular(piece)
        after, inside, _ = step
        return after, inside

    def _outside(self, after: Any, table: Pieces) -> Pieces:
        return between(self._automaton, after[table.ends_with or table.end()])

    def _after_all(self, table: Pieces, sections: Iterable[SectionText]) -> Pieces:
        for section in sections:
            after = table.sections.get(section)
            table = self._after(table, section) if after is None else after
        return table

    def _after(self, table: Pieces, section: SectionText) -> Pieces:
        """What follows a section that is not known at a place."""
        text = section.rstrip(WHITE_SPACE)
        if text[-1:] != ">":
            raise Irregular(section)
        walk = Walk(f"<{text}", self._automaton.count_piece, self._novel)
        last = follow_pieces(self._automaton, table, walk, self._follow)
        if last is None:
            raise Irregular(section)
        if was_met(section) and not self._automaton.reading.is_padded and may_keep_section(section, walk.pieces):
            if not table.sections:
                table.sections = {}
            self._novel.kept.append((table.sections, section, last))
        return last
