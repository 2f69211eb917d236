"""Compiled grammars are the grammars they were made of."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from codegen.emit.compiled_grammars import write_grammar_set
from codegen.schemas.vendored import Version
from libvirt_xml.relaxng.patterns.builder import Patterns
from libvirt_xml.relaxng.patterns.compiled import CompiledGrammars, compile_grammars
from libvirt_xml.relaxng.patterns.members import named_elements
from libvirt_xml.relaxng.patterns.patterns import NOT_ALLOWED, Element
from libvirt_xml.relaxng.schema.loader import load_schema
from libvirt_xml.relaxng.verdict.automaton import Automaton
from tests.relaxng.conftest import Case, WriteSchema, parse_document
from tests.relaxng.validity import is_valid
from tests.schemas import grammar_names
from tests.sources import VERSIONS

_GRAMMARS = Path(__file__).parents[2] / "libvirt_xml" / "grammars"


def test_verdicts(case: Case, write_schema: WriteSchema) -> None:
    """A grammar gives the same verdicts when it is compiled and loaded again, whatever constructs it uses."""
    grammar = load_schema(write_schema(case))
    try:
        text = write_grammar_set(Version("1.0.0", {"case": grammar}))
    except ValueError as error:
        pytest.skip(str(error))
    patterns = Patterns()
    automaton, start = Automaton(patterns), CompiledGrammars(text, patterns).start("case")
    documents = dict.fromkeys(case["valid"], True) | dict.fromkeys(case["invalid"], False)
    assert {text: is_valid(automaton, start, parse_document(text)) for text in documents} == documents


@pytest.mark.parametrize("version", VERSIONS)
def test_compiling_again(version: str) -> None:
    """What a shipped set makes compiles to the same set."""
    text = (_GRAMMARS / f"{version}.json").read_text("utf-8")
    compiled = CompiledGrammars(text, Patterns())
    assert set(compiled.names) == set(grammar_names(version))
    starts, nodes = compile_grammars({name: compiled.start(name) for name in compiled.names})
    again = CompiledGrammars(text, Patterns())
    assert set(starts) == set(again.names)
    assert len(nodes) == text.count("\n") - 3


@pytest.mark.parametrize("version", VERSIONS)
def test_what_is_known_of_elements_beforehand(version: str) -> None:
    """Which elements a schema names only to forbid them, and which names it has, is known without their contents."""
    patterns = Patterns()
    compiled = CompiledGrammars((_GRAMMARS / f"{version}.json").read_text("utf-8"), patterns)
    assert patterns.may_name("target")
    assert not patterns.may_name("targett")
    waiting = [element for name in compiled.names for element in named_elements(compiled.start(name))]
    seen: set[Element] = set()
    while waiting:
        element = waiting.pop()
        if element not in seen:
            seen.add(element)
            before = element.is_allowed
            assert before == (element.content is not NOT_ALLOWED)
            assert all(map(patterns.may_name, element.elements or ()))
            waiting.extend(named_elements(element.content))
    assert version == VERSIONS[0] or not all(element.is_allowed for element in seen)  # 7.0.0 forbids none
    assert not patterns.may_name("targett")


def test_values_without_text() -> None:
    """A value that has no plain text is refused, not written wrongly."""
    schema = etree.fromstring("<x/>")
    patterns = Patterns()
    from libvirt_xml.relaxng.datatypes.library import XSD, make_datatype

    datatype = make_datatype(XSD, "QName")
    with pytest.raises(ValueError, match="cannot be compiled"):
        compile_grammars({"a": patterns.value(datatype, datatype.value(schema.tag, {}))})


def test_a_grammar_that_is_not_there() -> None:
    """An unknown grammar is a KeyError, as in any mapping."""
    compiled = CompiledGrammars('{"starts": {}, "nodes": []}', Patterns())
    with pytest.raises(KeyError):
        compiled.start("domain")
