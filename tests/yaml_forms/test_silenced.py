"""``load`` heeds comments that silence problems, as ``validate`` does, and never loses what the YAML says."""

from __future__ import annotations

from pathlib import Path

import pytest

from libvirt_xml.yaml_forms import Loaded, Source, SpecError, load

_NETWORK = """\
network:
  name: lan
  forward:
    mode: teleport{}
"""
_IGNORE = "  # libvirt-xml: ignore=invalid-value -- our patched libvirt has it"


def _codes(loaded: Loaded) -> list[str]:
    return [problem.code for problem in loaded.problems]


def test_what_the_schemas_find() -> None:
    """A silenced problem of libvirt's schemas does not keep the document back, which says what the YAML says."""
    assert _codes(load(Source(_NETWORK.format("")))) == ["invalid-value"]
    loaded = load(Source(_NETWORK.format(_IGNORE))).raise_errors()
    assert loaded.problems == ()
    assert [problem.line for problem in loaded.silenced] == [4]
    assert "mode='teleport'" in loaded.documents[0].xml.replace('"', "'")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("vm:\n  name: a\n  colour: red{}\n", "unknown-key"),
        ("vm:\n  name: a\n  memory: lots{}\n", "invalid-size"),
        ("vm:\n  name: a\n  accel: warp{}\n", "invalid-value"),
        ("network:\n  name: lan\n  bridge: [1]{}\n", "wrong-type"),
    ],
)
def test_what_is_wrong_in_the_yaml_itself(text: str, code: str) -> None:
    """It is not reported, but there is no document without it: ``raise_errors`` names it."""
    loaded = load(Source(text.format(f" # libvirt-xml: ignore={code}")))
    assert loaded.problems == ()
    assert loaded.documents == ()
    assert [problem.code for problem in loaded.silenced] == [code]
    assert loaded.errors == loaded.silenced
    with pytest.raises(SpecError) as error:
        loaded.raise_errors()
    assert error.value.problems == loaded.silenced


def test_comments_that_are_of_no_use() -> None:
    """They are warnings with the name of the file, and keep nothing back."""
    source = Source("network:\n  name: lan  # libvirt-xml: ignore=invalid-value, unkown-key\n", "lan.yaml")
    loaded = load(source).raise_errors()
    assert [(problem.code, problem.severity, problem.file) for problem in loaded.problems] == [
        ("unknown-code", "warning", "lan.yaml"),
        ("unused-ignore", "warning", "lan.yaml"),
    ]
    assert len(loaded.documents) == 1


def test_each_file_has_its_own_comments() -> None:
    """A comment for the whole of one file is not for the others."""
    head = "# libvirt-xml: ignore=invalid-value\n"
    base = Source(f"{head}network: {{name: a, forward: {{mode: x}}}}\n", "a.yaml")
    other = Source("network: {name: b, forward: {mode: x}}\n", "b.yaml")
    loaded = load(base, other)
    assert [(problem.file, problem.code) for problem in loaded.problems] == [("b.yaml", "invalid-value")]
    assert [problem.file for problem in loaded.silenced] == ["a.yaml"]
    assert loaded.documents == ()


def test_a_file(tmp_path: Path) -> None:
    """The comments of a file in UTF-16 are read as its values are."""
    path = tmp_path / "lan.yaml"
    path.write_text(_NETWORK.format(_IGNORE), encoding="utf-16")
    assert load(path).raise_errors().documents[0].kind == "network"
