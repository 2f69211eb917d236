"""What is said of values: what is allowed, why a text is wrong, what was meant."""

from __future__ import annotations

import json
import re
import time
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

import libvirt_xml
from libvirt_xml.messages.notation import write_parameter
from libvirt_xml.relaxng.datatypes.library import XSD, Datatype, make_datatype
from libvirt_xml.relaxng.patterns.builder import Patterns
from libvirt_xml.relaxng.patterns.derivatives import matches
from libvirt_xml.relaxng.patterns.patterns import EMPTY, NOT_ALLOWED, TEXT, Pattern
from libvirt_xml.validation.values.allowed import describe_allowed
from libvirt_xml.validation.values.values import Advice, advise, expected
from libvirt_xml.validation.values.wording import wording

PACKAGE = Path(libvirt_xml.__file__).parent
MAKE = Patterns()

# Patterns: values, and datatypes as tuples: a name and its facets, or a pattern alone.

Part = str | tuple[Any, ...]
INT = ("int",)
SIZE = ("unsignedLong", ("pattern", "[0-9]+"))
PORT = ("int", ("minInclusive", "-1"), ("maxInclusive", "65535"))
BYTE = ("int", ("minInclusive", "0"), ("maxInclusive", "255"))
SHORT = ("int", ("minInclusive", "0"), ("maxInclusive", "65535"))
VCPU = ("unsignedShort", ("pattern", "[0-9]+"), ("minInclusive", "1"))
DELAY = ("double", ("minInclusive", "0"))
HEX2, HEX4, HEX4_LOOSE = ("0x[0-9a-fA-F]{1,2}",), ("0x[0-9a-fA-F]{1,4}",), ("(0x)?[0-9a-fA-F]{1,4}",)
HEX_LOWER = ("(0x)?[0-9a-f]+",)
MAC = ("[a-fA-F0-9][02468aAcCeE](:[a-fA-F0-9]{2}){5}",)
UUIDS = (("[a-fA-F0-9]{32}",), (r"[a-fA-F0-9]{8}\-([a-fA-F0-9]{4}\-){3}[a-fA-F0-9]{12}",))
IPV4 = (r"([0-2]?[0-9]?[0-9]\.){3}[0-2]?[0-9]?[0-9]",)
IPV6 = (r"([a-fA-F0-9]{0,4}:){2,7}([a-fA-F0-9]*)(([0-2]?[0-9]?[0-9]\.){3}[0-2]?[0-9]?[0-9])?",)
PATH = (r"(/|[a-zA-Z]:\\).+",)
NAME = ("[a-zA-Z0-9_]+",)
VARIABLE = (r"$[ ]*[a-zA-Z0-9_]+(\[[ ]*[@]?[0-9]+[ ]*\])?[ ]*",)
UNIT = ("([bB]([yY][tT][eE][sS]?)?)|([kKmMgGtTpPeE]([iI]?[bB])?)",)
UUID = "8c1b2f4e-6d0a-4c53-9b57-2f1f6f1d7c10"
BUS = ("ide", "scsi", "virtio", "usb")
MODELS = tuple(f"model-{letter}" for letter in "abcdefghijklmnop")


def allow(*parts: Part) -> Pattern:
    """A choice of values and datatypes."""
    return MAKE.choice(*map(_part, parts))


def _part(part: Part) -> Pattern:
    if isinstance(part, str):
        return MAKE.value(make_datatype(XSD, "string"), part)
    if len(part) == 1 and not part[0].isalpha():
        part = ("string", ("pattern", part[0]))
    return MAKE.data(make_datatype(XSD, part[0], part[1:]))


def _in_words(pattern: Pattern, text: str | None = None) -> str:
    return write_parameter(describe_allowed(pattern, text), "quoted few")


