"""Whatever stands in YAML: nothing raises, and what has been read can be written and read again."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import strategies as st
from lxml import etree

from libvirt_xml import Disk, Domain, Element
from libvirt_xml.binding.fields import specs_of
from libvirt_xml.binding.specs import child_class
from libvirt_xml.yaml_forms.document import class_of, kinds, read_document, validate_document, write_document
from libvirt_xml.yaml_forms.document.extra import KEYS
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.text.resolving import resolve
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence
from tests.properties.trying import holds_for_all
from tests.strategies.texts import texts

_TEXTS = (
    "", "a", "1", "0x1", "true", "null", "yes", " yes ", "\x01", "\ud800", "<a/>", "<a>", "<a:b/>", "<readonly x='1'/>",
    "content", "2 disks", "urn:a", "<!-- a -->", "]]>", "</a><a>", "a--b",
)  # fmt: skip
_scalars: st.SearchStrategy[Node] = st.one_of(st.sampled_from(_TEXTS), texts).map(
    lambda text: Scalar(resolve(text), text)
)
_strings: st.SearchStrategy[Node] = st.one_of(st.sampled_from(_TEXTS), texts).map(lambda text: Scalar(text, text))
_anything: st.SearchStrategy[Node] = st.recursive(
    st.one_of(_scalars, _strings),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(Sequence),
        st.dictionaries(
            st.one_of(st.sampled_from((*KEYS, "text", "comment", "instruction", "a", "")), texts), inner
        ).map(Mapping),
    ),
    max_leaves=5,
)

_prefixes: st.SearchStrategy[str] = st.sampled_from((*_TEXTS, "xml", "xmlns", "holder"))


@st.composite
def _extras(draw: st.DrawFn, cls: type[Element]) -> Node:
    names = [*specs_of(cls), *(f"{name}[1]" for name in specs_of(cls)), "2 content", "content"]
    named: st.SearchStrategy[Node] = st.sampled_from(names).map(lambda name: Scalar(name, name))
    mostly = st.one_of(named, _strings)
    return Mapping(
        {
            "attributes": draw(
                st.dictionaries(st.sampled_from((*_TEXTS, "a:b", "xml:lang", *names)), _strings).map(Mapping)
            ),
            "namespaces": draw(st.dictionaries(_prefixes, _strings).map(Mapping)),
            "content": draw(st.lists(_anything, max_size=3).map(Sequence)),
            "surplus": draw(st.dictionaries(st.sampled_from(names), _strings, max_size=3).map(Mapping)),
            "order": draw(st.lists(mostly, max_size=4).map(Sequence)),
        }
    )


@st.composite
def _trees(draw: st.DrawFn, cls: type[Element], depth: int = 0) -> Node:
    """Trees that have much in common with those that a class wants."""
    if not draw(st.integers(0, 9)):
        return draw(_anything)
    specs = specs_of(cls)
    items: dict[str, Node] = {}
    for name in draw(st.lists(st.sampled_from([*specs, "extra_", "nonsense"]), max_size=5, unique=True)):
        spec = specs.get(name)
        if name == "extra_":
            items[name] = draw(_extras(cls))
        elif spec is None or not draw(st.integers(0, 9)):
            items[name] = draw(_anything)
        else:
            made: st.SearchStrategy[Node] = _scalars
            if spec.kind == "child":
                made = _trees(child_class(spec), depth + 1) if depth < 3 else st.just(Mapping())
            items[name] = draw(st.lists(made, max_size=3).map(Sequence) if spec.is_list else made)
    return Mapping(items)


def _claim(cls: type[Element]) -> Callable[[Node], None]:
    def claim(tree: Node) -> None:
        findings = Findings()
        made = read_document(tree, cls, findings, "it")
        text = made.to_xml()
        again = cls.from_xml(text)
        if not findings.problems:
            assert read_document(write_document(made), cls, Findings()).to_xml() == text
            assert etree.fromstring(text, etree.XMLParser(recover=True)) is not None
            assert again.to_xml() == text

    return claim


@pytest.mark.parametrize("key", kinds.KINDS)
def test_any_tree(key: str) -> None:
    """Trees that are nearly right, and trees that are not."""
    cls = class_of(key)
    assert cls is not None
    holds_for_all(_trees(cls), _claim(cls), 200 if cls is Domain else 40)


def test_validation_raises_nothing() -> None:
    """What has been read is validated, whatever it is."""

    def claim(tree: Node) -> None:
        findings = Findings()
        validate_document(read_document(tree, Disk, findings, "disk"), tree, findings, "disk")
        assert all((problem.path or "").startswith("disk") for problem in findings.problems)

    holds_for_all(_trees(Disk), claim, 60)


def test_deep() -> None:
    """Deeper than XML is written, YAML is not read; what is as deep is."""
    for depth, is_right in ((250, True), (300, False)):
        tree: Any = Mapping()
        for _ in range(depth):
            tree = Mapping({"backing_store": tree})
        findings = Findings()
        made = read_document(tree, Disk, findings, "disk")
        made.to_xml()
        assert bool(findings.problems) is not is_right


def test_wide() -> None:
    """Many keys and items, wrong and right, take no more than their time."""
    names = [f"key{random.Random(at).random()}" for at in range(2000)]
    tree = Mapping({"disks": Sequence([Mapping() for _ in range(2000)]), **{name: Scalar(1) for name in names[:50]}})
    findings = Findings()
    made = read_document(Mapping({"devices": tree}), Domain, findings)
    assert len(made.devices.disks) == 2000
    assert len(findings.problems) == 50
