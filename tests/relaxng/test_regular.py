"""The quick verdict on regular documents is that which following expat's events gives."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from time import perf_counter

import pytest

from libvirt_xml.markup.regular import pieces
from libvirt_xml.relaxng.patterns.builder import Patterns
from libvirt_xml.relaxng.patterns.compiled import CompiledGrammars
from libvirt_xml.relaxng.verdict import automaton as automata, by_events
from libvirt_xml.relaxng.verdict.automaton import Automaton, State
from libvirt_xml.relaxng.verdict.by_sections import accepts_regular
from libvirt_xml.validation.grammars import Roots, shipped
from libvirt_xml.validation.validator import Validator
from tests.markup.edits import edited_documents, plain_documents

_DOMAIN = "<domain type='kvm'><name>a</name><memory>1</memory>{}</domain>"
GRAMMARS = Path(__file__).parents[2] / "libvirt_xml" / "grammars"
_DISK = "<disk type='file'><source file='/{0}'/><target dev='vda' bus='virtio'/></disk>"


@cache
def _first() -> tuple[Automaton, Roots]:
    grammars = shipped("12.8.0")
    return grammars.automaton, grammars.roots


def _quickly(source: str | bytes) -> bool | None:
    automaton, first = _first()
    automaton.reading.is_padded = False

    def follow(state: State, text: str) -> State:
        return by_events._follow_alone(automaton, state, text)

    return accepts_regular(automaton, first, source, follow)


def _by_events(source: str | bytes) -> bool:
    automaton, first = _first()
    automaton.reading.is_padded = False
    return by_events._accepts(automaton, first, source)


def _assert_same(text: str) -> bool:
    """Compare both verdicts; whether the quick way gave one."""
    for source in (text, text.encode("utf-8", "surrogatepass")):
        verdict = _quickly(source)
        if verdict is None:
            return False
        was_padded = _first()[0].reading.is_padded
        assert verdict == _by_events(source), text
        assert not verdict or was_padded == _first()[0].reading.is_padded, text
    return True


@pytest.mark.parametrize("window", [1, 40, 300])
def test_windows(window: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents of many windows get the verdict of those of one, wherever the windows end."""
    monkeypatch.setattr(pieces, "_WINDOW", window)
    taken = [_assert_same(text) for text in edited_documents(window, 300)]
    assert sum(taken) > 0.05 * len(taken)


@pytest.mark.parametrize(
    "inside",
    ["<title>]]></title>", "<title>\x01</title>", "<devices></domain><domain>", "<devices><disk></devices></disk>"],
)
def test_what_is_not_well_formed(inside: str) -> None:
    """A document whose pieces are each regular may still be none, however often it is met."""
    for _ in range(3):
        assert not Validator().is_valid(_DOMAIN.format(inside))


def test_plain_documents() -> None:
    """Nearly every document gets the quick verdict, twice the same."""
    texts = plain_documents()
    assert sum(map(_assert_same, texts)) > 0.95 * len(texts)
    assert sum(map(_assert_same, texts[::10])) > 0.95 * len(texts[::10])


@pytest.mark.parametrize("seed", range(4))
def test_edited_documents(seed: int) -> None:
    """Edited documents get the same verdict or are left to the events of expat."""
    taken = [_assert_same(text) for text in edited_documents(seed + 10, 1500)]
    assert sum(taken) > 0.1 * len(taken)


_VERDICTS = {
    "<domain type='kvm'><name> </name><memory>1</memory></domain>": True,
    "<domain type='kvm'><name></name><memory>1</memory></domain>": False,
    _DOMAIN.format("<devices>\n</devices>"): True,
    _DOMAIN.format("<devices><!-- none --></devices>"): True,
    _DOMAIN.format("<devices> text </devices>"): False,
    _DOMAIN.format("<devices>" + _DISK.format("a") + " text </devices>"): False,
    _DOMAIN.format("<devices>" + _DISK.format("a") + " text" + _DISK.format("b") + "</devices>"): False,
    _DOMAIN.format("<title>a &lt; b</title><devices>" + _DISK.format("a&amp;b") + "</devices>"): True,
    _DOMAIN.format("<title><![CDATA[ > <b> ]]></title>"): True,
    _DOMAIN.format("<title>a > </title>"): True,
    _DOMAIN.format("<vcpu><!-- two -->2</vcpu>"): True,
    _DOMAIN.format("<devices><disk type='file'><!---><source file='/-->'/><target dev='vda'/></disk></devices>"): False,
    "<network><name><!---><a b='-->n</name></network>": True,
    _DOMAIN.format("<!-- <vcpu>two</vcpu> <frob/> -->"): True,
    _DOMAIN.format("<vcpu>&#50;</vcpu>"): True,
    _DOMAIN.format("<vcpu>&two;</vcpu>"): False,
    _DOMAIN.format("<metadata><a:a xmlns:a='urn:a'>x<a:b/>y</a:a><c xmlns='urn:c'/></metadata><vcpu>2</vcpu>"): True,
    _DOMAIN.format("<metadata><a:a/></metadata>"): False,
    _DOMAIN.format("<metadata><a xmlns='urn:a'><a><a/></a></a></metadata>"): True,
    f"<!DOCTYPE domain>{_DOMAIN.format('')}": False,
    f"<?xml version='1.0'?><?pi?>{_DOMAIN.format('')}<!-- end -->": True,
    _DOMAIN.format("") * 2: False,
    _DOMAIN.format("")[:-1]: False,
    _DOMAIN.format("<vcpu>2</vcpus>"): False,
    _DOMAIN.format("</domain>"): False,
}


