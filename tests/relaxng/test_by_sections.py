"""Documents in sections: what was met before changes no verdict."""

from __future__ import annotations

import pytest

from libvirt_xml.validation.validator import Validator

_DOCUMENT = (
    "<domain type='kvm'>\n  <name>a</name>{}\n  <memory>100000</memory>\n  <os>\n    <type arch='{}'>hvm</type>\n"
    "  </os>\n  <devices>\n    <sound model='ac97'/>{}\n  </devices>{}\n</domain>"
)


@pytest.mark.parametrize("place", range(3))
@pytest.mark.parametrize("text", ["x", "<", "</name", "&", "]]>", "-->", "<!-- a", "x>"])
def test_what_stands_behind_a_section(text: str, place: int) -> None:
    """Text behind an element makes no document of it, also where the element is known."""
    behind = [text if at == place else "" for at in range(3)]
    validator = Validator("12.8.0")
    for _ in range(4):
        assert validator.is_valid(_DOCUMENT.format("", "x86_64", "", ""))
        assert not validator.is_valid(_DOCUMENT.format(behind[0], "x86_64", *behind[1:]))


def test_white_space_is_told_each_time() -> None:
    """A listed value with white space around it is told, also where the element is known."""
    codes = [
        [problem.code for problem in Validator("12.8.0").validate(_DOCUMENT.format("", " x86_64", "", ""))]
        for _ in range(5)
    ]
    assert codes == [["stray-white-space"]] * 5
