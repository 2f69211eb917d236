"""What must hold for any input. Each target takes bytes, returns nothing, and raises for a defect."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache

from lxml import etree

from libvirt_xml import Domain, Element, ParseError, documents, parse
from libvirt_xml.binding.fields import specs_of
from libvirt_xml.binding.reading import reader
from libvirt_xml.binding.reading.regular import read_regular
from libvirt_xml.changes import compare
from libvirt_xml.relaxng.verdict import by_events
from libvirt_xml.relaxng.verdict.by_sections import accepts_regular
from libvirt_xml.validation.catalogue import WITHOUT_RULES
from libvirt_xml.validation.grammars import shipped
from libvirt_xml.validation.validator import Validator
from libvirt_xml.yaml_forms import SpecError, load, to_yaml
from libvirt_xml.yaml_forms.loading import Options, Source
from tests.binding.identical import difference
from tests.comparison import difference as difference_of_trees
from tests.fuzz.oracles import NotWellFormed, libxml2_disagrees, read_by_libxml2

_MACHINE_NAME = re.compile(r"[^/\n]+")
_ROOT = re.compile(rb"<([A-Za-z]\w*)")


def reading(data: bytes) -> None:
    """Quick and slow way read the same; what was read is written, reads back equal, and says the same to libxml2."""
    cls = _class_of(data)
    quick = read_regular(reader._roots_of(cls), data, reader.read_foreign)
    slow = _read_slowly(cls, data)
    if quick is not None:
        assert slow is not None, "only the quick way reads it"
        assert not difference(quick, slow), difference(quick, slow)
    try:
        document = parse(data)
    except ParseError:
        return
    text = document.to_xml()
    again = parse(text)
    assert again == document, "reads back as something else"
    assert again.to_xml() == text, "its written form is not stable"
    original = read_by_libxml2(data)
    if original is None:
        return
    lost = difference_of_trees(original, etree.fromstring(text.encode()))
    assert not lost, lost


def verdict(data: bytes) -> None:
    """The verdict is the same by pieces, by events and by libxml2; problems are there if it is bad, each at a place."""
    grammars = shipped("12.8.0")
    automaton = grammars.automaton
    automaton.reading.is_padded = False
    quick = accepts_regular(
        automaton, grammars.roots, data, lambda state, text: by_events._follow_alone(automaton, state, text)
    )
    slow = by_events._accepts(automaton, grammars.roots, data)
    assert quick in (slow, None), "the verdicts by pieces and by events differ"
    problems = _validator().validate(data, file="fuzz.xml")
    errors = [problem for problem in problems if problem.severity == "error"]
    is_valid = _validator().is_valid(data)
    if b"libvirt-xml:" not in data:
        of_schema = [problem for problem in errors if problem.code in WITHOUT_RULES]
        assert is_valid == (not of_schema), "the verdict and the problems differ"
    lines = data.count(b"\n") + data.count(b"\r") + 1
    for problem in problems:
        assert 1 <= (problem.line or 1) <= lines, problem
        assert str(problem)
    try:
        root = read_by_libxml2(data)
    except NotWellFormed:
        assert not is_valid, "libxml2 does not read it"
        return
    if root is None:
        return
    for problem in problems:
        _assert_names_one_node(root, problem.path)
    assert not libxml2_disagrees(root, is_valid), f"libxml2 does not say {is_valid}"


def yaml(data: bytes) -> None:
    """A spec loads or has problems; what was loaded is written as XML and as YAML, from which the same loads again."""
    try:
        loaded = load(Source(data, "fuzz.yaml"), options=Options(is_checked=len(data) < 300))
        for problem in loaded.problems:
            assert str(problem)
            assert problem.line is None or problem.line >= 1, problem
        machines = loaded.raise_errors().documents
    except SpecError:
        return
    for document in machines:
        text = to_yaml(document.element)
        (again,) = load(Source(text), options=Options(is_checked=False)).raise_errors().documents
        assert again.element == document.element, "does not come back from YAML"
        assert parse(document.element.to_xml()) is not None


def objects(data: bytes) -> None:
    """What is said of an object is what is said of its XML, each of an object or a value that it has."""
    document = _parsed(data)
    if document is None:
        return
    problems = document.validate(libvirt="12.8.0")
    told = _validator().validate(document.to_xml(indent=None))
    assert [problem.message for problem in problems] == [problem.message for problem in told]
    for problem in problems:
        assert str(problem)
        _assert_leads_somewhere(document, problem.path or "")


def finding(data: bytes) -> None:
    """What stands at a path of ``walk`` is found there, and is the only node there; any other path finds or raises."""
    document = _parsed(data)
    if document is None:
        return
    root = read_by_libxml2(document.to_xml().encode())
    for path, element in document.walk():
        assert document.find(path) is element, path
        if ":" not in path and root is not None:
            nodes = root.getroottree().xpath(path)
            assert isinstance(nodes, list)
            assert len(nodes) == 1, f"{path} names {len(nodes)} elements"
            _assert_has_attributes(document, path, nodes[0])
    for words in re.findall(rb"[^<>\s]{1,40}", data)[:50]:
        with suppress(ValueError):
            document.find(f"/{document.tag_}/{words.decode(errors='replace')}")


def machines(data: bytes) -> None:
    """A domain is a ``vm``, which is the same domain again, and the same ``vm``."""
    document = _parsed(data)
    if not isinstance(document, Domain) or document.unknown() or not _MACHINE_NAME.fullmatch(document.name or ""):
        return
    text = to_yaml(document, form="vm")
    (again,) = load(Source(text), options=Options(is_checked=False)).raise_errors().documents
    assert not compare(document, again.element), compare(document, again.element)[:3]
    assert parse(again.element.to_xml()) is not None


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "reading": reading,
    "verdict": verdict,
    "yaml": yaml,
    "objects": objects,
    "finding": finding,
    "machines": machines,
}


def _parsed(data: bytes) -> Element | None:
    try:
        return parse(data)
    except ParseError:
        return None


def _assert_leads_somewhere(document: Element, path: str) -> None:
    """A path of names and indexes: each is a field, what no field stands for is in ``extra_``."""
    here: object = document
    for name, index in re.findall(r"([a-z_A-Z0-9]+)(?:\[(\d+)\])?(?:\.|$)", path):
        assert isinstance(here, Element), path
        assert name in specs_of(type(here)), path
        here = getattr(here, name)
        if index:
            assert isinstance(here, list), path
            here = here[int(index)]


def _assert_has_attributes(document: Element, path: str, node: object) -> None:
    """The attributes that fields stand for are found by the name that they have in the document."""
    assert isinstance(node, etree._Element)
    element = document.find(path)
    known = {spec.xml: name for name, spec in specs_of(type(element)).items() if spec.kind == "attribute"}
    for attribute in node.attrib:
        if str(attribute) in known:
            assert document.find(f"{path}/@{attribute}") == getattr(element, known[str(attribute)]), path


def _class_of(data: bytes) -> type[Element]:
    root = _ROOT.search(data)
    (name, *_) = documents.ROOTS.get(root.group(1).decode() if root else "", ("Domain",))
    return getattr(documents, name)  # type: ignore[no-any-return]


def _read_slowly(cls: type[Element], data: bytes) -> Element | None:
    try:
        return reader._parse(reader._roots_of(cls), data)
    except ParseError:
        return None


@cache
def _validator() -> Validator:
    return Validator("12.8.0")


def _assert_names_one_node(root: etree._Element, path: str | None) -> None:
    """A path is an XPath as lxml's ``getpath`` gives it: it names one element, an attribute as its last step."""
    if path is None or ":" in path:
        return
    steps, _, name = path.partition("/@")
    nodes = root.getroottree().xpath(steps)
    assert isinstance(nodes, list)
    assert len(nodes) == 1, f"{path} names {len(nodes)} elements"
    del name
