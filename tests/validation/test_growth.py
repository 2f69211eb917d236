"""Explaining is linear in the document and in its faults, in time and memory; and nothing of a document is kept."""

from __future__ import annotations

import gc
import sys
import threading
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from secrets import token_hex

import pytest

from libvirt_xml import ParseError, parse, validate
from libvirt_xml.markup.located import Node
from libvirt_xml.relaxng.verdict.judging import Judge
from libvirt_xml.relaxng.verdict.tree_builder import read_located
from libvirt_xml.validation.explaining import explain as explaining
from libvirt_xml.validation.grammars import shipped
from libvirt_xml.validation.validator import Validator
from tests.cost import calls_of
from tests.validation.growing import GROWING, NEWER, Growing, disks

_COUNT = 72
_DEPTH = 24  # of elements in one another; they are never many, and each has its parents
_MOST = 2.3  # what twice the document may cost
_KINDS = [
    *(pytest.param(kind, None, id=name) for name, kind in GROWING.items()),
    *(pytest.param(kind, "7.0.0", id=f"newer {name}") for name, kind in NEWER.items()),
]


def _judge() -> Judge:
    grammars = shipped(Validator().libvirt)
    return Judge(grammars.automaton, grammars.candidates)


def _peak(call: Callable[[], object]) -> int:
    """The most memory that a call takes."""
    gc.collect()
    tracemalloc.start()
    try:
        call()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(("kind", "libvirt"), _KINDS)
def test_twice_the_document_costs_twice(kind: Growing, libvirt: str | None) -> None:
    count = _DEPTH if kind.end else _COUNT
    once, twice = kind.make(count), kind.make(2 * count)
    assert validate(once, libvirt=libvirt)
    assert validate(twice, libvirt=libvirt)  # now the automaton knows all that it meets
    calls = [calls_of(lambda text=text: validate(text, libvirt=libvirt)) for text in (once, twice)]  # type: ignore[misc]
    assert calls[1] <= _MOST * calls[0]
    peaks = [_peak(lambda text=text: validate(text, libvirt=libvirt)) for text in (once, twice)]  # type: ignore[misc]
    assert peaks[1] <= _MOST * peaks[0]


_MANY = [
    "attributes of an element",
    "similar attributes of an element",
    "attributes of a disk",
    "attributes as elements of disks",
]


@pytest.mark.parametrize("name", _MANY)
def test_many_faults_cost_in_proportion(name: str) -> None:
    """With some hundred faults the share that grows with their square would be the greater part."""
    once, twice = (GROWING[name].make(count) for count in (200, 400))
    assert validate(once)
    assert validate(twice)
    calls = [calls_of(lambda text=text: validate(text)) for text in (once, twice)]  # type: ignore[misc]
    assert calls[1] <= _MOST * calls[0]


_SECRETS = [
    f"<domain type='kvm'><name>a</name><memory>1</memory><os><type>hvm</type></os><devices>{devices}</devices></domain>"
    for devices in (
        "<graphics type='vnc' passwd='#'/>",
        "<graphics type='vnc' passwd='#' frob='1'/>",
        "<graphics type='vnc'><password>#</password><password value='#'/></graphics>",
        "<disk><source protocol='https'><cookies><cookie name='c'>#</cookie></cookies></source></disk>",
    )
] + [
    "<secret><usage type='x'/><uuid>passwd=#</uuid><value>#</value></secret>",
    "<pool type='iscsi'><source><auth type='chap' username='u' passwd='#'/></source></pool>",
    "<domain xmlns:q='http://libvirt.org/schemas/domain/qemu/1.0'><q:commandline><q:arg value='password=#'/>"
    "</q:commandline></domain>",
]


def test_nothing_of_a_document_is_kept() -> None:
    """No cache holds a node, or a password, whether its document has faults, is valid, or is written again."""
    word = token_hex(8)
    for text in [*_SECRETS, *(kind.make(3).replace("a#", "#") for kind in GROWING.values())]:
        for _ in range(4):
            validate(text.replace("#", f"{word}!"))
            with suppress(ParseError):
                parse(text.replace("#", f"{word}!")).to_xml()
    gc.collect()
    things = gc.get_objects()
    assert not [thing for thing in things if isinstance(thing, Node)]
    texts = [text for thing in things for text in gc.get_referents(thing) if isinstance(text, str)]
    assert [text for text in texts if f"{word}!" in text] == []


def test_one_problem_costs_about_one_fault() -> None:
    """``max_problems`` stops the search, not only the list: the document is read, and looked through once."""
    document = disks(300, range(300))
    first, whole = validate(document, max_problems=1), validate(document)
    assert first == whole[:1]
    tree = calls_of(lambda: read_located(document, judge=_judge()))
    ordinary = calls_of(lambda: validate(disks(300, range(150, 151))))
    assert calls_of(lambda: validate(document, max_problems=1)) < 2 * tree + ordinary


@pytest.mark.parametrize("most", [0, 1, 2, 5])
@pytest.mark.parametrize("name", GROWING)
def test_the_first_problems_are_the_same(name: str, most: int) -> None:
    document = GROWING[name].make(20)
    assert validate(document, max_problems=most) == validate(document)[:most]


@pytest.mark.parametrize("count", [0, 3, 4, 5, 6, 9])
def test_a_limit_hides_no_doubt(count: int) -> None:
    """Whether all faults are understood is not told by the first of them: then no rule is told before the limit."""
    disks_with_faults = "".join(
        f"<disk><source fiel='/{at}'/><target dev='vd{chr(97 + at)}'/></disk>" for at in range(count)
    )
    document = (
        "<domain type='kvm'><name>a</name><memory>65536</memory><os><type arch='x86_46' machine='q35'>hvm</type></os>"
        "<devices><disk><source file='/a'/><target dev='hda' bus='ide'/></disk>"
        f"{disks_with_faults}<unheard_of><of/></unheard_of></devices></domain>"
    )
    whole = validate(document)
    assert [validate(document, max_problems=most) for most in (1, 2, 5)] == [whole[:most] for most in (1, 2, 5)]


def test_others_do_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """The automaton's lock is free while a document is explained."""
    lock = shipped(Validator().libvirt).automaton.lock
    explain_cause, is_free = explaining.explain_cause, []

    def try_lock() -> None:
        is_free.append(lock.acquire(blocking=False))
        if is_free[-1]:
            lock.release()

    def spy(*arguments: object) -> object:
        other = threading.Thread(target=try_lock)
        other.start()
        other.join()
        return explain_cause(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(explaining, "explain_cause", spy)
    validate(disks(3, range(3)))
    assert is_free == [True] * 3


def test_threads_explain_alike() -> None:
    """Documents explained at the same time, with nothing known yet, have the problems that they have alone."""
    documents = [kind.make(4) for kind in GROWING.values()]
    alone = [validate(document) for document in documents]
    shipped.cache_clear()
    validator = Validator()
    found: dict[int, list[object]] = {}

    def explain(at: int) -> None:
        found[at] = [validator.validate(document) for document in documents]

    threads = [threading.Thread(target=explain, args=(at,)) for at in range(4)]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert list(found.values()) == [alone] * 4


@pytest.mark.parametrize("name", ["element", "equal values", "prefixes", "prefixes in turn", "metadata", "comments"])
def test_the_tree_is_small(name: str) -> None:
    """A tree takes at most 40 times the size of its document."""
    document = GROWING[name].make(1000).encode()
    read_located(document)
    tree: list[object] = []
    assert _peak(lambda: tree.append(read_located(document))) <= 40 * len(document)
