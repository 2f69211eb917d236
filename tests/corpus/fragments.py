"""Documents and fragments: how a file of the corpus is read, and by which schemas it is valid."""

from __future__ import annotations

import tomllib
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lxml import etree

import libvirt_xml
from libvirt_xml import Element
from tests.schemas import load_validator, schemas_by_root
from tests.sources import VERSIONS


@dataclass(frozen=True, slots=True)
class Fragment:
    """One entry of ``fragments.toml``."""

    roots: tuple[str, ...]
    directory: str
    classes: tuple[str, ...]
    inside: str

    def whole(self, root: etree._Element) -> etree._Element:
        """A document with the fragment in its place."""
        document = etree.fromstring(self.inside)
        here = next(document.iter("here"))
        parent = here.getparent()
        assert parent is not None
        parent.replace(here, deepcopy(root))
        return document


@cache
def fragments() -> tuple[Fragment, ...]:
    """What ``fragments.toml`` holds."""
    entries = tomllib.loads((Path(__file__).parent / "fragments.toml").read_text("utf-8"))["fragment"]
    return tuple(
        Fragment(
            roots=tuple(entry["roots"]),
            directory=entry.get("directory", ""),
            classes=tuple(entry.get("classes", ())),
            inside=entry["inside"],
        )
        for entry in entries
    )


def fragments_of(tag: str, directory: str) -> list[Fragment]:
    """The fragments that a root in a folder may be."""
    return [each for each in fragments() if tag in each.roots and each.directory in ("", directory)]


def read(source: bytes, tag: str, directory: str) -> Element:
    """The object that a file holds. Raises ParseError."""
    names = [name for fragment in fragments_of(tag, directory) for name in fragment.classes]
    if not names:
        return libvirt_xml.parse(source)
    read_by_all: list[Element] = [getattr(libvirt_xml, name).from_xml(source) for name in names]
    return min(read_by_all, key=lambda found: len(found.unknown()))


def verdicts(root: etree._Element, directory: str) -> dict[tuple[str, str], str]:
    """libxml2's verdict by version and schema: empty where the document, or what the fragment stands in, is valid."""
    tag = str(root.tag)
    whole = [root, *(fragment.whole(root) for fragment in fragments_of(tag, directory))]
    found: dict[tuple[str, str], str] = {}
    for version in VERSIONS:
        for document in whole:
            for name in schemas_by_root().get((version, str(document.tag)), ()):
                validator = load_validator(version, name)
                if not found.get((version, name), "invalid"):
                    continue
                found[version, name] = "" if validator.validate(document) else str(validator.error_log)
    return found
