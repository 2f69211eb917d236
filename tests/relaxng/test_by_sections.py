"""Documents in sections: what was met before changes no verdict."""

from __future__ import annotations

from itertools import product

import pytest
from lxml import etree

from libvirt_xml.validation.validator import Validator
from tests.sources import SCHEMAS

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


_URI = "http://libvirt.org/schemas/domain/qemu/1.0"
_ON_THE_ROOT = [
    "",
    f" xmlns:qemu='{_URI}'",
    f' xmlns:a="urn:a" xmlns:qemu="{_URI}"',
    " xmlns:qemu='urn:other'",
    f" xmlns:q='{_URI}'",
    f" xmlns:qemu='{_URI}' xmlns:qemu='{_URI}'",
]
_ON_THE_SECTION = ["", f" xmlns:qemu='{_URI}'", " xmlns:qemu='urn:x'"]
_WITH_PREFIX = (
    "<domain type='kvm'{}>\n  <name>a</name>\n  <memory>100000</memory>\n  <os>\n    <type arch='x86_64'>hvm</type>\n"
    "  </os>\n  <qemu:commandline{}>\n    <qemu:arg {}='-x'/>\n  </qemu:commandline>\n</domain>"
)


def test_prefixes_that_the_root_declares() -> None:
    """An element with a prefix means what the root of its document says, whatever the last one said: as for libxml2."""
    oracle = etree.RelaxNG(file=str(SCHEMAS / "12.8.0" / "domain.rng"))
    texts = [_WITH_PREFIX.format(*parts) for parts in product(_ON_THE_ROOT, _ON_THE_SECTION, ["value", "values"])]
    validator = Validator("12.8.0", rules=False)
    said = [[validator.is_valid(text) for text in texts] for _ in range(4)]
    expected = [_is_valid(oracle, text) for text in texts]
    assert said == [expected] * 4
    assert 0 < sum(expected) < len(expected) / 2


_EMPTY = "<domain type='kvm'>\n  <name>a</name>\n  <memory>1</memory>\n  {}\n</domain>"


@pytest.mark.parametrize("blanks", ["\n  ", " ", "\r\n", "<!-- a -->", " <!-- a -->\n", "\n<!-- a --> \n"])
@pytest.mark.parametrize(
    "element",
    [
        "<os><type>hvm</type></os><devices>{}</devices>",
        "<os><type>hvm</type></os><devices><hub type='usb'>{}</hub><input type='mouse' bus='usb'>{}</input></devices>",
        "<os><type>hvm</type></os><description>{}</description>",
        "<os><type>hvm</type></os><title>{}</title>",
        "<os><type>hvm</type></os><devices><disk>{}</disk></devices>",
        "<os><type>{}</type></os>",
        "<os>{}</os>",
    ],
)
def test_elements_with_nothing_but_white_space(element: str, blanks: str) -> None:
    """White space is nothing where elements are wanted, and a text where that is: as for libxml2, each time."""
    oracle = etree.RelaxNG(file=str(SCHEMAS / "12.8.0" / "domain.rng"))
    text = _EMPTY.format(element.replace("{}", blanks))
    validator = Validator("12.8.0", rules=False)
    assert [validator.is_valid(text) for _ in range(3)] == [_is_valid(oracle, text)] * 3
    other = text.replace("<name>a", "<name>b").replace(blanks, "")
    assert validator.is_valid(other) == _is_valid(oracle, other)


def _is_valid(oracle: etree.RelaxNG, text: str) -> bool:
    try:
        return bool(oracle.validate(etree.fromstring(text)))
    except etree.XMLSyntaxError:
        return False
