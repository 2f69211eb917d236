"""The XML of templates in another notation: nothing else of a hint changes, whatever its parameters are."""

from __future__ import annotations

import copy
import pickle
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given, strategies

from libvirt_xml.messages import Hint, phrase, render, table, with_more
from libvirt_xml.messages.notation import write_parameter
from libvirt_xml.messages.xml_examples import XmlExample

NO_EXAMPLES = {
    "not-well-formed": "about the text of an XML file: declarations, entities",
    "unexpected-text": "a comment",
    "unknown-element": "the reference of a character",
}
"""Codes with a hint that has XML which is no element and no attribute, with what that is."""


def hints() -> list[tuple[str, str]]:
    """The hints of the catalogue that show XML, and what they consist of."""
    shown = []
    for (code, variant), template in table.templates().items():
        texts = [template.hint, *([template.text] if code in ("remedy", "rules", "hint") else [])]
        if any(text and ("<" in text or "='" in text or ":tag" in text or ":xml" in text) for text in texts):
            shown.append((code, variant))
    return shown


def as_xml(example: XmlExample) -> str:
    """An example as it is in the template."""
    attributes = " ".join(
        name if name == "..." else f"{name}={write_parameter(value, 'quoted few')}"
        for name, value in example.attributes
    )
    if not example.name:
        return attributes
    inside = f"{example.name} {attributes}" if attributes else example.name
    content = "".join(part if isinstance(part, str) else as_xml(part) for part in example.content)
    if content:
        return f"<{inside}>{content}</{example.name}>"
    return f"<{inside}{' ' * inside.endswith('...')}{'' if example.is_open else '/'}>"


def hint_of(code: str, variant: str, **more: Any) -> Hint:
    """The hint of a sentence, or a hint that is one."""
    template = table.template(code, variant)
    sentence = render(code, variant, **{**template.example, **more})
    hint = sentence.hint if template.hint else with_more(None, sentence)
    assert isinstance(hint, Hint)
    return hint


def test_there_are_such_hints() -> None:
    assert len(hints()) > 500


@pytest.mark.parametrize(("code", "variant"), hints())
def test_examples_are_all_that_is_written_otherwise(code: str, variant: str) -> None:
    """Put back as XML, they give the hint to the letter; what is left has neither tags nor attributes."""
    hint = hint_of(code, variant)
    assert hint.written(as_xml).replace(" />", "/>") == hint.replace(" />", "/>")
    left = hint.written(lambda example: "")
    assert code in NO_EXAMPLES or not any(sign in left for sign in ("<", ">", "='"))


@given(strategies.text(alphabet="<>/='\"ab .&{}\ue000\ue001", max_size=30))
def test_a_value_is_no_example(value: str) -> None:
    """Whatever a document has: a value outside examples is written as in XML, and in one it is the value."""
    hint = hint_of("unknown-attribute", "of-new-child", value=value)
    examples: list[XmlExample] = []

    def write(example: XmlExample) -> str:
        examples.append(example)
        return "#"

    assert hint.written(write) == "write # in #"
    assert examples[0].attributes[0][1] == write_parameter(value, "quoted")[1:-1]
    assert hint_of("rules", "may-be-refused", libvirt=value).written(as_xml) == hint_of(
        "rules", "may-be-refused", libvirt=value
    )


@given(strategies.text(alphabet="<>/='\"ab .&{}\ue000\ue001", max_size=30))
def test_xml_of_documents_is_never_an_error(value: str) -> None:
    """Nor is it lost, where it is no element and no attribute."""
    for name in ("of-child", "several-of-new-child"):
        assert isinstance(hint_of("unknown-attribute", name, written=value).written(as_xml), str)
    if not {"<", "="} & {*value}:
        assert value in hint_of("unexpected-text", "is-element", written=value).written(as_xml)


def test_long_xml_takes_no_time() -> None:
    """What is too long to be read is written as it is."""
    start = perf_counter()
    for written in ("<a>" * 100_000, "a" * 200_000, "a='" * 100_000, "<a x='" * 50_000):
        hint = hint_of("unexpected-text", "is-element", written=written)
        assert hint.written(as_xml) == hint
    assert perf_counter() - start < 2


def test_several_hints_in_one() -> None:
    """What is added to a hint is written with it; phrases in it too."""
    first = hint_of("invalid-value", "remedy", remedy=phrase("remedy", "firmware"))
    both = with_more(first, render("rules", "may-be-refused", versions=("9.0.0",), libvirt="7.0.0"))
    assert both.startswith(f"{first}; ")
    assert both.written(lambda example: "#").startswith("UEFI is #; ")


def test_a_hint_is_a_text() -> None:
    """It is equal to one, and comes back from pickle and copies."""
    hint = hint_of("remedy", "firmware")
    assert hint == "UEFI is <os firmware='efi'>"
    for other in (pickle.loads(pickle.dumps(hint)), copy.deepcopy(hint)):
        assert other == hint
        assert other.written(lambda example: "#") == "UEFI is #"
