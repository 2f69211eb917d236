"""Declared encodings: accepted exactly if lxml reads them, and read as lxml reads them."""

from __future__ import annotations

import codecs
import encodings.aliases

import pytest
from lxml import etree

from libvirt_xml import Domain, ParseError

NAMES = sorted(
    {*encodings.aliases.aliases, *encodings.aliases.aliases.values(), "utf-8-sig", "idna", "punycode", "undefined"}
)
SPELLINGS = [str, str.upper, lambda name: name.replace("_", "-"), lambda name: name.replace("_", ""), str.title]
TITLES = ("plain", "caf\u00e9 \u20ac", "\u0416\u0436", "\u65e5\u672c", "a\\x3cb\\u20ac&amp;#+AGE-~{")


def _lxml(source: bytes) -> str | None:
    try:
        return etree.fromstring(source).findtext("title")
    except (etree.XMLSyntaxError, ValueError):
        return None


def _ours(source: bytes) -> str | None:
    try:
        return Domain.from_xml(source).title
    except ParseError:
        return None


def _document(declared: str, title: str) -> str:
    return (
        f"<?xml version='1.0' encoding='{declared}'?>\n<domain type='kvm'><name>a</name><title>{title}</title></domain>"
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_codec_of_python(name: str) -> None:
    """In any spelling, with what the codec makes of the text and with what UTF-8 does."""
    for spelling in SPELLINGS:
        declared = spelling(name)
        for title in TITLES:
            text = _document(declared, title)
            sources = [text.encode()]
            try:
                encoded = codecs.encode(text, name)
            except (LookupError, ValueError, TypeError, AssertionError):
                encoded = b""
            if isinstance(encoded, bytes) and encoded:
                sources.append(encoded)
            for source in sources:
                assert _ours(source) == _lxml(source), (declared, source)


@pytest.mark.parametrize(
    "declared", ["", "utf-8", "UTF-8", "utf-16", "UTF-16LE", "utf-32", "iso-8859-1", "us-ascii", "cp1252", "no-such"]
)
@pytest.mark.parametrize(
    "codec",
    [
        "utf-8",
        "utf-8-sig",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "utf-32-le",
        "utf-32-be",
        "iso-8859-1",
        "cp037",
    ],
)
def test_marks_and_other_declarations(codec: str, declared: str) -> None:
    """Byte order marks, none, and a declaration that says something else."""
    for title in TITLES:
        text = _document(declared, title) if declared else _document("x", title).split("\n")[1]
        for start in ("", "\ufeff"):
            source = (start + text).encode(codec, errors="xmlcharrefreplace")
            assert _ours(source) == _lxml(source), source[:80]


def test_places_are_those_of_the_file() -> None:
    """An error, and a problem, of a document in another encoding is where its editor shows it."""
    from libvirt_xml import validate

    for encoding in ("iso-8859-1", "utf-16", "koi8-r"):
        head = f"<?xml version='1.0' encoding='{encoding}'?>\n"
        text = f"{head}<domain type='kvm'>\n  <name>a</name>\n  <memry>1</memry>\n</domain>"
        problems = [problem for problem in validate(text.encode(encoding)) if "memry" in problem.message]
        assert [problem.line for problem in problems] == [4]
        with pytest.raises(ParseError) as refused:
            Domain.from_xml(text.replace("</memry>", "</memory>").encode(encoding))
        assert refused.value.line == 4


def test_the_validator_reads_the_same() -> None:
    """What lxml does not read is not valid, and is one problem; text is taken whatever it declares."""
    from libvirt_xml import validate

    inside = "<memory>1</memory><os><type>hvm</type></os></domain>"
    text = _document("unicode_escape", "a\\x3cb").replace("</domain>", inside)
    (problem,) = validate(text.encode())
    assert problem.code == "not-well-formed"
    assert validate(text) == []
    assert Domain.from_xml(text).title == "a\\x3cb"
    assert validate(text.replace("unicode_escape", "windows-1252").encode("cp1252")) == []
