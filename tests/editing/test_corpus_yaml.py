"""libvirt's own documents as YAML in several layouts: what is not changed stays, what is reads back as asked."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import libvirt_xml
from libvirt_xml import Element
from libvirt_xml.yaml_forms import to_yaml
from libvirt_xml.yaml_forms.document import key_of
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.text.yaml_reading import read_yaml
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar
from tests.editing.random_edits import change_list, change_value, is_writable

_PARTS = 40  # of which one document each is tried in each layout


def _with_comments(text: str) -> str:
    return text if "|" in text else "".join(f"{line}  # note\n" for line in text.splitlines())


def _plain(node: Node) -> Any:
    if isinstance(node, Mapping):
        return {key: _plain(item) for key, item in node.items.items()}
    if isinstance(node, Scalar):
        return node.value if isinstance(node.value, bool) else node.text
    return [_plain(item) for item in node.items]


def _data(text: str) -> Any:
    return _plain(read_yaml(text, Findings())[0])


_LAYOUTS: dict[str, Callable[[str], str]] = {
    "usual": str,
    "line ends": lambda text: text.replace("\n", "\r\n"),
    "comments": _with_comments,
    "brackets": lambda text: yaml.safe_dump(_data(text), default_flow_style=True, sort_keys=False),
    "lines": lambda text: yaml.safe_dump(_data(text), default_flow_style=False, sort_keys=False),
    "json": lambda text: json.dumps(_data(text), indent=1),
}


def _documents(root: Path, layout: str) -> Iterator[tuple[Path, str, Element]]:
    begin = list(_LAYOUTS).index(layout)
    for path in sorted(root.rglob("*.xml"))[begin::_PARTS]:
        source = path.read_bytes() if path.is_file() else b""
        try:
            document = libvirt_xml.parse(source)
        except libvirt_xml.ParseError:
            continue
        text = to_yaml(document) if key_of(type(document)) else ""
        if text and not (layout == "line ends" and "|" in text):
            yield path, _LAYOUTS[layout](text), document


@pytest.mark.parametrize("layout", _LAYOUTS)
def test_values(corpus: Path, layout: str) -> None:
    """A value changes its line alone, and nothing once it is as it was."""
    chooser, count = random.Random(layout), 0
    for path, text, document in _documents(corpus, layout):
        changed = copy.deepcopy(document)
        assert libvirt_xml.edited(text, changed) == text, path
        slot = change_value(changed, chooser)
        if slot is None or not is_writable(changed):
            continue
        count += 1
        result = libvirt_xml.edited(text, changed)
        place = f"{path}: {slot.path} {slot.spec.name}"
        if slot.spec.name == "type":  # which decides how numbers beside it are written
            continue
        before, after = text.splitlines(), result.splitlines()
        if layout != "brackets":  # which are in lines that say nothing
            assert sum(old != new for old, new in zip(before, after, strict=True)) == 1, place
        slot.set(slot.value)
        assert libvirt_xml.edited(result, changed) == text, place
    assert count > 20


@pytest.mark.parametrize("layout", _LAYOUTS)
@pytest.mark.parametrize("how", ["add", "remove", "move", "rename"])
def test_lists(corpus: Path, how: str, layout: str) -> None:
    """Items that come, go, move or are renamed read back as asked: an error is raised otherwise."""
    chooser, count = random.Random(layout + how), 0
    for path, text, document in _documents(corpus, layout):
        changed = copy.deepcopy(document)
        slot = change_list(changed, how, chooser)
        if slot is None or not is_writable(changed):
            continue
        count += 1
        result = libvirt_xml.edited(text, changed)
        assert result != text or changed == document, path
        if layout == "comments" and how == "add":
            assert result.count("# note") == text.count("# note"), path
    assert count > 20
