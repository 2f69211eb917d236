"""The verdict on randomly changed documents is libxml2's and jing's; known defects of libxml2 are data.

``MUTATIONS=1000000`` looks at more mutants than the suite does, ``MUTATIONS_SEED=2`` at others.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from libvirt_xml.relaxng.patterns.builder import Patterns
from libvirt_xml.relaxng.patterns.patterns import Pattern
from libvirt_xml.relaxng.verdict.automaton import Automaton
from libvirt_xml.relaxng.verdict.by_events import accepts
from tests.relaxng.mutations import Mutant, Pool, make_mutant, shrink
from tests.relaxng.simplifying import simplify
from tests.relaxng.validity import is_valid
from tests.schemas import load_grammar, load_validator
from tests.validation.documents import VERSION
from tests.validation.reports import ToolAbsent, run_jing

_COUNT = int(os.environ.get("MUTATIONS", "20000"))
_SEED = int(os.environ.get("MUTATIONS_SEED", "1"))
_PARTS = 4
_JING_COUNT = 2000
_SHOWN = 3  # differences, made as small as they go


@dataclass(frozen=True, slots=True)
class Defect:
    """What libxml2 does wrongly: what settles who is right, and a change after which both take the document."""

    claim: str
    clause: str
    verdict: bool
    """What libxml2 says."""
    example: tuple[str, str]
    mend: Callable[[etree._Element], None]


def _each_text(change: Callable[[str], str]) -> Callable[[etree._Element], None]:
    """A change of all attributes, and of the text of all elements without children."""

    def mend(root: etree._Element) -> None:
        for node in root.iter(etree.Element):
            for name, value in node.attrib.items():
                node.set(name, change(str(value)))
            if next(node.iterchildren(etree.Element), None) is None:
                text = change(str(node.xpath("string()")))
                del node[:]
                node.text = text

    return mend


def _strip_number(text: str) -> str:
    return text.strip(" \t\r\n") if any(letter.isdigit() for letter in text) else text


def _shorten_groups(text: str) -> str:
    """An address with at most four digits in a group."""
    return re.sub(r"([0-9A-Fa-f]{4})[0-9A-Fa-f]+", r"\1", text) if text.count(":") > 1 else text


def _simplify_authority(text: str) -> str:
    return re.sub("://[^/]*", "://host", text)


_OF_DOMAINS = [("on_poweroff", "on_reboot", "on_crash", "on_lockfailure"), ("bootloader", "bootloader_args", "os")]
_TORN = {
    "domain": _OF_DOMAINS,
    "inactiveDomain": _OF_DOMAINS,
    "pool": [("name", "uuid"), ("capacity", "allocation", "available")],
}
"""By parent, the elements of an interleave that stands inside another one."""


def _join_torn(root: etree._Element) -> None:
    """Elements of one name side by side, and those of one inner interleave."""
    for node in root.iter(etree.Element):
        groups = {(str(child.tag),) for child in node.iterchildren(etree.Element)}
        for names in [*sorted(groups), *_TORN.get(str(node.tag), ())]:
            first, *others = list(node.iterchildren(*names)) or [None]
            for other in reversed(others):
                assert first is not None
                first.addnext(other)


DEFECTS = (
    Defect(
        claim="matches a number's pattern before it collapses white space",
        clause="XML Schema 2, 4.3.4 (pattern) and 4.3.6 (whiteSpace): a number's white space collapses first",
        verdict=False,
        example=("domain", "<domain type='qemu'><name>guest</name><memory>4194304\n</memory></domain>"),
        mend=_each_text(_strip_number),
    ),
    Defect(
        claim="refuses an interleave inside an interleave whose elements others stand between",
        clause="RELAX NG, 9.3.4: interleave is associative",
        verdict=False,
        example=(
            "domain",
            "<domain type='qemu'><vcpu>4</vcpu><on_reboot>restart</on_reboot><name>a</name><memory>2</memory>"
            "<on_poweroff>destroy</on_poweroff></domain>",
        ),
        mend=_join_torn,
    ),
    Defect(
        claim="takes too many of a counted character where counts are nested: ([0-9a-f]{1,4}:){2} takes 2001db8:",
        clause="XML Schema 2, F: S{n,m}",
        verdict=True,
        example=("network", "<network><name>a</name><ip address='2001db8:ca2:2::1'/></network>"),
        mend=_each_text(_shorten_groups),
    ),
    Defect(
        claim="asks that what follows a host's colon in an anyURI be a number",
        clause="RFC 2396, 3.2.1 (by XML Schema 2, 3.2.17): an authority may be any name, with colons",
        verdict=False,
        example=("storagevol", "<volume><name>a</name><target><path>gluster://example:x/vol</path></target></volume>"),
        mend=_each_text(_simplify_authority),
    ),
)


@cache
def _grammar(kind: str) -> tuple[Automaton, Pattern]:
    patterns = Patterns()
    return Automaton(patterns), simplify(load_grammar(VERSION, kind), patterns)


def own_verdicts(kind: str, text: bytes) -> set[bool]:
    """What we say of a document's text, and of its tree."""
    automaton, start = _grammar(kind)
    return {accepts(automaton, automaton.first(start), text), is_valid(automaton, start, etree.fromstring(text))}


