"""Rules look at documents with prefixes and references by their pieces, and see what expat's events show."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from libvirt_xml.markup.regular import pieces
from libvirt_xml.markup.regular.pieces import Irregular, Window, regular_text
from libvirt_xml.markup.regular.section_texts import SectionTexts
from libvirt_xml.relaxng.verdict.by_events import judge
from libvirt_xml.validation import Validator
from libvirt_xml.validation.grammars import shipped
from libvirt_xml.validation.rules.rulebook import rulebook
from libvirt_xml.validation.rules.thing import Thing
from libvirt_xml.validation.rules.thing_reading import parts_of_piece, read_by_events, read_things

_URI = "http://libvirt.org/schemas/domain/qemu/1.0"
_DOMAIN = """\
<domain type='kvm'{declared}><name>a &amp; b</name>{metadata}<memory>1</memory><vcpu current='3'>2</vcpu>
<os><type>hvm</type></os><devices>{disks}</devices>{arguments}</domain>"""
_DISK = """\
<disk type='network'><source protocol='https' name='a' query='b&amp;c=&quot;&lt;'><host name='h' port='1'/></source>
<target dev='vd{}'/></disk>"""
_DISKS = "\n".join(_DISK.format(letter) for letter in "abca")
_METADATA = "<metadata><app:foo xmlns:app='urn:app' app:bar='1'>x</app:foo></metadata>"
_ARGUMENTS = "<qemu:commandline><qemu:arg value='-x'/></qemu:commandline>"
DOCUMENTS = [
    _DOMAIN.format(declared="", metadata=_METADATA, disks=_DISKS, arguments=""),
    _DOMAIN.format(declared=f" xmlns:qemu='{_URI}'", metadata="", disks=_DISKS, arguments=_ARGUMENTS),
]


def _shape(thing: Thing) -> object:
    """An element, without the names in a foreign namespace: what they are called differs, and no rule asks."""
    is_foreign = "}" in thing.name or (":" in thing.name and not thing.name.startswith("qemu:"))
    name = "" if is_foreign else thing.name
    attributes = {key: value for key, value in thing.attributes.items() if ":" not in key and "}" not in key}
    return name, attributes, thing.text.strip(), [_shape(child) for child in thing.children]


@pytest.mark.parametrize("text", DOCUMENTS)
def test_by_pieces_as_by_events(text: str) -> None:
    """The trees are the same, and so are the hits; the gate has seen the whole document."""
    regular = regular_text(text)
    assert regular is not None
    assert all(parts_of_piece(piece) for piece in Window(regular, 0).pieces if piece[0] != "/")
    assert _shape(read_things(text)) == _shape(read_by_events(text))
    rules, grammars = rulebook("12.8.0"), shipped("12.8.0")
    expected = {hit.rule.code for hit in rules.hits_of(read_by_events(text), rules.rules)}
    assert {"disk-target-repeated"} < expected
    for _ in range(4):
        glance = rules.glance()
        verdict = judge(grammars.automaton, grammars.roots, text, glance)
        assert verdict.is_accepted
        assert glance.is_whole
        assert {hit.rule.code for hit in rules.hits(text, glance if verdict.is_regular else None)} == expected


_ENVIRONMENT = """\
<domain type='qemu' xmlns:{prefix}='{uri}'><name>a</name><memory>65536</memory>
<os><type arch='x86_64' machine='q35'>hvm</type></os>
<{prefix}:commandline><{prefix}:env name='1' value='x'/></{prefix}:commandline></domain>"""


@pytest.mark.parametrize(("prefix", "is_regular"), [("qemu", True), ("q", False), ("xen", False)])
def test_any_prefix(prefix: str, *, is_regular: bool) -> None:
    """A rule about elements in a namespace finds them by any prefix; unusual ones are read by expat's events."""
    text = _ENVIRONMENT.format(prefix=prefix, uri=_URI)
    rules = rulebook("12.8.0")
    glance = rules._glance_at(text)
    assert glance is not None
    assert glance.is_whole is is_regular
    assert [hit.rule.code for hit in rules.hits(text)] == ["qemu-env-digit"]


