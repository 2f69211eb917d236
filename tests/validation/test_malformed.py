"""What is said of files that are no XML."""

from __future__ import annotations

import pytest

from libvirt_xml import Domain, ParseError, validate

_OPEN_MARK = "the quotation mark that opens the value of 'c' on line 2 is not closed"
_LATE_DECLARATION = "'<?xml' must be the very beginning of the file: take out what stands before it"


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("<a>\n <b>\n  <c>\n </b>\n</a>", (4, 4), "</b> stands where </c> is wanted: <c> of line 3 is still open"),
        (
            "<domain>\n <qemu:commandline/>\n</domain>",
            (2, 2),
            "the prefix 'qemu' is not declared; "
            "add xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0' to the root element",
        ),
        ("<a><x:y/></a>", (1, 4), "the prefix 'x' is not declared"),
        ("<domain type=kvm/>", (1, 14), "the value of 'type' needs quotation marks"),
        ("<a>\n<b>web & co</b></a>", (2, 9), "'&' is written '&amp;' in XML"),
        ("<a b='<'/>", (1, 7), "'<' is written '&lt;' in a value"),
        ("<a b='1' c='2' b='1'/>", (1, 16), "an attribute stands twice in one tag: 'b'"),
        ("<a>\n<b>x", (2, 5), "the document ends, and <b> of line 2 is still open"),
        ("hello", (1, 1), "a document begins with '<'; something else stands here"),
        ("<a>&nbsp;</a>", (1, 4), "&nbsp; is not known in XML; write &#160; or the character itself"),
        ("<a>&web;</a>", (1, 4), "&web; is not known in XML"),
        ("<a/>\n<a/>", (2, 1), "something stands after the end of the root element"),
        ("<a>\r<b>\r\x01</b></a>", (3, 1), "the character U+0001 may not stand here"),
        ("<a>\x01</a>", (1, 4), "the character U+0001 may not stand here"),
        (
            "<a>\n <b c='virtio\"/>\n <d/></a>",
            (3, 2),
            _OPEN_MARK,
        ),
        (
            "<a>\n <b c='x>y</b>\n</a>",
            (2, 11),
            _OPEN_MARK,
        ),
        ("<a b='x < y'/>", (1, 9), "'<' is written '&lt;' in a value"),
        ("<a>x < y</a>", (1, 7), "'<' is written '&lt;' in a text; in a tag, the name follows at once"),
        ("<a b='/iso/a&b.iso'/>", (1, 19), "'&' is written '&amp;' in XML"),
        ("<a b='1'c='2'/>", (1, 9), "white space is missing here, or a quotation mark before this"),
        ("<a removable/>", (1, 13), "the attribute 'removable' needs a value"),
        ("<a removable b='1'/>", (1, 14), "the attribute 'removable' needs a value"),
        ("<a b='1' /\n<c/>", (1, 11), "'>' is missing behind '/'"),
        ("<a b='1'\n<c/></a>", (2, 1), "the tag <a> has no '>'"),
        ("<a b=\u201cx\u201d/>", (1, 6), "\u201c is no quotation mark of XML: write ' or \""),
        ("<a>\n<!-- b -- c --></a>", (2, 10), "a comment cannot hold '--'"),
        ("<a>\n<!-- b</a>", (2, 1), "the comment that begins on line 2 has no '-->'"),
        ("<a>\n<![CDATA[b</a>", (2, 15), "the CDATA section that begins on line 2 has no ']]>'"),
        ("<a></ a>", (1, 6), "nothing may stand between '</' and the name"),
        ("<a b=='1'/>", (1, 6), "there is one '=' too many"),
        ("<a>]]></a>", (1, 6), "']]>' is written ']]&gt;' in a text"),
        ("<!doctype html><a/>", (1, 1), "'<!' may not stand here"),
        ("<a></a></b>", (1, 9), "an end tag stands where no element is open"),
        ("<a>\n<<<<<<< HEAD\n</a>", (2, 2), "the line is the mark of a merge conflict"),
        ("```xml\n<a/>\n```", (1, 1), "the line is a fence of Markdown: take it out"),
        (
            "\n<?xml version='1.0'?><a/>",
            (2, 1),
            _LATE_DECLARATION,
        ),
    ],
)
@pytest.mark.parametrize("kind", [str, bytes])
def test_sentence(text: str, place: tuple[int, int], says: str, kind: type) -> None:
    """One problem with a place and a sentence that says what to write, for text and for bytes."""
    (problem,) = validate(text if kind is str else text.encode())
    assert problem.code == "not-well-formed"
    assert problem.message == f"not well-formed: {says}"
    assert (problem.line, problem.column) == place


def test_other_encodings() -> None:
    """Bytes that are not UTF-8 are said to be that, not which of them expat stumbles over."""
    (problem,) = validate("<a>caf\xe9</a>".encode("latin-1"))
    assert problem.message.startswith("not well-formed: it is not UTF-8; save the file as UTF-8")
    (problem,) = validate("<a>\ufffd<b></a>".encode())
    assert problem.message.startswith("not well-formed: </a> stands where")


def test_an_error_before_bytes_that_are_no_utf_8() -> None:
    """What is wrong where the parser stops is told, not what comes later."""
    (problem,) = validate("<a>\n<b></c>\n<d>\xe9</d></a>".encode("latin-1"))
    assert problem.message.startswith("not well-formed: </c> stands where </b> is wanted")
    (problem,) = validate(b"<?xml version='1.0' encoding='utf-16'?><a/>")
    assert problem.message == "not well-formed: the encoding that the first line names is not that of the file"


@pytest.mark.parametrize("kind", [str, bytes])
def test_a_byte_order_mark_is_no_character(kind: type) -> None:
    """The place is looked at behind the mark at the beginning."""
    text = "\ufeff<domain type=kvm/>"
    (problem,) = validate(text if kind is str else text.encode())
    assert problem.message == "not well-formed: the value of 'type' needs quotation marks"


def test_a_file_name_is_no_document() -> None:
    """Reading says the same, and what reads files."""
    with pytest.raises(ParseError, match="from_file reads a file"):
        Domain.from_xml("vm.xml")
    with pytest.raises(ParseError, match=r"^1:12: not well-formed: '&' is written '&amp;' in XML$"):
        Domain.from_xml("<domain>a & b</domain>")
