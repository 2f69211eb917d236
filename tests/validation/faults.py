"""Single faults, made from libvirt's own valid documents by chance with a seed: what is wrong and where is known.

>>> make_faults(corpus, count=900, seed=1)      # spread evenly over sorts and kinds
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from tests.validation import edits
from tests.validation.documents import Documents, is_valid_text
from tests.validation.edits import Edit, MakeEdit
from tests.validation.markup import line_and_column, scan

NINE: dict[str, MakeEdit] = {
    "misspelt-element": edits.misspell_element,
    "misspelt-attribute": edits.misspell_attribute,
    "invented-element": edits.invent_element,
    "invented-attribute": edits.invent_attribute,
    "dropped-element": edits.drop_element,
    "dropped-attribute": edits.drop_attribute,
    "duplicate-element": edits.duplicate_element,
    "spoilt-attribute": edits.spoil_attribute,
    "spoilt-text": edits.spoil_text,
}
SORTS: dict[str, MakeEdit] = {
    **NINE,
    "stray-text": edits.add_text,
    "moved-element": edits.move_element,
    "swapped-elements": edits.swap_elements,
}
# libxml2 refuses this order in an interleave (RELAX NG, 9.3.4); jing takes it.
_NO_FAULTS = {("storagepool", "<capacity> before <uuid>")}
_PATIENCE = 60  # edits of one sort and kind in a row that make no new fault


@dataclass(frozen=True, slots=True)
class Place:
    """Where a problem is reported: line and column from 1, an attribute as the last step of the path."""

    line: int
    column: int
    path: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A document with one fault. Places and codes are those that will do, the best first."""

    source: str
    kind: str
    sort: str
    text: str
    places: tuple[Place, ...]
    codes: tuple[str, ...]
    change: str
    original: str | None
    """The name or value that stood here before."""
    suggestion: str | None
    """What a problem should suggest, where the fault still tells what was meant."""

    @property
    def line(self) -> int:
        return self.places[0].line

    @property
    def column(self) -> int:
        return self.places[0].column

    @property
    def path(self) -> str:
        return self.places[0].path

    @property
    def line_text(self) -> str:
        return self.text.splitlines()[self.line - 1]


def make_faults(
    corpus: Path,
    count: int = 900,
    seed: int = 1,
    sorts: Iterable[str] | None = None,
    kinds: Iterable[str] | None = None,
) -> list[Fault]:
    """At most ``count`` different faults, the same ones for the same arguments; all sorts and kinds if not told."""
    documents = Documents(corpus)
    cells = [
        _faults_of(documents, kind, sort, random.Random(f"{seed} {kind} {sort}"))
        for sort in sorts or SORTS
        for kind in kinds or documents.kinds
    ]
    random.Random(seed).shuffle(cells)
    return _take_in_turn(cells, count)


def _take_in_turn(cells: Sequence[Iterator[Fault]], count: int) -> list[Fault]:
    found: dict[str, Fault] = {}
    running = list(cells)
    while running and len(found) < count:
        for cell in list(running):
            fault = next(cell, None)
            if fault is None:
                running.remove(cell)
            elif len(found) < count:
                found.setdefault(fault.text, fault)
    return list(found.values())


def _faults_of(documents: Documents, kind: str, sort: str, chance: random.Random) -> Iterator[Fault]:
    """Faults of one sort in documents of one kind, until chance finds no new one."""
    seen: set[str] = set()
    failures = 0
    while failures < _PATIENCE:
        document = documents.choose(kind, chance)
        edit = SORTS[sort](document, chance)
        if edit is None or edit.text in seen or not _is_fault(kind, edit):
            failures += 1
            continue
        failures = 0
        seen.add(edit.text)
        yield _fault(document.source, kind, sort, edit)


def _is_fault(kind: str, edit: Edit) -> bool:
    return (kind, edit.change) not in _NO_FAULTS and is_valid_text(edit.text) is False


def _fault(source: str, kind: str, sort: str, edit: Edit) -> Fault:
    places = tuple(_places(edit))
    return Fault(source, kind, sort, edit.text, places, edit.codes, edit.change, edit.original, edit.suggestion)


def _places(edit: Edit) -> Iterator[Place]:
    by_start = {element.start: element for element in scan(edit.text)}
    root = etree.fromstring(edit.text.encode())
    nodes = list(root.iter(etree.Element))
    path_of: Callable[[etree._Element], str] = root.getroottree().getpath
    for start, name in edit.targets:
        element = by_start[start]
        path = path_of(nodes[element.index])
        if name is None:
            yield Place(*line_and_column(edit.text, start if edit.text_at is None else edit.text_at), path)
        else:
            attribute = next(each for each in element.attributes if each.name == name)
            yield Place(*line_and_column(edit.text, attribute.name_span[0]), f"{path}/@{name}")
