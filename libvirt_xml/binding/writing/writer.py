"""Objects to XML text. An instance's dictionary is in the order of writing, so this is one walk over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from libvirt_xml.binding.fields import is_implied, specs_of
from libvirt_xml.binding.foreign import AnyElement, Extra, declared_by
from libvirt_xml.binding.navigation import prefixed, step_at, step_of, tag_of
from libvirt_xml.binding.sequence import items_of, parts_count, parts_of
from libvirt_xml.binding.writing.escaping import IN_TEXT
from libvirt_xml.binding.writing.foreign_writer import ForeignWriter, declarations
from libvirt_xml.binding.writing.known import Known
from libvirt_xml.binding.writing.refusals import Refusal, check_class, refused
from libvirt_xml.binding.writing.writing_tables import (
    ATTRIBUTE_KIND,
    CHILD_KIND,
    SCALAR_KIND,
    TABLES,
    TEXT_KIND,
    WrittenField,
)
from libvirt_xml.binding.wrong_values import Unwritable, WrongType
from libvirt_xml.errors import WriteError
from libvirt_xml.markup.limits import MAX_DEPTH
from libvirt_xml.markup.scopes import Scopes
from libvirt_xml.messages import render

if TYPE_CHECKING:
    from lxml import etree

    from libvirt_xml.binding.element import Element


def write(element: Element, indent: int | None = 2) -> str:
    """An object as XML text. Raises WriteError."""
    parts: list[str] = []
    tree = _Tree(parts, indent)
    try:
        tree.element(element, 0, "")
    except Refusal as refusal:
        path = "/".join(["", tag_of(element), *reversed(refusal.steps)])
        raise WriteError(str(refusal), path=path) from None
    if indent is not None:
        parts.append("\n")
    return "".join(parts)


def write_foreign(element: AnyElement, scopes: Scopes | None = None) -> str:
    """A foreign element as XML text, beside the namespaces in force. Raises WriteError."""
    parts: list[str] = []
    try:
        _Tree(parts, None, scopes).foreign(element, 0)
    except Refusal as refusal:
        path = "/".join([f"/{element.name}", *reversed(refusal.steps)])
        raise WriteError(str(refusal), path=path) from None
    return "".join(parts)


def write_child(parent: Element, step: tuple[str, int, Any], pads: Sequence[str], scopes: Scopes | None = None) -> str:
    """One of the children of an object (see ``parts_of``) as XML text, beside the namespaces in force.

    ``pads`` are a new line and the indentation, by depth in the child. Raises WriteError, with a path from the parent.
    """
    parts: list[str] = []
    tree = _Tree(parts, None, scopes)
    tree.set_pads(pads)
    try:
        tree.child(parent, step)
    except Refusal as refusal:
        path = "/".join(["", tag_of(parent), *reversed(refusal.steps)])
        raise WriteError(str(refusal), path=path) from None
    return "".join(parts)


def as_lxml(text: str, path: str) -> etree._Element:
    """Written text as an lxml element; ``path`` is that of the error. Raises WriteError."""
    from lxml import etree

    parser = etree.XMLParser(huge_tree=True, resolve_entities=False, no_network=True)
    try:
        return etree.fromstring(text, parser)
    except etree.XMLSyntaxError:
        reason = parser.error_log[0].message
        raise WriteError(render("cannot-write", "lxml", reason=reason), path=path) from None


@lru_cache(maxsize=8)
def _pads(indent: int | None) -> list[str]:
    """A new line and the indentation, by depth; nothing for text on one line."""
    depths = range(MAX_DEPTH + 2)
    return ["" for _ in depths] if indent is None else ["\n" + " " * (indent * depth) for depth in depths]


class _Tree(ForeignWriter):
    """One run of the writer: the parts of the text so far and the namespaces in force."""

    def __init__(self, parts: list[str], indent: int | None, scopes: Scopes | None = None) -> None:
        super().__init__(parts, scopes)
        self._add = parts.append
        self._is_tight = indent is None
        self._pads = _pads(indent)

    def set_pads(self, pads: Sequence[str]) -> None:
        """Take other indentation; texts that are empty put all on one line."""
        self._pads, self._is_tight = list(pads), not pads[0]

    def child(self, parent: Element, step: tuple[str, int, Any]) -> None:
        """One child of an object, at the depth 0. Raises Refusal."""
        name, index, _ = step
        try:
            self._part(parent, TABLES[type(parent)][0], parent.extra_ or Extra(), step, -1, "")
        except TypeError as error:
            raise refused(error, parent, name, step_of(parent, name, index) if name else "") from None

    # Names

    def _tag(self, namespace: str, local: str) -> tuple[str, dict[str, str]]:
        """A tag, with a prefix where its namespace needs one, and what has to be declared for it."""
        if not namespace:
            return local, {}
        prefix = self.scopes.prefix(namespace)
        declared = {}
        if prefix is None:
            prefix = prefixed(namespace, local).partition(":")[0]
            declared[prefix] = namespace
        return f"{prefix}:{local}" if prefix else local, declared

    # Elements

    def element(self, element: Element, depth: int, pad: str) -> None:
        """One object: its start tag, its fields in their order, its end tag."""
        if depth >= MAX_DEPTH:
            raise Refusal(render("cannot-write", "depth", limit=MAX_DEPTH))
        values = element.__dict__
        cls = type(element)
        table, is_odd = TABLES[cls]
        if is_odd or "extra_" in values:
            self._odd(element, table, depth, pad)
            return
        add = self._add
        pads = self._pads
        tag = cls.tag_
        start = f"{pad}<{tag}"
        inner = ""
        has_text = False
        name, index = "", -1
        try:
            for name, value in values.items():
                if value is None:
                    continue
                field = table[name]
                kind, write = field.kind, field.write
                if kind == ATTRIBUTE_KIND:
                    start += field.written[value if write is None else write(value, values)]
                    continue
                if kind == CHILD_KIND:
                    child, is_list = field.cls, field.is_list
                    if is_list:
                        if not value:
                            continue
                    elif field.is_container and is_implied(value):
                        continue
                    if start:
                        add(f"{start}>")
                        start = ""
                        inner = pads[depth + 1]
                    if not is_list:  # the same as below, without a loop: there are many of these
                        if type(value) is not child:
                            check_class(value, child)
                        known = getattr(value, "known_", None)
                        if known is None or value.__dict__ != known.content or depth >= MAX_DEPTH - 1:
                            self.element(value, depth + 1, inner)
                        else:
                            add(inner)
                            add(known.text or _learn(type(value), known))
                        continue
                    if type(value) is not list:
                        value = items_of(specs_of(cls)[name], value)
                    index = 0
                    for item in value:
                        if type(item) is not child:
                            check_class(item, child)
                        known = getattr(item, "known_", None)
                        if known is None or item.__dict__ != known.content or depth >= MAX_DEPTH - 1:
                            self.element(item, depth + 1, inner)
                        else:
                            add(inner)
                            add(known.text or _learn(type(item), known))
                        index += 1
                    index = -1
                elif kind == TEXT_KIND:
                    text = field.written[value if write is None else write(value, values)]
                    if text:
                        add(f"{start}>{text}</{tag}>")
                        has_text = True
                elif kind == SCALAR_KIND and field.tag and not field.is_list:
                    scalar_tag = field.tag
                    if start:
                        add(f"{start}>")
                        start = ""
                        inner = pads[depth + 1]
                    text = field.written[value if write is None else write(value, values)]
                    add(f"{inner}<{scalar_tag}>{text}</{scalar_tag}>" if text else f"{inner}<{scalar_tag}/>")
                else:
                    items = items_of(specs_of(cls)[name], value)
                    if items and start:
                        add(f"{start}>")
                        start = ""
                        inner = pads[depth + 1]
                    for index, item in enumerate(items):  # noqa: B007 - a refusal's path needs it
                        self._plain(element, name, item, depth, inner)
                    index = -1
        except TypeError as error:
            raise refused(error, element, name, step_of(element, name, index)) from None
        except Refusal as refusal:
            refusal.steps.append(step_of(element, name, index))
            raise
        if has_text:
            return
        add(f"{start}/>" if start else f"{pads[depth]}</{tag}>")

    def _plain(
        self, element: Element, name: str, item: Any, depth: int, pad: str, surplus: AnyElement | None = None
    ) -> None:
        """One scalar, flag or foreign element; with what its element has beyond the value."""
        spec = specs_of(type(element))[name]
        add = self.parts.append
        if spec.kind == "wildcard":
            if not isinstance(item, AnyElement):
                check_class(item, AnyElement)
            add(pad)
            self.foreign(item, depth + 1)
            return
        if spec.kind == "flag":
            if item is not True:
                raise WrongType("a bool", item)
            if surplus is not None:
                add(pad)
                self.foreign(surplus, depth + 1)
                return
            text = ""
        else:
            form = element.extra_.forms.get(name) if element.extra_ else None
            is_loose = form is not None and form[0] is item
            text = IN_TEXT[form[1] if form and is_loose else spec.converter.write(item, element.__dict__)]
        if surplus is None:
            tag, declared = self._tag(spec.namespace, spec.xml)
            written = declarations(declared)
        else:
            scope = declared_by(surplus.attributes)
            self.scopes.open(scope)
            tag = self.known(surplus.name)
            written = "".join(self.attribute(key, value) for key, value in surplus.attributes.items())
            self.check_repeated(surplus.attributes)
            self.scopes.close(scope)
        add(f"{pad}<{tag}{written}>{text}</{tag}>" if text else f"{pad}<{tag}{written}/>")

    def _odd(
        self, element: Element, table: dict[str, WrittenField], depth: int, pad: str, part: int | None = None
    ) -> None:
        """An object in a namespace, or with more to it than its fields; or one of the parts that it was read from."""
        extra = element.extra_ or Extra()
        written = extra.attributes if not part else extra.parts[part - 1]
        scope = extra.namespaces if not part else declared_by(written)
        self.scopes.open(scope)
        tag, declared = self._tag(element.namespace_, element.tag_)
        self.scopes.open(declared)
        sequence: list[tuple[str, int, Any]] = []
        at = -1
        try:
            attributes, text = _attributes_and_text(element, table, extra) if not part else ([], "")
            if written:
                attributes += [self.attribute(key, value) for key, value in written.items()]
                self._check_unknown(element, written)
            attributes += declarations(extra.namespaces if not part else {}), declarations(declared)
            parts = parts_of(element)
            sequence = [step for steps in parts for step in steps] if part is None else parts[part]
            is_tight = bool(text) or any(isinstance(part, str) for part in extra.content) or self._is_tight
            inner = "" if is_tight else self._pads[depth + 1]
            texts = iter(_divided(text, extra))
            self.parts.append(f"{pad}<{tag}{''.join(attributes)}" + (">" if text or sequence else "/>") + next(texts))
            for at, child in enumerate(sequence):  # noqa: B007 - a refusal's path needs it
                self._part(element, table, extra, child, depth, inner)
                if not child[0]:
                    self.parts.append(next(texts, ""))
            self.parts.extend(texts)
        except TypeError as error:
            name, step = (sequence[at][0], step_at(element, sequence, at)) if at >= 0 else ("", "")
            raise refused(error, element, name, step) from None
        except Refusal as refusal:
            step = step_at(element, sequence, at) if at >= 0 else ""
            refusal.steps += [step] if step else []
            raise
        finally:
            self.scopes.close(declared)
            self.scopes.close(scope)
        if text or sequence:
            self.parts.append(f"</{tag}>" if is_tight else f"{self._pads[depth]}</{tag}>")

    def _check_unknown(self, element: Element, attributes: Mapping[str, str]) -> None:
        """Raise TypeError for attributes that the object has as fields already."""
        self.check_repeated(attributes)
        for name, spec in specs_of(type(element)).items():
            if spec.xml in attributes and spec.kind == "attribute" and element.__dict__.get(name) is not None:
                raise Unwritable(render("cannot-write", "repeated", name=spec.xml))

    def _part(
        self,
        element: Element,
        table: dict[str, WrittenField],
        extra: Extra,
        part: tuple[str, int, Any],
        depth: int,
        pad: str,
    ) -> None:
        name, index, item = part
        if not name:
            if not isinstance(item, str):
                self.parts.append(pad)
            self._foreign_part(item, depth)
        elif table[name].kind == CHILD_KIND:
            check_class(item, table[name].cls)
            if parts_count(item) > 1 and specs_of(type(element))[name].repeats:
                self._odd(item, TABLES[item.__class__][0], depth + 1, pad, index)
            else:
                self.element(item, depth + 1, pad)
        else:
            self._plain(element, name, item, depth, pad, extra.surplus.get((name, index)))


def _learn(cls: type[Element], known: Known) -> str:
    """How an element without children is written, remembered for its like: by one that nobody else can change."""
    parts: list[str] = []
    _Tree(parts, None).element(known.make(cls), 0, "")
    known.text = "".join(parts)
    return known.text


def _divided(text: str, extra: Extra) -> list[str]:
    """The pieces of a text, as it was read: what stands before unknown content, and after each part of that."""
    pieces = [IN_TEXT[piece] for piece in extra.texts]
    return pieces if pieces and "".join(pieces) == text else [text]


def _attributes_and_text(element: Element, table: dict[str, WrittenField], extra: Extra) -> tuple[list[str], str]:
    values = element.__dict__
    attributes, text = [], ""
    name = ""
    try:
        for name, value in values.items():
            field = table[name]
            write, written = field.write, field.written
            if value is None or field.kind not in (ATTRIBUTE_KIND, TEXT_KIND):
                continue
            form = extra.forms.get(name)
            if form is not None and form[0] is value:
                plain: Any = form[1]
            else:
                plain = value if write is None else write(value, values)
            if field.kind == ATTRIBUTE_KIND:
                attributes.append(written[plain])
            else:
                text = written[plain]
    except TypeError as error:
        raise refused(error, element, name, step_of(element, name, -1)) from None
    return attributes, text
