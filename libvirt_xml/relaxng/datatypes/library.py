"""Datatypes: RELAX NG's own two and those of XML Schema that schemas use, with their facets.

Source: RELAX NG specification, section 6.2.8 and 9.3.8; Guidelines for using W3C XML Schema Datatypes with RELAX NG;
XML Schema Part 2, second edition.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from libvirt_xml.markup.characters import collapse
from libvirt_xml.messages import render
from libvirt_xml.relaxng.datatypes import lexical
from libvirt_xml.relaxng.datatypes.lexical import DatatypeValue, Namespaces
from libvirt_xml.relaxng.regex.xsd_regex import compile_pattern, make_matcher

XSD = "http://www.w3.org/2001/XMLSchema-datatypes"
NO_NAMESPACES: Namespaces = {}

_Check = Callable[[str, DatatypeValue], bool]
"""Of a text (its white space handled) and its value."""
Test = tuple[int, Callable[[str], object], Callable[[str], object]]
"""A test for texts up to a length, and one for longer texts."""
_LONGEST_NUMBER = 18
_BLANK = (" ", "\t", "\r", "\n")


class DatatypeError(ValueError):
    """A datatype or facet that does not exist, or a facet's value that makes no sense; ``str()`` says which."""


class Datatype:
    """One datatype with its facets; the same library, name and facets give the same object (``make_datatype``)."""

    __slots__ = ("_checks", "_has_pattern", "_parse", "_white_space", "library", "name", "params")

    def __init__(
        self, library: str, name: str, params: tuple[tuple[str, str], ...], checks: tuple[_Check, ...]
    ) -> None:
        kind = _LIBRARIES[library][name]
        self.library = library
        self.name = name
        self.params = params
        self._white_space = kind.white_space
        self._parse = kind.parse
        self._checks = checks
        self._has_pattern = any(facet == "pattern" for facet, _ in params)

    @property
    def is_scoped(self) -> bool:
        """Whether the prefixes in scope decide what a text stands for."""
        return self._parse is lexical.q_name

    def value(self, text: str, namespaces: Namespaces = NO_NAMESPACES) -> DatatypeValue | None:
        """The value that a text stands for, hashable; ``None`` where the datatype does not allow the text."""
        text = self._white_space(text)
        value = self._parse(text, namespaces)
        if value is None or not all(check(text, value) for check in self._checks):
            return None
        return value

    def allows(self, text: str, namespaces: Namespaces = NO_NAMESPACES) -> bool:
        """Whether a text is one of the datatype."""
        return self.value(text, namespaces) is not None

    def _allows_unpadded(self, text: str) -> bool:
        return not self._has_blank_that_counts(text) and self.allows(text)

    def is_padded_number(self, text: str) -> bool:
        """Whether a text is an integer with white space that libvirt refuses: behind it, since libvirt reads no
        further than that; before it where a pattern says what it is, since libxml2 compares that with all of the
        text."""
        is_number = _LIBRARIES[self.library][self.name].limits is not None
        return is_number and self._has_blank_that_counts(text) and self.allows(text)

    def _has_blank_that_counts(self, text: str) -> bool:
        return text[-1:] in _BLANK or (self._has_pattern and text[:1] in _BLANK)

    def make_test(self) -> Test:
        """``allows`` without namespaces, as functions that are quick for what is usual; a padded number is not."""
        kind = _LIBRARIES[self.library][self.name]
        facets = [facet for facet, _ in self.params]
        if kind.parse is lexical.any_text and kind.white_space is _preserve and facets == ["pattern"]:
            return make_matcher(self.params[0][1])
        if kind.limits and set(facets) <= {"pattern", "minInclusive", "maxInclusive"}:
            return _LONGEST_NUMBER, self._make_number_test(kind.limits), self._allows_unpadded
        return -1, self.allows, self.allows

    def _make_number_test(self, limits: tuple[int, int]) -> Callable[[str], object]:
        """For plain decimal digits; other texts are left to ``allows``, and those with white space behind to others."""
        given = dict(self.params)
        least = max(limits[0], int(given.get("minInclusive", limits[0])))
        most = min(limits[1], int(given.get("maxInclusive", limits[1])))
        matches = [compile_pattern(value) for facet, value in self.params if facet == "pattern" and value != "[0-9]+"]

        def test(text: str) -> object:
            return least <= int(text) <= most if text.isdecimal() and text.isascii() else self._allows_unpadded(text)

        def test_matching(text: str) -> object:
            return test(text) and all(match(text) for match in matches)

        return test_matching if matches else test


class _Kind(NamedTuple):
    parse: Callable[[str, Namespaces], DatatypeValue | None]
    white_space: Callable[[str], str] = collapse
    is_ordered: bool = False
    has_length: bool = False
    limits: tuple[int, int] | None = None
    """Of an integer of few digits."""


def _preserve(text: str) -> str:
    return text


def _replace(text: str) -> str:
    return re.sub("[\t\r\n]", " ", text)


def _text_kind(parse: Callable[[str, Namespaces], DatatypeValue | None]) -> _Kind:
    return _Kind(parse, has_length=True)


def _integers(least: int | None = None, most: int | None = None) -> _Kind:
    widest = 10**_LONGEST_NUMBER
    limits = (-widest if least is None else least, widest if most is None else most)
    return _Kind(lexical.integers(least, most), is_ordered=True, limits=limits)