DESCRIBED: list[tuple[tuple[Part, ...], str]] = [
    (BUS[:3], "'ide', 'scsi' or 'virtio'"),
    ((INT,), "a whole number"),
    ((SHORT,), "a whole number from 0 to 65535"),
    ((VCPU,), "a whole number from 1 to 65535"),
    ((SIZE,), "a whole number of at least 0"),
    ((("positiveInteger",),), "a whole number of at least 1"),
    ((("integer", ("maxExclusive", "10")),), "a whole number of at most 9"),
    ((DELAY,), "a number of at least 0"),
    (("auto", INT), "'auto' or a whole number"),
    ((MAC,), "a MAC address such as '52:54:00:12:34:56'"),
    ((PATH,), "an absolute path such as '/var/lib/libvirt/images/vm.qcow2'"),
    (UUIDS, f"a UUID such as '{UUID}'"),
    ((HEX4_LOOSE,), "a hexadecimal number of up to 4 digits such as '0x1af4'"),
    ((BYTE, HEX2), "a whole number from 0 to 255 (decimal, or hexadecimal such as '0x1a')"),
    ((BYTE, HEX4), "a whole number from 0 to 255, or a hexadecimal number of up to 4 digits such as '0x1af4'"),
    ((VARIABLE, BYTE), "a whole number from 0 to 255, or a variable such as '$IP'"),
    ((IPV4, IPV6), "an IP address such as '192.168.122.1' or 'fd00::1'"),
    (
        (IPV4, IPV6, (r"[a-zA-Z0-9\.\-]+",)),
        "an IP address or a host name such as '192.168.122.1', 'fd00::1' or 'host.example.org'",
    ),
    ((SHORT, BYTE), "a whole number from 0 to 65535"),
    ((("(tcp)|(udp)",),), "'tcp' or 'udp'"),
    ((("-1",), HEX2), "'-1' or a hexadecimal number of up to 2 digits such as '0x1a'"),
    ((("[a-z]+",),), "text of lower-case letters"),
    ((("[^,]{2,12}",),), "2 to 12 characters without ','"),
    ((("string", ("length", "3")),), "text of 3 characters"),
    ((("[a-z](x|y)*z",),), "text that matches the pattern '[a-z](x|y)*z'"),
    (MODELS, f"{', '.join(map(repr, MODELS[:8]))} and 8 more"),
    ((*MODELS, INT), f"{', '.join(map(repr, MODELS[:8]))} and 8 more, or a whole number"),
]


@pytest.mark.parametrize(("parts", "phrase"), DESCRIBED)
def test_what_is_allowed(parts: tuple[Part, ...], phrase: str) -> None:
    """A value pattern in words."""
    assert _in_words(allow(*parts)) == phrase


def test_special_patterns() -> None:
    """Text, nothing, lists, and what is left out of a datatype."""
    assert _in_words(TEXT) == "any text"
    assert _in_words(NOT_ALLOWED) == "nothing"
    assert _in_words(MAKE.choice(allow("yes"), EMPTY)) == "'yes' or nothing"
    assert _in_words(MAKE.list(allow("a", "b"))) == "a list with spaces between its items, each 'a' or 'b'"
    name = make_datatype(XSD, "string", (("pattern", "[^/]+"),))
    assert _in_words(MAKE.data(name, allow(".", ".."))) == "text without '/' other than '.' or '..'"


def test_the_nearest_values_come_first() -> None:
    """Of many values those are named that the text resembles; where none does, the order is the schema's."""
    many = allow(*MODELS, "qcow2", INT)
    assert _in_words(many, "qcow").startswith("'qcow2', 'model-a', ")
    assert _in_words(many, "unlike").startswith("'model-a', 'model-b', ")
    assert expected(many, "qcow") == ("qcow2", *MODELS, "a whole number")
    assert expected(many, "x" * 10_000) == (*MODELS, "qcow2", "a whole number")


def _advice(advice: Advice) -> tuple[str | None, str | None]:
    """The variant and the parameters of the reason, in one string; the suggestion."""
    if advice.reason is None:
        return None, advice.suggestion
    variant = str(advice.reason["phrase"]).removeprefix("reason.")
    values = [str(value) for name, value in advice.reason.items() if name != "phrase"]
    return " ".join([variant, *values]), advice.suggestion


