"""What the reader looks up: for every class, its attributes and children by their names in the XML.

A table is made when its class is first met, the entry of a child when the child is first met; so reading a document
loads what the document uses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from libvirt_xml.binding.fields import remembered, specs_of
from libvirt_xml.binding.scalars import Integer
from libvirt_xml.binding.specs import Spec, child_class

if TYPE_CHECKING:
    from libvirt_xml.binding.element import Element

Read = Mapping[str, Any] | None
_LIMIT = 512  # combinations of attributes that one class remembers
_SHORT = 64  # a deciding text that is longer is not remembered


@dataclass(slots=True, eq=False)
class Leaf:
    """How the text of a scalar, a flag or a class (``is_own``) ends.

    ``is_plain``: a single text whose conversion, ``read``, does not depend on siblings. ``keeps_empty``: a text that
    must be there is the empty string where there is none.
    """

    name: str
    read: Read
    is_plain: bool
    is_own: bool
    keeps_empty: bool
    spec: Spec


class Plans(dict[tuple[str | None, ...], tuple[tuple[str, Mapping[str, Any]], ...]]):
    """What to do with the attributes of a class, by their names: which of them convert, and how.

    Where the base of a number depends on a sibling (``deciding``), its text follows the names in the key. Attributes
    of which one is unknown, or is not named as its field, have no plan: KeyError.
    """

    def __init__(self, cls: type[Element]) -> None:
        self.specs = {spec.xml: spec for spec in specs_of(cls).values() if spec.kind == "attribute"}
        waiting = [spec.converter for spec in self.specs.values() if isinstance(spec.converter, Integer)]
        names = {name: None for converter in waiting for name in converter.deciding}
        self.deciding = next(iter(names), "")
        assert len(names) < 2, f"{cls.__name__}: more than one attribute decides how numbers are read"

    def __missing__(self, key: tuple[str | None, ...]) -> tuple[tuple[str, Mapping[str, Any]], ...]:
        names = key[:-1] if self.deciding else key
        specs = [self.specs[name] for name in names]  # type: ignore[index]
        if any(spec.name != spec.xml for spec in specs):
            raise KeyError(key)
        siblings = dict.fromkeys((spec.name for spec in specs), "")
        if self.deciding in siblings:
            siblings[self.deciding] = key[-1] or ""
        readings = [(spec.name, reading_beside(spec, siblings)) for spec in specs]
        plan = tuple((name, reading) for name, reading in readings if reading is not None)
        if len(self) >= _LIMIT:
            self.clear()
        if not self.deciding or len(key[-1] or "") <= _SHORT:
            self[key] = plan
        return plan


class ChildEntry(NamedTuple):
    """One child: a class with its own tables, or a leaf (``cls`` is ``None``).

    ``is_bare``: the class has neither children nor text.
    """

    name: str
    is_list: bool
    cls: type[Element] | None
    plans: Any
    deciding: str
    children: Children
    leaf: Leaf | None
    is_bare: bool


class Children(dict[str, ChildEntry]):
    """The children of a class by tag, those without a namespace; an unknown tag raises KeyError."""

    def __init__(self, cls: type[Element] | None) -> None:
        self.cls = cls
        self.specs = _child_specs(cls) if cls else {}
        self.pieces: Any = None  # of ``regular``, once it has met the class

    def __missing__(self, tag: str) -> ChildEntry:
        spec = self.specs["", tag]
        entry: Any = tuple(entry_of(spec))  # a plain tuple unpacks in a third of the time
        self[tag] = entry
        return entry  # type: ignore[no-any-return]

    def named(self, namespace: str, local: str) -> ChildEntry | None:
        """The entry of a name, in whatever namespace."""
        spec = self.specs.get((namespace, local))
        return None if spec is None else entry_of(spec)

    @property
    def owner(self) -> type[Element]:
        """The class whose children these are; there is one but at the top."""
        assert self.cls is not None
        return self.cls

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


_NO_CHILDREN = Children(None)


@remembered
def entry_of(spec: Spec) -> ChildEntry:
    """The entry of a child field."""
    if spec.kind == "child":
        return class_entry(child_class(spec), spec.name, spec.is_list)
    is_plain = spec.kind == "scalar" and not spec.is_list and not is_varying(spec)
    leaf = Leaf(spec.name, spec.converter.read, is_plain, False, False, spec)
    return ChildEntry(spec.name, spec.is_list, None, None, "", _NO_CHILDREN, leaf, False)


@remembered
def class_entry(cls: type[Element], name: str = "", is_list: bool = False) -> ChildEntry:
    """The entry of a class, as a child or as the document element."""
    plans, children, text = _tables(cls)
    is_bare = text is None and not children.specs
    return ChildEntry(name, is_list, cls, plans, plans.deciding, children, text, is_bare)


@remembered
def _tables(cls: type[Element]) -> tuple[Plans, Children, Leaf | None]:
    text = next((spec for spec in specs_of(cls).values() if spec.kind == "text"), None)
    return Plans(cls), Children(cls), None if text is None else _own_text(text)


def reading_beside(spec: Spec, siblings: Mapping[str, Any]) -> Read:
    """How the text of a field converts beside some others (those that decide are enough)."""
    converter = spec.converter
    return converter.reading(siblings) if isinstance(converter, Integer) else converter.read


def _own_text(spec: Spec) -> Leaf:
    read = spec.converter.read
    return Leaf(spec.name, read, not is_varying(spec), True, spec.is_required and read is None, spec)


def is_varying(spec: Spec) -> bool:
    """Whether what a text means depends on siblings."""
    return isinstance(spec.converter, Integer) and spec.converter.varies


def _child_specs(cls: type[Element]) -> dict[tuple[str, str], Spec]:
    specs = {}
    for spec in specs_of(cls).values():
        if spec.kind in ("child", "scalar", "flag"):
            specs[spec.namespace, spec.xml] = spec
        elif spec.kind == "wildcard":
            specs["*", "*"] = spec
    return specs
