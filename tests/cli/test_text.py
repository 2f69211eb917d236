"""The report for a person: the line, the caret, colours, and nothing that a terminal would obey."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from libvirt_xml.cli.reports.excerpt import Excerpts, lines_of
from libvirt_xml.cli.reports.report import Totals
from libvirt_xml.cli.reports.text import render_problem, summary
from libvirt_xml.cli.style import Style, choose_style, printable
from libvirt_xml.validation.catalogue import page_of
from libvirt_xml.validation.problem import Problem
from tests.cli.conftest import Run
from tests.cli.fake import BAD, TWO

Write = Callable[..., None]


def test_a_problem(run: Run, write: Write) -> None:
    """Place, severity, code and message; the line; the caret; the suggestion; the summary."""
    write(**{"vm.xml": BAD, "two.xml": TWO})
    assert run("validate", "vm.xml", "two.xml").out == (
        "vm.xml:2:9: error[unknown-attribute]: something about unknown-attribute\n"
        "    2 |   <name fault='unknown-attribute'>a</name>\n"
        "      |         ^~~~~~~~~~~~~~~~~~~~~~~~~\n"
        "help: did you mean 'fine'?\n"
        f"see: {page_of('unknown-attribute')}\n"
        "\n"
        "two.xml:2:6: error[invalid-value]: something about invalid-value\n"
        "    2 |   <a fault='invalid-value'/>\n"
        "      |      ^~~~~~~~~~~~~~~~~~~~~\n"
        f"see: {page_of('invalid-value')}\n"
        "\n"
        "two.xml:3:6: error[missing-element]: something about missing-element\n"
        "    3 |   <b fault='missing-element'/>\n"
        "      |      ^~~~~~~~~~~~~~~~~~~~~~~\n"
        f"see: {page_of('missing-element')}\n"
        "\n"
        "3 problems in 2 of 2 files\n"
    )


@pytest.mark.parametrize(
    ("totals", "said"),
    [
        (Totals(files=3), "no problems in 3 files"),
        (Totals(files=1), "no problems in 1 file"),
        (Totals(files=3, faulty=1, errors=2), "2 problems in 1 of 3 files"),
        (Totals(files=3, faulty=1, errors=1), "1 problem in 1 of 3 files"),
        (Totals(files=2000, faulty=2, errors=2, warnings=1), "3 problems (2 errors, 1 warning) in 2 of 2,000 files"),
        (
            Totals(files=1, faulty=1, errors=1, limit=1),
            "1 problem in 1 of 1 file; only the first 1 of each file is shown",
        ),
        (
            Totals(files=1, faulty=1, errors=5, limit=5),
            "5 problems in 1 of 1 file; only the first 5 of each file are shown",
        ),
        (Totals(files=3, unreadable=1), "no problems in 2 files; 1 file could not be read"),
        (Totals(files=3, known=4), "no problems in 3 files; 4 problems known from the baseline"),
    ],
)
def test_summary(totals: Totals, said: str) -> None:
    """The last line counts what was found and where."""
    assert summary(totals) == said


@pytest.mark.parametrize(
    ("line", "column", "text", "mark"),
    [
        ("<a b='c'/>", 1, "<a b='c'/>", "^~"),
        ("<a b='c'/>", 4, "<a b='c'/>", "   ^~~~~"),
        ("<a b = 'c d'/>", 4, "<a b = 'c d'/>", "   ^~~~~~~~~"),
        ("<a b='not closed", 4, "<a b='not closed", "   ^~~~~~~~~~~~~"),
        ("\t<a/>", 2, "    <a/>", "    ^~~"),
        ("\t<a\tb='1'/>", 5, "    <a    b='1'/>", "          ^~~~~"),
        ("<名 前='é'/>", 4, "<名 前='é'/>", "    ^~~~~~"),
        ("e\u0301 <a/>", 4, "e\u0301 <a/>", "  ^~~"),
        ("<a>\x9b2J</a>", 4, "<a>\\x9b2J</a>", "   ^~~~~~"),
        ("<a/>", 5, "<a/>", "    ^"),
        ("<a/>", 99, "<a/>", "    ^"),
        ("<a/>", None, "<a/>", "^"),
    ],
)
def test_caret(line: str, column: int | None, text: str, mark: str) -> None:
    """The caret stands under the place, whatever the width of what stands before it; words are underlined."""
    excerpt = Excerpts([line]).at(1, column, 80)
    assert excerpt is not None
    assert (excerpt.text, excerpt.mark.replace("~", "~")) == (text, mark)


@pytest.mark.parametrize(
    ("line", "column", "mark"),
    [
        ("  memory: 4 GiB  # x", 3, "  ^~~~~~"),
        ("  memory: 4 GiB  # x", 11, "          ^~~~~"),
        ("cmd: a[0]=1,b", 6, "     ^~~~~~~~"),
        ("mac: 52:54:00:11", 6, "     ^~~~~~~~~~~"),
        ("k : v", 1, "^"),
        ("a: ${x} y", 4, "   ^~~~~~"),
        ('a: "b \\" c" # d', 4, "   ^~~~~~~~"),
        ("'it''s': 3", 1, "^~~~~~~"),
        ("- a", 1, "^"),
        ("disks: [{name: root, size: 20}, a]", 9, "        ^"),
        ("disks: [{name: root, size: 20}, a]", 16, "               ^~~~"),
        ("disks: [{name: root, size: 20}, a]", 28, "                           ^~"),
        ("{a: ${x}, b: c}", 5, "    ^~~~"),
        ("{a: '}', b: c d}", 13, "            ^~~"),
    ],
)
def test_caret_in_yaml(line: str, column: int, mark: str) -> None:
    """A key or a value is underlined as a whole; between brackets it ends at a comma."""
    excerpt = Excerpts([line], is_yaml=True).at(1, column, 80)
    assert excerpt is not None
    assert excerpt.mark == mark


@pytest.mark.parametrize("column", [1, 2, 50, 500, 990, 1000])
@pytest.mark.parametrize("fill", ["x", "名"])
def test_long_lines_are_cut_around_the_place(column: int, fill: str) -> None:
    """A line that is too long is cut at both sides, the caret still under its place."""
    line = fill * (column - 1) + "<" + fill * (1000 - column)
    excerpt = Excerpts([line]).at(1, column, 80)
    assert excerpt is not None
    wide = 2 if fill == "名" else 1
    assert 70 <= sum(wide if char == fill else 1 for char in excerpt.text) <= 80
    before = excerpt.text[: excerpt.text.index("<")]
    assert sum(wide if char == fill else 1 for char in before) == excerpt.mark.index("^")
    assert excerpt.text.startswith("…") == (not line.startswith(excerpt.text.rstrip("…")))
    assert len(excerpt.mark) <= 80


@pytest.mark.parametrize(("line", "column"), [(None, None), (0, 1), (3, 1), (2, 1)])
def test_no_line_no_excerpt(line: int | None, column: int | None) -> None:
    """A place that is not in the document, or on an empty line, has no excerpt."""
    assert Excerpts(["<a>", "  "]).at(line, column, 80) is None


@pytest.mark.parametrize(
    "data",
    [
        "<é/>\n<b/>".encode(),
        "\ufeff<é/>\r\n<b/>".encode(),
        "\ufeff<é/>\r<b/>".encode("utf-16-le"),
        "\ufeff<é/>\n<b/>".encode("utf-16-be"),
    ],
)
def test_lines_of_encodings(data: bytes) -> None:
    """Byte order marks are no characters of a line; lines end where XML ends them."""
    assert lines_of(data) == ["<é/>", "<b/>"]


def test_lines_of_yaml() -> None:
    """Only what ends a line in YAML 1.2 does."""
    assert lines_of("a\r\nb\x85c\u2028d\u2029e\rf".encode()) == ["a", "b\x85c\u2028d\u2029e", "f"]


def test_lines_of_a_declared_encoding() -> None:
    """The declaration counts; an unknown one does not stop anything, nor do wrong bytes."""
    assert lines_of("<?xml version='1.0' encoding='iso-8859-1'?>é".encode("latin-1"))[0][-1] == "é"
    assert lines_of(b"<?xml version='1.0' encoding='none-such'?>a")[0][-1] == "a"
    assert lines_of(b"a\xffb\x0bc\xe2\x80\xa8d") == ["a\ufffdb\x0bc\u2028d"]


def test_a_document_does_not_steer_the_terminal() -> None:
    """Control characters in names, messages, suggestions and lines are escaped or replaced."""
    problem = Problem("invalid-value", "error", "a\x9b2J\nb", "x\x1b.xml", 1, 1, suggestion="\u202e")
    shown = render_problem(problem, "x\x1b.xml", Excerpts(["<a\x9b>"]), Style(False))
    assert shown == (
        "x\\x1b.xml:1:1: error[invalid-value]: a\\x9b2J\\nb\n"
        "    1 | <a\\x9b>\n"
        "      | ^~~~~~\n"
        "help: did you mean '\\u202e'?\n"
    )
    assert printable("é 名") == "é 名"


@pytest.mark.parametrize(
    ("suggestion", "hint", "advice"),
    [
        ("b", None, "did you mean 'b'?"),
        ("b", "did you mean <b>?", "did you mean <b>?"),
        (None, "write <b>", "write <b>"),
        ("b", "", None),
        (None, None, None),
    ],
)
def test_advice(suggestion: str | None, hint: str | None, advice: str | None) -> None:
    """The help line has the hint, else the suggestion; an empty hint says that the message is enough."""
    problem = Problem("unknown-element", "error", "no <a> in <c>", suggestion=suggestion, hint=hint)
    shown = "x.xml: error[unknown-element]: no <a> in <c>\n" + (f"help: {advice}\n" if advice else "")
    assert render_problem(problem, "x.xml", Excerpts(), Style(False)) == shown
    assert str(problem) == (f"no <a> in <c>; {advice}" if advice else "no <a> in <c>")


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("when", "stream", "environ", "is_coloured"),
    [
        ("auto", _Terminal(), {}, True),
        ("auto", io.StringIO(), {}, False),
        ("auto", None, {}, False),
        ("auto", _Terminal(), {"NO_COLOR": "1"}, False),
        ("auto", _Terminal(), {"NO_COLOR": ""}, True),
        ("auto", _Terminal(), {"TERM": "dumb"}, False),
        ("auto", io.StringIO(), {"FORCE_COLOR": "1"}, True),
        ("auto", io.StringIO(), {"FORCE_COLOR": "0"}, False),
        ("auto", io.StringIO(), {"FORCE_COLOR": "1", "TERM": "dumb"}, True),
        ("auto", io.StringIO(), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ("always", io.StringIO(), {"NO_COLOR": "1"}, True),
        ("never", _Terminal(), {"FORCE_COLOR": "1"}, False),
    ],
)
def test_when_there_are_colours(
    when: str, stream: io.StringIO | None, environ: dict[str, str], is_coloured: bool
) -> None:
    """The option decides, then NO_COLOR, FORCE_COLOR, TERM, and whether somebody looks."""
    assert choose_style(when, stream, environ).is_coloured is is_coloured


def test_colours(run: Run, write: Write) -> None:
    """Without its colours a report is the same."""
    import re

    write(**{"vm.xml": BAD})
    coloured = run("validate", "vm.xml", "--color", "always").out
    assert "\x1b[1;31merror[unknown-attribute]:\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == run("validate", "vm.xml").out


@pytest.mark.parametrize("is_yaml", [False, True])
@pytest.mark.parametrize("line", ["<a> & < b</a>", "a:  b\t- [c, d] ", "\u00a0x\u2028y\x0b\x0cz"])
def test_a_place_may_be_anywhere(line: str, is_yaml: bool) -> None:
    """A caret stands under every character, white space too."""
    for column in range(1, len(line) + 3):
        excerpt = Excerpts([line], is_yaml=is_yaml).at(1, column, 80)
        assert excerpt is not None
        assert "^" in excerpt.mark


@pytest.mark.parametrize("format", ["text", "github"])
def test_a_name_does_not_steer_the_terminal(run: Run, write: Write, format: str) -> None:
    """Escape sequences, line breaks and bidirectional marks in the name of a file are escaped on both streams."""
    name = "a\x1b[2J\nb\u202e.xml"
    write(**{name: BAD, "good.xml": "<a/>"})
    done = run("validate", "--format", format, name, "\x1b[31m/gone.xml", "--baseline", "good.xml")
    assert done.status == 2
    done = run("validate", "--format", format, name, "\x1b[31m/gone.xml")
    wrong = [char for char in done.out + done.err if not char.isprintable() and char != "\n"]
    assert not wrong
    assert len(done.out.splitlines()) == (7 if format == "text" else 2)
    assert "a\\x1b[2J" in done.out
