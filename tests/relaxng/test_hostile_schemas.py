"""Directories of schemas made to hurt: one clear error, or linear time."""

from __future__ import annotations

import os
from pathlib import Path
from time import perf_counter

import pytest

from libvirt_xml.errors import SchemaError
from libvirt_xml.validation import Validator

_GRAMMAR = (
    '<grammar xmlns="http://relaxng.org/ns/structure/1.0" '
    'datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">{}</grammar>'
)
_START = "<start><element name='domain'>{}</element></start>"
_X = "<element name='x'><text/></element>"
_PLENTY = 20.0  # seconds, on a machine that has other things to do; without limits it would be hours


def _doubled(levels: int, container: str, base: str) -> str:
    """Definitions, each of which refers twice to the next."""
    begin, end = (f"<{container}>", f"</{container}>") if container else ("", "")
    defines = (
        f"<define name='d{at}'>{begin}<ref name='d{at + 1}'/><ref name='d{at + 1}'/>{end}</define>"
        for at in range(levels)
    )
    return f"{''.join(defines)}<define name='d{levels}'>{base}</define>"


def _outcome(folder: Path) -> str:
    """What checking against the schemas comes to: the error, or nothing."""
    begin = perf_counter()
    try:
        validator = Validator(schema_dir=folder)
        for text in ("<domain><x/></domain>", "<domain><y/></domain>", "<domain/>", "<domain a='1'>1 2</domain>"):
            validator.validate(text)
    except SchemaError as error:
        return error.message
    finally:
        assert perf_counter() - begin < _PLENTY
    return ""


@pytest.mark.parametrize("levels", [4, 16, 64])
@pytest.mark.parametrize("container", ["", "group", "choice", "oneOrMore", "mixed"])
@pytest.mark.parametrize(
    "base", [_X, f"<optional>{_X}</optional>", f"<zeroOrMore>{_X}</zeroOrMore>", "<text/>", "<empty/>"]
)
def test_doubled_references(tmp_path: Path, levels: int, container: str, base: str) -> None:
    """Sequences that double are refused at their place; all else is as large as it is written."""
    (tmp_path / "domain.rng").write_text(
        _GRAMMAR.format(_START.format("<ref name='d0'/>") + _doubled(levels, container, base))
    )
    is_long = levels > 4 and container in ("", "group", "oneOrMore") and base != "<empty/>"
    message = _outcome(tmp_path)
    if container != "mixed":
        assert ("more than 256 parts" in message) == is_long


@pytest.mark.parametrize("levels", [4, 16, 64])
def test_doubled_values_in_a_list(tmp_path: Path, levels: int) -> None:
    """The values of a list are a sequence too."""
    start = _START.format("<list><ref name='d0'/></list>")
    (tmp_path / "domain.rng").write_text(_GRAMMAR.format(start + _doubled(levels, "group", "<data type='int'/>")))
    assert ("more than 256 parts" in _outcome(tmp_path)) == (levels > 4)


@pytest.mark.parametrize("levels", [4, 24])
def test_doubled_files(tmp_path: Path, levels: int) -> None:
    """Files that each refer twice to the next."""
    for at in range(levels):
        other = f"<externalRef href='f{at + 1}.rng'/>" * 2
        (tmp_path / f"f{at}.rng").write_text(f"<choice xmlns='http://relaxng.org/ns/structure/1.0'>{other}</choice>")
    (tmp_path / f"f{levels}.rng").write_text("<text xmlns='http://relaxng.org/ns/structure/1.0'/>")
    (tmp_path / "domain.rng").write_text(_GRAMMAR.format(_START.format("<externalRef href='f0.rng'/>")))
    assert ("more than 2,000 times" in _outcome(tmp_path)) == (levels > 4)


@pytest.mark.parametrize("levels", [4, 24])
def test_doubled_includes(tmp_path: Path, levels: int) -> None:
    """Grammars that each include the next one twice."""
    for at in range(levels):
        (tmp_path / f"f{at}.rng").write_text(_GRAMMAR.format(f"<include href='f{at + 1}.rng'/>" * 2))
    (tmp_path / f"f{levels}.rng").write_text(_GRAMMAR.format("<define name='a' combine='choice'><text/></define>"))
    (tmp_path / "domain.rng").write_text(_GRAMMAR.format(_START.format("<ref name='a'/>") + "<include href='f0.rng'/>"))
    assert ("more than 2,000 times" in _outcome(tmp_path)) == (levels > 4)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (_START.format("<ref name='a'/>") + "<define name='a'><ref name='a'/></define>", "a"),
        (_START.format("<ref name='a'/>") + "<include href='domain.rng'/>", "in a circle"),
        (_START.format("<group>" * 5_000 + "<text/>" + "</group>" * 5_000), "nested deeper"),
        (_START.format(f"<choice>{_X * 5_000}</choice>"), ""),
        (_START.format(_X * 300), "more than 256 parts"),
        (_START.format("<externalRef href='pipe.rng'/>"), "it is a device or a pipe"),
        (_START.format("<externalRef href='/dev/zero'/>"), "it is a device or a pipe"),
    ],
)
def test_others(tmp_path: Path, content: str, message: str) -> None:
    """References to themselves, loops of files, deep nesting, much of everything, and what is no file."""
    os.mkfifo(tmp_path / "pipe.rng")
    (tmp_path / "domain.rng").write_text(_GRAMMAR.format(content))
    outcome = _outcome(tmp_path)
    assert message in outcome
    assert bool(outcome) == bool(message)
