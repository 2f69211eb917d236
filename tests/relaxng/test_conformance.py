"""RELAX NG means here what its specification says: our cases, with libxml2 as a second opinion."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from libvirt_xml.errors import SchemaError
from libvirt_xml.relaxng.patterns.builder import Patterns
from libvirt_xml.relaxng.patterns.patterns import Pattern
from libvirt_xml.relaxng.schema.loader import load_schema
from libvirt_xml.relaxng.verdict.automaton import Automaton
from libvirt_xml.relaxng.verdict.by_events import accepts
from tests.relaxng.conftest import expand
from tests.relaxng.simplifying import simplify
from tests.relaxng.validity import is_valid

Case = dict[str, Any]
Write = Callable[[Case], Path]
Parse = Callable[[str], etree._Element]


def _documents(case: Case) -> dict[str, bool]:
    return dict.fromkeys(case["valid"], True) | dict.fromkeys(case["invalid"], False)


def _compiled(path: Path) -> tuple[Automaton, Pattern]:
    patterns = Patterns()
    return Automaton(patterns), simplify(load_schema(path), patterns)


def test_verdicts(case: Case, write_schema: Write, parse: Parse) -> None:
    """Each case's documents get the verdict that its section of the specification gives."""
    automaton, start = _compiled(write_schema(case))
    found = {text: is_valid(automaton, start, parse(text)) for text in _documents(case)}
    assert found == _documents(case)


def test_verdicts_on_text(case: Case, write_schema: Write) -> None:
    """The verdict on a document's text is that on its tree; what is refused as text (a DTD) aside."""
    automaton, start = _compiled(write_schema(case))
    documents = {text: verdict for text, verdict in _documents(case).items() if "<!DOCTYPE" not in text}
    assert {text: accepts(automaton, automaton.first(start), expand(text)) for text in documents} == documents


def test_verdicts_of_libxml2(case: Case, write_schema: Write, parse: Parse) -> None:
    """libxml2 says the same, but for the documents that a case waives with a reason."""
    if "libxml2_refuses" in case:
        with pytest.raises(etree.RelaxNGParseError):
            etree.RelaxNG(file=str(write_schema(case)))
        return
    waived = {text for text, _ in case.get("libxml2", [])}
    validator = etree.RelaxNG(file=str(write_schema(case)))
    differing = {text for text, verdict in _documents(case).items() if validator.validate(parse(text)) != verdict}
    assert differing == waived


def test_broken_schemas(broken: Case, write_schema: Write) -> None:
    """A broken schema gives one SchemaError that says what is wrong and where."""
    path = write_schema(broken)
    with pytest.raises(SchemaError) as caught:
        load_schema(path)
    assert broken["error"] in caught.value.message
    assert f"{caught.value.file}:{caught.value.line}" == broken["at"]


def test_broken_schemas_of_libxml2(broken: Case, write_schema: Write) -> None:
    """libxml2 refuses the same schemas, but for those that a case waives with a reason."""
    try:
        etree.RelaxNG(file=str(write_schema(broken)))
    except (etree.RelaxNGParseError, etree.XMLSyntaxError):
        is_refused = True
    else:
        is_refused = False
    assert is_refused == ("libxml2" not in broken)
