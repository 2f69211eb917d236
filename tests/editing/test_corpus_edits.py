"""libvirt's own documents, byte for byte: what is not changed stays, what is changed reads back as asked."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

import pytest

import libvirt_xml
from libvirt_xml import Element
from libvirt_xml.binding.fields import specs_of
from tests.editing.random_edits import change_list, change_value, is_writable

_PARTS = 8  # of the documents, so that several processes share them


def _documents(root: Path, part: int) -> Iterator[tuple[Path, bytes, Element]]:
    for path in sorted(root.rglob("*.xml"))[part::_PARTS]:
        source = path.read_bytes() if path.is_file() else b""
        try:
            yield path, source, libvirt_xml.parse(source)
        except libvirt_xml.ParseError:
            continue


@pytest.mark.parametrize("part", range(_PARTS))
def test_values(corpus: Path, part: int) -> None:
    """One value more or less changes its line alone, and nothing once it is as it was."""
    chooser = random.Random(part)
    count = 0
    for path, source, document in _documents(corpus, part):
        assert libvirt_xml.edited(source, copy.deepcopy(document)) is source, path
        changed = type(document).from_xml(source)
        slot = change_value(changed, chooser)
        if slot is None or not is_writable(changed):
            continue
        count += 1
        result = libvirt_xml.edited(source, changed)
        place = f"{path}: {slot.path} {slot.spec.name}"
        before, after = source.splitlines(), result.splitlines()
        if "\n" not in str(slot.value):
            assert len(before) == len(after), place
        siblings = len(slot.owner.__dict__)  # a type decides how numbers beside it are written
        assert sum(old != new for old, new in zip(before, after, strict=False)) <= siblings, place
        assert result != source, place
        slot.set(slot.value)
        assert libvirt_xml.edited(result, changed) == source, place
    assert count > 100


@pytest.mark.parametrize("part", range(_PARTS))
@pytest.mark.parametrize("how", ["add", "remove", "move", "rename"])
def test_lists(corpus: Path, how: str, part: int) -> None:
    """A new item only adds lines, one that goes only takes lines away, unless it is the last: its element is one tag
    then. What else happens reads back as asked.
    """
    chooser = random.Random(part)
    count = 0
    for path, source, document in _documents(corpus, part):
        slot = change_list(document, how, chooser)
        if slot is None or not is_writable(document):
            continue
        count += 1
        result = libvirt_xml.edited(source, document)
        assert type(document).from_xml(result) == document, f"{path}: {slot.path} {slot.spec.name}"
        has_text = any(spec.kind == "text" for spec in specs_of(type(slot.owner)).values())  # white space would be that
        is_emptied = how == "remove" and len(slot.value) == 1
        if how in ("add", "remove") and not has_text and not is_emptied:
            old, new = (source, result) if how == "add" else (result, source)
            lines = SequenceMatcher(None, old.splitlines(), new.splitlines(), autojunk=False).get_opcodes()
            assert {kind for kind, *_ in lines} <= {"equal", "insert"}, f"{path}: {slot.path} {slot.spec.name}"
    assert count > 100
