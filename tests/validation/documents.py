"""libvirt's own valid documents by kind, and what the schemas say of the words in them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from lxml import etree

from libvirt_xml import validate
from libvirt_xml.relaxng.schema import tree
from tests.schemas import load_grammar, load_validator
from tests.validation.markup import Element, root_name, scan

VERSION = "12.8.0"
KINDS = {
    "capabilities": "capability",
    "cpu": "cpu",
    "device": "nodedev",
    "domain": "domain",
    "domainCapabilities": "domaincaps",
    "domainbackup": "domainbackup",
    "domaincheckpoint": "domaincheckpoint",
    "domainsnapshot": "domainsnapshot",
    "filter": "nwfilter",
    "filterbinding": "nwfilterbinding",
    "interface": "interface",
    "network": "network",
    "networkport": "networkport",
    "pool": "storagepool",
    "secret": "secret",
    "storagepoolCapabilities": "storagepoolcaps",
    "volume": "storagevol",
}
"""The schemas that describe documents, by the name of the root element."""


@dataclass(frozen=True)
class Document:
    """A document of the corpus. ``kind`` is the stem of its schema (``storagepool``)."""

    source: str
    kind: str
    text: str

    @cached_property
    def elements(self) -> list[Element]:
        return scan(self.text)


class Documents:
    """The valid documents of a corpus by kind, validated when they are first chosen."""

    def __init__(self, corpus: Path) -> None:
        self._by_kind: dict[str, list[Document]] = {}
        for document in sorted(_read_all(corpus), key=lambda each: each.source):
            self._by_kind.setdefault(document.kind, []).append(document)
        self._is_valid: dict[str, bool] = {}

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(sorted(self._by_kind))

    def all(self, kind: str) -> list[Document]:
        """All valid documents of a kind."""
        return [document for document in self._by_kind[kind] if self._check(document)]

    def choose(self, kind: str, chance: random.Random) -> Document:
        """A valid document of a kind."""
        while True:
            document = chance.choice(self._by_kind[kind])
            if self._check(document):
                return document
            self._by_kind[kind].remove(document)

    def _check(self, document: Document) -> bool:
        if document.source not in self._is_valid:
            self._is_valid[document.source] = bool(is_valid_text(document.text)) and not _breaks_rules(document.text)
        return self._is_valid[document.source]


def is_valid_text(text: str) -> bool | None:
    """libxml2's verdict on a document by the schema of its root; ``None`` where it is not well-formed."""
    try:
        root = etree.fromstring(text.encode())
    except etree.XMLSyntaxError:
        return None
    kind = KINDS.get(str(root.tag))
    return kind is not None and load_validator(VERSION, kind).validate(root)


def _breaks_rules(text: str) -> bool:
    """Whether libvirt refuses a document that its schema allows: some of its tests are about that."""
    return any(problem.severity == "error" for problem in validate(text))


def _read_all(corpus: Path) -> Iterator[Document]:
    for path in corpus.rglob("*.xml"):
        text = path.read_bytes().decode("utf-8", "replace")
        kind = KINDS.get(root_name(text) or "")
        if kind and "\r" not in text and "\ufffd" not in text:
            yield Document(path.relative_to(corpus).as_posix(), kind, text)


@cache
def closed_sets(kind: str) -> dict[str, set[str]]:
    """The values that a schema lists, by the name of the element or (with ``@``) of the attribute that has them."""
    found: dict[str, set[str]] = {}
    for owner, pattern in _owned(load_grammar(VERSION, kind).start):
        if isinstance(pattern, tree.Value):
            found.setdefault(owner, set()).add(pattern.text)
    return found


@cache
def child_names(kind: str) -> dict[str, set[str]]:
    """The elements that a schema has in elements of a name, wherever these stand."""
    found: dict[str, set[str]] = {}
    for owner, pattern in _owned(load_grammar(VERSION, kind).start):
        if isinstance(pattern, tree.Element):
            found.setdefault(owner, set()).update(name.local for name in tree.names(pattern.name))
    return found


def _owned(start: tree.Pattern) -> Iterator[tuple[str, tree.Pattern]]:
    """All patterns in a grammar, each with the name of the element or attribute that directly holds it."""
    seen: set[tuple[str, tree.Pattern]] = set()
    stack = [("", start)]
    while stack:
        owner, pattern = stack.pop()
        if (owner, pattern) in seen:
            continue
        seen.add((owner, pattern))
        yield owner, pattern
        match pattern:
            case tree.Ref() | tree.Nested():
                stack.append((owner, pattern.target))
            case tree.Attribute(name, content):
                stack.extend((f"@{each.local}", content) for each in tree.names(name))
            case tree.Element(name, content):
                stack.extend((each.local, content) for each in tree.names(name))
            case _:
                stack.extend((owner, child) for child in tree.children(pattern))
