"""What the reader looks up: for every class, its attributes and children by their names in the XML.

A table is made when its class is first met, the entry of a child when the child is first met; so reading a document
loads what the document uses.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from libvirt_xml.binding.fields import remembered, specs_of
from libvirt_xml.binding.scalars import Integer
from libvirt_xml.binding.specs import Spec, child_class

if TYPE_CHECKING:
    from libvirt_xml.binding.base import Element

Read = Mapping[str, Any] | None


class Leaf(NamedTuple):
    """How the text of a scalar, a flag or a class (``is_own``) ends.

    ``keeps_empty``: a text that must be there is the empty string where there is none.
    """

    name: str
    read: Read
    is_list: bool
    is_flag: bool
    is_own: bool
    keeps_empty: bool
    unsettled: Integer | None


class Entry(NamedTuple):
    """One child: a class with its own tables, or a leaf."""

    name: str
    is_list: bool
    cls: type[Element] | None
    attributes: dict[str, tuple[str, Read]]
    children: Children
    leaf: Leaf | None
    unsettled: tuple[tuple[str, Integer], ...]


class Children(dict[str, Entry]):
    """The children of a class by tag, those without a namespace; an unknown tag raises KeyError."""

    def __init__(self, cls: type[Element] | None) -> None:
        self.cls = cls
        self.specs = _child_specs(cls) if cls else {}

    def __missing__(self, tag: str) -> Entry:
        spec = self.specs["", tag]
        self[tag] = entry = entry_of(spec)
        return entry

    def named(self, namespace: str, local: str) -> Entry | None:
        """The entry of a name, in whatever namespace."""
        spec = self.specs.get((namespace, local))
        return None if spec is None else entry_of(spec)

    def wanted(self) -> list[str]:
        """The tags that are known here, for messages."""
        return [tag for _, tag in self.specs]

    @property
    def is_open(self) -> bool:
        """Whether foreign elements are at home here."""
        return ("*", "*") in self.specs


class Tracked(Children):
    """The children of an element whose order has to be written down: it is empty, so every child takes the slow way."""

    def __init__(self, real: Children) -> None:
        super().__init__(None)
        self.real = real


LEAF_CHILDREN = Children(None)


@remembered
def entry_of(spec: Spec) -> Entry:
    """The entry of a child field."""
    if spec.kind == "child":
        return class_entry(child_class(spec), spec.name, spec.is_list)
    is_flag = spec.kind == "flag"
    leaf = Leaf(spec.name, spec.converter.read, spec.is_list, is_flag, False, False, _unsettled(spec))
    return Entry(spec.name, spec.is_list, None, {}, LEAF_CHILDREN, leaf, ())


@remembered
def class_entry(cls: type[Element], name: str = "", is_list: bool = False) -> Entry:
    """The entry of a class, as a child or as the document element."""
    attributes, children, text, unsettled = _tables(cls)
    return Entry(name, is_list, cls, attributes, children, text, unsettled)


@remembered
def _tables(
    cls: type[Element],
) -> tuple[dict[str, tuple[str, Read]], Children, Leaf | None, tuple[tuple[str, Integer], ...]]:
    specs = specs_of(cls)
    attributes = {spec.xml: (name, spec.converter.read) for name, spec in specs.items() if spec.kind == "attribute"}
    text = next((spec for spec in specs.values() if spec.kind == "text"), None)
    leaf = None if text is None else _own_text(text)
    waiting = [(name, _unsettled(spec)) for name, spec in specs.items() if spec.kind == "attribute"]
    unsettled = tuple((name, converter) for name, converter in waiting if converter)
    return attributes, Children(cls), leaf, unsettled


def _own_text(spec: Spec) -> Leaf:
    read = spec.converter.read
    return Leaf(spec.name, read, False, False, True, spec.is_required and read is None, _unsettled(spec))


def _unsettled(spec: Spec) -> Integer | None:
    """The converter of a number whose base depends on a sibling."""
    converter = spec.converter
    return converter if isinstance(converter, Integer) and converter.settles else None


def _child_specs(cls: type[Element]) -> dict[tuple[str, str], Spec]:
    specs = {}
    for spec in specs_of(cls).values():
        if spec.kind in ("child", "scalar", "flag"):
            specs[spec.namespace, spec.xml] = spec
        elif spec.kind == "wildcard":
            specs["*", "*"] = spec
    return specs
