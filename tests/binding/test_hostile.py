"""Hostile and broken input ends in ParseError with line and column, or is read; never in a crash or a hang."""

import sys
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from lxml import etree

import libvirt_xml
from libvirt_xml import Domain, ParseError

HEAD = "<domain type='kvm'><name>a</name>"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("", "empty"),
        (b"", "empty"),
        (" \n ", "empty"),
        ("<domain", "the tag <domain> has no"),
        ("<domain>\n  <a/>", "<domain> on line 1 is still open"),
        ("<domain></domian>", "expected </domain>, found </domian>"),
        ("<domain/><domain/>", "a second document begins here"),
        ("<domain a='1' a='2'/>", "the attribute 'a' occurs twice"),
        (b"<domain><name>\xff\xfe</name></domain>", "the file is not valid UTF-8"),
        (b"<domain><name>a\x00b</name></domain>", r"U\+0000 is not allowed"),
        ("<domain><name>a\x00b</name></domain>", r"U\+0000 is not allowed"),
        ("<domain><name>a\x01b</name></domain>", r"U\+0001 is not allowed"),
        ("<domain><name>&#0;</name></domain>", "the reference names a character that is not allowed"),
        ("<domain><name>\ud800</name></domain>", "half of a surrogate pair"),
        (b"<?xml version='1.0' encoding='no-such'?><domain/>", "encoding"),
        ("<domain><name>&undefined;</name></domain>", "&undefined; is not defined in XML"),
        ("<domain><x:a/></domain>", "prefix 'x'"),
        ("<domain x:a='1'/>", "prefix 'x'"),
        ("<domain><title x:a='1'>t</title></domain>", "prefix 'x'"),
        ("<domain><metadata><x:a/></metadata></domain>", "prefix 'x'"),
        ("<domain><new x:a='1'/></domain>", "prefix 'x'"),
    ],
)
def test_broken_documents(source: str | bytes, message: str) -> None:
    """What is not well-formed, namespaces included, is one clear error with its place."""
    with pytest.raises(ParseError, match=message) as caught:
        Domain.from_xml(source)
    assert caught.value.line is not None
    assert caught.value.column is not None


@pytest.mark.parametrize(
    "source",
    [
        "<!DOCTYPE domain><domain/>",
        "<!DOCTYPE domain SYSTEM 'http://example.com/x.dtd'><domain/>",
        "<!DOCTYPE d [<!ENTITY a 'b'>]><domain><name>&a;</name></domain>",
        "<!DOCTYPE d [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><domain><name>&a;</name></domain>",
        "<!DOCTYPE d [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;&a;'>]><domain><name>&b;</name></domain>",
    ],
)
def test_document_types_are_refused(source: str) -> None:
    """DTDs and entity declarations are refused before they can do anything."""
    for read in (Domain.from_xml, libvirt_xml.parse):
        with pytest.raises(ParseError, match=r"\(DTD\) is not allowed"):
            read(source)


@pytest.mark.parametrize(
    ("opening", "closing"),
    [("<a>", "</a>"), ("<metadata>" + "<x>", "</x></metadata>"), ("<devices><disk><backingStore>", "")],
)
def test_deep_nesting_is_refused(opening: str, closing: str) -> None:
    """100,000 nested elements, unknown, foreign or of a recursive class, are refused by depth."""
    inner = "<backingStore>" if "backingStore" in opening else "<a>"
    source = HEAD + opening + inner * 100_000 + inner.replace("<", "</") * 100_000 + closing
    with pytest.raises(ParseError, match="deeper than 256"):
        Domain.from_xml(source)


def test_256_levels_are_read_and_written() -> None:
    """256 levels are not too deep."""
    inside = "<a>" * 254 + "</a>" * 254
    domain = Domain.from_xml(f"{HEAD}<x>{inside}</x></domain>")
    assert Domain.from_xml(domain.to_xml()) == domain
    with pytest.raises(ParseError, match="deeper"):
        Domain.from_xml(f"{HEAD}<x><a>{inside}</a></x></domain>")


def test_a_text_of_50_megabytes_is_read() -> None:
    """A huge text reads; nothing remembers it."""
    text = "x" * 50_000_000
    assert Domain.from_xml(f"{HEAD}<title>{text}</title><memory>{text}</memory></domain>").title == text


