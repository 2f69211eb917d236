"""What reading and writing look up of a class: its fields by name, and the order in which they must stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from libvirt_xml.binding.fields import remembered, specs_of
from libvirt_xml.binding.scalars import STRING, Converter, Integer
from libvirt_xml.binding.specs import Spec, child_class
from libvirt_xml.markup.secrets import is_secret_text

if TYPE_CHECKING:
    from libvirt_xml.binding.element import Element

_is_hump = re.compile(r"(?<=[a-z])([A-Z])")
VALUE, VALUES, TEXT, FLAG, CHILD, CHILDREN, WILDCARD, EXTRA = range(8)
_KINDS = {
    "attribute": VALUE,
    "scalar": VALUE,
    "text": TEXT,
    "flag": FLAG,
    "child": CHILD,
    "wildcard": WILDCARD,
    "extra": EXTRA,
}


@dataclass(slots=True, eq=False)
class FormField:
    """One field. ``kind`` is what stands for it in YAML; ``rank`` says what it must not stand after.

    ``read`` is the mapping from text to value, ``None`` for plain text; ``varies`` where siblings decide it.
    """

    kind: int
    rank: int
    read: Mapping[str, Any] | None
    varies: bool
    is_bool: bool
    write: Callable[[object, Mapping[str, Any]], str] | None
    cls: Any  # the class of a child, None for others
    spec: Spec

    def may_hold_secret(self) -> bool:
        """Whether what is written for it as a single value may be a secret, be it wrong."""
        owner = "" if self.spec.owner is None else self.spec.owner.tag_
        return is_secret_text(self.spec.xml or owner, owner)


@dataclass(slots=True, eq=False)
class FormTable:
    """The fields of a class. ``text`` is that of its own text.

    ``namespaced`` are the namespaces of fields that have another one than the class, by field; ``is_namespaced``:
    there are such, or the class has a namespace itself. ``after`` is what must come before a field, where ranks do not
    tell.
    """

    cls: type[Element]
    fields: dict[str, FormField]
    text: FormField | None
    has_children: bool
    namespaced: dict[str, str]
    is_namespaced: bool
    after: dict[str, frozenset[str]]

    def sorted(self, names: Iterable[str]) -> list[str]:
        """Names of fields in an order that the schema allows, the given one as far as can be."""
        waiting = sorted(names, key=lambda name: self.fields[name].rank if not self.after else self._sort(name))
        if not self.after:
            return waiting
        result: list[str] = []
        while waiting:
            left = set(waiting)
            name = next(name for name in waiting if left.isdisjoint(self.after.get(name, ())))
            result.append(name)
            waiting.remove(name)
        return result

    def _sort(self, name: str) -> int:
        return min(self.fields[name].rank, 2)


@remembered
def table_of(cls: type[Element]) -> FormTable:
    """The table of a class."""
    specs = specs_of(cls)
    after = {name: frozenset(spec.after) for name, spec in specs.items() if spec.after}
    is_ranked = bool(after) or cls.in_order_
    fields = {name: _field(spec, is_ranked) for name, spec in specs.items()}
    namespaced = {
        name: spec.namespace for name, spec in specs.items() if spec.namespace and spec.namespace != cls.namespace_
    }
    return FormTable(
        cls=cls,
        fields=fields,
        text=next((replace(field, kind=VALUE) for field in fields.values() if field.kind == TEXT), None),
        has_children=any(spec.kind in ("child", "scalar", "flag", "wildcard") for spec in specs.values()),
        namespaced=namespaced,
        is_namespaced=bool(namespaced or cls.namespace_),
        after=after,
    )


def field_named(table: FormTable, name: str) -> str | None:
    """The field that a name is, in its YAML or XML spelling; a list also by the name of an item."""
    if name == "extra_":
        return None
    snake = _is_hump.sub(r"_\1", name).lower().replace("-", "_")
    if snake in table.fields:
        return snake
    return next((key for key, field in table.fields.items() if field.spec.xml == name), None)


def tables_along(table: FormTable, here: str, path: str) -> Iterator[tuple[str, FormTable]]:
    """The objects from one on to that at a path, each with its own path."""
    yield here, table
    if not path.startswith(here) or path == here:
        return
    for key in path[len(here) :].lstrip(".").split("."):
        field = table.fields.get(key.partition("[")[0])
        if field is None or field.kind not in (CHILD, CHILDREN):
            return
        here = f"{here}.{key}" if here else key
        table = table_of(field.cls)
        yield here, table


def _field(spec: Spec, is_ranked: bool) -> FormField:
    converter = spec.converter
    varies = isinstance(converter, Integer) and converter.varies
    rank = {"attribute": 0, "text": 1}.get(spec.kind, 2 + spec.rank * is_ranked)
    kind = _kind(spec)
    return FormField(
        kind=kind,
        rank=rank,
        read=None if varies and kind != VALUES else converter.read,
        varies=varies,
        is_bool=_is_bool(converter),
        write=None if converter is STRING else converter.write,
        cls=child_class(spec) if spec.kind == "child" else None,
        spec=spec,
    )


def _kind(spec: Spec) -> int:
    if spec.kind in ("scalar", "child") and spec.is_list:
        return VALUES if spec.kind == "scalar" else CHILDREN
    return _KINDS[spec.kind]


def _is_bool(converter: Converter) -> bool:
    """Whether ``True`` is a value of a field."""
    try:
        return bool(converter.write(True, {}))
    except TypeError:
        return False
