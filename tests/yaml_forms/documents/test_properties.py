"""Whatever the schemas allow, and whatever the classes let one build, is the same after YAML."""

from __future__ import annotations

import copy

import pytest
from hypothesis import strategies as st
from lxml import etree

import libvirt_xml
from libvirt_xml import AnyElement, Comment, Element, Metadata, ProcessingInstruction
from libvirt_xml.binding.fields import specs_of
from libvirt_xml.binding.foreign import Extra
from tests.properties.trying import holds_for_all
from tests.schemas import grammar_names, load_grammar
from tests.sources import VERSIONS
from tests.strategies.documents import documents
from tests.strategies.objects import classes, foreign, objects
from tests.strategies.texts import texts
from tests.yaml_forms.documents.roundtrip import assert_lossless

_NEWEST = VERSIONS[-1]


@pytest.mark.parametrize("name", grammar_names(_NEWEST))
def test_documents(name: str) -> None:
    """A document drawn from a schema."""

    def claim(root: etree._Element) -> None:
        assert_lossless(libvirt_xml.parse(etree.tostring(root, encoding="utf-8")))

    holds_for_all(documents(load_grammar(_NEWEST, name)), claim, 40 if name == "domain" else 12)


@pytest.mark.parametrize("cls", classes(), ids=lambda cls: cls.__name__)
def test_objects(cls: type[Element]) -> None:
    """An object of any class, made by hand; its texts are as nasty as XML allows."""

    def claim(made: Element) -> None:
        before = copy.deepcopy(made)
        assert_lossless(type(made).from_xml(made.to_xml()))
        assert made == before

    holds_for_all(objects(cls), claim, 3)


_Part = AnyElement | str | Comment | ProcessingInstruction
_parts: st.SearchStrategy[_Part] = st.one_of(
    foreign,
    texts.filter(lambda text: bool(text.strip())),
    st.sampled_from(("", " note ", "<a>")).map(Comment),
    st.builds(ProcessingInstruction, st.just("target"), st.sampled_from(("", "x='1'"))),
)


def test_unknown_content_in_any_order() -> None:
    """Foreign elements, comments and text among the fields of an object, in whatever order."""

    def claim(pair: tuple[list[_Part], list[int]]) -> None:
        parts, places = pair
        metadata = Metadata(elements=[part for part in parts if isinstance(part, AnyElement)])
        unknown: list[_Part] = [part for part in parts if not isinstance(part, AnyElement)]
        steps: list[str | int] = [*range(len(unknown))]
        for place in places[: len(metadata.elements)]:
            steps.insert(place, "elements")
        metadata.extra_ = Extra(content=unknown, order=steps)
        assert_lossless(metadata)

    holds_for_all(st.tuples(st.lists(_parts, max_size=6), st.lists(st.integers(0, 6), min_size=6)), claim, 150)


def test_devices_in_any_order() -> None:
    """Devices in turns keep their turns."""
    tags = {"disk": "<disk/>", "interface": "<interface/>", "emulator": "<emulator>/a</emulator>", "new": "<new/>"}

    def claim(names: list[str]) -> None:
        assert_lossless(libvirt_xml.Devices.from_xml(f"<devices>{''.join(map(tags.__getitem__, names))}</devices>"))

    holds_for_all(st.lists(st.sampled_from(sorted(tags)), max_size=9), claim, 150)


@pytest.mark.parametrize("cls", [each for each in classes() if each.in_order_], ids=lambda cls: cls.__name__)
def test_children_out_of_order(cls: type[Element]) -> None:
    """XML that the schema's order is broken in stays as it is, although YAML's keys are put in order."""
    names = [name for name, spec in specs_of(cls).items() if spec.kind in ("child", "scalar", "flag")]
    assert len(names) > 1
    body = "".join(f"<{specs_of(cls)[name].xml}/>" for name in reversed(names))
    assert_lossless(cls.from_xml(f"<{cls.tag_}>{body}</{cls.tag_}>"))
