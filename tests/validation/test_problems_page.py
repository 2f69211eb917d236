"""docs/problems.md: a section for each code, whose examples say what the page shows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from libvirt_xml import Problem, validate
from libvirt_xml.validation.catalogue import WITHOUT_RULES
from libvirt_xml.yaml_forms.loading import Source, load

_PAGE = Path(__file__).parents[2] / "docs" / "problems.md"
_TEXT = _PAGE.read_text("utf-8")
_SECTIONS = {part.split("\n", 1)[0].strip(): part for part in _TEXT.split("\n## ")[1:]}
_EXAMPLE = re.compile(r"```(xml|yaml)(?: libvirt=([0-9.]+))?\n(.*?)```\n\n```text\n(.*?)```", re.DOTALL)


def _problems(form: str, libvirt: str, document: str) -> Sequence[Problem]:
    return validate(document, libvirt=libvirt or None) if form == "xml" else load(Source(document)).problems


def test_sections() -> None:
    """Each code has a section, and no section is about a code that is gone."""
    assert set(_SECTIONS) == set(WITHOUT_RULES)


@pytest.mark.parametrize("code", [code for code in WITHOUT_RULES if code != "unreadable-file"])
def test_examples(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The examples of a section give the problems that it shows, of its code, with the catalogue's severity."""
    monkeypatch.chdir(tmp_path)
    examples = _EXAMPLE.findall(_SECTIONS[code])
    assert examples
    for form, libvirt, document, shown in examples:
        problems = _problems(form, libvirt, document)
        assert "".join(f"{each.line}:{each.column} {each.code}: {each.full_message}\n" for each in problems) == shown
        assert {(each.code, each.severity) for each in problems} == {(code, WITHOUT_RULES[code].severity)}


def test_every_block_is_an_example() -> None:
    """No document on the page goes untested."""
    assert len(_EXAMPLE.findall(_TEXT)) == len(re.findall(r"^```(?:xml|yaml)", _TEXT, re.MULTILINE))
