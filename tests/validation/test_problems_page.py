"""docs/problems.md: a section for each code, whose examples say what the page shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from libvirt_xml import validate
from libvirt_xml.validation.catalogue import CODES

_PAGE = Path(__file__).parents[2] / "docs" / "problems.md"
_TEXT = _PAGE.read_text("utf-8")
_SECTIONS = {part.split("\n", 1)[0].strip(): part for part in _TEXT.split("\n## ")[1:]}
_EXAMPLE = re.compile(r"```xml(?: libvirt=([0-9.]+))?\n(.*?)```\n\n```text\n(.*?)```", re.DOTALL)


def test_sections() -> None:
    """Each code has a section, and no section is about a code that is gone."""
    assert set(_SECTIONS) == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_examples(code: str) -> None:
    """The examples of a section give the problems that it shows, of its code, with the catalogue's severity."""
    examples = _EXAMPLE.findall(_SECTIONS[code])
    assert examples
    for libvirt, document, shown in examples:
        problems = validate(document, libvirt=libvirt or None)
        assert "".join(f"{each.line}:{each.column} {each.code}: {each.message}\n" for each in problems) == shown
        assert {(each.code, each.severity) for each in problems} == {(code, CODES[code].severity)}
