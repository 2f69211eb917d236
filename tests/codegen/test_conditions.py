"""``codegen.analysis.conditions``: a pattern conditioned by one attribute."""

from __future__ import annotations

import pytest

from codegen.analysis.conditions import accepts, with_value, without
from codegen.analysis.summary import Summaries
from libvirt_xml.relaxng.schema import tree
from tests.codegen.conftest import ContentOf

TYPE = tree.Name("", "type")
_BRANCHES = """
<choice>
  <group><attribute name="type"><value>file</value></attribute><attribute name="path"/></group>
  <group>
    <attribute name="type"><choice><value>block</value><value>dir</value></choice></attribute>
    <attribute name="dev"/>
  </group>
  <attribute name="none"/>
</choice>
"""


def _held(pattern: tree.Pattern) -> set[str] | None:
    """The attributes and children that a pattern can hold; ``None`` where it is impossible."""
    summary = Summaries().of(pattern)
    return None if summary is None else {name.local for name in (*summary.attributes, *summary.children)}


@pytest.mark.parametrize(
    ("value", "expected"), [("file", {"path"}), ("block", {"dev"}), ("dir", {"dev"}), ("nvme", None)]
)
def test_a_value_chooses_its_branches(content_of: ContentOf, value: str, expected: set[str] | None) -> None:
    """With a value, only the branches that take it are left, without the attribute itself."""
    assert _held(with_value(content_of(_BRANCHES), TYPE, value)) == expected


def test_absence_chooses_the_rest(content_of: ContentOf) -> None:
    """Without the attribute, the branches that require it are gone."""
    assert _held(without(content_of(_BRANCHES), TYPE)) == {"none"}


def test_absence_keeps_what_is_optional(content_of: ContentOf) -> None:
    """An optional attribute may be absent; one that everything requires may not."""
    optional = '<optional><attribute name="type"/></optional><attribute name="id"/>'
    assert _held(without(content_of(optional), TYPE)) == {"id"}


def test_absence_of_what_is_required_is_impossible(content_of: ContentOf) -> None:
    """A group without an attribute that it requires cannot be."""
    assert _held(without(content_of('<attribute name="type"/><attribute name="id"/>'), TYPE)) is None


@pytest.mark.parametrize("wrapper", ["group", "interleave", "mixed", "optional"])
def test_conditions_reach_into_every_construct(content_of: ContentOf, wrapper: str) -> None:
    """The attribute is found inside group, interleave, mixed, optional, and behind references."""
    text = f'<{wrapper}><ref name="r"/></{wrapper}>||<define name="r">{_BRANCHES}</define>'
    assert _held(with_value(content_of(text), TYPE, "file")) == {"path"}


def test_an_attribute_of_a_child_is_another(content_of: ContentOf) -> None:
    """Conditioning ends at elements: a child's attribute of the name is not meant."""
    child = content_of('<element name="disk"><attribute name="type"/></element>')
    assert isinstance(with_value(child, TYPE, "file"), tree.NotAllowed)
    assert _held(without(child, TYPE)) == {"disk"}


@pytest.mark.parametrize(
    ("content", "value", "expected"),
    [
        ("<value>a</value>", "a", True),
        ("<value> a </value>", "a", True),
        ("<value>a</value>", "b", False),
        ("<choice><value>a</value><value>b</value></choice>", "b", True),
        ("<text/>", "b", True),
        ('<data type="unsignedInt"/>', "b", True),
        ("<notAllowed/>", "b", False),
    ],
)
def test_accepts(content_of: ContentOf, content: str, value: str, expected: bool) -> None:
    """Listed words decide; free text and datatypes are taken to accept anything."""
    attribute = content_of(f'<attribute name="type">{content}</attribute>')
    assert isinstance(attribute, tree.Attribute)
    assert accepts(attribute.content, value) is expected
