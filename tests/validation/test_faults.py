"""The makers of single faults: what the shares rest on."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from tests.validation.documents import is_valid_text
from tests.validation.faults import NINE, SORTS, Fault, make_faults
from tests.validation.markup import line_and_column, scan

_TEXT = """<?xml version='1.0'?>
<!-- <not an='element'/> -->
<a x='1>0'
   y = "2"><b/><c:d xmlns:c='u'>text<![CDATA[<e/>]]></c:d>
</a>
"""


@pytest.fixture(scope="module")
def faults(corpus: Path) -> list[Fault]:
    return make_faults(corpus, 300, seed=5)


def test_scan() -> None:
    """Elements, their parents, attributes and offsets are found; comments and CDATA hold none."""
    elements = scan(_TEXT)
    assert [element.name for element in elements] == ["a", "b", "c:d"]
    assert [element.parent and element.parent.name for element in elements] == [None, "a", "a"]
    assert [attribute.name for attribute in elements[0].attributes] == ["x", "y"]
    assert [_TEXT[slice(*attribute.value_span)] for attribute in elements[0].attributes] == ["1>0", "2"]
    assert line_and_column(_TEXT, elements[0].attributes[1].name_span[0]) == (4, 4)
    assert _TEXT[slice(*elements[2].content_span)] == "text<![CDATA[<e/>]]>"


def test_reproducible(corpus: Path, faults: list[Fault]) -> None:
    """The same arguments give the same faults, another seed others."""
    assert make_faults(corpus, 300, seed=5) == faults
    assert {fault.text for fault in make_faults(corpus, 100, seed=6)}.isdisjoint({faults[0].text})


def test_spread(faults: list[Fault]) -> None:
    """All sorts, nine of them the main ones, and at least thirteen kinds, none with more than its share."""
    sorts, kinds = Counter(fault.sort for fault in faults), Counter(fault.kind for fault in faults)
    assert sorts.keys() == SORTS.keys() > NINE.keys()
    assert len(NINE) == 9
    assert len(kinds) >= 13
    assert max(sorts.values()) <= 2 * len(faults) / len(sorts)
    assert max(kinds.values()) <= 2 * len(faults) / len(kinds)


def test_faults_are_faults(faults: list[Fault]) -> None:
    """Each document is well-formed and invalid."""
    assert [fault.change for fault in faults if is_valid_text(fault.text) is not False] == []


def _words(fault: Fault) -> str:
    """The stray text of a fault: its change is ``+'words' in <element>``."""
    return fault.change.split("'")[1]


def test_places(faults: list[Fault]) -> None:
    """Line and column are where the element or attribute begins that the path selects."""
    for fault in faults:
        root = etree.fromstring(fault.text.encode())
        for place in fault.places:
            path, _, attribute = place.path.partition("/@")
            [node] = root.xpath(path, namespaces={k: v for k, v in root.nsmap.items() if k})
            if fault.sort == "stray-text":
                assert fault.text.splitlines()[place.line - 1][place.column - 1 :].startswith(_words(fault))
                continue
            start = fault.text.splitlines()[place.line - 1][place.column - 1 :]
            assert start.startswith(
                attribute or f"<{node.prefix + ':' if node.prefix else ''}{etree.QName(node).localname}"
            )
