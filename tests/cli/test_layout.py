"""Indenting changes white space between tags, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st
from lxml import etree

from libvirt_xml.cli.inputs.wellformed import read_well_formed
from libvirt_xml.cli.outputs.layout import indent
from libvirt_xml.errors import ParseError


def _indented(source: str | bytes) -> str:
    return indent(read_well_formed(source if isinstance(source, bytes) else source.encode()))


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("<a><b/><c>x</c></a>", "<a>\n  <b/>\n  <c>x</c>\n</a>\n"),
        ("<a>\n        <b>\n<c/></b></a>\n\n\n", "<a>\n  <b>\n    <c/>\n  </b>\n</a>\n"),
        ("<a  b = '1'\n   c=\"2\"\t/>", "<a b='1' c=\"2\"/>\n"),
        ("<a b='1\n2'  ></a >", "<a b='1\n2'></a>\n"),
        ("<a b='&lt;&#x41;>' />", "<a b='&lt;&#x41;>'/>\n"),
        ("<a><b/></a><!-- end -->", "<a>\n  <b/>\n</a>\n<!-- end -->\n"),
    ],
)
def test_indentation(source: str, wanted: str) -> None:
    """Two spaces a level; attributes keep order, quotes and references; empty elements stay as they are."""
    assert _indented(source) == wanted


@pytest.mark.parametrize(
    "source",
    [
        "<pool>  x\n y </pool>",
        "<pool>\n  <b>   </b>\n  <c>\n</c>\n</pool>",
        "<pool>x <b/>  <c> <d/> </c></pool>",
        "<pool>\n  <b>1<!-- KiB --></b>\n</pool>",
        "<pool> <![CDATA[ ]]> <b/> </pool>",
        "<pool> &#32; <b/> </pool>",
        "<pool xml:space='preserve'> <b> <c/> </b> </pool>",
        "<pool>\n  <b xml:space='preserve'>\n<c/></b>\n</pool>",
        "<d>\n  <metadata>\n    <p xmlns='urn:p'><q> <b>x</b> <i>y</i> </q> <r>z<s/></r></p>\n  </metadata>\n</d>",
        "<html> <p>a<br/></p> <p> <b>x</b> <i>y</i> </p> </html>",
    ],
)
def test_white_space_that_may_mean_something(source: str) -> None:
    """In a leaf, beside text, where it is asked for, and in foreign trees with mixed content, all stays."""
    assert _indented(source) == source + "\n"


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("<pool><m>1</m> <!-- note -->\n<b/></pool>", "<pool>\n  <m>1</m> <!-- note -->\n  <b/>\n</pool>\n"),
        ("<pool> <!-- all -->\n<b/></pool>", "<pool> <!-- all -->\n  <b/>\n</pool>\n"),
        ("<pool><!-- x --><b/></pool>", "<pool>\n  <!-- x -->\n  <b/>\n</pool>\n"),
        ("<pool><b/>\n<!-- x\n  y --><c/></pool>", "<pool>\n  <b/>\n  <!-- x\n  y -->\n  <c/>\n</pool>\n"),
        ("<?xml version='1.0'?><!-- w\n--><?p q?>\n\n\n<a/>", "<?xml version='1.0'?>\n<!-- w\n-->\n<?p q?>\n\n<a/>\n"),
        ("<pool><!-- <b> --><?p <c>?><d e='<!-- >'/></pool>".replace("'<", "'&lt;"),
         "<pool>\n  <!-- <b> -->\n  <?p <c>?>\n  <d e='&lt;!-- >'/>\n</pool>\n"),
    ],
)  # fmt: skip
def test_comments(source: str, wanted: str) -> None:
    """Comments and instructions stay whole; a comment behind something stays behind it."""
    assert _indented(source) == wanted


def test_blank_lines() -> None:
    """Several blank lines become one; none appears."""
    assert _indented("<a>\n\n\n<b/>\n \n\t\n<c/>\n<d/>\n\n</a>") == "<a>\n\n  <b/>\n\n  <c/>\n  <d/>\n\n</a>\n"


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        (b"<a>\r\n<b/></a>", b"<a>\r\n  <b/>\r\n</a>\r\n"),
        ("\ufeff<a><b/></a>".encode(), "\ufeff<a>\n  <b/>\n</a>\n".encode()),
        ("\ufeff<a><é/></a>".encode("utf-16-le"), "\ufeff<a>\n  <é/>\n</a>\n".encode("utf-16-le")),
        ("\ufeff<a><é/></a>".encode("utf-16-be"), "\ufeff<a>\n  <é/>\n</a>\n".encode("utf-16-be")),
        (
            "<?xml version='1.0' encoding='ISO-8859-1'?><a>é</a>".encode("latin-1"),
            "<?xml version='1.0' encoding='ISO-8859-1'?>\n<a>é</a>\n".encode("latin-1"),
        ),
        (
            "<?xml version='1.0' encoding='windows-1252'?><a>€</a>".encode("cp1252"),
            "<?xml version='1.0' encoding='windows-1252'?>\n<a>€</a>\n".encode("cp1252"),
        ),
    ],
)
def test_bytes_stay_in_their_encoding(source: bytes, wanted: bytes) -> None:
    """Line ends, byte order marks and encodings are kept."""
    document = read_well_formed(source)
    assert indent(document).encode(document.codec) == wanted


@pytest.mark.parametrize(
    ("source", "message", "line"),
    [
        (b"", "the document is empty", 1),
        (b" \n ", "the document is empty", 2),
        (b"<a>\n<b></a>", "expected </b>, found </a>: <b> on line 2 is still open", 2),
        (b"<!DOCTYPE a>\n<a/>", "a document type declaration (DTD) is not allowed", 1),
        (
            b"<a>\xff</a>",
            "the file is not valid UTF-8",
            1,
        ),
        (b"<a>" * 257 + b"</a>" * 257, "elements are nested deeper than 256 levels", 1),
        (b"<a/><b/>", "a second document begins here; a file can contain only one", 1),
    ],
)
def test_what_is_refused(source: bytes, message: str, line: int) -> None:
    """What is no well-formed document, or has a DTD, is an error with its place."""
    with pytest.raises(ParseError) as caught:
        read_well_formed(source)
    assert (caught.value.message, caught.value.line) == (message, line)


def test_an_unknown_encoding() -> None:
    """It is named."""
    with pytest.raises(ParseError, match=r"^1:[0-9]+: the encoding 'none' is unknown; save the file as UTF-8"):
        read_well_formed(b"<?xml version='1.0' encoding='none'?><a/>")


_blank = st.text(" \t\n", max_size=3)
_words = st.sampled_from(["x", " x\n", "&#32;", "<![CDATA[ <b> ]]>", "é &amp; "])
_aside = st.sampled_from(["<!-- c -->", "<!--\n <b> -->", "<?p q?>", "<?p <b>?>"])
_attributes = st.sampled_from(
    ["", " a='1'", "\n  b=\"2\"  a = '&lt;>'", " xml:space='preserve'", " c='\n'", " xml:space='default' "]
)
_names = st.sampled_from(["a", "b", "metadata", "p:q"])


def _element(content: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    parts = st.lists(st.one_of(_blank, content, _aside, _words), max_size=5).map("".join)
    whole = st.builds(lambda name, given, inside: f"<{name}{given}>{inside}</{name} >", _names, _attributes, parts)
    return st.one_of(whole, st.builds(lambda name, given: f"<{name}{given} />", _names, _attributes))


_trees = st.recursive(st.just("<a/>"), _element, max_leaves=12)
_documents = st.builds(
    lambda head, before, root, inside, after: f"{head}{before}<{root} xmlns:p='urn:p'>{inside}</{root}>{after}",
    st.sampled_from(["", "<?xml version='1.0'?>", "<?xml version='1.0'?>\n<!-- c --> "]),
    st.sampled_from(["", "\n", "\n\n\n", "<?p?>\n", "<!-- c -->\n"]),
    st.sampled_from(["domain", "root"]),
    _trees,
    st.sampled_from(["", "\n", "<!-- c -->", " <!-- c -->\n<?p?>"]),
)


@given(_documents)
def test_any_document(source: str) -> None:
    """Formatting twice is formatting once, loses no character but white space, and changes no tree but its layout."""
    once = _indented(source)
    assert _indented(once) == once
    assert "".join(once.split()) == "".join(source.split())
    assert _tree(etree.fromstring(once.encode())) == _tree(etree.fromstring(source.encode()))


def _tree(node: etree._Element) -> object:
    """All that a parser sees, without the white space between elements."""
    is_leaf = not len(node)
    texts = [node.text, *(child.tail for child in node)]
    is_mixed = not is_leaf and any((text or "").strip() for text in texts)
    kept = texts if is_leaf or is_mixed else []
    attributes = list(node.attrib.items()) if isinstance(node.tag, str) else []
    return (str(node.tag), attributes, kept, [_tree(child) for child in node])
