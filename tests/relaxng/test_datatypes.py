"""Datatypes and XML Schema's patterns, apart from any schema."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from lxml import etree

from libvirt_xml.relaxng.datatypes.library import XSD, DatatypeError, make_datatype
from libvirt_xml.relaxng.regex.xsd_regex import compile_pattern

_PROBES = [
    "",
    "0",
    "1",
    "10",
    "123456789012345678901",
    "-1",
    "-",
    "+1",
    "1-2,4",
    "0-3,^2",
    "0x",
    "0x1",
    "0xfF",
    "0x1234",
    "0xfffe",
    "52:54:00:12:34:56",
    "53:54:00:12:34:56",
    "::1",
    "fe80::1",
    "2001:db8::1.2.3.4",
    "10.0.0.1",
    "255.255.255.256",
    "yes",
    "no",
    "$VAR",
    "$ VAR[ @1 ]",
    "^x",
    "a",
    "a b",
    "a_b-c.d",
    "\u00e4",
    "a\nb",
    "/",
    "/dev/x",
    "a/b",
    "C:\\x",
    "x,y",
    "ioemu:hda",
    "sda1",
    "vepa",
    "tcp",
    "udp",
    "IPV6",
    "vlan0",
    "mac-x",
    "stp",
    "SYN,ACK/ALL",
    "NONE/FIN",
    "NEW,RELATED",
    "KiB",
    "bytes",
    "k",
    "iqn.2004-10.com.x:y",
    "naa.5000000000000001",
    "nvme0n1",
    "llc_x",
    "src,dst",
    "[ds] f/x.img",
    "c7a5fdbd-edaf-9455-926a-d65c16db1809",
    "c7a5fdbdedaf9455926ad65c16db1809",
    "00:04:0a:1:2:3:4:5:6:7:8:9:a:b:c:d:e:f:0",
    "1.5",
    "1x5",
    "0750",
    "777",
    "a" * 12,
    "a" * 13,
    "a" * 256,
    '"quoted"',
    "100%",
    "~",
    "\u00a0",
    "sync_pt",
    "-1 ",
]
# libxml2 miscounts the optional groups; three hexadecimal digits at most can stand without a dot (XSD 2, F).
_LIBXML2_ERRS = {(r"((0x)?[0-9a-fA-F]{1,3}\.){0,3}(0x)?[0-9a-fA-F]{1,3}", "0750")}


def _patterns(schemas: Path) -> list[str]:
    found = set()
    for path in schemas.glob("*/*.rng"):
        for param in etree.parse(path).iter("{http://relaxng.org/ns/structure/1.0}param"):
            if param.get("name") == "pattern":
                found.add(param.text or "")
    return sorted(found)


def test_patterns_of_libvirt(schemas: Path) -> None:
    """Every pattern in libvirt's schemas takes the same strings as libxml2's regular expressions."""
    patterns = _patterns(schemas)
    assert len(patterns) > 100
    documents = [etree.fromstring(f"<a>{escape(probe)}</a>") for probe in _PROBES]
    differing = set()
    for pattern in patterns:
        matches = compile_pattern(pattern)
        data = f'<data type="string"><param name="pattern">{escape(pattern)}</param></data>'
        element = f'<element name="a" xmlns="http://relaxng.org/ns/structure/1.0" datatypeLibrary="{XSD}">'
        validator = etree.RelaxNG(etree.fromstring(f"{element}{data}</element>"))
        for probe, document in zip(_PROBES, documents, strict=True):
            if matches(probe) != validator.validate(document):
                differing.add((pattern, probe))
    assert differing == _LIBXML2_ERRS


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        ("", [""], ["a"]),
        ("a|", ["a", ""], ["b"]),
        ("a|ab", ["a", "ab"], ["abb"]),
        ("a{2}b{1,}c{0,1}", ["aab", "aabbc"], ["ab", "aa"]),
        ("(ab)*", ["", "abab"], ["aba"]),
        ("(a|b)(c)", ["ac", "bc"], ["a", "c"]),
        (".", ["a", "\u2028", "\U0001f600"], ["\n", "\r", "ab"]),
        (r"\.\\\?\*\+\{\}\(\)\[\]\|\-\^", [".\\?*+{}()[]|-^"], ["x"]),
        (r"\n\r\t", ["\n\r\t"], ["nrt"]),
        (r"\s+", [" \t\r\n"], ["\u00a0", "\x0b"]),
        (r"\S", ["\u00a0"], [" "]),
        (r"\d\D", ["1a", "\u0661a"], ["11", "aa"]),
        (r"\w", ["a", "1", "$", "+"], ["_", "-", " ", "!"]),
        (r"\W", ["_", "-"], ["a"]),
        (r"\i\c*", ["a-1", ":", "_x"], ["-a", "1"]),
        (r"\I\C", ["1 "], ["a "]),
        (r"\p{L}\p{Nd}", ["ä1"], ["11"]),
        (r"[\p{Lu}\d]+", ["A1"], ["a"]),
        (r"[^\s\d]", ["a"], ["1", " "]),
        (r"[^\S]", [" "], ["a"]),
        (r"\p{IsBasicLatin}\P{IsBasicLatin}", ["aä"], ["aa"]),
        ("[-a]", ["-", "a"], ["b"]),
        ("[a-]", ["-", "a"], ["b"]),
        ("[+--]", ["+", ",", "-"], ["."]),
        (r"[\--/]", ["-", ".", "/"], ["0", "\\"]),
        ("[a^]", ["a", "^"], ["b"]),
        ("[^a]", ["b", "^", "\n"], ["a"]),
        ("[a-z-[m-p]]", ["a", "z"], ["m", "p"]),
        ("[a-z-[m-p-[n]]]", ["a", "n"], ["m", "p"]),
        ("[^a-c-[x]]", ["d"], ["a", "x"]),
        ("[&&~~||x-]", ["&", "~", "|", "x", "-"], ["!", "a"]),
        (r"[#\[\]]", ["#", "[", "]"], ["\\"]),
        ("^$", ["^$"], [""]),
        ("a b#c", ["a b#c"], ["ab"]),
    ],
)
def test_pattern_dialect(pattern: str, yes: list[str], no: list[str]) -> None:
    """XML Schema's dialect, where it is not Python's as well."""
    matches = compile_pattern(pattern)
    assert [text for text in yes if not matches(text)] == []
    assert [text for text in no if matches(text)] == []


@pytest.mark.parametrize(
    "pattern",
    [
        "(",
        ")",
        "a)",
        "[",
        "[]",
        "[a",
        "[b-a]",
        "[a-\\d]",
        "*",
        "a**",
        "a++",
        "a{",
        "a{x}",
        "a{2,1}",
        "{1}",
        "]",
        "a]",
        "\\",
        "\\q",
        "\\b",
        "\\p",
        "\\p{",
        "\\p{Xx}",
        "\\p{IsNoBlock}",
        "[a-z-[a]b]",
        "[a[b]]",
        "}",
        "(?:a)",
        "(?i)a",
        "a{99999999999}",
    ],
)
def test_broken_patterns(pattern: str) -> None:
    """What is no pattern of XML Schema raises ValueError that names it, also where Python would take it."""
    with pytest.raises(ValueError, match="pattern '"):
        compile_pattern(pattern)


@pytest.mark.parametrize(
    ("library", "name", "params", "message"),
    [
        ("urn:x", "int", (), "library 'urn:x' is unknown"),
        ("", "int", (), "RELAX NG itself has no datatype 'int'"),
        (XSD, "duration", (), "no datatype 'duration'"),
        ("", "string", (("pattern", "x"),), "has no parameters"),
        (XSD, "string", (("minInclusive", "1"),), "no parameter 'minInclusive'"),
        (XSD, "string", (("enumeration", "x"),), "no parameter 'enumeration'"),
        (XSD, "string", (("maxLength", "-1"),), "expected a length as maxLength, got '-1'"),
        (XSD, "int", (("minInclusive", "4294967296"),), "expected int as minInclusive, got '4294967296'"),
    ],
)
def test_no_such_datatype(library: str, name: str, params: tuple[tuple[str, str], ...], message: str) -> None:
    """A datatype or facet that does not exist raises DatatypeError that says which."""
    with pytest.raises(DatatypeError, match=message):
        make_datatype(library, name, params)


def test_equal_datatypes_are_one_object() -> None:
    """Patterns compare datatypes by identity."""
    assert make_datatype(XSD, "int", (("minInclusive", "1"),)) is make_datatype(XSD, "int", (("minInclusive", "1"),))


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("int", "1", "01"),
        ("decimal", "1.50", "+1.5"),
        ("double", "1e2", "100"),
        ("double", "NaN", "NaN"),
        ("double", "0", "-0"),
        ("float", "0.1", "0.10000000001"),
        ("float", "1e99", "INF"),
        ("boolean", "true", "1"),
        ("dateTime", "2024-02-28T24:00:00", "2024-02-29T00:00:00"),
        ("dateTime", "-0001-12-31T24:00:00Z", "0001-01-01T00:00:00Z"),
        ("token", " a  b ", "a b"),
        ("normalizedString", "a\tb", "a b"),
    ],
)
def test_equal_values(name: str, one: str, other: str) -> None:
    """Texts of one value are equal."""
    make: Callable[[str], object] = make_datatype(XSD, name).value
    assert make(one) == make(other) is not None


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("double", "0.1", "0.10000000001"),
        ("string", " a", "a"),
        ("dateTime", "2024-01-01T00:00:00", "2024-01-01T00:00:00Z"),
        ("integer", "1" * 5000, "1" * 4999 + "2"),
    ],
)
def test_different_values(name: str, one: str, other: str) -> None:
    """Texts of two values are not."""
    make: Callable[[str], object] = make_datatype(XSD, name).value
    assert make(one) is not None
    assert make(one) != make(other)
