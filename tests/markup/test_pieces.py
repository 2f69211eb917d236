"""Pieces: what is regular, and what is left to others."""

from __future__ import annotations

from time import perf_counter

import pytest

from libvirt_xml.markup.pieces import Irregular, cut, is_comment, is_end, is_kept, is_well_formed, part, subtree

_DOCUMENT = """\
<?xml version='1.0' encoding='UTF-8'?>
<!-- made by hand -->
<a b='1' c="2 > 1">
  <d/>
  <e>text > more</e>
</a>
"""


def test_a_document_is_cut() -> None:
    """The pieces of a document, from text and from bytes, without its declaration."""
    pieces = ["!-- made by hand --", "a b='1' c=\"2 > 1\"", "d/", "e>text > more</e", "/a"]
    for source in (_DOCUMENT, _DOCUMENT.encode()):
        document = cut(source)
        assert document is not None
        assert document.pieces == pieces
    assert is_well_formed(_DOCUMENT)


@pytest.mark.parametrize(
    "source",
    [
        "",
        "text",
        "\ufeff<a/>",
        "<a/>".encode("utf-16"),
        "<a/>".encode("utf-16-le"),
        b"<a>\xff</a>",
        "<?xml version='1.0' encoding='iso-8859-1'?><a/>",
        "<?xml version='1.1'?><a/>",
        "<?php ?><a/>",
        f"<a>{'x' * 1_000_001}</a>",
    ],
)
def test_what_is_not_cut(source: str | bytes) -> None:
    """Other encodings, other declarations, very large documents and what is no XML."""
    assert cut(source) is None


@pytest.mark.parametrize(
    ("piece", "found"),
    [
        ("a", ("a", {}, None)),
        ("a/", ("a", {}, "")),
        ("a />"[:-1], ("a", {}, "")),
        ("a></a", ("a", {}, "")),
        ("a> t\n</a ", ("a", {}, " t\n")),
        ("a b='1'\n   c = \"it's\"", ("a", {"b": "1", "c": "it's"}, None)),
        ("a b='/'/", ("a", {"b": "/"}, "")),
        ("a b='' >x > y</a", ("a", {"b": ""}, "x > y")),
        ("ä-1.x é='ü'/", ("ä-1.x", {"é": "ü"}, "")),
    ],
)
def test_parts(piece: str, found: object) -> None:
    """Names, attributes and text of start tags and whole elements."""
    assert part(piece) == found


@pytest.mark.parametrize(
    "piece",
    [
        *("p:a/", "a p:b='1'", "a xmlns='urn:x'", "a xmlns:p='urn:x'/", "a xml:space='preserve'"),
        *("a>x &amp; y</a", "a b='&lt;'", "a b='1\n2'", "a b='1\t2'", "a>x\r\ny</a", "a\rb='1'/"),
        *("a>text", "a>text<b/", "a/>text<b", "a>x</b", "a><b/></a", "/a", "/a>text", "/a></b"),
        *("![CDATA[x]]", "a><![CDATA[x]]></a", "!DOCTYPE a", "?pi?", "!-- x --", "!-- <a", "a>x<!-- y --></a"),
        *("", "a b", "a b=1", "a b='1'c='2'", "a 'b'='1'", "a b='1", "a/ ", "'/"),
    ],
)
def test_irregular_pieces(piece: str) -> None:
    """Whatever a piece does not tell by itself."""
    with pytest.raises(Irregular):
        part(piece)


def test_comments_and_end_tags() -> None:
    """One comment, one end tag, and nothing beside them."""
    assert is_comment("!-- x > y --")
    assert is_comment("!----")
    assert not any(map(is_comment, ["!-- x", "!-- a -->b<!-- c --", "!DOCTYPE a", "a --", "!--->", "!--", "!---"]))
    assert is_end("/a")
    assert is_end("/a ")
    assert not any(map(is_end, ["a", "/a>text<b", "/a></b"]))


def test_passwords_are_not_kept() -> None:
    """A piece with a password, and a long one, is not remembered."""
    assert is_kept("graphics type='vnc'/")
    assert not is_kept("graphics type='vnc' passwd='secret'/")
    assert not is_kept("description>root Password: hunter2</description")
    assert not is_kept("cookie name='sid'>secret</cookie")
    assert not is_kept(f"description>{'x' * 200}</description")


@pytest.mark.parametrize(
    ("inside", "count"),
    [
        ("<p:x/>", 1),
        ("<p:x>a &lt; b</p:x>", 1),
        ("<p:x>\n <y/>\n <z> t </z> u\n</p:x>", 3),
        ("<p:x><p:xy/></p:x>", 3),
        ("<p:x><![CDATA[> <]]></p:x>", 4),
    ],
)
def test_subtrees(inside: str, count: int) -> None:
    """The text of an element that begins with a piece, as it stands."""
    document = cut(f"<a>\n <b/> {inside}\n <c/></a>")
    assert document is not None
    assert subtree(document, 2) == (inside, count)
    assert document.pieces[2 + count] == "c/"


@pytest.mark.parametrize(
    "text", ["<a><b>c</b> d <e>f</e></a>", "<a><b></a>", f"<a><b>{'<c>' * 200}{'</c>' * 200}</b></a>", "<a></a>"]
)
def test_what_is_no_subtree(text: str) -> None:
    """An element with text behind it, without an end, or with many inside; an end tag."""
    document = cut(text)
    assert document is not None
    with pytest.raises(Irregular):
        subtree(document, 1)


@pytest.mark.parametrize(
    "piece", [f"a {'b' * 100_000}", f"a{' b=' * 100_000}", f"a{' ' * 100_000}<", "a " + "b='1' " * 100_000 + "<"]
)
def test_long_pieces_take_linear_time(piece: str) -> None:
    """A hostile piece is refused at once."""
    begin = perf_counter()
    with pytest.raises(Irregular):
        part(piece)
    assert perf_counter() - begin < 2


def test_many_subtrees_take_linear_time() -> None:
    """Finding where an element stands does not cost more the later it stands."""
    document = cut(f"<a>{'<b/>' * 30_000}</a>")
    assert document is not None
    begin = perf_counter()
    assert all(subtree(document, at) == ("<b/>", 1) for at in range(1, 30_001))
    assert perf_counter() - begin < 2
