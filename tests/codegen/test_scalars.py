"""``codegen.analysis.scalar_types``: the type of a text."""

from __future__ import annotations

import pytest

from codegen.analysis.scalar_types import has_free_text, scalar_of
from codegen.model.model import Note, Scalar
from tests.codegen.conftest import ContentOf


def _values(*words: str) -> str:
    return "<choice>" + "".join(f"<value>{word}</value>" for word in words) + "</choice>"


def _string(pattern: str) -> str:
    return f'<data type="string"><param name="pattern">{pattern}</param></data>'


def _attribute(content: str) -> str:
    return f'<attribute name="a">{content}</attribute>'


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<text/>", Scalar(frozenset({"str"}))),
        (
            '<data type="unsignedInt"/>',
            Scalar(frozenset({"int"}), notes=(Note("0 or more", is_range=True),), limits=(0, None)),
        ),
        ('<data type="double"/>', Scalar(frozenset({"float"}))),
        (
            '<data type="dateTime"/>',
            Scalar(frozenset({"str"}), notes=(Note("a date and time", "2030-12-31T23:59:59"),)),
        ),
        (_values("yes", "no"), Scalar(boolean=("yes", "no"))),
        (_values("off", "on"), Scalar(boolean=("on", "off"))),
        (_values("on", "off", "auto"), Scalar(literals=("auto",), boolean=("on", "off"))),
        (_values("a", "b"), Scalar(literals=("a", "b"))),
        (_values(" a "), Scalar(literals=("a",))),
        (_string("(vepa|bridge)"), Scalar(literals=("vepa", "bridge"))),
        (_string("(ipv4)|(ipv6)"), Scalar(literals=("ipv4", "ipv6"))),
        (_values("yes"), Scalar(boolean=("yes", "no"), only="yes")),
        (_string("[a-z]+"), Scalar(frozenset({"str"}), notes=(Note("text of lower-case letters"),))),
        (f'<choice>{_values("auto")}<data type="long"/></choice>', Scalar(frozenset({"int"}), ("auto",))),
    ],
)
def test_types(content_of: ContentOf, content: str, expected: Scalar) -> None:
    """Datatypes, closed sets, booleans and their mixtures."""
    assert scalar_of([content_of(_attribute(content))]) == expected


@pytest.mark.parametrize(
    ("content", "limits"),
    [
        ('<data type="positiveInteger"/>', (1, None)),
        ('<data type="unsignedShort"/>', (0, 65535)),
        ('<data type="int"/>', (None, None)),
        (_values("32", "64"), (32, 64)),
        (f'<choice>{_values("-1", "auto")}<data type="unsignedByte"/></choice>', (-1, 255)),
        ('<choice><data type="unsignedByte"/><data type="unsignedInt"/></choice>', (0, None)),
        ('<choice><data type="unsignedByte"/><data type="int"/></choice>', (None, None)),
        (f'<choice><data type="unsignedByte"/>{_string("0x[0-9a-f]+")}</choice>', (None, None)),
        (_values("a", "b"), (None, None)),
        ("<text/>", (None, None)),
    ],
)
def test_limits(content_of: ContentOf, content: str, limits: tuple[int | None, int | None]) -> None:
    """The least and the greatest number of all branches; none where one has none, or is other text."""
    assert scalar_of([content_of(_attribute(content))]).limits == limits


def test_yes_beside_off_is_no_boolean(content_of: ContentOf) -> None:
    """Words of both pairs are words."""
    assert scalar_of([content_of(_attribute(_values("yes", "off")))]) == Scalar(literals=("yes", "off"))


def test_a_set_of_numbers() -> None:
    """A closed set of whole numbers converts; ``007`` among them keeps it text."""
    assert Scalar(literals=("32", "64")).has_number_literals
    assert not Scalar(literals=("32", "007")).has_number_literals
    assert not Scalar(literals=("32", "host")).has_number_literals


def test_the_define_that_all_share(content_of: ContentOf) -> None:
    """The schema's own name of a type is known where all patterns are references to it."""
    reference = _attribute('<ref name="r"/>')
    attribute = content_of(f'{reference}||<define name="r">{_values("a", "b")}</define>')
    assert scalar_of([attribute]).define == "r"
    assert scalar_of([attribute, attribute]).define == "r"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<text/>", True),
        (_string("[0-9]+"), False),
        (_string("0x[0-9a-f]{1,4}"), False),
        (_string("[a-zA-Z]+"), True),
        (_string("(vepa|bridge)"), False),
        (_values("a"), False),
        ('<data type="unsignedInt"/>', False),
    ],
)
def test_free_text(content_of: ContentOf, content: str, expected: bool) -> None:
    """A pattern of digits, hexadecimal too, is no free text; one of letters is."""
    assert has_free_text([content_of(_attribute(content))]) is expected
