"""The values that patterns allow: listed ones, and how near a text comes to them."""

from __future__ import annotations

from functools import lru_cache

from libvirt_xml.relaxng.patterns.derivatives import Pairs
from libvirt_xml.relaxng.patterns.patterns import Pattern, Value
from libvirt_xml.relaxng.repair.faults import data_of
from libvirt_xml.words.similarity import Spelling, spell
from libvirt_xml.words.vocabulary import Vocabulary


@lru_cache(maxsize=1024)
def listed_values(pattern: Pattern) -> tuple[str, ...]:
    """The values that a pattern lists, sorted."""
    return tuple(sorted({str(part.value) for part in data_of(pattern) if isinstance(part, Value)}))


@lru_cache(maxsize=1024)
def _spellings(pattern: Pattern) -> tuple[Spelling, ...]:
    return tuple(map(spell, listed_values(pattern)))


def nearness(vocabulary: Vocabulary, text: str, pattern: Pattern) -> float:
    """1 for a text that is one of the listed values but for case or white space, 0 for one that resembles none."""
    spellings = _spellings(pattern)
    if not spellings:
        return 0.0
    written = spell(text.strip())
    return 1 - min(vocabulary.compare(written, spelling) for spelling in spellings)


def meant_by_word(vocabulary: Vocabulary, word: str, pairs: Pairs) -> Pairs:
    """Of the values of an attribute the one that another tool's word means, if it is a word of one, or from which it
    differs in case only; else all."""
    listed = [(pair, listed_values(pair[0])) for pair in pairs]
    others = (value for _, values in listed for value in values if value.lower() == word.lower())
    meanings = (*others, *vocabulary.meanings(word))
    meaning = next((value for value in meanings if any(value in values for _, values in listed)), None)
    return pairs if meaning is None else tuple(pair for pair, values in listed if meaning in values)