def verdict_of_libxml2(kind: str, root: etree._Element) -> bool:
    return load_validator(VERSION, kind).validate(root)


def _is_difference(kind: str, text: bytes) -> bool:
    """Whether our verdict is not libxml2's, for no defect that is known."""
    root = etree.fromstring(text)
    verdict = verdict_of_libxml2(kind, root)
    if own_verdicts(kind, text) == {verdict}:
        return False
    for defect in DEFECTS:
        if defect.verdict == verdict:
            defect.mend(root)
    return not verdict_of_libxml2(kind, root) or own_verdicts(kind, etree.tostring(root)) != {True}


@pytest.fixture(scope="module")
def pool(corpus: Path) -> Pool:
    return Pool(corpus)


@pytest.mark.parametrize("part", range(_PARTS))
def test_mutants(part: int, pool: Pool) -> None:
    """Each mutant's verdict is libxml2's, and enough of them are valid to tell."""
    mutants = [make_mutant(pool, _SEED, number) for number in range(part, _COUNT, _PARTS)]
    differences = [mutant for mutant in mutants if _is_difference(mutant.kind, mutant.text)]
    assert not differences, f"{len(differences)} differences: " + "\n".join(map(_describe, differences[:_SHOWN]))
    valid = sum(True in own_verdicts(mutant.kind, mutant.text) for mutant in mutants[:1000])
    assert 0.2 < valid / len(mutants[:1000]) < 0.8


def test_mutants_of_jing(pool: Pool) -> None:
    """Each mutant's verdict is jing's, without exception."""
    mutants: dict[str, list[Mutant]] = {}
    for number in range(_JING_COUNT):
        mutant = make_mutant(pool, _SEED, number)
        mutants.setdefault(mutant.kind, []).append(mutant)
    for kind, group in mutants.items():
        try:
            reports = run_jing(kind, [mutant.text.decode() for mutant in group])
        except ToolAbsent as error:
            pytest.skip(str(error))
        different = [
            mutant
            for mutant, report in zip(group, reports, strict=True)
            if own_verdicts(kind, mutant.text) != {not report}
        ]
        assert not different, different[:_SHOWN]


@pytest.mark.parametrize("defect", DEFECTS, ids=[defect.claim for defect in DEFECTS])
def test_defects(defect: Defect) -> None:
    """libxml2 still has each defect, the mend is one, and jing sides with us."""
    kind, text = defect.example
    root = etree.fromstring(text)
    assert own_verdicts(kind, text.encode()) == {not defect.verdict}
    assert verdict_of_libxml2(kind, root) == defect.verdict
    defect.mend(root)
    assert verdict_of_libxml2(kind, root)
    assert own_verdicts(kind, etree.tostring(root)) == {True}
    with suppress(ToolAbsent):
        assert bool(run_jing(kind, [text])[0]) == defect.verdict


def test_reproducible(pool: Pool) -> None:
    """A mutant is the same for the same seed and number, whichever were made before."""
    later = make_mutant(pool, 3, 11)
    assert make_mutant(pool, 3, 10) != later == make_mutant(pool, 3, 11)


def _describe(mutant: Mutant) -> str:
    smallest = shrink(mutant.text, lambda text: _is_difference(mutant.kind, text))
    verdict = verdict_of_libxml2(mutant.kind, etree.fromstring(smallest))
    changes = ", ".join(mutant.changes)
    return (
        f"mutant {mutant.number} of {mutant.source} ({changes}): libxml2 says {verdict}, we say "
        f"{own_verdicts(mutant.kind, smallest)}: {smallest.decode()}"
    )