ADVISED: list[tuple[tuple[Part, ...], str, str | None, str | None]] = [
    # white space, quotation marks, nothing
    (BUS, "", "empty", None),
    ((INT,), " \n", "empty", None),
    (BUS, " virtio", "padded", "virtio"),
    (BUS, "virtio\u00a0", "padded", "virtio"),
    (BUS, " VirtIO ", "case", "virtio"),
    (BUS, "'virtio'", "quotation-marks", "virtio"),
    (BUS, "\u201cvirtio\u201d", "quotation-marks", "virtio"),
    ((MAC,), "52:54:00: 12:34:56", "white-space", "52:54:00:12:34:56"),
    ((NAME,), "vda vdb", "white-space", None),
    (((r"[^\n]+",),), "the shop\n  of us", "line-break", "the shop of us"),
    (((r"[^\n]+",),), "a\n", "padded", "a"),
    (((r"[a-z ]+",),), "a\nb", "white-space", None),
    # words
    (BUS, "VirtIO", "case", "virtio"),
    ((HEX_LOWER,), "0x1AF4", "case", "0x1af4"),
    (("yes", "no"), "true", "truth-values ('yes', 'no')", "yes"),
    (("yes", "no"), "0", "truth-values ('yes', 'no')", "no"),
    (("on", "off"), "No", "truth-values ('on', 'off')", "off"),
    (("yes",), "no", None, None),
    (("on", "off", "auto"), "enabled", "truth-values ('on', 'off')", "on"),
    (BUS, "virtoi", None, "virtio"),
    (BUS, "disks", None, None),
    (("disk", "cdrom"), "disks", None, "disk"),
    (("virtio-scsi", "lsilogic"), "virtio_scsi", "joints", "virtio-scsi"),
    (("model-a", "model-b"), "model-c", None, None),
    (("virtio-transitional", "virtio-non-transitional"), "virtio", None, None),
    (("1.1", "1.2", "2.0"), "3.0", None, None),
    ((("(vepa|bridge|private|passthrough)",),), "brige", None, "bridge"),
    ((UNIT,), "GiBs", None, "GiB"),
    # numbers
    ((INT,), "Two", None, "2"),
    (("one", "two"), "three", None, None),
    (("1.2", "2.0"), "2", None, "2.0"),
    ((INT,), "+-5", None, None),
    ((SIZE,), "0x10", "decimal", "16"),
    ((SIZE,), "+5", "plus", "5"),
    ((SIZE,), "4.0", "whole-number", "4"),
    ((SIZE,), "4 194 304", "grouped-digits", "4194304"),
    ((SIZE,), "4,194,304", "grouped-digits", "4194304"),
    ((SIZE,), "-5", "negative", None),
    ((SIZE,), "4GiB", "no-unit", None),
    ((SIZE,), "\u0664\uff12", "look-alikes", "42"),
    ((DELAY,), "1,5", "decimal-point", "1.5"),
    ((DELAY,), "1,500", "comma", None),
    ((VCPU,), "0", "smallest 1", None),
    ((PORT,), "70000", "largest 65535", None),
    (("-1", SIZE), "-2", None, None),
    ((("[0-9]{1,2}",),), "007", "too-many-digits", "7"),
    ((SHORT,), "9" * 10_000, "largest 65535", None),
    ((HEX4,), "1af4", "hexadecimal", "0x1af4"),
    ((HEX4,), "#1af4", "hexadecimal", "0x1af4"),
    ((HEX4,), "1af4h", "hexadecimal", "0x1af4"),
    ((("0x[0-9a-fA-F]{6}",),), "030000", "hexadecimal", "0x030000"),
    ((BYTE, HEX2), "1f", "hexadecimal", "0x1f"),
    ((BYTE, HEX4), "300", "largest 255", None),
    ((HEX4,), "0x1ffff", "largest 0xffff", None),
    ((HEX4,), "0x000001af", "too-many-digits", "0x1af"),
    ((HEX4_LOOSE,), "12345", "largest 0xffff", None),
    # addresses, identities, paths
    ((MAC,), "52-54-00-12-34-56", "mac-colons", "52:54:00:12:34:56"),
    ((MAC,), "5254.0012.3456", "mac-colons", "52:54:00:12:34:56"),
    ((MAC,), "52:54:0:12:34:56", "mac-digits", "52:54:00:12:34:56"),
    ((MAC,), "52:54:00:12:34", "mac-parts", None),
    ((MAC,), "53:54:00:12:34:56", "mac-multicast", None),
    ((MAC,), "52:54:00:1z2:34:56", "mac-letters", "52:54:00:12:34:56"),
    (UUIDS, f"{UUID[:5]}O{UUID[5:]}", "uuid-letters", UUID),
    (UUIDS, f"{{{UUID}}}", "uuid-braces", UUID),
    (UUIDS, UUID.replace("-", "", 1), "uuid-groups", UUID),
    (UUIDS, UUID[:13], "uuid-digits 12", None),
    (UUIDS, f"{UUID[:-1]}g", "uuid-letters", None),
    ((PATH,), "images/vm.qcow2", "path-absolute", None),
    ((PATH,), "var/lib/vm.qcow2", "path-slash", "/var/lib/vm.qcow2"),
    ((PATH,), "file:///srv/vm.qcow2", "path-not-url", "/srv/vm.qcow2"),
    ((PATH,), "https://example.org/vm", "path-not-url", None),
    ((IPV4,), "192.168.1.1/24", "no-prefix", "192.168.1.1"),
    ((IPV4,), "192.168.1.999", "ipv4-parts", None),
    ((IPV6,), "[fd00::1]", "ipv6-brackets", "fd00::1"),
    ((("dateTime",),), "2030-12-31 23:59:59", "date-t", "2030-12-31T23:59:59"),
    # allowed
    (BUS, "virtio", None, None),
]


