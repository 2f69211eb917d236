"""Problems as data: their fields, what they were made of, and where what they are about ends."""

from __future__ import annotations

import json
import pickle
import re
import tomllib
from dataclasses import asdict, replace
from pathlib import Path
from typing import get_args

import pytest

from libvirt_xml import Problem, validate
from libvirt_xml.messages import Parameters, render
from libvirt_xml.validation.catalogue import WITHOUT_RULES, SchemaCode
from libvirt_xml.yaml_forms.loading import Source, load

_HERE = Path(__file__).parent
_PAGE = (_HERE.parents[1] / "docs" / "problems.md").read_text("utf-8")
_CASES = tomllib.loads((_HERE / "sentences.toml").read_text("utf-8"))["case"]
_DOCUMENTS = [case["document"] for case in _CASES]


def test_the_codes_are_those_of_the_type() -> None:
    """``SchemaCode`` and the catalogue list the same codes in the same order (libvirt_xml/validation/catalogue.py)."""
    assert [*WITHOUT_RULES] == [*get_args(SchemaCode)], (
        "libvirt_xml/validation/catalogue.py: Code and the entries differ"
    )


@pytest.mark.parametrize("document", _DOCUMENTS, ids=[case["claim"] for case in _CASES])
def test_a_message_is_rendered_from_the_parameters(document: str) -> None:
    """Code, variant and parameters are all that a message is made of, also after JSON."""
    for problem in validate(document):
        parameters = json.loads(json.dumps(problem.parameters))
        sentence = render(problem.code, problem.variant, **parameters)
        assert (sentence, sentence.hint, sentence.parameters) == (problem.message, problem.hint, problem.parameters)
        assert problem.advice is None or problem.advice not in problem.message


def test_problems_are_values() -> None:
    """They are equal and hashable by their fields, pickle and copy well, and cannot be changed."""
    document = _DOCUMENTS[0]
    (problem,), (same,) = validate(document), validate(document)
    assert problem == same
    assert hash(problem) == hash(same)
    assert pickle.loads(pickle.dumps(problem)) == problem
    assert replace(problem, parameters={**problem.parameters, "tag": "x"}) != problem
    with pytest.raises(TypeError, match="cannot be changed"):
        problem.parameters["tag"] = "x"  # type: ignore[index]
    assert Problem(**asdict(problem)) == problem


def test_problems_of_users() -> None:
    """Three fields suffice; parameters may be any mapping."""
    plain = Problem("invalid-value", "error", "wrong")
    assert (plain.variant, plain.parameters, plain.advice, str(plain)) == ("", {}, None, "wrong")
    problem = replace(plain, parameters={"names": ["a"]}, suggestion="b", file="x.xml", line=1)
    assert isinstance(problem.parameters, Parameters)
    assert problem.parameters == {"names": ("a",)}
    assert hash(problem) == hash(replace(problem, parameters={"names": ("a",)}))
    assert str(problem) == "x.xml:1: wrong; did you mean 'b'?"


ENDS = [
    ("<network><name>a</name><forwrd mode='nat'/></network>", "<forwrd mode='nat'/>"),
    ("<network><name>a</name><ip address='10.0.0.1'/><forward\n  mode = 'natt' /></network>", "mode = 'natt'"),
    ("<network>\r\n<name>é</name><é b='>\"'>x</é></network>", "<é b='>\"'>"),
    ("<network>\n <bridge name='ä'/></network>", "<network>"),
    ("<netwrk/>", "<netwrk/>"),
    ("<netwrk\n/>\n", "<netwrk\n/>"),
]


@pytest.mark.parametrize(("document", "concerned"), ENDS)
@pytest.mark.parametrize("encode", [str, str.encode], ids=["text", "bytes"])
def test_where_a_fault_ends(document: str, concerned: str, encode: type) -> None:
    """The text between begin and end is the tag or the attribute concerned."""
    problem = validate(encode(document))[0]
    assert _between(document, problem) == concerned


def _between(text: str, problem: Problem) -> str:
    lines = re.split(r"\r\n|\n", text)
    assert None not in (problem.line, problem.column, problem.end_line, problem.end_column)
    kept = lines[(problem.line or 0) - 1 : problem.end_line]
    kept[-1] = kept[-1][: (problem.end_column or 0) - 1]
    kept[0] = kept[0][(problem.column or 0) - 1 :]
    return "\n".join(kept)


@pytest.mark.parametrize(
    ("spec", "concerned"),
    [
        ("vm:\n  name: web1\n  memroy: 4GiB\n", "memroy"),
        ("vm:\n  name: web1\n  memory: '4 QiB' # much\n", "'4 QiB'"),
        ("network:\n  name: lan\n  ips: [{address: 10.0.0.1}]\n  forward: {mode: natt}\n", "natt"),
    ],
)
def test_where_a_fault_of_yaml_ends(spec: str, concerned: str) -> None:
    """A key or a value, with its quotation marks."""
    (problem,) = load(Source(spec)).problems
    assert _between(spec, problem) == concerned


def test_the_page_names_all_fields() -> None:
    """Its table of fields is complete, and its example of Python is true."""
    part = _PAGE.partition("### Fields")[2].partition("###")[0]
    rows = re.findall(r"^\| (`.*?) \|", part, re.MULTILINE)
    assert sorted(re.findall("`([a-z_]+)`", " ".join(rows))) == sorted(Problem.__dataclass_fields__)
    (example,) = re.findall(r"```python\n(.*?)```", part, re.DOTALL)
    exec(example, {})
