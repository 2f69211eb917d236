"""Sentences know what they were made of; parameters cannot be changed, and JSON can hold them."""

from __future__ import annotations

import copy
import json
import pickle

import pytest

from libvirt_xml.messages import Parameters, phrase, render
from libvirt_xml.messages.notation import write_parameter


def test_a_sentence_can_be_made_again_of_its_parts() -> None:
    """Also of parameters that were JSON in between, with phrases in them."""
    place = phrase("place", "attribute", attribute="bus", tag="target")
    fact = phrase("fact", "value", place=place, value="x")
    sentence = render("invalid-value", "allowed", fact=fact, allowed=["ide", phrase("datatype", "integer")])
    assert sentence == "'x' is not allowed for the attribute 'bus' of <target>; allowed: 'ide' or a whole number"
    parameters = json.loads(json.dumps(sentence.parameters))
    assert parameters["fact"]["place"] == {"phrase": "place.attribute", "attribute": "bus", "tag": "target"}
    again = render(sentence.code, sentence.variant, **parameters)
    assert (again, again.parameters) == (sentence, sentence.parameters)
    assert hash(again.parameters) == hash(sentence.parameters)


def test_parameters_cannot_be_changed() -> None:
    """Neither they nor what is in them."""
    parameters = Parameters(names=["a"], inner={"b": [1]})
    assert parameters == {"names": ("a",), "inner": {"b": (1,)}}
    with pytest.raises(TypeError, match="cannot be changed"):
        parameters["names"] = ()
    with pytest.raises(TypeError, match="cannot be changed"):
        parameters.update(names=())
    with pytest.raises(TypeError, match="cannot be changed"):
        parameters["inner"].clear()  # type: ignore[attr-defined]


def test_copies_are_equal() -> None:
    """Pickles and copies of sentences and phrases are what they were."""
    part = phrase("datatype", "integer-between", least=0, most=255)
    for same in (pickle.loads(pickle.dumps(part)), copy.copy(part), copy.deepcopy(part)):
        assert (same, str(same)) == (part, "a whole number from 0 to 255")
    sentence = render("hint", "suggestion", suggestion="x")
    again = pickle.loads(pickle.dumps(sentence))
    assert (again, again.code, again.parameters) == (sentence, "hint", sentence.parameters)


MANY = [f"v{number}" for number in range(20)]
FIRST = "'v0', 'v1', 'v2', 'v3', 'v4', 'v5', 'v6', 'v7' and 12 more"


@pytest.mark.parametrize(
    ("value", "spec", "written"),
    [
        ("it's", "quoted", '"it\'s"'),
        ("a\nb", "quoted", "'a\\nb'"),
        ("a" * 100, "quoted", f"'{'a' * 57}...'"),
        ("disk", "tag", "<disk>"),
        (("a", "b", "c"), "tag and", "<a>, <b> and <c>"),
        (("a", "b"), "", "a or b"),
        (("a",), "quoted", "'a'"),
        (1234567, ",", "1,234,567"),
        (MANY, "quoted few", FIRST),
        ((*MANY, phrase("datatype", "integer")), "quoted few", f"{FIRST}, or a whole number"),
        (("a", "b", phrase("datatype", "integer")), "quoted few", "'a', 'b' or a whole number"),
        ((phrase("datatype", "uri"), phrase("datatype", "integer")), "quoted few", "a URI, or a whole number"),
    ],
)
def test_notation(value: object, spec: str, written: str) -> None:
    """The ways in which templates write their parameters."""
    assert write_parameter(value, spec) == written
