"""Repairs do not depend on how a document is written, and are done in its layout."""

from __future__ import annotations

from functools import cache

from hypothesis import given, strategies as st
from lxml import etree

from libvirt_xml.fixing.fixing import fixed
from libvirt_xml.validation import Validator
from tests.editing.odd_layouts import Layout, laid_out, layouts
from tests.fixing.broken_machines import VERSION, machines

_PLAIN = Layout(("",), ("",), "'", (" ",), ("\n",), False, False, False, "")
_PARSER = etree.XMLParser(remove_comments=True)
_ROOTS = [etree.fromstring(machine["text"].strip(), _PARSER) for machine in machines()]


@cache
def _validator() -> Validator:
    return Validator(VERSION)


@cache
def _plainly_fixed(number: int, *, unsafe: bool) -> bytes:
    return _said(fixed(laid_out(_ROOTS[number], _PLAIN), _validator(), unsafe=unsafe).text)


def _said(text: bytes) -> bytes:
    """What a document says, without white space between elements, comments and instructions."""
    parser = etree.XMLParser(remove_comments=True, remove_pis=True, remove_blank_text=True, strip_cdata=True)
    root = etree.fromstring(text, parser)
    for node in root.iter():
        node.tail = None
        if len(node) or not (node.text or "").strip():
            node.text = None
    return etree.tostring(root, method="c14n")


@given(number=st.integers(0, len(_ROOTS) - 1), layout=layouts, unsafe=st.booleans())
def test_repairs_are_the_same_in_each_layout(number: int, layout: Layout, unsafe: bool) -> None:
    """White space, quotation marks, comments, references, sections and encodings make no difference."""
    source = laid_out(_ROOTS[number], layout)
    result = fixed(source, _validator(), unsafe=unsafe)
    assert _said(result.text) == _plainly_fixed(number, unsafe=unsafe)
    assert result.text.count(b"<!-- a note") == source.count(b"<!-- a note")
