"""What datatypes allow, as descriptions. Those that need thought are data: ``datatypes.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from libvirt_xml.messages import Phrase, phrase
from libvirt_xml.messages.notation import cut
from libvirt_xml.relaxng.datatypes.library import INTEGERS, XSD, Datatype

Bounds = tuple[Decimal | None, Decimal | None]
"""The least and the greatest number; ``None`` where there is no limit."""

_DATA = Path(__file__).with_name("datatypes.toml")
_SMALL = 1 << 17  # limits of a datatype that are worth naming even if the schema does not


@dataclass(frozen=True, slots=True)
class Wording:
    """What one datatype allows."""

    noun: Phrase | None = None
    """What it is, without the example; ``None`` where ``words`` are all that is allowed."""
    example: str = ""
    kind: str = ""
    """What it is to the advice: ``decimal``, ``hexadecimal``, ``number``, ``mac``, ``uuid`` and so on."""
    numbers: Bounds | None = None
    words: tuple[str, ...] = ()
    """Spellings worth suggesting."""
    rank: int = 0
    """Which of several wordings with the same noun gives the example: the least."""

    @property
    def phrase(self) -> Phrase | None:
        """The noun with its example."""
        if self.noun is None or not self.example:
            return self.noun
        return phrase("datatype", "with-example", noun=self.noun, examples=[self.example])


ANY_TEXT = Wording(phrase("datatype", "any-text"))


@lru_cache(maxsize=4096)
def wording(datatype: Datatype) -> Wording:
    """What a datatype allows."""
    bounds = integer_bounds(datatype)
    known = _SIGNS_AND_DIGITS if bounds is not None else ()
    patterns = [value for facet, value in datatype.params if facet == "pattern" and value not in known]
    if patterns:
        return _limited(_of_patterns(patterns), datatype)
    if bounds is not None:
        return Wording(_range(_worth_saying(datatype, bounds)), "", "decimal", bounds)
    return _limited(_types().get(datatype.name, ANY_TEXT), datatype)


_SIGNS_AND_DIGITS = ("[0-9]+", "-?[0-9]+")  # as patterns of whole numbers, they say nothing new


def _of_patterns(patterns: Sequence[str]) -> Wording:
    from libvirt_xml.validation.values.simple_patterns import wording_of

    pattern = patterns[0]
    known = _patterns().get(pattern) or wording_of(pattern)
    if known is not None and len(patterns) == 1:
        return known
    if len(patterns) == 1:
        return Wording(phrase("datatype", "pattern", patterns=patterns), kind="pattern")
    return Wording(phrase("datatype", "patterns", patterns=patterns), kind="pattern")


# The table


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads(_DATA.read_text("utf-8"))


@cache
def _patterns() -> Mapping[str, Wording]:
    return _table("patterns")


@cache
def _types() -> Mapping[str, Wording]:
    return _table("types")


def _table(key: str) -> dict[str, Wording]:
    entries = enumerate(_data()["wording"])
    return {text: _entry(rank, entry) for rank, entry in entries for text in entry.get(key, ())}


def _entry(rank: int, entry: Mapping[str, Any]) -> Wording:
    numbers = entry.get("numbers")
    bounds = (Decimal(numbers[0]), Decimal(numbers[1])) if numbers else None
    words = tuple(entry.get("words", ()))
    return Wording(_noun(entry), entry.get("example", ""), entry.get("kind", ""), bounds, words, rank)


def _noun(entry: Mapping[str, Any]) -> Phrase | None:
    return phrase("datatype", entry["noun"], **entry.get("parameters", {})) if "noun" in entry else None


@cache
def merged() -> tuple[tuple[frozenset[Phrase], Phrase], ...]:
    """Nouns that have a common one: they and what to say instead, with examples."""
    return tuple((frozenset(filter(None, map(_noun, entry["of"]))), _together(entry)) for entry in _data()["merged"])


def _together(entry: Mapping[str, Any]) -> Phrase:
    return phrase("datatype", "with-example", noun=_noun(entry), examples=entry["examples"])


# Numbers


def integer_bounds(datatype: Datatype) -> Bounds | None:
    """The limits of a datatype of whole numbers; ``None`` for another."""
    natural = _natural_bounds(datatype)
    return None if natural is None else _narrowed(natural, datatype)


def _natural_bounds(datatype: Datatype) -> Bounds | None:
    if datatype.library != XSD or datatype.name not in INTEGERS:
        return None
    least, most = INTEGERS[datatype.name]
    return None if least is None else Decimal(least), None if most is None else Decimal(most)


def _narrowed(bounds: Bounds, datatype: Datatype) -> Bounds:
    least, most = bounds
    for facet, value in datatype.params:
        if facet.startswith("min"):
            limit = Decimal(value.strip()) + (facet == "minExclusive")
            least = limit if least is None else max(least, limit)
        elif facet.startswith("max"):
            limit = Decimal(value.strip()) - (facet == "maxExclusive")
            most = limit if most is None else min(most, limit)
    return least, most


def _worth_saying(datatype: Datatype, bounds: Bounds) -> Bounds:
    """The limits but for those that only the size of the datatype sets."""
    natural = _natural_bounds(datatype) or (None, None)
    has_least, has_most = (any(facet.startswith(way) for facet, _ in datatype.params) for way in ("min", "max"))
    least, most = bounds
    if not has_least and natural[0] is not None and abs(natural[0]) > _SMALL:
        least = None
    if not has_most and natural[1] is not None and abs(natural[1]) > _SMALL:
        most = None
    return least, most


def limit_number(limit: Decimal) -> int | str:
    """A limit as a parameter of a sentence; as text where it is longer than Python converts or anybody reads."""
    digits = cut(f"{limit:f}")
    return int(limit) if digits == f"{limit:f}" and limit == limit.to_integral_value() else digits


def _range(bounds: Bounds) -> Phrase:
    least, most = (None if limit is None else limit_number(limit) for limit in bounds)
    if least is None:
        return phrase("datatype", "integer") if most is None else phrase("datatype", "integer-up-to", most=most)
    if most is None:
        return phrase("datatype", "integer-from", least=least)
    return phrase("datatype", "integer-between", least=least, most=most)


def _limited(plain: Wording, datatype: Datatype) -> Wording:
    """A wording with the limits that a datatype has besides."""
    facets = dict(datatype.params)
    if plain.noun is None:
        return plain
    if plain.kind == "number":
        limits = [phrase("limit", facet, limit=cut(facets[facet])) for facet in LIMITS if facet in facets]
        return replace(plain, noun=phrase("datatype", "limited", noun=plain.noun, limits=limits)) if limits else plain
    least, most = facets.get("minLength", ""), facets.get("maxLength", "")
    if "length" in facets:
        least = most = facets["length"]
    if not (least or most):
        return plain
    quantity = phrase("quantity", "characters", count=count(least, most))
    if plain is ANY_TEXT:
        return replace(plain, noun=phrase("datatype", "text-of-length", quantity=quantity))
    return replace(plain, noun=phrase("datatype", "of-length", noun=plain.noun, quantity=quantity))


LIMITS = ("minInclusive", "minExclusive", "maxInclusive", "maxExclusive")
"""Facets that limit numbers; each is a phrase."""


def count(least: str, most: str) -> Phrase:
    """How many, from the two limits of a quantity, either of which may be empty."""
    if least == most:
        return phrase("count", "exactly", number=least)
    if not most:
        return phrase("count", "from", least=least)
    if least in ("", "0", "1"):
        return phrase("count", "up-to", most=most)
    return phrase("count", "between", least=least, most=most)