def test_a_million_attributes_are_read() -> None:
    """A million unknown attributes read in reasonable time."""
    attributes = " ".join(f"a{index}='1'" for index in range(1_000_000))
    domain = Domain.from_xml(f"<domain {attributes}/>")
    assert domain.extra_ is not None
    assert len(domain.extra_.attributes) == 1_000_000


def test_a_hundred_thousand_children_are_read() -> None:
    """Many children, known and unknown in turns, read and write in linear time."""
    domain = Domain.from_xml(f"{HEAD}<devices>{'<disk/><new/>' * 50_000}</devices></domain>")
    assert len(domain.devices.disks) == 50_000
    assert domain.to_xml().count("<new/>") == 50_000


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_encodings(encoding: str) -> None:
    """UTF-8, UTF-16 and ISO-8859-1 documents read."""
    declared = "utf-8" if encoding == "utf-8-sig" else encoding
    source = f"<?xml version='1.0' encoding='{declared}'?><domain type='kvm'><name>b\u00e9</name></domain>"
    assert Domain.from_xml(source.encode(encoding)).name == "b\u00e9"
    assert Domain.from_xml(source).name == "b\u00e9"


def test_truncated_documents() -> None:
    """A document cut off anywhere is an error, never a partial result."""
    whole = f"{HEAD}<metadata><a:b xmlns:a='x'/></metadata><devices><disk type='file'/></devices></domain>"
    for length in range(len(whole)):
        with pytest.raises(ParseError):
            Domain.from_xml(whole[:length])


def test_a_number_of_a_million_digits_stays_text() -> None:
    """A number that is too long to be one stays text, at once."""
    digits = "9" * 1_000_000
    domain = Domain.from_xml(f"{HEAD}<iothreads>{digits}</iothreads></domain>")
    assert str(domain.iothreads) == digits
    assert digits in domain.to_xml()


@pytest.mark.parametrize("source", [None, 5, ["<domain/>"]])
def test_what_is_no_text_is_a_type_error(source: Any) -> None:
    """Something else than text is refused by its type."""
    for read in (Domain.from_xml, libvirt_xml.parse):
        with pytest.raises(TypeError, match="expected XML text as str or bytes"):
            read(source)


@pytest.mark.parametrize("blank", ["\u00a0", "\u2028", "\u0085", "\u2003", "\u3000", "\u1680"])
def test_only_xml_white_space_is_layout(blank: str) -> None:
    """What Python takes for white space and XML does not is text, wherever it stands."""
    for source in (
        f"<domain><name>a</name>{blank}<memory>1</memory></domain>",
        f"<domain><features><acpi>{blank}</acpi></features></domain>",
        f"<domain><devices>{blank}</devices></domain>",
        f"<domain><os><type>{blank}<x/></type></os></domain>",
        f"<domain><vcpu>{blank}</vcpu></domain>",
    ):
        domain = Domain.from_xml(source)
        assert domain.to_xml().count(blank) == 1
        assert Domain.from_xml(domain.to_xml()).to_xml() == domain.to_xml()


@pytest.mark.parametrize("leaf", ["os><type", "title", "features><acpi", "memory", "vcpu", "os><initarg"])
@pytest.mark.parametrize("inside", ["<!-- c --><x/>", " <x/> ", "<x/><!-- c -->", "\n<?p i?><x/>a", "a<x/>\n", " "])
def test_a_leaf_with_more_than_text_is_stable(leaf: str, inside: str) -> None:
    """What is written is written the same after it was read again."""
    closing = "></".join(reversed(leaf.split("><")))
    first = Domain.from_xml(f"<domain><{leaf}>{inside}</{closing}></domain>")
    for indent in (2, None):
        written = first.to_xml(indent=indent)
        again = Domain.from_xml(written)
        assert again.to_xml(indent=indent) == written
        assert "<x/>" not in inside or "<x/>" in written


@pytest.mark.parametrize("name", [":a", "a:", "a:b:c", "::", "a:1", "a:-b", ":", "a::b"])
def test_names_that_are_none(name: str) -> None:
    """Names that libxml2 refuses are refused, wherever they stand, so that whatever is read can be written."""
    for source in (
        f"<domain><{name}/></domain>",
        f"<domain><metadata><{name}/></metadata></domain>",
        f"<domain><metadata><x><{name}/></x></metadata></domain>",
        f"<domain><metadata><x {name}='1'/></metadata></domain>",
        f"<domain {name}='1'/>",
        f"<domain><title {name}='1'>t</title></domain>",
        f"<domain><metadata><x><?{name} y?></x></metadata></domain>",
    ):
        with pytest.raises(etree.XMLSyntaxError):
            etree.fromstring(source)
        with pytest.raises(ParseError):
            Domain.from_xml(source)


