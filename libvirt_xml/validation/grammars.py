"""The grammars of one libvirt version, ready to validate: shipped ones, or those of a directory of RNG files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from libvirt_xml.errors import ParseError, SchemaError
from libvirt_xml.markup.limits import read_limited
from libvirt_xml.markup.locks import make_lock
from libvirt_xml.messages import render
from libvirt_xml.relaxng.patterns.builder import Patterns
from libvirt_xml.relaxng.patterns.compiled import CompiledGrammars
from libvirt_xml.relaxng.patterns.members import elements, named_elements
from libvirt_xml.relaxng.patterns.patterns import EMPTY, Element, Pattern
from libvirt_xml.relaxng.verdict.automaton import Automaton, Content, Mismatch, Table, Tag

_SHIPPED = Path(__file__).resolve().parent.parent / "grammars"

FRAGMENTS: Mapping[str, tuple[str, ...]] = {
    "device": ("domain/devices/*",),
    "network-update": (
        "network/portgroup",
        "network/ip/dhcp/host",
        "network/ip/dhcp/range",
        "network/dns/host",
        "network/dns/srv",
        "network/dns/txt",
        "network/forward/interface",
    ),
}
"""Kinds that are parts of documents: where in a grammar's documents their elements stand.

Source: ``virsh attach-device``; ``virsh net-update``, with the sections that libvirt can change
(src/conf/network_conf.c, virNetworkDefUpdateSection).
"""


class GrammarSource(Protocol):
    """Where grammars come from."""

    @property
    def names(self) -> tuple[str, ...]:
        """The grammars that there are."""
        ...

    def start(self, name: str) -> Pattern:
        """The pattern of a grammar's documents."""
        ...


class Grammars:
    """All grammars of one version; ``automaton`` accepts their documents, ``roots`` is where it starts."""

    def __init__(self, source: GrammarSource, patterns: Patterns) -> None:
        self._source = source
        self.patterns = patterns
        self.automaton = Automaton(patterns)
        self.roots = Roots(self)
        self._lock = make_lock(0)
        self._document_names: frozenset[str] | None = None
        self._candidates: dict[tuple[str, str | None], tuple[Pattern, ...]] = {}

    @property
    def kinds(self) -> tuple[str, ...]:
        """What documents may be validated as."""
        fragments = [kind for kind, (path, *_) in FRAGMENTS.items() if path.split("/")[0] in self._source.names]
        return (*self._source.names, *fragments)

    def candidates(self, root: str, kind: str | None = None) -> tuple[Pattern, ...]:
        """The contents that a root may have, one a kind, whole documents first; of one kind where it is given.

        Raises ValueError for an unknown kind.
        """
        if kind is not None and kind not in self.kinds:
            raise ValueError(render("validation", "kind", kind=kind, known=self.kinds))
        key = (root, kind)
        contents = self._candidates.get(key)
        if contents is None:
            with self._lock:
                contents = tuple(dict.fromkeys(self._find(root, kind)))
                if contents:  # a document's invention is not kept
                    self._candidates[key] = contents
        return contents

    def anywhere(self, name: str) -> tuple[Pattern, ...]:
        """The content that an element of a name may have anywhere in a document; none where there is no such one."""
        contents: dict[Pattern, None] = {}
        seen: set[Element] = set()
        waiting = [element for kind in self._source.names for element in self._elements(kind)]
        while waiting:
            element = waiting.pop()
            if element not in seen:
                seen.add(element)
                waiting.extend(elements(element.content))
                if _is_named(element, name):
                    contents[element.content] = None
        return (self.patterns.choice(*contents),) if contents else ()

    def root_names(self, kind: str | None = None) -> tuple[str, ...]:
        """The names of the root elements of whole documents, or of one kind."""
        roots = (element for name in (self.kinds if kind is None else (kind,)) for element in self._elements(name))
        return tuple(dict.fromkeys(name for root in roots for name in sorted(root.elements or ())))

    @property
    def document_kinds(self) -> tuple[str, ...]:
        """The kinds of whole documents."""
        return self._source.names

    def document_elements(self, kind: str) -> tuple[Element, ...]:
        """The root elements of a kind of whole document."""
        return tuple(named_elements(self._source.start(kind)))

    def document_names(self) -> frozenset[str]:
        """The names of the root elements of whole documents."""
        if self._document_names is None:
            roots = (element for kind in self._source.names for element in self._elements(kind))
            self._document_names = frozenset(name for element in roots for name in element.elements or ())
        return self._document_names

    def first_candidate(self, root: str) -> Pattern | None:
        """The first of ``candidates``, without looking for the others."""
        return next(self._find(root, None), None)

    def _find(self, root: str, kind: str | None) -> Iterator[Pattern]:
        for name in self.kinds if kind is None else (kind,):
            contents = [element.content for element in self._elements(name) if _is_named(element, root)]
            if contents:
                yield self.patterns.choice(*contents)

    def _elements(self, kind: str) -> Iterator[Element]:
        return self._parts(kind) if kind in FRAGMENTS else named_elements(self._source.start(kind))

    def _parts(self, kind: str) -> Iterator[Element]:
        """The elements that a kind of fragment may be."""
        for path in FRAGMENTS[kind]:
            yield from self._at(path)

    def _at(self, path: str) -> list[Element]:
        grammar, *steps = path.split("/")
        if grammar not in self._source.names:
            return []
        reached = [element for element in named_elements(self._source.start(grammar)) if _is_named(element, grammar)]
        for step in steps:
            children = (element for parent in reached for element in elements(parent.content))
            reached = [element for element in children if step == "*" or _is_named(element, step)]
        return reached


