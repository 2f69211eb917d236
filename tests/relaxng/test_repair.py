"""The cheapest repairs of small documents against small schemas: the cause is blamed, not what follows from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from libvirt_xml.relaxng.patterns.builder import Patterns
from libvirt_xml.relaxng.patterns.members import elements
from libvirt_xml.relaxng.repair.faults import Repair
from libvirt_xml.relaxng.repair.mender import Mender
from libvirt_xml.relaxng.repair.prices import Prices
from libvirt_xml.relaxng.schema.loader import load_schema
from libvirt_xml.relaxng.verdict.automaton import Automaton
from libvirt_xml.relaxng.verdict.tree_builder import read_located
from tests.relaxng.simplifying import simplify

_SHAPES = """
<element name="shape" xmlns="http://relaxng.org/ns/structure/1.0">
  <choice>
    <group><attribute name="type"><value>circle</value></attribute><element name="radius"><text/></element></group>
    <group>
      <attribute name="type"><value>square</value></attribute>
      <element name="side"><text/></element>
      <optional><element name="corner"><empty/></element></optional>
    </group>
  </choice>
</element>"""
_ORDER = """
<element name="order" xmlns="http://relaxng.org/ns/structure/1.0">
  <element name="first"><empty/></element>
  <element name="second"><attribute name="number"/></element>
  <zeroOrMore><element name="third"><text/></element></zeroOrMore>
</element>"""
_GROUPS = """
<element name="list" xmlns="http://relaxng.org/ns/structure/1.0">
  <oneOrMore>
    <element name="model"><text/></element>
    <optional>
      <element name="blockers">
        <optional><attribute name="model"/></optional>
        <zeroOrMore><element name="feature"><empty/></element></zeroOrMore>
      </element>
    </optional>
  </oneOrMore>
</element>"""
_FEATURES = "<feature/><feature/>"
_PART = '<element name="part" xmlns="http://relaxng.org/ns/structure/1.0"><interleave>{}</interleave></element>'
_PARTS = _PART.format("".join(f'<optional><element name="{name}"><text/></element></optional>' for name in "abc"))


@pytest.mark.parametrize(
    ("schema", "document", "repairs"),
    [
        (_SHAPES, "<shape type='circle'><radius>1</radius></shape>", []),
        (_SHAPES, "<shape><radius>1</radius></shape>", ["ADD_ATTRIBUTE shape type"]),
        (_SHAPES, "<shape tpye='circle'><radius>1</radius></shape>", ["RENAME_ATTRIBUTE shape type"]),
        (_SHAPES, "<shape type='circel'><radius>1</radius></shape>", ["CHANGE_VALUE shape"]),
        (_SHAPES, "<shape type='circle'><side>1</side><corner/></shape>", ["SWITCH_VALUE shape"]),
        (_SHAPES, "<shape type='circle'><raduis>1</raduis></shape>", ["RENAME_ELEMENT raduis radius"]),
        (_SHAPES, "<shape type='circle'/>", ["ADD_ELEMENT shape radius"]),
        (
            _SHAPES,
            "<shape type='circle' x='1'><radius>1</radius>2</shape>",
            ["DROP_ATTRIBUTE shape", "DROP_TEXT shape"],
        ),
        (_ORDER, "<order><second number='1'/><first/></order>", ["ADD_ELEMENT order first", "DROP_ELEMENT first"]),
        (_ORDER, "<order><first/><second/></order>", ["ADD_ATTRIBUTE second number"]),
        (_ORDER, "<order><second number='1'/></order>", ["ADD_ELEMENT order first"]),
        (_ORDER, "<order><first/><second number='1'/><x/><third/><y/></order>", ["DROP_ELEMENT x", "DROP_ELEMENT y"]),
        (
            _GROUPS,
            "<list><model>a</model><blockers/><blockers><feature/></blockers></list>",
            ["ADD_ELEMENT list model"],
        ),
        (  # exchanged
            _GROUPS,
            f"<list><model>a</model><blockers/><blockers>{_FEATURES}</blockers><model>b</model></list>",
            ["DROP_ELEMENT blockers"],
        ),
        (  # exchanging them would not do
            _GROUPS,
            f"<list><model>a</model><blockers/><blockers>{_FEATURES}</blockers><model>b</model><blockers/></list>",
            ["ADD_ELEMENT list model"],
        ),
        (  # of another one
            _GROUPS,
            "<list><model>a</model><blockers model='a'/><blockers model='b'/><model>c</model></list>",
            ["ADD_ELEMENT list model"],
        ),
        (_PARTS, "<part><a/><b/><a/></part>", ["DROP_ELEMENT a"]),
        (_PARTS, "<part><a><x/>text</a></part>", ["DROP_ELEMENT x"]),
    ],
)
def test_repairs(schema: str, document: str, repairs: list[str], tmp_path: Path) -> None:
    """One repair for each thing that is wrong, with the element and the name that was meant or is wanted."""
    path = tmp_path / "schema.rng"
    path.write_text(schema, "utf-8")
    patterns = Patterns()
    (element,) = elements(simplify(load_schema(path), patterns))
    way = Mender(Automaton(patterns)).mend(read_located(document).root, element.content)
    assert [" ".join([each.repair.name, each.node.name, *each.names]) for each in way.faults] == repairs
    assert (way.cost == 0) == (repairs == [])


def test_equal_prices_are_two_repairs() -> None:
    """What decides is the repair, not what it costs."""
    prices = Prices(drop_text=1.0, change_value=1.0)
    assert prices.of(Repair.DROP_TEXT) == prices.of(Repair.CHANGE_VALUE)
    assert Repair.DROP_TEXT is not Repair.CHANGE_VALUE
    assert prices.least <= min(map(prices.of, Repair))
