"""An example of each class: the first short element of it in our own valid documents."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from pathlib import Path

from lxml import etree

from codegen.model.model import Model
from codegen.naming.naming import snake
from codegen.schemas.vendored import ROOT

DOCUMENTS_FOLDER = ROOT / "examples" / "documents"
_LINES = 12  # of an example, at most

_Children = Mapping[str, Mapping[str, str]]  # by the name of a class: its elements with their classes


def find_examples(model: Model, folder: Path = DOCUMENTS_FOLDER) -> dict[str, str]:
    """XML by the name of a class; absent are those that the documents have no short element of."""
    examples: dict[str, str] = {}
    for name, element in example_elements(model, folder):
        if name not in examples or _is_bare(examples[name]):
            text = _text(element)
            if text.count("\n") < _LINES:
                examples[name] = text
    return examples


def example_elements(model: Model, folder: Path = DOCUMENTS_FOLDER) -> Iterator[tuple[str, etree._Element]]:
    """All elements of the documents, each with the name of its class."""
    children = _children(model)
    for path in sorted(folder.glob("*.xml"), key=_rank):
        root = etree.parse(path).getroot()
        document = _document_class(model, root, path.stem)
        if document:
            yield from _elements(root, document, children)


def _rank(path: Path) -> tuple[bool, str]:
    """The small documents come first."""
    return not path.stem.endswith("_small"), path.stem


def _children(model: Model) -> _Children:
    """The classes of elements, in lxml's notation of names."""
    return {
        owner.name: {
            str(etree.QName(field.xml.namespace or None, field.xml.local)): field.type
            for field in owner.fields
            if isinstance(field.type, str) and field.kind == "child"
        }
        for owner in model.classes
    }


def _document_class(model: Model, root: etree._Element, stem: str) -> str | None:
    """The class of a document; where several have its root, that which the file is named after, else the first."""
    names = [entry.class_name for entry in model.roots if entry.element.local == root.tag]
    return next((name for name in names if snake(name) == stem), names[0] if names else None)


def _elements(element: etree._Element, name: str, children: _Children) -> Iterator[tuple[str, etree._Element]]:
    yield name, element
    for below in element.iterchildren(etree.Element):
        if below.tag in children[name]:
            yield from _elements(below, children[name][str(below.tag)], children)


def _is_bare(text: str) -> bool:
    return re.fullmatch(r"<[^ ]+/>", text) is not None


def _text(element: etree._Element) -> str:
    """The element alone, as it is written in its document."""
    alone = deepcopy(element)
    etree.cleanup_namespaces(alone)
    first, *rest = etree.tostring(alone, encoding="unicode", with_tail=False).split("\n")
    indent = len(rest[-1]) - len(rest[-1].lstrip()) if rest else 0
    lines = [first, *(line[indent:] for line in rest)]
    return re.sub(r"""="([^"']*)\"""", r"='\1'", "\n".join(lines))
