"""The value of a secret: a reference beside the document, read only where it is used, and quoted nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from libvirt_xml.cli.reports.hiding import without_secrets
from libvirt_xml.yaml_forms import Options, Source, load
from libvirt_xml.yaml_forms.loading import Loaded

FORM = "secret: {{usage: {{type: ceph, name: client.web}}, value: {}}}"


def _loaded(value: str, file: str | None = None, **options: bool) -> Loaded:
    return load(Source(FORM.format(value), file), options=Options(reads_secret_values=True, **options))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "content", "expected"),
    [
        ("{env: KEY}", "sesame", b"sesame"),
        ("{env: KEY}", "two\nlines\n", b"two\nlines"),
        ("{base64: {env: KEY}}", "c2VzYW1l\n", b"sesame"),
        ("{base64: {env: KEY}}", "AP8=", b"\x00\xff"),
    ],
)
def test_what_it_is(value: str, content: str, expected: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes, without the end of the line; those that a text in Base64 stands for."""
    monkeypatch.setenv("KEY", content)
    (document,) = _loaded(value).raise_errors().documents
    assert document.value == expected
    assert "value" not in document.xml
    assert "sesame" not in repr(document)


def test_a_file(tmp_path: Path) -> None:
    """Beside the YAML file."""
    (tmp_path / "key").write_text("sesame\n")
    (document,) = _loaded("{file: key}", str(tmp_path / "secrets.yaml")).documents
    assert document.value == b"sesame"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("sesame", "wrong-type"),
        ("[sesame]", "wrong-type"),
        ("{evn: KEY}", "wrong-type"),
        ("{env: KEY, file: key}", "wrong-type"),
        ("{base64: sesame}", "wrong-type"),
        ("{base64: {env: KEY}}", "invalid-value"),
        ("{env: NOT_THERE}", "unreadable-reference"),
    ],
)
def test_what_it_cannot_be(value: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One problem, at its place, without the value."""
    monkeypatch.setenv("KEY", "no base64!")
    (problem,) = _loaded(value).problems
    assert (problem.code, problem.line, problem.path.partition(".")[0]) == (code, 1, "secret")
    assert "sesame" not in problem.message
    assert "no base" not in problem.message


def test_it_is_not_read_where_it_is_not_used() -> None:
    """To convert and to check needs no secret, but its form must be right."""
    assert load(Source(FORM.format("{env: NOT_THERE}"))).documents[0].value is None
    assert [problem.code for problem in load(Source(FORM.format("sesame"))).problems] == ["wrong-type"]


@pytest.mark.parametrize("value", ["sesame", "'sesame'", "{base64: sesame}"])
def test_it_is_hidden_where_the_file_is_shown(value: str) -> None:
    """Also one that is there although it must not be."""
    assert "sesame" not in without_secrets(FORM.format(value), is_yaml=True)
    assert "name: client.web" in without_secrets(FORM.format(value), is_yaml=True)
    assert "sesame" in without_secrets("domain: {memory: {value: sesame}}", is_yaml=True)