def _of_bits(bits: int) -> tuple[int, int]:
    return -(2 ** (bits - 1)), 2 ** (bits - 1) - 1


INTEGERS: Mapping[str, tuple[int | None, int | None]] = {
    "integer": (None, None),
    "positiveInteger": (1, None),
    "nonNegativeInteger": (0, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "long": _of_bits(64),
    "int": _of_bits(32),
    "short": _of_bits(16),
    "byte": _of_bits(8),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 2**8 - 1),
}
"""The datatypes of whole numbers, with the least and the greatest one."""

_BUILTIN = {"string": _Kind(lexical.any_text, _preserve), "token": _Kind(lexical.any_text)}
_XSD: Mapping[str, _Kind] = {
    "string": _Kind(lexical.any_text, _preserve, has_length=True),
    "normalizedString": _Kind(lexical.any_text, _replace, has_length=True),
    "token": _text_kind(lexical.any_text),
    "language": _text_kind(lexical.language),
    "Name": _text_kind(lexical.name),
    "NCName": _text_kind(lexical.nc_name),
    "NMTOKEN": _text_kind(lexical.nm_token),
    "ID": _text_kind(lexical.nc_name),  # uniqueness is not RELAX NG's matter (DTD Compatibility)
    "IDREF": _text_kind(lexical.nc_name),
    "anyURI": _text_kind(lexical.any_uri),
    "QName": _text_kind(lexical.q_name),
    "boolean": _Kind(lexical.boolean),
    "float": _Kind(lexical.single, is_ordered=True),
    "double": _Kind(lexical.double, is_ordered=True),
    "decimal": _Kind(lexical.decimal, is_ordered=True),
    "dateTime": _Kind(lexical.date_time, is_ordered=True),
    **{name: _integers(*bounds) for name, bounds in INTEGERS.items()},
}
_LIBRARIES = {"": _BUILTIN, XSD: _XSD}

_LENGTHS: Mapping[str, Callable[[int, int], bool]] = {
    "length": operator.eq,
    "minLength": operator.ge,
    "maxLength": operator.le,
}
_BOUNDS: Mapping[str, Callable[[Any, Any], bool]] = {
    "minInclusive": operator.ge,
    "maxInclusive": operator.le,
    "minExclusive": operator.gt,
    "maxExclusive": operator.lt,
}


def check_patterns(params: tuple[tuple[str, str], ...]) -> None:
    """Raise DatatypeError for a broken ``pattern``; elsewhere they are compiled when they are first needed."""
    try:
        for facet, value in params:
            if facet == "pattern":
                make_matcher(value)
    except ValueError as error:
        raise DatatypeError(str(error)) from error


@lru_cache(maxsize=4096)
def make_datatype(library: str, name: str, params: tuple[tuple[str, str], ...] = ()) -> Datatype:
    """The datatype of a library (``""``: RELAX NG's own) with facets. Raises DatatypeError if there is none such."""
    kinds = _LIBRARIES.get(library)
    if kinds is None:
        raise DatatypeError(render("schema-datatype", "library", library=library))
    kind = kinds.get(name)
    if kind is None:
        if library:
            raise DatatypeError(render("schema-datatype", "unknown", name=name))
        raise DatatypeError(render("schema-datatype", "not-built-in", name=name))
    if params and library == "":
        raise DatatypeError(render("schema-datatype", "no-parameters", name=name))
    checks = tuple(_facet(name, kind, facet, value) for facet, value in params)
    return Datatype(library, name, params, checks)


def _facet(name: str, kind: _Kind, facet: str, value: str) -> _Check:
    if facet == "pattern":
        return _pattern_check(value)
    if facet in _LENGTHS and kind.has_length:
        return _length_check(facet, value)
    if facet in _BOUNDS and kind.is_ordered:
        return _bound_check(name, kind, facet, value)
    raise DatatypeError(render("schema-datatype", "parameter", name=name, facet=facet))


def _pattern_check(value: str) -> _Check:
    return lambda text, _: compile_pattern(value)(text)


def _length_check(facet: str, value: str) -> _Check:
    number = lexical.integers(least=0)(collapse(value), NO_NAMESPACES)
    if not isinstance(number, Decimal):
        raise DatatypeError(render("schema-datatype", "length", facet=facet, value=value))
    limit, holds = int(number), _LENGTHS[facet]
    return lambda text, _: holds(len(text), limit)


def _bound_check(name: str, kind: _Kind, facet: str, value: str) -> _Check:
    bound = kind.parse(collapse(value), NO_NAMESPACES)
    if bound is None:
        raise DatatypeError(render("schema-datatype", "bound", name=name, facet=facet, value=value))
    holds = _BOUNDS[facet]
    return lambda _, value: _is_comparable(bound, value) and bool(holds(value, bound))


def _is_comparable(bound: DatatypeValue, value: DatatypeValue) -> bool:
    """Not so for NaN, nor for a time with a zone and one without (XML Schema Part 2, 3.2.5 and 3.2.7)."""
    if isinstance(bound, tuple) and isinstance(value, tuple):
        return bool(bound[0] == value[0])
    return type(bound) is type(value) and bound != "NaN"
