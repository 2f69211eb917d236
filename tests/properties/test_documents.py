"""Every document that a schema allows reads and writes without loss, and the model knows all of it."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import strategies as st
from lxml import etree

import libvirt_xml
from libvirt_xml import Element, documents
from libvirt_xml.relaxng.patterns.builder import Patterns
from libvirt_xml.relaxng.patterns.patterns import Pattern
from libvirt_xml.relaxng.verdict.automaton import Automaton
from tests.comparison import difference
from tests.properties.expected import Expected, expected, place, unexpected
from tests.properties.libxml2 import is_valid
from tests.properties.trying import holds_for_all
from tests.relaxng import validity
from tests.relaxng.simplifying import simplify
from tests.schemas import grammar_names, load_grammar, load_validator
from tests.sources import VERSIONS
from tests.strategies.comments import with_comments
from tests.strategies.documents import documents as documents_of

_NEWEST = VERSIONS[-1]
_COUNTS = {"domain": 150, "domainsnapshot": 50}
_CASES = [(version, name) for version in VERSIONS for name in grammar_names(version)]


def _count(version: str, name: str) -> int:
    count = _COUNTS.get(name, 30)
    return count if version == _NEWEST else count // 3


@cache
def _compiled(version: str, name: str) -> tuple[Automaton, Pattern]:
    patterns = Patterns()
    return Automaton(patterns), simplify(load_grammar(version, name), patterns)


@pytest.mark.parametrize(("version", "name"), _CASES, ids=[f"{version}-{name}" for version, name in _CASES])
def test_documents(version: str, name: str) -> None:
    """A document drawn from a schema is valid for both validators, and as valid when read and written."""

    def claim(root: etree._Element) -> None:
        original = _reparsed(root)
        _assert_valid(version, name, original)
        found = _assert_lossless(original)
        _assert_valid(version, name, etree.fromstring(found.to_xml()))
        assert unexpected(found) == []

    holds_for_all(documents_of(load_grammar(version, name)), claim, _count(version, name))


@pytest.mark.parametrize("entry", expected(), ids=lambda entry: entry.where)
def test_expected_is_needed(entry: Expected) -> None:
    """What is accepted still happens, and has a reason."""
    document = libvirt_xml.parse(entry.example)
    assert entry.where in {place(document, each) for each in document.unknown()}
    assert entry.reason


def test_documents_with_comments() -> None:
    """Comments and processing instructions between and inside the texts change nothing."""

    def claim(pair: tuple[etree._Element, etree._Element]) -> None:
        plain, commented = map(_reparsed, pair)
        assert _read(commented) == _read(plain)

    whole = documents_of(load_grammar(_NEWEST, "domain"))
    holds_for_all(st.builds(lambda root, result: (root, result(root)), whole, with_comments), claim, 60)


def _reparsed(root: etree._Element) -> etree._Element:
    return etree.fromstring(etree.tostring(root, encoding="utf-8"))


def _assert_valid(version: str, name: str, root: etree._Element) -> None:
    assert validity.is_valid(*_compiled(version, name), root)
    assert is_valid(version, name, root), load_validator(version, name).error_log


def _read(root: etree._Element) -> Element:
    """The object that a document is; of the classes for a root the one that knows most of it."""
    return libvirt_xml.parse(etree.tostring(root, encoding="utf-8"))


def _assert_lossless(original: etree._Element) -> Element:
    found = _read(original)
    assert type(found).__name__ in documents.ROOTS[str(original.tag)]
    for indent in (2, None):
        text = found.to_xml(indent=indent)
        assert difference(original, etree.fromstring(text)) is None
        again = type(found).from_xml(text)
        assert again == found
        assert again.to_xml(indent=indent) == text
    return found
