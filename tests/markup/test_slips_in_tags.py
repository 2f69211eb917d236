"""The words for slips in tags: a slash at the wrong end, a quotation mark too many, a note."""

from __future__ import annotations

import pytest

from libvirt_xml import validate


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        (
            "<a>\n <b c='1'>\n  <d/>\n <b>\n</a>",
            (5, 3),
            "expected </b>, found </a>: <b> on line 4 is still open; write </b> on line 4, with '/', to end the <b> on "
            "line 2",
        ),
        (
            "<a>\n <b>x<b/>\n</a>",
            (3, 3),
            "expected </b>, found </a>: <b> on line 2 is still open; write </b> instead of <b/> on line 2",
        ),
        (
            "<a>\n <b c='1'/>\n  <d/>\n <b>\n</a>",
            (5, 3),
            "expected </b>, found </a>: <b> on line 4 is still open; if it is to end the <b> on line 2, "
            "write </b> there, and remove '/' from that",
        ),
        (
            "<a><b/> <-- this\n</a>",
            (1, 10),
            "'<' begins no tag here; remove the note, or write it as a comment: <!-- ... -->",
        ),
        ("<a b='c''/>", (1, 9), "there is a quotation mark too many; remove it"),
        (
            "<a><b><%= c %></b></a>",
            (1, 8),
            "this is a template: <% is a mark of the tool that expands it; expand the template first, and check what "
            "comes out",
        ),
    ],
)
def test_slips_in_tags(text: str, place: tuple[int, int], says: str) -> None:
    """What is meant is named, at the place where reading ends."""
    problem, *_ = validate(text)
    assert (problem.line, problem.column) == place
    assert problem.full_message == says
