"""The faults of a text that is not well-formed are told in one round."""

from __future__ import annotations

import pytest

from libvirt_xml import validate
from libvirt_xml.markup.malformed.corrections import Correction, corrected, place_before
from libvirt_xml.markup.malformed.diagnosis import inspect
from libvirt_xml.markup.malformed.further_faults import read_on

_MACHINE = """<domain type='kvm'>
  <name>web</name>
  <description>a web server</description>
  <memory unit='MiB'>1024</memory>
  <os>
    <type arch='x86_64'>hvm</type>
  </os>
  <devices>
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2'/>
      <source file='/a.img'/>
      <target dev='vda' bus='virtio'/>
    </disk>
    <interface type='network'>
      <source network='default'/>
    </interface>
  </devices>
</domain>
"""

_MISTAKES = [
    ("type='kvm'", "type=kvm", "unquoted"),
    ("type='kvm'", "type=kvm'", "unquoted"),
    ("a web server", "a web & mail server", "ampersand"),
    ("a web server", "https://a?b=1&c=2&d=3", "ampersand"),
    ("a web server", "load < 5", "less-than-in-text"),
    ("a web server", "a web&nbsp;server", "entity-of-html"),
    ("a web server", "&vendor;", "entity"),
    ("a web server", "a web\x01server", "character"),
    ("unit='MiB'", "unit 'MiB'", "no-equals"),
    ("unit='MiB'", "unit=='MiB'", "equals-twice"),
    ("unit='MiB'", "unit='MiB' unit='MiB'", "attribute-twice"),
    ("unit='MiB'", "unit=\u201cMiB\u201d", "curly-quote"),
    ("unit='MiB'", "unit=\\'MiB\\'", "backslash"),
    ("arch='x86_64'", "arch='x86_64", "quotation-open"),
    ("name='qemu' type", "name='qemu type", "quotation-open"),
    ("file='/a.img'", "file='/a.img\"", "quotation-open"),
    ("'vda' bus", "'vda'bus", "no-space"),
    ("</type>", "</type", "end-tag-open"),
    ("</type>", "</typ>", "end-tag"),
    ("<type arch='x86_64'>hvm</type>", "<type arch='x86_64'>hvm", "end-tag"),
    ("bus='virtio'/>", "bus='virtio'>", "end-tag"),
    ("type='qcow2'/>", "type='qcow2'>", "end-tag"),
    ("    </disk>\n", "", "end-tag"),
    ("    </disk>\n", "    <disk>\n", "end-tag-opened-again"),
    (
        "<type arch='x86_64'>hvm</type>",
        "<type arch='x86_64'>hvm</type>\n    <boot dev='hd'>\n    <boot dev='network'/>",
        "end-tag",
    ),
    ("</name>", "<name/>", "end-tag-with-slash-behind"),
    ("unit='MiB'", "unit='MiB''", "quotation-mark-twice"),
    ("<os>", "<oss>", "end-tag"),
    ("<devices>", "<devces>", "end-tag"),
    ("</memory>", "</memory> <--- the memory", "note"),
    ("  </devices>", "  <devices>", "end-tag-opened-again"),
    ("</domain>", "", "element-open"),
    ("</domain>", "<domain>", "element-opened-again"),
    ("</domain>", "</domain>\n</domain>", "no-open-element"),
    ("<domain type", "\n<?xml version='1.0'?>\n<domain type", "late-declaration"),
    ("<devices>", "<!-- disks -- and more --><devices>", "hyphens"),
    ("</name>", "</name>\n<metadata><qemu:a/></metadata>", "prefix-of-libvirt"),
    ("<name>web</name>", "<name='web'/>", "element-with-value"),
    ("<source file='/a.img'/>", "<source file='/a.img' /\n", "no-greater-than"),
]


@pytest.mark.parametrize(("right", "wrong", "variant"), _MISTAKES)
def test_one_mistake_is_one_problem(right: str, wrong: str, variant: str) -> None:
    """What is read behind a mistake has none."""
    assert [problem.variant for problem in validate(_MACHINE.replace(right, wrong, 1))] == [variant]


@pytest.mark.parametrize(("right", "wrong", "variant"), _MISTAKES)
def test_what_is_behind_a_mistake_is_reported_where_it_is(right: str, wrong: str, variant: str) -> None:
    """A misspelt name and a wrong value are marked in the text as it is, with the fault of XML before them."""
    text = _MACHINE.replace("network='default'/>", "netwrok='default'/>").replace("device='disk'", "device='dsk'")
    text = text.replace(right, wrong, 1)
    first, *others = validate(text)
    assert first.variant == variant
    words = [text.splitlines()[other.line - 1][other.column - 1 :] for other in others if other.line and other.column]
    assert [word[:7] for word in words] == ["device=", "netwrok"]


def test_several_faults_of_xml_are_reported_together() -> None:
    """Each of a line of its own, in their order."""
    text = _MACHINE.replace("'kvm'", "kvm").replace("a web", "a & b").replace("bus='virtio'/>", "bus='virtio'>")
    text = text.replace("</devices>", "</device>")
    assert [(problem.line, problem.column, problem.variant) for problem in validate(text)] == [
        (1, 14, "unquoted"),
        (3, 19, "ampersand"),
        (13, 7, "end-tag"),
        (17, 5, "end-tag"),
    ]


def test_two_faults_of_one_line_have_their_columns() -> None:
    """Though the first one is repaired before the second is found."""
    text = "<a b=c d=e><f g=h/></a>"
    told = inspect(text).error
    assert told is not None
    rest = read_on(text, told)
    assert [(error.line, error.column) for error in rest.errors] == [(1, 10), (1, 17)]
    assert rest.meant == "<a b='c' d='e'><f g='h'/></a>"
    assert rest.place(1, 13) == (1, 10)


@pytest.mark.parametrize(
    "text",
    [
        _MACHINE.replace("<disk type", "<!-- <disk type"),
        _MACHINE.replace("    </interface>", "    </interface>\n    </interface>"),
        _MACHINE[: _MACHINE.index("<target")],
        _MACHINE + _MACHINE,
    ],
    ids=["a comment that stays open", "an end tag too many", "the end is missing", "two documents"],
)
def test_nothing_is_guessed(text: str) -> None:
    """Where several repairs are likely, only what is certain is said."""
    (problem,) = validate(text)
    assert problem.code == "not-well-formed"


def test_a_place_before_corrections() -> None:
    """Places behind, inside and before what was replaced."""
    text, shifts = corrected("ab cd\nef", [Correction(0, 1, "xyz"), Correction(3, 5, ""), Correction(6, 6, "-")])
    assert text == "xyzb \n-ef"
    assert [place_before(shifts, 1, column) for column in (1, 3, 4, 5)] == [(1, 1), (1, 1), (1, 2), (1, 3)]
    assert place_before(shifts, 2, 2) == (2, 1)