def test_no_element_has_the_prefix_xmlns() -> None:
    """Not inside foreign elements either: it could be read and not written."""
    for inside in ("<xmlns:b/>", "<a><xmlns:b/></a>"):
        with pytest.raises(ParseError, match=r"prefix 'xmlns' is not declared"):
            libvirt_xml.parse(f"<network><name>a</name><metadata>{inside}</metadata></network>")


def test_names_beyond_ascii_are_read_and_written() -> None:
    """Whatever name is read is written."""
    for name in ("gr\u00f6\u00dfe", "a\u00b7b", "a\u0301", "\u65e5\u672c", "x:\u00e9", "_.-"):
        source = f"<domain xmlns:x='u'><metadata><{name} {name}='1'/></metadata><{name}/></domain>"
        domain = Domain.from_xml(source)
        assert domain.to_xml().count(name) == 3


def _cost(source: str) -> tuple[int, int]:
    """Function calls and peak memory of reading, writing, looking and comparing."""
    calls = 0

    def count(_: Any, event: str, __: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    Domain.from_xml(source)
    tracemalloc.start()
    sys.setprofile(count)
    try:
        domain = Domain.from_xml(source)
        written = domain.to_xml()
        assert Domain.from_xml(written) == domain
        domain.unknown()
        for _ in domain.walk():
            pass
    finally:
        sys.setprofile(None)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return calls, peak


GROWING: dict[str, Callable[[int], str]] = {
    "prefixes": lambda n: "<metadata><r " + " ".join(f"xmlns:p{i}='u:{i}'" for i in range(n)) + ">"
    + "".join(f"<p{i}:x xmlns:q='v:{i}'/>" for i in range(n)) + "</r></metadata>",
    "prefixes above": lambda n: "<metadata " + " ".join(f"xmlns:p{i}='u:{i}'" for i in range(n)) + ">"
    + "".join(f"<p{i}:x xmlns:q='v:{i}'/>" for i in range(n)) + "</metadata>",
    "siblings that declare": lambda n: "<devices>" + "".join(
        f"<disk xmlns:p{i}='u' p{i}:a='1'><p{i}:x/></disk>" for i in range(n)) + "</devices>",
    "unknown that declare": lambda n: "".join(f"<p{i}:x xmlns:p{i}='u'><p{i}:y/></p{i}:x>" for i in range(n)),
    "deep and foreign": lambda n: "<metadata>" + "".join(
        f"<p{i}:x xmlns:p{i}='u:{i}' p0:a='1'>" for i in range(n // 8)) + "".join(
        f"</p{i}:x>" for i in reversed(range(n // 8))) + "</metadata>",
    "one prefix, many namespaces": lambda n: "<devices>" + "<disk xmlns:p='u'><p:x xmlns:p='v'/></disk>" * n
    + "</devices>",
    "text in pieces": lambda n: "<title>" + "a&amp;<![CDATA[b]]>&#99;" * n + "</title>",
    "stray text": lambda n: "<devices>" + "<disk/>a" * n + "</devices>",
    "comments": lambda n: "<metadata>" + "<!-- c --><x/>" * n + "</metadata>" + "<!-- d -->" * n,
    "attributes": lambda n: "<x " + " ".join(f"a{i}='1'" for i in range(n)) + "/>" * 1,
    "turns": lambda n: "<devices>" + "<disk/><interface/><x/>" * n + "</devices>",
    "commandline": lambda n: "<q:commandline xmlns:q='http://libvirt.org/schemas/domain/qemu/1.0'>"
    + "<q:arg value='x'/>" * n + "</q:commandline>",
}  # fmt: skip


@pytest.mark.parametrize("kind", GROWING)
def test_time_and_memory_grow_linearly(kind: str) -> None:
    """Twice the input makes at most 2.3 times the calls and the memory."""
    calls, memory = _cost(f"{HEAD}{GROWING[kind](800)}</domain>")
    twice_calls, twice_memory = _cost(f"{HEAD}{GROWING[kind](1600)}</domain>")
    assert twice_calls <= 2.3 * calls
    assert twice_memory <= 2.3 * memory + 100_000