@pytest.mark.parametrize(("parts", "text", "reason", "suggestion"), ADVISED)
def test_advice(parts: tuple[Part, ...], text: str, reason: str | None, suggestion: str | None) -> None:
    """Why a text is wrong, and what was meant."""
    assert _advice(advise(MAKE, allow(*parts), text)) == (reason, suggestion)


UNITS = [
    ("4GiB", "unit", "4 unit=GiB"),
    ("4 G", "unit", "4 unit=GiB"),
    ("4Gi", "unit", "4 unit=GiB"),
    ("512MB", "unit", "512 unit=MB"),
    ("1.5GiB", "whole-number", "1536 unit=MiB"),
    ("0.3GiB", "whole-number", None),
    ("4 sausages", None, None),
]


@pytest.mark.parametrize(("text", "reason", "fix"), UNITS)
def test_advice_beside_a_unit(text: str, reason: str | None, fix: str | None) -> None:
    """A unit in a number whose element has an attribute for it."""
    advice = advise(MAKE, allow(SIZE), text, units=allow(UNIT))
    written = " ".join((advice.instead or "", *(f"{name}={value}" for name, value in advice.beside))).strip()
    assert (_advice(advice)[0], written or None) == (reason, fix)


# All of libvirt's datatypes


@cache
def shipped() -> dict[tuple[Any, ...], Datatype]:
    """The datatypes of the shipped grammars."""
    found = {}
    for file in sorted((PACKAGE / "grammars").glob("[0-9]*.json")):
        for node in json.loads(file.read_text("utf-8"))["nodes"]:
            if node[0] == "data":
                name, *params = node[1]
                key = (name.removeprefix("xsd:"), *map(tuple, params))
                found[key] = make_datatype(XSD if name.startswith("xsd:") else "", key[0], key[1:])
    return found


def test_every_shipped_datatype_is_described_without_a_regular_expression() -> None:
    """Who mends a document need not read one."""
    assert len(shipped()) > 140
    for key, datatype in shipped().items():
        phrase = _in_words(MAKE.data(datatype))
        assert "pattern" not in phrase, key
        assert not re.search(r"[\[\]{}*+\\|^$?]", re.sub("'[^']*'|\"[^\"]*\"", "", phrase)), (key, phrase)
        assert phrase == "any text" or key != ("string",), key


def entries() -> Iterator[tuple[dict[str, Any], Datatype]]:
    """The entries of the table of wordings, with each datatype that they are for."""
    for entry in tomllib.loads((PACKAGE / "validation" / "values" / "datatypes.toml").read_text("utf-8"))["wording"]:
        for name in entry.get("types", ()):
            yield entry, make_datatype(XSD, name)
        for pattern in entry.get("patterns", ()):
            name = "unsignedInt" if entry.get("noun") == "file-mode" else "string"
            yield entry, make_datatype(XSD, name, (("pattern", pattern),))


def test_examples_are_allowed() -> None:
    """Each example of the table is one, and so are the words worth suggesting."""
    for entry, datatype in entries():
        for text in (*([entry["example"]] if "example" in entry else ()), *entry.get("words", ())):
            assert datatype.allows(text), (datatype.params, text)


def test_generic_examples_are_allowed() -> None:
    """So are the examples that are made up from a pattern."""
    examples = [(datatype, wording(datatype).example) for datatype in shipped().values()]
    assert [(datatype.params, text) for datatype, text in examples if text and not datatype.allows(text)] == []


