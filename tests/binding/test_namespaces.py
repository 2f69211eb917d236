"""Declarations and prefixes that XML does not have are refused by all who read, and by the writer, as lxml does."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, strategies as st
from lxml import etree

from libvirt_xml import AnyElement, Domain, Extra, ParseError, WriteError, validate
from libvirt_xml.cli.inputs.wellformed import read_well_formed
from libvirt_xml.yaml_forms import Source, load, to_yaml

XML = "http://www.w3.org/XML/1998/namespace"
XMLNS = "http://www.w3.org/2000/xmlns/"
WRONG = [
    ("xmlns:xmlns='urn:a'", "the prefix 'xmlns' cannot be declared"),
    ("xmlns:xml='urn:a'", "the prefix 'xml' is reserved"),
    (f"xmlns:y='{XML}'", "no prefix can be declared"),
    (f"xmlns='{XML}'", "no prefix can be declared"),
    (f"xmlns:y='{XMLNS}'", "no prefix can be declared"),
    ("xmlns:y=''", "a prefix cannot be declared as ''"),
    ("xmlns:y='urn:a' xmlns:z='urn:a' y:b='1' z:b='2'", "with two prefixes of one namespace"),
]
PLACES = {
    "root": "<domain type='kvm'{}><name>a</name></domain>",
    "object": "<domain type='kvm'>\n  <devices{}/></domain>",
    "second": "<domain type='kvm'>\n  <devices/>\n  <devices{}/></domain>",
    "leaf": "<domain type='kvm'>\n<title{}>t</title></domain>",
    "unknown": "<domain type='kvm'>\n<new{}><newer/></new></domain>",
    "below": "<domain type='kvm'>\n<new><newer{}/></new></domain>",
    "foreign": "<domain type='kvm'><metadata>\n<p:a xmlns:p='urn:p'{}/></metadata></domain>",
    "in a leaf": "<domain type='kvm'><title>t\n<b{}/></title></domain>",
    "slowly": "<domain type='kvm'>t&amp;t<metadata>\n<p:a xmlns:p='urn:p'{}/></metadata></domain>",
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("declaration", "message"), WRONG)
def test_all_readers_refuse(place: str, declaration: str, message: str) -> None:
    """With the same words, at the same place: the beginning of the tag."""
    source = PLACES[place].format(f" {declaration}")
    if place == "foreign" and declaration.startswith("xmlns='"):
        source = source.replace("xmlns:p='urn:p'", "xmlns:p='urn:q'")
    with pytest.raises(ParseError, match=message) as caught:
        Domain.from_xml(source)
    before = source[: source.rindex("<", 0, source.index(declaration))]
    where = before.count("\n") + 1, len(before) - before.rfind("\n")
    assert (caught.value.line, caught.value.column) == where
    (problem,) = validate(source)
    assert problem.code == "not-well-formed"
    assert problem.message.startswith(caught.value.message)
    assert (problem.line, problem.column) == where
    with pytest.raises(ParseError, match=message) as told:
        read_well_formed(source.encode())
    assert (told.value.message, told.value.line, told.value.column) == (caught.value.message, *where)


@pytest.mark.parametrize(("declaration", "message"), WRONG)
def test_elements_outside_the_model(declaration: str, message: str) -> None:
    """From text, with the place in that text; made in Python, in whatever holds them; in YAML."""
    text = f"<a>\n <p:b xmlns:p='urn:p' {declaration}/></a>"
    with pytest.raises(ParseError, match=message) as caught:
        AnyElement.from_xml(f"\n {text}")
    assert (caught.value.line, caught.value.column) == (3, 2)
    with pytest.raises(ParseError, match=message) as caught:
        AnyElement.from_xml(f"\n <b {declaration}/>")
    assert (caught.value.line, caught.value.column) == (2, 2)
    attributes = {key: value.strip("'") for key, value in (pair.split("=") for pair in declaration.split())}
    namespaces = {key.partition(":")[2]: uri for key, uri in attributes.items() if key.startswith("xmlns")}
    others = {key: text for key, text in attributes.items() if not key.startswith("xmlns")}
    for extra in (
        Extra(content=[AnyElement("a", attributes)]),
        Extra(attributes=others, namespaces=namespaces),
        Extra(surplus={("title", 0): AnyElement("title", attributes)}),
    ):
        with pytest.raises(WriteError, match=message):
            Domain(type="kvm", name="a", title="t", extra_=extra).to_xml()
    for element in (AnyElement("a", others, namespaces=namespaces), AnyElement("a", attributes)):
        with pytest.raises(WriteError, match=message):
            element.to_xml()
    domain = to_yaml(
        Domain.from_xml("<domain type='kvm'><name>a</name><memory>1</memory><os><type>hvm</type></os></domain>")
    )
    result = load(
        Source(f"{domain}  metadata:\n    elements:\n    - |-\n      {text.replace(chr(10), chr(10) + ' ' * 6)}\n")
    )
    assert [problem.code for problem in result.problems] == ["not-well-formed"]


def test_an_attribute_of_a_field_beside_one_unknown() -> None:
    """Nothing is written twice."""
    domain = Domain(type="kvm", name="a", extra_=Extra(attributes={"type": "qemu"}))
    with pytest.raises(WriteError, match="'type' is given twice") as caught:
        domain.to_xml()
    assert caught.value.path == "/domain"


def test_what_an_element_declares_holds_inside_it() -> None:
    """Whatever prefixes from around it its attributes have."""
    source = "<domain xmlns:p='urn:p'><devices xmlns:q='urn:q' p:x='1'><q:foo/></devices></domain>"
    assert _canonical(Domain.from_xml(source).to_xml(indent=None)) == _canonical(source)


_declarations = st.dictionaries(
    st.sampled_from(["xmlns", "xmlns:p", "xmlns:q", "xmlns:xml", "xmlns:xmlns"]),
    st.sampled_from(["urn:p", "urn:p", "urn:q", "", XML, XMLNS]),
    max_size=2,
)
_attributes = st.dictionaries(
    st.sampled_from(["a", "b", "p:a", "q:a", "q:b", "xml:lang", "xml:a"]), st.just("1"), max_size=3
)
_tags = st.tuples(_declarations, _attributes).map(
    lambda found: "".join(f" {name}='{value}'" for part in found for name, value in part.items())
)
_elements = st.recursive(
    _tags.map(lambda tag: f"<e{tag}/>"),
    lambda inner: st.tuples(st.sampled_from(["e", "p:e"]), _tags, st.lists(inner, max_size=2)).map(
        lambda found: f"<{found[0]}{found[1]}>{''.join(found[2])}</{found[0]}>"
    ),
    max_leaves=4,
)


def _canonical(source: str) -> bytes:
    return etree.tostring(etree.fromstring(source), method="c14n")


def _is_accepted(read: Any, source: Any) -> bool:
    try:
        read(source)
    except (ParseError, etree.XMLSyntaxError):
        return False
    return True


@given(_declarations, _tags, _tags, st.lists(_elements, max_size=2), st.booleans())
def test_lxml_and_all_readers_agree(
    declared: dict[str, str], devices: str, leaf: str, elements: list[str], is_foreign: bool
) -> None:
    """On what is XML with namespaces; what is accepted is written as XML that means the same."""
    around = "".join(f" {name}='{value}'" for name, value in declared.items() if name != "xmlns" or not value)
    where = "metadata" if is_foreign else "devices"
    inside = f"<{where}{devices}>{''.join(elements)}</{where}>"
    source = f"<domain type='kvm'{around}><name>a</name><title{leaf}>t</title>{inside}</domain>"
    expected = _is_accepted(etree.fromstring, source)
    assert _is_accepted(Domain.from_xml, source) == expected
    assert _is_accepted(AnyElement.from_xml, source) == expected
    assert _is_accepted(read_well_formed, source.encode()) == expected
    assert (not any(problem.code == "not-well-formed" for problem in validate(source))) == expected
    if expected:
        assert _canonical(Domain.from_xml(source).to_xml(indent=None)) == _canonical(source)
        assert _canonical(AnyElement.from_xml(source).to_xml()) == _canonical(source)
