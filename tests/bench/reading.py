"""What reading costs where documents hold pieces that were not met before."""

from __future__ import annotations

from lxml import etree

from libvirt_xml import Domain
from libvirt_xml.binding.reading import regular
from libvirt_xml.markup.regular import pieces
from tests.bench.timing import Figure, one_pass

_BUDGET = 3.0


def time_unseen(documents: list[bytes], rounds: int) -> Figure:
    """Reading the second half of some documents, each once, where only the first half has been read."""
    first, second = documents[::2], documents[1::2]
    base = ours = float("inf")
    for _ in range(rounds):
        base = min(base, one_pass(etree.fromstring, second))
        regular.forget_pieces()
        pieces.forget()
        for text in first:
            Domain.from_xml(text)
        ours = min(ours, one_pass(Domain.from_xml, second))
    return Figure("the same, unseen half", ours, ours / base, _BUDGET)
