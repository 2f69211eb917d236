"""What fuzzing starts from: this repository's own documents, and the words of the schemas."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.sources import REPOSITORY, SCHEMAS

_FOLDERS = ("docs/examples", "examples")
_YAML = ("*.yaml", "*.yml")
_XML = ("*.xml",)
_LONGEST = 8_000  # bytes: short seeds are changed more often


def seeds_of(target: str) -> list[bytes]:
    """The documents that a target is first asked about."""
    return [data for path in _paths(target) if len(data := path.read_bytes()) <= _LONGEST]


def _paths(target: str) -> Iterator[Path]:
    for folder in _FOLDERS:
        for ending in _YAML if target == "yaml" else _XML:
            yield from sorted((REPOSITORY / folder).rglob(ending))


def words() -> list[str]:
    """Names and values that the newest schemas use."""
    from lxml import etree

    newest = max(SCHEMAS.glob("*.*.*"), key=lambda folder: tuple(map(int, folder.name.split("."))))
    texts: set[str] = set()
    for path in newest.glob("*.rng"):
        for node in etree.parse(path).iter("{*}element", "{*}attribute", "{*}value"):
            texts.add((node.get("name") or node.text or "").strip())
    return sorted(text for text in texts if text.isascii() and text.isprintable() and 1 < len(text) < 30)
