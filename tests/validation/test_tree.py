"""The tree that explanations point at: paths, places and what was let go of."""

from __future__ import annotations

import pytest
from lxml import etree

from libvirt_xml.errors import ParseError
from libvirt_xml.markup import limits, located_builder
from libvirt_xml.markup.located import Node
from libvirt_xml.relaxng.verdict.judging import Judge
from libvirt_xml.relaxng.verdict.tree_builder import read_located
from libvirt_xml.validation.grammars import shipped
from libvirt_xml.validation.validator import Validator
from tests.validation.growing import GROWING, disks

_PLAIN = "<a><b/><c x='1'/><b>t</b><d><b/></d></a>"
_NAMESPACES = (
    "<a xmlns:p='u'><b/><b xmlns='v'/><p:b/><p:b/><b/><c xmlns='w'><b/><b/></c></a>",
    "<a xmlns='u'><b/><c/><b/></a>",
    "<p:a xmlns:p='u'><p:b/><q:b xmlns:q='v'/></p:a>",
)
_AMBIGUOUS = (
    "<a xmlns:p='u'><b xmlns='u'/><p:b/></a>",
    "<a><p:b xmlns:p='u'/><p:b xmlns:p='v'/></a>",
    "<a xmlns:p='u' xmlns:q='u'><p:b/><q:b/><p:b/></a>",
    "<a xmlns:p='u'><p:b/><p:b xmlns:p='v'/></a>",
)


def _nodes(text: str) -> list[tuple[Node, etree._Element]]:
    tree = list(etree.fromstring(text).iter("*"))
    return list(zip(read_located(text).root.walk(), tree, strict=True))


@pytest.mark.parametrize("text", [_PLAIN, *_NAMESPACES])
def test_paths_are_those_of_lxml(text: str) -> None:
    for node, element in _nodes(text):
        assert node.path == element.getroottree().getpath(element)


@pytest.mark.parametrize("text", [_PLAIN, *_NAMESPACES, *_AMBIGUOUS])
def test_a_path_means_one_element(text: str) -> None:
    for node, element in _nodes(text):
        prefixes = {prefix: uri for prefix, uri in element.nsmap.items() if prefix}
        assert element.getroottree().xpath(node.path, namespaces=prefixes) == [element]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_places(end: str) -> None:
    """Lines and columns count characters, whatever ends a line; those of a text are where it begins to be seen."""
    text = end.join(["<a>", "  <é x='ü' y='>'><b></b> t</é>", "  <c", "    z='1'/>", "</a>"])
    data = text.encode()
    root = read_located(text).root
    first, second = root.children
    assert (first.line, first.column) == (2, 3)
    assert [attribute.place for attribute in first.attributes] == [(2, 6), (2, 12)]
    assert [data[begin:stop] for begin, stop in first.text_spans()] == [b"t"]
    assert (second.line, second.column) == (3, 3)
    assert [attribute.place for attribute in second.attributes] == [(4, 5)]
    assert [data[node.start : node.end] for node in root.walk()][2] == b"<b></b>"
    assert data[second.start : second.end].endswith(b"/>")
    assert data[root.start : root.end] == data


def test_what_was_let_go_of_is_read_again() -> None:
    """A tree that was judged says the same as one that was not."""
    grammars = shipped(Validator().libvirt)
    judge = Judge(grammars.automaton, grammars.candidates)
    for text in (disks(5, range(2, 3)), *(kind.make(3) for kind in GROWING.values())):
        judged, plain = read_located(text, judge=judge).root, read_located(text).root
        for one, other in zip(judged.walk(), plain.walk(), strict=True):
            assert (one.name, one.start, one.end, one.size) == (other.name, other.start, other.end, other.size)
            assert [part for part in one.texts if part.strip()] == [part for part in other.texts if part.strip()]
            assert (one.path, dict(one.namespaces)) == (other.path, dict(other.namespaces))
            assert [(each.name, each.value) for each in one.attributes] == [
                (each.name, each.value) for each in other.attributes
            ]
    document = read_located(disks(5, range(2, 3)), judge=judge).root
    assert [disk.items is None for disk in document.children[-1].children] == [True, True, False, True, True]


def test_a_document_has_so_many_nodes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Elements, attributes and comments count."""
    for module in (located_builder, limits):
        monkeypatch.setattr(module, "MAX_NODES", 4)
    read_located("<a x='1'><b/><b/></a>")
    with pytest.raises(ParseError, match=r"^1:22: the document has more than 4 elements"):
        read_located("<a x='1'><b/><!-- --><b/></a>")
