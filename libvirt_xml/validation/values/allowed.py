"""What patterns of values allow, in words: of several datatypes in one place, what they say together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from libvirt_xml.relaxng.patterns.patterns import Data, DataExcept, List, Pattern, Text, Value
from libvirt_xml.relaxng.repair.faults import data_of
from libvirt_xml.relaxng.repair.listed_values import listed_values
from libvirt_xml.validation.values.wording import Wording, join, merged, quote, wording
from libvirt_xml.words.vocabulary import of_documents

_ALL, _SOME = 12, 8  # up to so many listed values are named all, of more so many
_LONGEST = 60  # characters of a text that may resemble a listed value
_QUOTED = re.compile("'[^']*'")


def describe(pattern: Pattern, text: str | None = None) -> str:
    """What a pattern of values allows: a phrase that completes "allowed: ...".

    Of many listed values it names some, those that ``text`` resembles first.
    """
    words = _by_nearness(_listed(pattern), text)
    phrases = _phrases(wordings(pattern))
    if pattern.nullable and not any(isinstance(part, Text) for part in data_of(pattern)):
        phrases.append("nothing")
    if len(words) <= _ALL:
        items = [*map(quote, words), *phrases]
        return _either(items) or "nothing"
    listed = f"{', '.join(map(quote, words[:_SOME]))} and {len(words) - _SOME} more"
    return f"{listed}, or {_either(phrases)}" if phrases else listed


def expected(pattern: Pattern, text: str) -> tuple[str, ...]:
    """The listed values, those that a text resembles first, and what else is allowed, described."""
    return (*_by_nearness(_listed(pattern), text), *_phrases(wordings(pattern)))


def wordings(pattern: Pattern) -> tuple[Wording, ...]:
    """What a pattern allows besides words, in the order of the schema."""
    return tuple(found for found in _wordings(pattern) if found.phrase)


def spellings(pattern: Pattern) -> tuple[str, ...]:
    """The words that a pattern allows, or the usual spellings of what it allows."""
    words = (word for found in _wordings(pattern) for word in found.words)
    return tuple(dict.fromkeys((*listed_values(pattern), *words)))


def _wordings(pattern: Pattern) -> Iterator[Wording]:
    for part in data_of(pattern):
        match part:
            case Data(datatype):
                yield wording(datatype)
            case DataExcept(datatype, excluded):
                yield _without(wording(datatype), excluded)
            case List(content):
                yield Wording(f"a list with spaces between its items, each {describe(content)}")
            case Text():
                yield Wording("any text")
            case Value():
                pass


def _without(found: Wording, excluded: Pattern) -> Wording:
    if found.phrase:
        return replace(found, phrase=f"{found.phrase} other than {describe(excluded)}")
    words = set(_listed(excluded))
    return replace(found, words=tuple(word for word in found.words if word not in words))


def _listed(pattern: Pattern) -> tuple[str, ...]:
    """The values that a pattern lists, be it in a regular expression."""
    words = (word for found in _wordings(pattern) if not found.phrase for word in found.words)
    return tuple(dict.fromkeys((*listed_values(pattern), *words)))


def _by_nearness(words: tuple[str, ...], text: str | None) -> tuple[str, ...]:
    """Words, those that resemble a text first; as they were if none does."""
    plain = (text or "").strip()
    if not plain or len(plain) > _LONGEST:
        return words
    return tuple(sorted(words, key=lambda word: min(of_documents().difference(plain, word), 1)))


def _either(items: Sequence[str]) -> str:
    """``a, b or c``, so that it can be read where an item has commas of its own."""
    is_nested = len(items) > 1 and any("," in _QUOTED.sub("", item) for item in items)
    return f"{', '.join(items[:-1])}, or {items[-1]}" if is_nested else join(items)


def _phrases(found: Iterable[Wording]) -> list[str]:
    """What several wordings say together."""
    kept: dict[str, Wording] = {}
    for each in sorted(found, key=lambda each: each.kind == "variable"):
        if each.phrase not in kept or each.rank < kept[each.phrase].rank:
            kept[each.phrase] = each
    wide = [each for each in kept.values() if not any(_is_within(each, other) for other in kept.values())]
    phrases = {each.phrase: _with_hexadecimal(each, wide) for each in wide if not _has_sibling(each, wide)}
    for parts, together in merged():
        if parts <= phrases.keys():
            first = next(phrase for phrase in phrases if phrase in parts)
            phrases[first] = together
            phrases = {key: text for key, text in phrases.items() if key == first or key not in parts}
    return list(phrases.values())


def _is_within(own: Wording, other: Wording) -> bool:
    """Whether every number of one range is in another, wider one."""
    if own.numbers is None or other.numbers is None or not own.kind == other.kind == "decimal":
        return False
    (least, most), (lower, upper) = own.numbers, other.numbers
    reaches_down = lower is None or (least is not None and lower <= least)
    reaches_up = upper is None or (most is not None and upper >= most)
    return own.numbers != other.numbers and reaches_down and reaches_up


def _has_sibling(own: Wording, others: Iterable[Wording]) -> bool:
    """Whether a hexadecimal number has the range of a decimal one, and is named with it."""
    return own.kind == "hexadecimal" and any(each.kind == "decimal" and each.numbers == own.numbers for each in others)


def _with_hexadecimal(own: Wording, others: Iterable[Wording]) -> str:
    siblings = (each for each in others if each.kind == "hexadecimal" and each.numbers == own.numbers)
    sibling = next(siblings, None) if own.kind == "decimal" and own.numbers else None
    return f"{own.text} (decimal, or hexadecimal such as {quote(sibling.example)})" if sibling else own.text
