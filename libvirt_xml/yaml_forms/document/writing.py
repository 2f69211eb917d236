"""Objects to trees: what is set, in the order in which it is written."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from typing import Any

from libvirt_xml.binding.element import Element
from libvirt_xml.binding.fields import is_implied
from libvirt_xml.binding.foreign import AnyElement, Comment, Extra
from libvirt_xml.binding.sequence import items_of
from libvirt_xml.binding.writing.writer import write_foreign
from libvirt_xml.binding.wrong_values import WrongType
from libvirt_xml.errors import WriteError
from libvirt_xml.markup.limits import MAX_DEPTH
from libvirt_xml.markup.scopes import Scopes
from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.document.form_tables import (
    CHILD,
    CHILDREN,
    EXTRA,
    FLAG,
    TEXT,
    VALUE,
    VALUES,
    FormField,
    FormTable,
    table_of,
)
from libvirt_xml.yaml_forms.document.namespaces import implied
from libvirt_xml.yaml_forms.document.order import written
from libvirt_xml.yaml_forms.text.resolving import resolve
from libvirt_xml.yaml_forms.text.yaml_tree import NOWHERE, Mapping, Node, Origin, Scalar, Sequence


def write_document(element: Element, origin: Origin = NOWHERE, *, is_portable: bool = False) -> Mapping:
    """The tree of an object, every value with one origin; ``text`` of each is what XML has.

    ``read_document`` makes an equal object of it, which is written as the same XML. In a portable tree every part
    declares the prefixes that it uses, so that it means the same in another tree; the object is then equal by
    ``compare``. Raises WriteError, as ``to_xml``.
    """
    try:
        return (_PortableWriter if is_portable else _Writer)(origin).element(element, type(element), 0)
    except (TypeError, AttributeError, KeyError) as error:
        element.to_xml(indent=None)  # has better words, and the path
        raise WriteError(str(error), path=f"/{element.tag_}") from error


_Declared = tuple[dict[str, str], dict[str, str] | None]


class _Writer:
    """One writing; ``_scopes`` are the XML namespaces in force."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self._scopes = Scopes()

    def element(self, element: Any, cls: type[Element], depth: int) -> Mapping:
        """The map of an object."""
        if element.__class__ is not cls and not isinstance(element, cls):
            raise WrongType(cls.__name__, element)
        if depth >= MAX_DEPTH:
            raise TypeError(render("cannot-write", "depth", limit=MAX_DEPTH))
        table = table_of(element.__class__)
        values = element.__dict__
        items: dict[str, Node] = {}
        extra: Extra | None = values.get("extra_")
        in_force: AnyMapping[str, str] = {}
        declared = None
        if extra is not None or table.namespaced or table.cls.namespace_:
            in_force, declared = self._declared(element, table, extra)
        if table.text is not None and values.get(table.text.spec.name) is not None:
            items[table.text.spec.name] = self._value(values[table.text.spec.name], table.text, values)
        fields = table.fields
        last, is_sorted = 0, True
        for name, value in values.items():
            field = fields[name]
            kind = field.kind
            if value is None or kind in (TEXT, EXTRA):
                continue
            if kind == VALUE:
                items[name] = self._value(value, field, values)
            elif kind == CHILD:
                if field.spec.is_container and is_implied(value):
                    continue
                items[name] = self._child(value, field, depth)
            else:
                node = self._other(value, field, values, depth)
                if node is None:
                    continue
                items[name] = node
            if field.rank < last:
                is_sorted = False
            last = field.rank
        if extra is not None or declared is not None or not is_sorted:
            self._extra(element, table, items, declared)
        self._scopes.close(in_force)
        return Mapping(items, self._origin)

    def _child(self, value: Any, field: FormField, depth: int) -> Node:
        """An object: its text alone, where it has nothing else."""
        mapping = self.element(value, field.cls, depth + 1)
        items = mapping.items
        if len(items) == 1:
            text = table_of(field.cls).text
            if text is not None and text.spec.name in items:
                return items[text.spec.name]
        return mapping

    def _other(self, value: Any, field: FormField, values: dict[str, Any], depth: int) -> Node | None:
        """A flag or a list; ``None`` where it says nothing."""
        if field.kind == FLAG:
            if value is True or value is False:
                return Scalar(True, "true", self._origin) if value else None
            raise WrongType("a bool", value)
        items = value if value.__class__ is list else items_of(field.spec, value)
        if not items:
            return None
        if field.kind == CHILDREN:
            return Sequence([self._child(item, field, depth) for item in items], self._origin)
        if field.kind == VALUES:
            return Sequence([self._value(item, field, values) for item in items], self._origin)
        return Sequence([self._foreign(item) for item in items], self._origin)

    def _value(self, value: Any, field: FormField, values: dict[str, Any]) -> Scalar:
        """A single value, as XML has it."""
        if isinstance(value, str):
            text = str.__str__(value if field.write is None else field.write(value, values))
            return Scalar(text, text, self._origin)
        if value is True or value is False:
            return self._bool(value, field, values)
        text = value if field.write is None else field.write(value, values)
        if not isinstance(text, str):
            raise WrongType("a str", value)
        return Scalar(resolve(text), text, self._origin)

    def _bool(self, value: bool, field: FormField, values: dict[str, Any]) -> Scalar:
        if not field.is_bool:
            raise WrongType(field.spec.converter.expected, value)
        extra: Extra | None = values.get("extra_")
        form = extra.forms.get(field.spec.name) if extra else None
        if form is not None and form[0] is value:
            return Scalar(form[1], form[1], self._origin)
        return Scalar(value, None, self._origin)

    def _foreign(self, element: Any) -> Scalar:
        if not isinstance(element, AnyElement):
            raise WrongType("AnyElement", element)
        text = write_foreign(element, self._scopes)
        return Scalar(text, text, self._origin)

    # extra_

    def _declared(self, element: Element, table: FormTable, extra: Extra | None) -> _Declared:
        """Put namespaces in force: those, and those of them that must be said, as what is implied is another thing.

        An object made in Python declares none; what is implied does for it.
        """
        present = [name for name in table.namespaced if element.__dict__.get(name) not in (None, [])]
        usual = implied(table, present, self._scopes)
        actual = extra.namespaces if extra is not None else {}
        if not actual and not any(_declares(element, name, usual) for name in present):
            actual = usual
        self._scopes.open(actual)
        return actual, None if list(actual.items()) == list(usual.items()) else actual

    def _extra(
        self, element: Element, table: FormTable, items: dict[str, Node], namespaces: dict[str, str] | None
    ) -> None:
        extra = element.extra_ or Extra()
        names = list(items)
        keys: dict[str, Node] = {}
        if extra.attributes:
            keys["attributes"] = self._map(extra.attributes)
        parts, order = written(element, table, names)
        if parts:
            keys["content"] = Sequence([self._part(extra.content[at]) for at in parts], self._origin)
        if extra.surplus:
            keys["surplus"] = Mapping(
                {
                    f"{name}[{index}]" if table.fields[name].spec.is_list else name: self._foreign(surplus)
                    for (name, index), surplus in extra.surplus.items()
                },
                self._origin,
            )
        if namespaces is not None:
            keys["namespaces"] = self._map(namespaces)
        if extra.texts:
            keys["texts"] = Sequence([Scalar(text, text, self._origin) for text in extra.texts], self._origin)
        if order:
            keys["order"] = Sequence([Scalar(step, step, self._origin) for step in order], self._origin)
        if keys:
            items["extra_"] = Mapping(keys, self._origin)

    def _map(self, texts: AnyMapping[str, str]) -> Mapping:
        return Mapping({name: Scalar(text, text, self._origin) for name, text in texts.items()}, self._origin)

    def _part(self, part: Any) -> Node:
        if isinstance(part, AnyElement):
            return self._foreign(part)
        if isinstance(part, str):
            return self._map({"text": part})
        if isinstance(part, Comment):
            return self._map({"comment": part.text})
        return self._map({"instruction": f"{part.target} {part.text}" if part.text else part.target})