_IN_SECTIONS = """\
<domain type='qemu'>
  <name>a</name>
  <memory>65536</memory>
  <os>
    <type arch='x86_64' machine='q35'>hvm</type>
  </os>
  <devices>
    <disk device='cdrom'>
      <target dev='{target}' bus='{bus}'/>
    </disk>
  </devices>
  {arguments}
</domain>"""
_ENV = "<commandline xmlns='{uri}'>\n    <env name='{name}' value='x'/>\n  </commandline>"
_PREFIXED_ENV = (
    "<ns0:commandline xmlns:ns0='{uri}'>\n    <ns1:env xmlns:ns1='{uri}' name='{name}' value='x'/>\n"
    "  </ns0:commandline>"
)


@pytest.mark.parametrize("arguments", [_ENV, _PREFIXED_ENV])
@pytest.mark.parametrize(
    ("name", "bus", "codes"),
    [("A", "sata", []), ("1", "sata", ["qemu-env-digit"]), ("A", "ide", ["disk-ide-machine"])],
)
def test_a_namespace_inside_is_a_section(arguments: str, name: str, bus: str, codes: list[str]) -> None:
    """Where one section declares a namespace, the document still goes by sections, and breaks the same rules."""
    text = _IN_SECTIONS.format(target="sda", bus=bus, arguments=arguments.format(uri=_URI, name=name))
    rules, grammars = rulebook("12.8.0"), shipped("12.8.0")
    for _ in range(4):
        glance = rules.glance()
        verdict = judge(grammars.automaton, grammars.roots, text, glance)
        assert verdict.is_accepted
        assert verdict.is_regular
        assert glance.is_whole
        assert glance.seen_sections() is not None
        assert [hit.rule.code for hit in rules.hits(text, glance)] == codes


class _Onlooker:
    def __init__(self) -> None:
        self.seen: list[str] = []

    def see(self, pieces: Sequence[str]) -> None:
        self.seen += pieces

    def see_sections(self, sections: SectionTexts) -> None:
        raise AssertionError(sections)  # the document stands on few lines


def test_an_element_that_goes_on_beyond_a_window_is_seen_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever a large document is cut."""
    grammars, text = shipped("12.8.0"), DOCUMENTS[0]
    every = Window(text, 0).pieces
    for size in range(1, len(text), 7):
        monkeypatch.setattr(pieces, "_WINDOW", size)
        onlooker = _Onlooker()
        verdict = judge(grammars.automaton, grammars.roots, text, onlooker)
        assert verdict.is_accepted
        assert verdict.is_regular
        assert onlooker.seen == every, size


@pytest.mark.parametrize(
    "text",
    [
        _DOMAIN.format(declared="", metadata="", disks=_DISKS, arguments="").replace("</os>", "</os>&#32;"),
        _DOMAIN.format(declared="", metadata="", disks=_DISKS.replace("</disk>", "</disk>&#32;"), arguments=""),
        _DOMAIN.format(declared="", metadata="", disks=_DISKS.replace("</source>", "</source>&#x20;"), arguments=""),
    ],
)
def test_white_space_by_number_behind_an_end_tag(text: str) -> None:
    """The element behind it is seen: the document is left to events."""
    rules = rulebook("12.8.0")
    assert _shape(read_things(text)) == _shape(read_by_events(text))
    expected = [hit.rule.code for hit in rules.hits_of(read_by_events(text), rules.rules)]
    assert "disk-target-repeated" in expected
    assert {problem.code for problem in Validator("12.8.0").validate(text)} == set(expected)


@pytest.mark.parametrize(
    "piece",
    [
        "a xmlns='urn:x'/",
        "a b='&#10;'/",
        "a>&other;</a",
        "a>&#x41;</a",
        "![CDATA[:]]",
        "?a:b",
        "!-- a:b",
        "a b='c:\n'/",
    ],
)
def test_what_means_something_else_is_left_to_events(piece: str) -> None:
    with pytest.raises(Irregular):
        parts_of_piece(piece)
