"""Pieces: what is regular, and what is left to others."""

from __future__ import annotations

from time import perf_counter

import pytest

from libvirt_xml.markup.regular import pieces
from libvirt_xml.markup.regular.pieces import (
    Irregular,
    Novel,
    Window,
    forget,
    is_comment,
    is_kept,
    is_well_formed,
    part,
    regular_text,
    subtree,
)

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
    found = ["!-- made by hand --", "a b='1' c=\"2 > 1\"", "d/", "e>text > more</e", "/a"]
    for source in (_DOCUMENT, _DOCUMENT.encode()):
        text = regular_text(source)
        assert text is not None
        assert Window(text, 0).pieces == found
    assert is_well_formed(_DOCUMENT)


def test_a_large_document_is_cut_window_by_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows follow each other; wherever they end, their pieces are those of the whole."""
    text = regular_text(_DOCUMENT)
    assert text is not None
    whole = Window(text, 0).pieces
    for size in range(1, len(text) + 1):
        monkeypatch.setattr(pieces, "_WINDOW", size)
        found, begin = [], 0
        while begin < len(text):
            window = Window(text, begin)
            assert text[window.start(len(window.pieces) - 1) :].startswith("<" + window.pieces[-1])
            found += window.pieces
            begin = window.end
        assert found == whole


_DECLARATIONS = [
    "<?xml version='1.0'?>",
    "<?xml version = \"1.0\" encoding='UTF-8' standalone='no' ?>",
    "<?xml version='1.0\"?>",
    "<?XML version='1.0'?>",
    "<?xml\u00a0version='1.0'?>",
    "<?xml version='1.0' encoding='utf-8\"?>",
    "<?xml version='1.0' standalone='YES'?>",
    "<?xml version='1.0'encoding='utf-8'?>",
    " <?xml version='1.0'?>",
]


@pytest.mark.parametrize("declaration", _DECLARATIONS)
def test_declarations(declaration: str) -> None:
    """A declaration is passed over only if expat takes it."""
    text = regular_text(declaration + "<a/>")
    assert (text == "<a/>") == is_well_formed(declaration + "<a/>")


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
    ],
)
def test_what_is_not_regular(source: str | bytes) -> None:
    """Other encodings, other declarations and what is no XML."""
    assert regular_text(source) is None


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
    for _ in range(2):  # the second time, the shape is known
        shape, values, text = part(piece)
        attributes = dict(zip(shape.keys, values, strict=True))
        assert (shape.name, attributes, text if shape.has_text else None) == found


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("q></q", "q>q"),
        ("q b='1'/", "q b='&lt;'/"),
        ("q b='1'/", "q b='<'/"),
        ("q b='1'/", "q b='1\n2'/"),
        ("q b='1'/", "q b='1\t2'/"),
        ("q b='1'/", "q b='1\r2'/"),
        ("q b='1' c='2'/", "q b='1' c='2"),
        ("q b='1'>t</q", "q b='1'>t<u</q"),
        ("q b='1'>t</q", "q b='1'>t\r</q"),
        ("q b='1'>t</q", "q b='1'>t&amp;</q"),
    ],
)
def test_a_known_shape_lets_nothing_pass(first: str, second: str) -> None:
    """What is irregular stays so beside a regular piece that looks alike."""
    part(first)
    with pytest.raises(Irregular):
        part(second)


@pytest.mark.parametrize(
    "piece", ["q b='1' c=\"it's\"/", "q b=\"1\" c='2'/", "q b='\"' c='1>2'/", "q b='1>2'>x > y</q"]
)
def test_quotes_of_both_kinds(piece: str) -> None:
    """Quotes and brackets inside values do not change how a piece is read."""
    part("q b='1' c='2'/")
    first, again = part(piece), part(piece)
    assert (first[0].keys, *first[1:]) == (again[0].keys, *again[1:])
    assert "it's" in first[1] or '"' in first[1] or first[1][0][0] == "1"


def test_shapes_are_bounded() -> None:
    """Names that nobody has do not fill the table, nor do long ones."""
    for at in range(pieces._MOST_SHAPES + 100):
        part(f"a{at} b='1'/")
    part(f"{'a' * 1000} b='1'/")
    assert len(pieces._shapes) <= pieces._MOST_SHAPES
    assert max(map(len, pieces._shapes)) <= pieces.LONGEST_KEPT


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


def test_comments() -> None:
    """One comment, and nothing beside it."""
    assert is_comment("!-- x > y --")
    assert is_comment("!----")
    assert not any(map(is_comment, ["!-- x", "!-- a -->b<!-- c --", "!DOCTYPE a", "a --", "!--->", "!--", "!---"]))


def test_what_is_kept() -> None:
    """A piece is remembered when it is met again; not one with a password, and no long one."""
    assert not is_kept("graphics type='q1'/")
    assert is_kept("graphics type='q1'/")
    for piece in (
        "graphics type='vnc' passwd='secret'/",
        "description>root Password: hunter2</description",
        "cookie name='sid'>secret</cookie",
        f"description>{'x' * 200}</description",
    ):
        assert not is_kept(piece)
        assert not is_kept(piece)
    forget()
    assert not is_kept("graphics type='q1'/")


def test_pieces_that_share_a_place_are_both_kept() -> None:
    """Of two pieces that take turns, both are met again, wherever their hashes fall."""
    forget()
    texts = [f"a b='{at}'/" for at in range(2000)]
    by_place: dict[int, list[str]] = {}
    for text in texts:
        by_place.setdefault(hash(text) & pieces._LAST_MARK, []).append(text)
    one, two = next(same for same in by_place.values() if len(same) == 2)
    assert [is_kept(piece) for piece in (one, two, one, two)] == [False, False, True, True]


def _settle(*elements: str) -> dict[str, int]:
    table: dict[str, int] = {}
    novel = Novel()
    novel.elements += elements
    novel.kept += [(table, "a/", 1), (table, "a/", 2), (table, "b/", 3)]
    counts: list[None] = []
    novel.settle(lambda: counts.append(None))
    assert len(counts) == len(table)
    assert not novel.kept
    return table


def test_what_is_novel_is_remembered_once() -> None:
    """What is remembered counts once, however often it stands in a document."""
    assert _settle("<a/>", "<!-- c -->", "<b x='1'>t</b>") == {"a/": 1, "b/": 3}


@pytest.mark.parametrize("element", ["<b>]]></b>", "<b>\x01</b>", "<b x='1' x='2'/>", "<1/>", "<b>\uffff</b>"])
def test_what_is_not_well_formed_is_not_remembered(element: str) -> None:
    """One element that is not well-formed, and nothing is remembered."""
    with pytest.raises(Irregular):
        _settle("<a/>", element, "<c/>")


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
    text = f"<a>\n <b/> {inside}\n <c/></a>"
    window = Window(text, 0)
    assert subtree(window, 2) == (inside, count, text.index("<c/>"))
    assert window.pieces[2 + count] == "c/"


@pytest.mark.parametrize(
    "text", ["<a><b>c</b> d <e>f</e></a>", "<a><b></a>", f"<a><b>{'<c>' * 200}{'</c>' * 200}</b></a>", "<a></a>"]
)
def test_what_is_no_subtree(text: str) -> None:
    """An element with text behind it, without an end, or with many inside; an end tag."""
    with pytest.raises(Irregular):
        subtree(Window(text, 0), 1)


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
    window = Window(f"<a>{'<b/>' * 30_000}</a>", 0)
    begin = perf_counter()
    assert all(subtree(window, at)[:2] == ("<b/>", 1) for at in range(1, 30_001))
    assert perf_counter() - begin < 2


def _proves(piece: str) -> bool:
    """Whether a piece is taken without asking expat, as one of its shape was well-formed."""
    novel = Novel()
    novel.add(part(piece)[0], piece)
    return not novel.unproven


@pytest.mark.parametrize("text", ["]]>", "\x01", "\uffff", "a\nb", "\ud800", "\xa0"])
def test_what_is_proven(text: str) -> None:
    """After one well-formed piece others of its shape are too, if they hold nothing but printable text."""
    pieces.forget()
    first = "a x='1'>t</a"
    assert not _proves(first)
    novel = Novel()
    novel.add(part(first)[0], first)
    novel.settle(lambda: None)
    assert _proves("a x='>'>t</a") is False  # of another shape, as it is cut
    assert _proves("a x='\u00e4 2'>\u65e5</a")
    assert not _proves(f"a x='1'>{text}</a")


def test_a_shape_that_was_not_well_formed_proves_nothing() -> None:
    """Names and repeated attributes are looked at until one piece has been right."""
    pieces.forget()
    for piece in ("1 x='1'/", "a x='1' x='2'/"):
        for _ in range(3):
            novel = Novel()
            novel.add(part(piece)[0], piece)
            with pytest.raises(Irregular):
                novel.settle(lambda: None)