class _PortableWriter(_Writer):
    """A writing in which no part depends on declarations around it; ``_around`` are all of those."""

    def __init__(self, origin: Origin) -> None:
        super().__init__(origin)
        self._around = Scopes()

    def element(self, element: Any, cls: type[Element], depth: int) -> Mapping:
        extra = element.__dict__.get("extra_") if isinstance(element, Element) else None
        declared = extra.namespaces if isinstance(extra, Extra) else {}
        self._around.open(declared)
        mapping = super().element(element, cls, depth)
        self._around.close(declared)
        return mapping

    def _declared(self, element: Element, table: FormTable, extra: Extra | None) -> _Declared:
        """The prefixes of the element's own foreign attributes, beside what is implied."""
        used = [name.partition(":")[0] for name in extra.attributes if ":" in name] if extra is not None else []
        needed = {prefix: uri for prefix in used if (uri := self._around.uri(prefix)) is not None}
        if not needed:
            return {}, None
        present = [name for name in table.namespaced if element.__dict__.get(name) not in (None, [])]
        return {}, needed | implied(table, present, Scopes(needed))


def _declares(element: Element, name: str, namespaces: AnyMapping[str, str]) -> bool:
    """Whether what a field holds declares one of some namespaces itself."""
    value = element.__dict__[name]
    items = value if isinstance(value, list) else [value]
    declarations = [item.extra_.namespaces for item in items if isinstance(item, Element) and item.extra_]
    surplus = element.extra_.surplus if element.extra_ else {}
    declarations += [part.attributes for (field, _), part in surplus.items() if field == name]
    return any(uri in texts.values() for texts in declarations for uri in namespaces.values())
