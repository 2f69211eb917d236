"""The formats for programs: each is what its readers expect, whatever a document or a file is called."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import jsonschema
import pytest
from lxml import etree

from libvirt_xml.cli.reports.exchange.fingerprints import as_uri, fingerprint
from libvirt_xml.cli.reports.exchange.github import _annotation, command
from libvirt_xml.cli.reports.exchange.junit import escape_xml
from libvirt_xml.validation.catalogue import CODES, PROJECT, page_of
from libvirt_xml.validation.problem import Problem
from tests.cli.conftest import Run
from tests.cli.fake import BAD, GOOD, TWO, WARNED

Write = Callable[..., None]
DATA = Path(__file__).parent / "data"
ODD = "ö & <%,:'\"\x01.xml"
"""A file name with all that some format has to escape."""


@pytest.fixture
def files(write: Write) -> None:
    """Documents of every sort, one of them with an odd name."""
    write(**{"a.xml": GOOD, "b.xml": BAD, "c.xml": TWO, "d.xml": WARNED, ODD: BAD})


def test_json_has_the_fields_of_a_problem(run: Run, files: None) -> None:
    """One array; each problem has the fields of ``Problem``, in their order, and its note."""
    done = run("validate", ".", "--format", "json")
    found = json.loads(done.out)
    assert done.status == 1
    assert [problem["file"] for problem in found] == ["b.xml", "c.xml", "c.xml", "d.xml", ODD]
    assert all([*problem] == [*(field.name for field in dataclasses.fields(Problem)), "note"] for problem in found)
    assert found[0] == {
        "code": "unknown-attribute",
        "severity": "error",
        "message": "something about unknown-attribute",
        "file": "b.xml",
        "line": 2,
        "column": 9,
        "path": "/domain/@fault",
        "expected": ["fine", "good"],
        "suggestion": "fine",
        "variant": "",
        "parameters": {},
        "end_line": 2,
        "end_column": 34,
        "hint": None,
        "libvirt": [],
        "url": page_of("unknown-attribute"),
        "note": None,
    }
    assert json.loads(run("validate", "a.xml", "--format", "json").out) == []


def test_github_annotations(run: Run, files: None) -> None:
    """A workflow command a line, with the suggestion behind the message."""
    done = run("validate", "b.xml", "d.xml", "gone.xml", "--format", "github")
    assert done.out.splitlines() == [
        "::error file=b.xml,line=2,endLine=2,col=9,endColumn=34,title=unknown-attribute"
        f"::something about unknown-attribute; did you mean 'fine'?%0A{page_of('unknown-attribute')}",
        "::warning file=d.xml,line=1,endLine=1,col=9,endColumn=36,title=needs-newer-libvirt"
        f"::something about needs-newer-libvirt%0A{page_of('needs-newer-libvirt')}",
        "::error file=gone.xml,title=unreadable-file::no such file or folder: 'gone.xml'"
        f"%0A{page_of('unreadable-file')}",
    ]


def test_github_annotations_of_several_lines_have_no_columns() -> None:
    """GitHub refuses columns where begin and end are on different lines."""
    problem = Problem("unknown-element", "error", "x", "a.xml", 2, 3, end_line=4, end_column=1)
    shown = f"x%0A{problem.url}"
    assert _annotation(problem, "a.xml") == f"::error file=a.xml,line=2,endLine=4,title=unknown-element::{shown}\n"
    short = dataclasses.replace(problem, end_line=None, end_column=None)
    assert _annotation(short, "a.xml") == f"::error file=a.xml,line=2,col=3,title=unknown-element::{shown}\n"


def test_github_escapes() -> None:
    """What would end a message or a property is escaped, as GitHub's toolkit does it; zero is a value."""
    written = command("error", "100%,\r\n::a", file="a:b,c%", line=0, col=None)
    assert written == "::error file=a%3Ab%2Cc%25,line=0::100%25,%0D%0A::a\n"


