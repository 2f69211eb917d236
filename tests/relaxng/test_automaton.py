"""The automaton's tables: bounded, shared by threads, filled with nothing that a document makes up."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter

import pytest

from libvirt_xml.relaxng.patterns.builder import Patterns
from libvirt_xml.relaxng.patterns.compiled import CompiledGrammars
from libvirt_xml.relaxng.patterns.patterns import Pattern
from libvirt_xml.relaxng.verdict.automaton import Automaton
from libvirt_xml.relaxng.verdict.by_events import accepts

_GRAMMARS = Path(__file__).parents[2] / "libvirt_xml" / "grammars"
_DOMAIN = "<domain type='kvm'><name>a</name><memory>1</memory>{}</domain>"
_DISK = "<disk type='file'><source file='/{0}'/><target dev='vd{0}'/></disk>"


def _grammar(name: str = "domain", limit: int = 200_000) -> tuple[Automaton, Pattern]:
    patterns = Patterns()
    compiled = CompiledGrammars((_GRAMMARS / "12.8.0.json").read_bytes(), patterns)
    return Automaton(patterns, limit=limit), compiled.start(name)


def _devices(content: str) -> str:
    return _DOMAIN.format(f"<devices>{content}</devices>")


_VERDICTS = {
    _DOMAIN.format(""): True,
    _DOMAIN.format("<vcpu>2</vcpu><os><type>hvm</type></os>"): True,
    _DOMAIN.format("<vcpu>two</vcpu>"): False,
    _devices(_DISK.format("a") * 3): True,
    _devices(_DISK.format("a") + "<disc/>"): False,
    _devices("<interface type='network'><source network='x'/></interface>"): True,
    _devices("<interface><source network='x'/></interface>"): False,
}


def test_forgetting() -> None:
    """An automaton that drops its tables all the time gives the same verdicts."""
    sizes = []
    for limit in (50, 200_000):
        automaton, start = _grammar(limit=limit)
        for _ in range(2):
            assert {text: accepts(automaton, automaton.first(start), text) for text in _VERDICTS} == _VERDICTS
        sizes.append(len(automaton))
    assert sizes[0] < sizes[1] / 2


def test_threads() -> None:
    """Eight threads that share one cold automaton, which drops its tables now and then, all get the right verdicts."""
    automaton, start = _grammar(limit=2_000)

    def check(at: int) -> bool:
        texts = list(_VERDICTS)
        chosen = texts[at % len(texts) :] + texts[: at % len(texts)]
        return all(accepts(automaton, automaton.first(start), text) == _VERDICTS[text] for text in chosen)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(check, range(200)))


@pytest.mark.parametrize(
    "make",
    [
        lambda at: _devices(f"<frob{at}/>"),
        lambda at: _devices(f"<disk type='file' a{at}='1'/>"),
        lambda at: _DOMAIN.format(f"<vcpu>{at}</vcpu>"),
        lambda at: _devices(_DISK.format(at)),
        lambda at: _DOMAIN.format(f"<os><type machine='m{at}'>hvm</type></os>"),
    ],
    ids=["element names", "attribute names", "numbers", "texts", "listed or not"],
)
def test_what_documents_make_up_is_not_kept(make: object) -> None:
    """A thousand documents of one structure, each with another name or value, take no more memory than ten."""
    automaton, start = _grammar()
    sizes = []
    for at in range(1000):
        accepts(automaton, automaton.first(start), make(at))  # type: ignore[operator]
        if at in (10, 999):
            sizes.append(len(automaton))
    assert sizes[0] == sizes[1]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (_DOMAIN.format("<x>" * 300 + "</x>" * 300), False),
        (_DOMAIN.format("<x " + " ".join(f"a{at}='1'" for at in range(10_000)) + "/>"), False),
        (_devices("".join(_DISK.format(at) + f"<controller type='usb' index='{at}'/>" for at in range(5_000))), True),
        (_DOMAIN.format("<metadata>" + "<a:a xmlns:a='urn:a'>" * 200 + "</a:a>" * 200 + "</metadata>"), True),
        (_DOMAIN.format("<metadata>" + "<a:a xmlns:a='urn:a'>" * 300 + "</a:a>" * 300 + "</metadata>"), False),
        (_devices(f"<emulator>/{'x' * 1_000_000}</emulator>"), True),
        (_DOMAIN.format(f"<vcpu>{'9' * 100_000}</vcpu>"), False),
    ],
    ids=["deep", "attributes", "children", "200 levels", "300 levels", "long path", "long number"],
)
def test_hostile_documents(text: str, verdict: bool) -> None:
    """Deep, wide and long documents get their verdict in bounded time."""
    automaton, start = _grammar()
    begin = perf_counter()
    assert accepts(automaton, automaton.first(start), text) == verdict
    assert perf_counter() - begin < 10
