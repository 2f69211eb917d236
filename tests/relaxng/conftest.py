"""Conformance cases as data: ``cases/*.toml``.

``[[case]]``: ``claim`` (one line), ``section`` (of the RELAX NG specification unless it says otherwise), ``schema``,
``files`` (further schema files by path), ``valid`` and ``invalid`` documents, ``libxml2`` (waivers: documents on which
libxml2 is known to err, each with the reason; a waiver that is no longer needed fails), ``libxml2_refuses`` (the
reason why libxml2 does not take the schema at all).

``[[broken]]``: a schema that must be refused: ``error`` (part of the message), ``at`` (``file:line``), ``libxml2``
(the reason why libxml2 takes it nevertheless).

A schema whose root has no ``xmlns`` is in RELAX NG's namespace; ``$XSD`` is the library of XML Schema's datatypes.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

Case = dict[str, Any]
WriteSchema = Callable[[Case], Path]

_CASES = Path(__file__).parent / "cases"
_XMLNS = 'xmlns="http://relaxng.org/ns/structure/1.0"'
_XSD = "http://www.w3.org/2001/XMLSchema-datatypes"


def read_cases(kind: str) -> list[Case]:
    """All cases of a kind, each with its ``id``."""
    found = []
    for file in sorted(_CASES.glob("*.toml")):
        for case in tomllib.loads(file.read_text("utf-8")).get(kind, []):
            found.append({**case, "id": f"{file.stem}: {case['claim']}"})
    return found


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    for kind in ("case", "broken"):
        if kind in metafunc.fixturenames:
            cases = read_cases(kind)
            metafunc.parametrize(kind, cases, ids=[case["id"] for case in cases])


@pytest.fixture
def write_schema(tmp_path: Path) -> WriteSchema:
    """Writes the files of a case; gives the path of its schema."""

    def write(case: Case) -> Path:
        for name, text in {"schema.rng": case["schema"], **case.get("files", {})}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_in_namespace(text.lstrip()).replace("$XSD", _XSD), "utf-8")
        return tmp_path / "schema.rng"

    return write


def _in_namespace(schema: str) -> str:
    root = re.search(r"<[a-zA-Z]+", schema)
    if root is None or re.match(r"[^>]*\sxmlns=", schema[root.start() :]):
        return schema
    return f"{schema[: root.end()]} {_XMLNS}{schema[root.end() :]}"


def expand(text: str) -> str:
    """The text of a document of a case; ``$LONG`` is a number of 5,000 digits."""
    return text.replace("$LONG", "9" * 5000)


def parse_document(text: str) -> etree._Element:
    """A document of a case."""
    return etree.fromstring(expand(text))


@pytest.fixture(scope="session")
def parse() -> Callable[[str], etree._Element]:
    return parse_document


@pytest.fixture(scope="session")
def schemas() -> Path:
    """The vendored schemas, one folder a version."""
    return Path(__file__).parents[2] / "schemas"