def test_ranges_of_hexadecimal_numbers_are_those_of_their_patterns() -> None:
    """What the table says of the numbers, the patterns of one phrase say together."""
    ranges: dict[str, tuple[list[int], list[Datatype]]] = {}
    for entry, datatype in entries():
        if "numbers" in entry:
            ranges.setdefault(f"{entry['noun']} {entry['parameters']}", (entry["numbers"], []))[1].append(datatype)
    assert len(ranges) > 4
    for phrase, ((least, most), datatypes) in ranges.items():
        for number, is_allowed in ((least, True), (most, True), (most + 1, False)):
            assert any(datatype.allows(f"{number:#x}") for datatype in datatypes) is is_allowed, (phrase, number)


def test_no_entry_is_stale() -> None:
    """Each pattern of the table is one of libvirt's."""
    known = {value for key in shipped() for facet, value in key[1:] if facet == "pattern"}
    patterns = {value for _, datatype in entries() for _, value in datatype.params}
    assert patterns <= known


def test_number_ranges_of_shipped_datatypes_hold() -> None:
    """The limits that messages name are allowed, what is beyond is not."""
    for datatype in shipped().values():
        found = wording(datatype)
        if found.kind == "decimal" and found.numbers:
            least, most = found.numbers
            beyond = [limit for limit in (least and least - 1, most and most + 1) if limit is not None]
            assert all(datatype.allows(str(limit)) for limit in found.numbers if limit is not None), datatype.params
            assert not any(datatype.allows(str(limit)) for limit in beyond if limit != Decimal(0)), datatype.params


# Any text

SAMPLES = [allow(*parts) for parts in ([case[0] for case in DESCRIBED] + [case[0] for case in ADVISED])]
PIECES = [*" '\"+-,.:/{}$0\x00\u0664", "0x", "GiB", "yes", "true", "1f"]
TEXTS = st.one_of(
    st.text(max_size=12),
    st.lists(st.sampled_from([*PIECES, *BUS]), max_size=8).map("".join),
    st.sampled_from([text for _, text, _, _ in ADVISED]).flatmap(
        lambda text: st.sampled_from(PIECES).map(lambda piece: text + piece)
    ),
)


@settings(max_examples=600, deadline=None)
@given(st.sampled_from(SAMPLES), TEXTS, st.booleans())
def test_suggestions_are_allowed(pattern: Pattern, text: str, has_unit: bool) -> None:
    """Whatever is suggested is allowed, and not what stands there."""
    advice = advise(MAKE, pattern, text, units=allow(UNIT) if has_unit else None)
    if advice.suggestion is not None:
        assert advice.suggestion != text
        assert matches(MAKE, pattern, advice.suggestion)
    if advice.instead is not None:
        assert matches(MAKE, pattern, advice.instead)
        assert all(matches(MAKE, allow(UNIT), unit) for name, unit in advice.beside if name == "unit")
    if matches(MAKE, pattern, text):
        assert advice == Advice()


@settings(max_examples=200, deadline=None)
@given(st.data(), TEXTS)
def test_advice_on_shipped_datatypes(data: st.DataObject, text: str) -> None:
    """So it is for every datatype of libvirt's."""
    pattern = MAKE.data(data.draw(st.sampled_from(list(shipped().values()))))
    suggestion = advise(MAKE, pattern, text).suggestion
    assert suggestion is None or (suggestion != text and matches(MAKE, pattern, suggestion))


HOSTILE = [
    "9" * 10_000,
    "-" + "9" * 200_000,
    "a" * 100_000,
    " " * 100_000,
    "'" * 100_000,
    "' " * 50_000,
    "0x" + "f" * 50_000,
]
HOSTILE += [
    "'\" " * 60,
    "\x00",
    "\ud800",
    "\u0130",
    "\u00b2",
    "1" * 199,
    "0" * 199,
    "1." * 99,
    "a:" * 99,
    "$" * 199,
    "4" + " " * 190,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: f"{text[:3]!a}*{len(text)}")
def test_any_text_is_quick(text: str) -> None:
    """No text takes long, and what is said of it is short."""
    started = time.perf_counter()
    for pattern in SAMPLES:
        advice = advise(MAKE, pattern, text, units=allow(UNIT), unit="GiB")
        assert len(str(advice.reason or "")) < 200
        describe_allowed(pattern, text)
        expected(pattern, text)
    assert time.perf_counter() - started < 5
