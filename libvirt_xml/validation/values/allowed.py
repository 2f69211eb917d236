"""What patterns of values allow: of several datatypes in one place, what they allow together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from libvirt_xml.messages import Phrase, phrase
from libvirt_xml.relaxng.patterns.patterns import Data, DataExcept, List, Pattern, Text, Value
from libvirt_xml.relaxng.repair.faults import data_of
from libvirt_xml.relaxng.repair.listed_values import listed_values
from libvirt_xml.validation.values.wording import ANY_TEXT, Wording, merged, wording
from libvirt_xml.words.vocabulary import of_documents

_LONGEST = 60  # characters of a text that may resemble a listed value

Allowed = tuple[str | Phrase, ...]
"""Values, and descriptions of values: ``{allowed:quoted few}`` in a sentence."""


def describe_allowed(pattern: Pattern, text: str | None = None) -> Allowed:
    """What a pattern of values allows: the listed values, those that ``text`` resembles first, and what else."""
    phrases = _phrases(wordings(pattern))
    if pattern.nullable and not any(isinstance(part, Text) for part in data_of(pattern)):
        phrases.append(_NOTHING)
    return (*_by_nearness(_listed(pattern), text), *phrases) or (_NOTHING,)


_NOTHING = phrase("datatype", "nothing")


def expected(pattern: Pattern, text: str) -> tuple[str, ...]:
    """The listed values, those that a text resembles first, and what else is allowed, described."""
    return (*_by_nearness(_listed(pattern), text), *map(str, _phrases(wordings(pattern))))


def wordings(pattern: Pattern) -> tuple[Wording, ...]:
    """What a pattern allows besides words, in the order of the schema."""
    return tuple(description for description in _wordings(pattern) if description.noun)


def spellings(pattern: Pattern) -> tuple[str, ...]:
    """The words that a pattern allows, or the usual spellings of what it allows."""
    words = (word for description in _wordings(pattern) for word in description.words)
    return tuple(dict.fromkeys((*listed_values(pattern), *words)))


def _wordings(pattern: Pattern) -> Iterator[Wording]:
    for part in data_of(pattern):
        match part:
            case Data(datatype):
                yield wording(datatype)
            case DataExcept(datatype, excluded):
                yield _without(wording(datatype), excluded)
            case List(content):
                yield Wording(phrase("datatype", "list", items=describe_allowed(content)))
            case Text():
                yield ANY_TEXT
            case Value():
                pass


def _without(whole: Wording, excluded: Pattern) -> Wording:
    if whole.noun:
        return replace(
            whole, noun=phrase("datatype", "other-than", noun=whole.noun, excluded=describe_allowed(excluded))
        )
    words = set(_listed(excluded))
    return replace(whole, words=tuple(word for word in whole.words if word not in words))


def _listed(pattern: Pattern) -> tuple[str, ...]:
    """The values that a pattern lists, be it in a regular expression."""
    words = (word for description in _wordings(pattern) if not description.noun for word in description.words)
    return tuple(dict.fromkeys((*listed_values(pattern), *words)))


def _by_nearness(words: tuple[str, ...], text: str | None) -> tuple[str, ...]:
    """Words, those that resemble a text first; as they were if none does."""
    plain = (text or "").strip()
    if not plain or len(plain) > _LONGEST:
        return words
    return tuple(sorted(words, key=lambda word: min(of_documents().difference(plain, word), 1)))


def _phrases(all_wordings: Iterable[Wording]) -> list[Phrase]:
    """What several wordings say together."""
    kept: dict[Phrase, Wording] = {}
    for description in sorted(all_wordings, key=lambda description: description.kind == "variable"):
        if description.noun and (description.noun not in kept or description.rank < kept[description.noun].rank):
            kept[description.noun] = description
    wide = {
        noun: description
        for noun, description in kept.items()
        if not any(_is_within(description, other) for other in kept.values())
    }
    described = {
        noun: _with_hexadecimal(description, wide.values())
        for noun, description in wide.items()
        if not _has_sibling(description, wide.values())
    }
    for nouns, together in merged():
        if nouns <= described.keys():
            first = next(noun for noun in described if noun in nouns)
            described[first] = together
            described = {noun: text for noun, text in described.items() if noun == first or noun not in nouns}
    return [text for text in described.values() if text]


def _is_within(narrow: Wording, other: Wording) -> bool:
    """Whether every number of one range is in another, wider one."""
    if narrow.numbers is None or other.numbers is None or not narrow.kind == other.kind == "decimal":
        return False
    (least, most), (lower, upper) = narrow.numbers, other.numbers
    reaches_down = lower is None or (least is not None and lower <= least)
    reaches_up = upper is None or (most is not None and upper >= most)
    return narrow.numbers != other.numbers and reaches_down and reaches_up


def _has_sibling(number: Wording, others: Iterable[Wording]) -> bool:
    """Whether a hexadecimal number has the range of a decimal one, and is named with it."""
    decimal = (other.numbers for other in others if other.kind == "decimal")
    return number.kind == "hexadecimal" and number.numbers in decimal


def _with_hexadecimal(decimal: Wording, others: Iterable[Wording]) -> Phrase | None:
    siblings = (other for other in others if other.kind == "hexadecimal" and other.numbers == decimal.numbers)
    sibling = next(siblings, None) if decimal.kind == "decimal" and decimal.numbers else None
    if sibling is None:
        return decimal.phrase
    return phrase("datatype", "with-hexadecimal", noun=decimal.noun, example=sibling.example)
