"""Documents in odd layouts: what is not changed stays, whatever it looks like."""

from __future__ import annotations

import copy
import random
from pathlib import Path

import pytest
from hypothesis import strategies as st
from lxml import etree

import libvirt_xml
from tests.editing.odd_layouts import Layout, laid_out, layouts
from tests.editing.random_edits import change_list, change_value, filled_lists
from tests.properties.trying import holds_for_all

_DOCUMENTS = sorted((Path(__file__).parents[2] / "examples" / "documents").rglob("*.xml"))
_ROOTS = {
    path.name: etree.parse(path, etree.XMLParser(remove_blank_text=True, remove_comments=True)).getroot()
    for path in _DOCUMENTS
}
_seeds = st.integers(0, 2**32)
_examples = st.tuples(st.sampled_from(sorted(_ROOTS)), layouts, _seeds)
_Example = tuple[str, Layout, int]


def _source(name: str, layout: Layout) -> bytes:
    return laid_out(_ROOTS[name], layout)


def test_nothing() -> None:
    """An edit of nothing changes no byte."""

    def claim(example: _Example) -> None:
        source = _source(*example[:2])
        assert libvirt_xml.edited(source, libvirt_xml.parse(source)) is source

    holds_for_all(_examples, claim, 150)


def test_values() -> None:
    """A value changes between two places where nothing else is, and is as it was when it is changed back."""

    def claim(example: _Example) -> None:
        name, layout, seed = example
        source = _source(name, layout)
        document = libvirt_xml.parse(source)
        slot = change_value(document, random.Random(seed))
        assert slot is not None
        result = libvirt_xml.edited(source, document)
        assert type(document).from_xml(result) == document
        if slot.spec.name != "type":  # which decides about numbers beside it
            assert _common_ends(source, result) >= len(source) - 4 * len(str(slot.value)) - 20
        slot.set(slot.value)
        is_gone = layout.is_reference and (not isinstance(slot.value, str) or slot.spec.name == "type")
        if not is_gone:  # a reference to a character that was replaced
            assert libvirt_xml.edited(result, document) == source

    holds_for_all(_examples, claim, 300)


def test_new_items() -> None:
    """What is new is put into the text as it was; what was put in and removed again leaves nothing."""

    def claim(example: _Example) -> None:
        name, layout, seed = example
        source = _source(name, layout)
        document = libvirt_xml.parse(source)
        lists = filled_lists(document)
        if not lists:
            return
        slot = random.Random(seed).choice(lists)
        slot.set([*slot.value, copy.deepcopy(slot.value[-1])])
        result = libvirt_xml.edited(source, document)
        assert type(document).from_xml(result) == document
        assert _common_ends(source, result) == len(source)
        slot.set(slot.value)
        assert libvirt_xml.edited(result, document) == source

    holds_for_all(_examples, claim, 300)


@pytest.mark.parametrize("how", ["remove", "move", "rename"])
def test_lists(how: str) -> None:
    """What goes, moves or is renamed reads back as asked, and comments stay."""

    def claim(example: _Example) -> None:
        name, layout, seed = example
        source = _source(name, layout)
        document = libvirt_xml.parse(source)
        if change_list(document, how, random.Random(seed)) is None:
            return
        result = libvirt_xml.edited(source, document)
        assert type(document).from_xml(result) == document

    holds_for_all(_examples, claim, 200)


def _common_ends(one: bytes, two: bytes) -> int:
    """How many bytes two texts have in common at both ends."""
    shorter = min(len(one), len(two))
    start = next((at for at in range(shorter) if one[at] != two[at]), shorter)
    rest = shorter - start
    return start + next((at for at in range(rest) if one[-1 - at] != two[-1 - at]), rest)