class Roots:
    """Where an automaton of several grammars starts: by a root's name, the first grammar that has it."""

    def __init__(self, grammars: Grammars) -> None:
        self._grammars = grammars
        self.starts = grammars.automaton.own_table(self._start)
        self.accepted = 0
        self.between: Any = None
        self.fresh: Any = None

    def _start(self, name: str) -> tuple[Tag, Table]:
        content = self._grammars.first_candidate(name)
        if content is None:
            raise Mismatch
        automaton = self._grammars.automaton
        end = automaton.content((EMPTY,))
        return automaton.tag((content,)), Table(automaton, lambda mask: end if mask else _fail())


def _fail() -> Content:
    raise Mismatch


def _is_named(element: Element, name: str) -> bool:
    return element.elements is not None and name in element.elements


@lru_cache(maxsize=8)
def shipped(version: str) -> Grammars:
    """The grammars of a shipped version. Raises ValueError where it is not shipped."""
    path = _SHIPPED / f"{version}.json"
    if not path.exists():
        raise ValueError(render("validation", "not-shipped", version=version))
    patterns = Patterns()
    return Grammars(CompiledGrammars(path.read_bytes(), patterns), patterns)


def read_grammars(folder: str | Path) -> Grammars:
    """The grammars of a directory of RNG files, such as ``/usr/share/libvirt/schemas``. Raises SchemaError."""
    from libvirt_xml.relaxng.patterns.simplify import Simplifier
    from libvirt_xml.relaxng.schema.loader import load_schema

    files = sorted(path for path in Path(folder).glob("*.rng") if path.is_file() and _has_start(path))
    if not files:
        raise SchemaError(render("schema", "no-grammar"), file=str(folder))
    patterns = Patterns()
    simplifier = Simplifier(patterns)
    starts = {path.stem: simplifier.pattern(load_schema(path).start) for path in files}
    _expand(starts.values())
    return Grammars(_Loaded(starts), patterns)


def _expand(starts: Iterable[Pattern]) -> None:
    """Make all patterns now: made as documents ask for them, they would have another order with each."""
    waiting, seen = list(starts), set[Pattern]()
    while waiting:
        pattern = waiting.pop()
        if pattern not in seen:
            seen.add(pattern)
            waiting.extend(element.content for element in named_elements(pattern))


def _has_start(path: Path) -> bool:
    try:
        return b"<start" in read_limited(path)
    except ParseError as error:
        raise SchemaError(error.message, file=str(path)) from None


class _Loaded:
    def __init__(self, starts: dict[str, Pattern]) -> None:
        self._starts = starts

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._starts)

    def start(self, name: str) -> Pattern:
        return self._starts[name]