def test_sarif_fits_its_schema(run: Run, files: None) -> None:
    """The log is valid by the JSON schema of OASIS, with problems, without, and with a file that is not there."""
    schema = json.loads((DATA / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker())
    for argv in (["."], ["a.xml"], ["gone.xml", "b.xml"]):
        log = json.loads(run("validate", *argv, "--format", "sarif").out)
        assert [error.message for error in validator.iter_errors(log)] == []


def test_sarif_says_it_all(run: Run, files: None) -> None:
    """A rule for every code with a link to its section; a result has rule, level, place, path and fingerprint."""
    (one,) = json.loads(run("validate", "b.xml", "--format", "sarif").out)["runs"]
    rules = one["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [*CODES]
    assert rules[0]["helpUri"] == f"{PROJECT}/blob/main/docs/problems.md#{rules[0]['id']}"
    (result,) = one["results"]
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == "unknown-attribute"
    assert result["level"] == "error"
    (location,) = result["locations"]
    physical = location["physicalLocation"]
    assert physical == {
        "artifactLocation": {"uri": "b.xml"},
        "region": {"startLine": 2, "startColumn": 9, "endLine": 2, "endColumn": 34},
    }
    assert location["logicalLocations"] == [{"fullyQualifiedName": "/domain/@fault", "kind": "attribute"}]


def test_fingerprints_are_made_of_parameters_but_lines() -> None:
    """Not of the words of a message, and not of the lines that it names."""
    problem = Problem(
        "misplaced-element", "error", "x", path="/a", variant="second", parameters={"tag": "b", "line": 2}
    )
    moved = dataclasses.replace(problem, message="y", parameters={"tag": "b", "line": 3})
    other = dataclasses.replace(problem, parameters={"tag": "c", "line": 2})
    assert fingerprint(problem, "a.xml") == fingerprint(moved, "a.xml") != fingerprint(other, "a.xml")


def test_sarif_fingerprints_survive_new_lines(run: Run, write: Write) -> None:
    """A problem that only moves to another line keeps its fingerprint."""
    seen = set()
    for text in (BAD, "\n\n" + BAD):
        write(**{"a.xml": text})
        (result,) = json.loads(run("validate", "a.xml", "--format", "sarif").out)["runs"][0]["results"]
        seen.add(result["partialFingerprints"]["libvirtXml/v1"])
    assert len(seen) == 1


def test_uris(folder: Path) -> None:
    """Names in the working folder are relative URIs, others absolute; every name comes back by unquoting."""
    assert as_uri("a b/c.xml") == "a%20b/c.xml"
    assert as_uri(str(folder / "a.xml")) == "a.xml"
    assert as_uri("../x.xml") == (folder.parent / "x.xml").as_uri()
    assert as_uri("..x.xml") == "..x.xml"
    assert unquote(as_uri(ODD)) == ODD


@pytest.mark.parametrize("argv", [["."], ["a.xml"], [".", "gone.xml"], [".", "--fail-on", "warning"], ["--", ODD]])
def test_junit_fits_its_schema(run: Run, files: None, argv: list[str]) -> None:
    """The report is valid by the schema of Jenkins's xUnit plugin, and its counts are right."""
    schema = etree.XMLSchema(etree.parse(DATA / "junit-10.xsd"))
    root = etree.fromstring(run("validate", "--format", "junit", *argv).out.encode())
    schema.assertValid(root)
    (suite,) = root
    assert suite.get("tests") == str(len(suite.findall("testcase")))
    assert suite.get("failures") == str(len(suite.findall("testcase/failure")))
    assert suite.get("errors") == str(len(suite.findall("testcase/error")))


def test_junit_tells_the_problems(run: Run, files: None) -> None:
    """A document is a test case, its problems one failure; warnings are output, unless they fail the run."""
    root = etree.fromstring(run("validate", "b.xml", "c.xml", "d.xml", "gone.xml", "--format", "junit").out.encode())
    bad, two, warned, gone = root.iterfind(".//testcase")
    assert bad.get("name") == "b.xml"
    failure = bad.find("failure")
    assert failure is not None
    assert failure.get("message") == "something about unknown-attribute; did you mean 'fine'?"
    assert failure.get("type") == "unknown-attribute"
    assert failure.text == (
        "b.xml:2:9: error[unknown-attribute]: something about unknown-attribute; did you mean 'fine'?"
    )
    assert two.find("failure").get("message") == "2 problems"
    assert [child.tag for child in warned] == ["system-out"]
    assert gone.find("error").get("message") == "no such file or folder: 'gone.xml'"
    root = etree.fromstring(run("validate", "d.xml", "--format", "junit", "--fail-on", "warning").out.encode())
    assert root.find(".//failure") is not None


def test_junit_escapes() -> None:
    """Any text makes well-formed XML; what XML cannot say is spelled out."""
    text = "<&>\"'\x00\x1b\n\t\r\x85é\ud800\ufffe\N{GRINNING FACE}"
    source = f'<a b="{escape_xml(text, is_attribute=True)}">{escape_xml(text)}</a>'
    element = etree.fromstring(source.encode("ascii"))
    told = "<&>\"'\\x00\\x1b\n\t\\r\x85é\\ud800\\ufffe\N{GRINNING FACE}"
    assert (element.get("b"), element.text) == (told, told)
