"""What is said of files that are no XML."""

from __future__ import annotations

import pytest

from libvirt_xml import validate


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
        ("<a>&nbsp;</a>", (1, 4), "&nbsp; is not known in XML"),
        ("<a/>\n<a/>", (2, 1), "something stands after the end of the root element"),
        ("<a>\x01</a>", (1, 4), "this character may not stand here"),
    ],
)
@pytest.mark.parametrize("kind", [str, bytes])
def test_sentence(text: str, place: tuple[int, int], says: str, kind: type) -> None:
    """One problem with a place and a sentence that says what to write, for text and for bytes."""
    (problem,) = validate(text if kind is str else text.encode())
    assert problem.code == "not-well-formed"
    assert problem.message == f"not well-formed: {says}"
    assert (problem.line, problem.column) == place
