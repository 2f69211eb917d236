"""The documents of a file, whatever its form, for comparing them with those of another."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from libvirt_xml.cli.exits import UsageError
from libvirt_xml.cli.inputs.input_forms import is_xml
from libvirt_xml.cli.inputs.yaml_files import load_specs
from libvirt_xml.cli.opening.named_files import parse_or_show
from libvirt_xml.cli.reports.shown import show_problems
from libvirt_xml.messages import render

if TYPE_CHECKING:
    from libvirt_xml.binding.element import Element
    from libvirt_xml.yaml_forms.text.yaml_tree import Node


class Comparable(NamedTuple):
    """A document. ``hidden`` are the texts that references in YAML led to, such as passwords in files."""

    element: Element
    hidden: frozenset[str] = frozenset()

    @property
    def kind(self) -> str:
        """``domain``."""
        return self.element.tag_

    @property
    def name(self) -> str:
        """The document's own name, or its UUID."""
        for field in ("name", "uuid"):
            value = self.element.__dict__.get(field)
            value = getattr(value, "value", value)
            if value:
                return str(value)
        return ""


def comparable_documents(
    name: str, data: bytes, variables: Mapping[str, str], options: Namespace
) -> list[Comparable] | None:
    """The documents of a file; ``None`` if it cannot be read, after showing why."""
    if is_xml(data, name):
        element = parse_or_show(name, data, options)
        return None if element is None else [Comparable(element)]
    loaded = load_specs([(name, data)], variables, is_checked=False)
    if loaded.errors:
        show_problems(loaded.problems or loaded.errors, {name: data}, options)
        return None
    if not loaded.documents:
        raise UsageError(render("diff", "no-documents", name=name))
    return [
        Comparable(document.element, frozenset((*_hidden(document.tree), *_hidden(document.spec))))
        for document in loaded.documents
    ]


def pair_up(olds: list[Comparable], news: list[Comparable]) -> Iterator[tuple[Comparable | None, Comparable | None]]:
    """Each document with its counterpart: the one of its kind and name, or the only one of its kind."""
    remaining = list(olds)
    for new in news:
        same_kind = [old for old in remaining if type(old.element) is type(new.element)]
        same_name = [old for old in same_kind if old.name == new.name]
        is_only_one = len(same_kind) == 1 and sum(type(other.element) is type(new.element) for other in news) == 1
        old = same_name[0] if same_name else same_kind[0] if is_only_one else None
        if old is not None:
            remaining = [other for other in remaining if other is not old]
        yield old, new
    yield from ((old, None) for old in remaining)


def _hidden(node: Node | None) -> Iterator[str]:
    """The texts in a tree that are quoted nowhere."""
    from libvirt_xml.yaml_forms.text.yaml_tree import Mapping as MappingNode, Scalar

    if isinstance(node, Scalar):
        if node.is_hidden and node.text:
            yield node.text
    elif node is not None:
        for inner in node.items.values() if isinstance(node, MappingNode) else node.items:
            yield from _hidden(inner)