@pytest.mark.parametrize(("text", "verdict"), _VERDICTS.items())
def test_verdicts(text: str, verdict: bool) -> None:
    """What is odd has the verdict that it had without pieces; so have what is broken and what has a DTD."""
    for _ in range(2):
        assert Validator().is_valid(text) is verdict
        assert _by_events(text) is verdict
        assert _quickly(text) in (verdict, None)


def test_padding_is_noticed_each_time() -> None:
    """A listed value with white space around it is warned of in every document that has it."""
    text = _DOMAIN.format("<devices>" + _DISK.format("a").replace("'virtio'", "' virtio'") + "</devices>")
    assert [len(Validator(rules=False).validate(text)) for _ in range(3)] == [1, 1, 1]


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces of their own, document after document, do not fill the tables; passwords are never in them."""
    monkeypatch.setattr(automata, "_PIECES", 500)
    automaton, _ = _first()
    for at in range(2000):
        disk, graphics = _DISK.format(at), f"<graphics type='vnc' passwd='hush{at}'/>"
        for _ in range(2):
            assert _quickly(_DOMAIN.format(f"<devices>{disk}{graphics}</devices>"))
    tables = [table for state in automaton._with_pieces for table in (state.between, state.fresh) if table is not None]
    kept = {id(table): list(table) for table in tables}
    assert 0 < sum(map(len, kept.values())) <= 501
    assert not [piece for pieces in kept.values() for piece in pieces if "hush" in piece]


def test_many_irregular_elements() -> None:
    """Thousands of elements that are followed by their events take linear time."""
    begin = perf_counter()
    assert Validator().is_valid(_DOMAIN.format(f"<devices>{_DISK.format('a&amp;b') * 4000}</devices>"))
    assert perf_counter() - begin < 3


def test_names_that_anything_allows_are_bounded() -> None:
    """Where any name is allowed, those that documents make up do not fill the tables either."""
    patterns = Patterns()
    compiled = CompiledGrammars((GRAMMARS / "12.8.0.json").read_bytes(), patterns)
    automaton = Automaton(patterns, limit=5_000)
    first = automaton.first(compiled.start("domain"))
    for at in range(20):
        inside = "".join(f"<x{at}_{each} y{at}_{each}='1'/>" for each in range(500))
        assert by_events.accepts(automaton, first, _DOMAIN.format(f"<metadata><r xmlns='u:r'>{inside}</r></metadata>"))
        assert len(automaton) < 10_000


def test_depth() -> None:
    """Foreign elements count with those around them."""
    for levels, verdict in ((254, True), (255, False)):
        inner = "".join(f"<a{at} xmlns='urn:a'>" for at in range(levels))
        outer = "".join(f"</a{at}>" for at in reversed(range(levels)))
        assert Validator().is_valid(_DOMAIN.format(f"<metadata>{inner}{outer}</metadata>")) is verdict


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("<uuid>4dea22b3-1d52-d8f3-2516-782e98ab3fa{}</uuid>", "<uuid>4dea22b3-1d52-d8f3-2516-782e98ab3fag</uuid>"),
        ("<vcpu current='{}'>9</vcpu>", "<vcpu current='x'>9</vcpu>"),
        ("<vcpu current='{}'>9</vcpu>", "<vcpu current='1'>x</vcpu>"),
        ("<currentMemory unit='KiB'>{}</currentMemory>", "<currentMemory unit='KiB '>1</currentMemory>"),
        ("<currentMemory unit='KiB'>{}</currentMemory>", "<currentMemory unit='XiB'>1</currentMemory>"),
        ("<devices><emulator>/{}</emulator></devices>", "<devices><emulator>{}</emulator></devices>"),
    ],
)
def test_every_value_of_a_shape_is_looked_at(right: str, wrong: str) -> None:
    """What follows pieces of one shape is found once, and each value is tested all the same."""
    for number in range(1, 5):
        assert _assert_same(_DOMAIN.format(right.format(number)))
        assert Validator().is_valid(_DOMAIN.format(right.format(number)))
    assert _assert_same(_DOMAIN.format(wrong))


@pytest.mark.parametrize(
    ("name", "is_valid"), [("a", True), ("...", True), (".", False), (" .. ", False), ("a/b", False)]
)
def test_texts_but_some(name: str, is_valid: bool) -> None:
    """A text of a datatype less some values is found by a quick test, as it is by derivatives."""
    text = f"<volume><name>{name}</name><capacity>1</capacity><target/></volume>"
    assert _assert_same(text)
    assert Validator().is_valid(text) == is_valid
