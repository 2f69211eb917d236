"""What people write in another form, by the table of the cases, and what is written instead."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from libvirt_xml.fixing.fixing import fixed

_TABLE = tomllib.loads(Path(__file__).with_name("written_instead.toml").read_text("utf-8"))
CASES = [(around, *case) for around, cases in _TABLE["cases"].items() for case in cases]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[1])
def test_what_is_written_instead(case: tuple[str, ...]) -> None:
    """It is as it was meant, if that is certain; else nothing changes."""
    around, wrong, *right = case
    source, expected = (_TABLE["around"][around].format(text) for text in (wrong, right[0] if right else wrong))
    result = fixed(source)
    assert result.text.replace("></feature>", "/>") == expected
    assert bool(result.fixed) is bool(right)


LINES = """\
<devices>
  <disks>
    <!-- a -->
    <disk type='file'>
      <source file='/a'/>
      <target dev='vda' bus='wibble'/>
    </disk>

    <disk type='file'><source file='/b'/><target dev='vdb'/></disk>
  </disks>
  <sound model='ich9'/>
</devices>
"""
UNWRAPPED = """\
<devices>
  <!-- a -->
  <disk type='file'>
    <source file='/a'/>
    <target dev='vda' bus='wibble'/>
  </disk>

  <disk type='file'><source file='/b'/><target dev='vdb'/></disk>
  <sound model='ich9'/>
</devices>
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_needless_element(newline: str) -> None:
    """What is in it is as deep as it was, and has its mistakes, which nobody looked for before."""
    source, expected = (
        _TABLE["around"]["domain"].format(f"\n{text}").replace("\n", newline) for text in (LINES, UNWRAPPED)
    )
    result = fixed(source, is_wanted=lambda problem: problem.code == "unknown-element")
    assert result.text == expected
    assert {problem.code for problem in result.left} == {"invalid-value"}
