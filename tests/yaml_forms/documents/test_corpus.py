"""libvirt's own documents, all of them: as YAML they lose nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from libvirt_xml import Element, ParseError
from tests.comparison import difference
from tests.corpus import fragments
from tests.corpus.conftest import directories
from tests.corpus.data import foreign_roots
from tests.sources import ABSENT
from tests.yaml_forms.documents.roundtrip import assert_lossless

FOLDERS = directories()


@pytest.mark.skipif(not FOLDERS, reason=ABSENT)
@pytest.mark.parametrize("folder", FOLDERS, ids=[directory for _, directory in FOLDERS])
def test_folder(folder: tuple[Path, str]) -> None:
    """XML, object, YAML text, object, XML: equal, in the same order, with the same written forms."""
    root, directory = folder
    failures: list[str] = []
    for path in sorted((root / directory).glob("*.xml")):
        found = _read(path, directory)
        if found is not None:
            failures += _failures(path, *found)
    assert not failures, f"{len(failures)} failures:\n" + "\n".join(failures[:10])


@pytest.mark.skipif(not FOLDERS, reason=ABSENT)
def test_there_are_documents() -> None:
    """The test above is about most of the files."""
    found = [_read(path, "") for root, folder in FOLDERS[:8] for path in (root / folder).glob("*.xml")]
    assert sum(each is not None for each in found) > 50


def _read(path: Path, directory: str) -> tuple[Element, etree._Element] | None:
    source = path.read_bytes()
    try:
        original = etree.fromstring(source)
        if str(original.tag) in foreign_roots():
            return None
        return fragments.read(source, str(original.tag), directory), original
    except (etree.XMLSyntaxError, ParseError):
        return None


def _failures(path: Path, element: Element, original: etree._Element) -> list[str]:
    try:
        again = assert_lossless(element)
    except AssertionError as error:
        return [f"{path.name}: {str(error)[:600]}"]
    changed = difference(original, etree.fromstring(again.to_xml()))
    return [f"{path.name}: {changed}"] if changed else []
