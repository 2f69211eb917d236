"""The unusual, while reading: unknown and repeated elements, prefixes, loose forms, stray text, broken order.

Nothing here is on the way of a document that libvirt wrote. What the model does not know goes into ``extra_``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NoReturn

from libvirt_xml.binding.fields import specs_of
from libvirt_xml.binding.foreign import (
    NEXT,
    AnyElement,
    Comment,
    Extra,
    ProcessingInstruction,
    declared_by,
    declares_namespace,
)
from libvirt_xml.binding.reading.capturing import Capture
from libvirt_xml.binding.reading.reading_prefixes import Frame, ReadPrefixes
from libvirt_xml.binding.reading.reading_tables import ChildEntry, Children, Leaf, Tracked, reading_beside
from libvirt_xml.binding.scalars import KeptText, LooseForm
from libvirt_xml.binding.sequence import CHILD_KINDS, extra_of, start_order
from libvirt_xml.binding.specs import Spec
from libvirt_xml.markup.characters import WHITE_SPACE
from libvirt_xml.markup.malformed.xml_faults import XmlCause
from libvirt_xml.messages import render

if TYPE_CHECKING:
    from libvirt_xml.binding.element import Element

CUT = ""
"""Among the texts that were met: an unknown element stood here. The parser gives no empty text."""


class Oddities(ReadPrefixes):
    """The unusual of one parse. Methods that begin or notice something return the children table to go on with."""

    __slots__ = ("_roots", "_texts", "with_text")

    def __init__(self, parser: Any, stack: list[Frame], roots: Children, texts: list[str]) -> None:
        super().__init__(parser, stack)
        self._roots = roots
        self._texts = texts
        self.with_text: dict[int, Extra] = {}  # by identity: each once

    # Names

    def entry(
        self, tag: str, attributes: dict[str, str], values: dict[str, Any], kids: Children
    ) -> tuple[ChildEntry | None, Children]:
        """The entry of an element that the table does not have by its bare tag; ``None`` for an unknown one."""
        self.check_name(tag)
        prefix, _, local = tag.rpartition(":")
        namespace = self.namespace(prefix, attributes, values)
        if namespace is None:
            self.refuse(XmlCause.UNDECLARED_PREFIX)
        real = kids.real if isinstance(kids, Tracked) else kids
        entry = real.named(namespace, local)
        if kids is self._roots:
            if entry is None:
                self._refuse_root(tag, attributes, namespace)
            return entry, kids
        is_first = entry is not None and (entry.is_list or entry.name not in values)
        if entry is None or not (is_first or self.goes_on(kids, entry.name, entry.cls, attributes)):
            return None, self.begin_foreign(tag, attributes, values, kids)
        if isinstance(kids, Tracked):
            extra_of(values).order.append(entry.name)
        return entry, kids

    def _refuse_root(self, tag: str, attributes: dict[str, str], namespace: str) -> NoReturn:
        self.check_declarations(declared_by(attributes))
        expected = " or ".join(f"<{name}>" for name in self._roots.wanted())
        if namespace:
            self.fail(render("wrong-root", "namespace", expected=expected, found=tag, namespace=namespace))
        self.fail(render("wrong-root", "name", expected=expected, found=tag))

    # Attributes

    def attributes(
        self, specs: Mapping[str, Spec], attributes: dict[str, Any], around: dict[str, Any]
    ) -> dict[str, Any]:
        """What attributes make where some are unknown, odd in form, renamed, or declare namespaces.

        A value that is not text was converted before the first odd one was met.
        """
        values: dict[str, Any] = {}
        siblings = {specs[key].name: value for key, value in attributes.items() if key in specs}
        for key, value in attributes.items():
            spec = specs.get(key)
            if spec is None:
                if not declares_namespace(key):
                    self._check_prefix(key, attributes, around)
                    extra_of(values).attributes[key] = value
                continue
            try:
                reading = reading_beside(spec, siblings)
                values[spec.name] = value if reading is None or value.__class__ is not str else reading[value]
            except LooseForm as form:
                self.loose(values, spec.name, form, value)
        self._check_repeated(attributes, around)
        self._declare(values, declared_by(attributes), around)
        return values

    def leaf_attributes(
        self, tag: str, attributes: dict[str, str], values: dict[str, Any], kids: Children, name: str
    ) -> bool:
        """Keep the attributes of a scalar or flag; whether they put the element into another namespace instead."""
        if attributes.get("xmlns") and tag in kids:
            return True
        self._check_all(attributes, values)
        held = values.get(name)
        index = len(held) if isinstance(held, list) else 0
        extra_of(values).surplus[name, index] = AnyElement(tag, attributes)
        return False

    # Values

    def loose(self, values: dict[str, Any], name: str, form: KeyError, text: str) -> None:
        """Keep a boolean and its odd form."""
        assert isinstance(form, LooseForm)
        values[name] = form.value
        extra_of(values).forms[name] = (form.value, text)

    def set_value(self, values: dict[str, Any], leaf: Leaf, text: str) -> None:
        """Set a field from text."""
        reading = reading_beside(leaf.spec, values)
        try:
            values[leaf.name] = text if reading is None else reading[text]
        except LooseForm as form:
            self.loose(values, leaf.name, form, text)

    def end_leaf(self, values: dict[str, Any], leaf: Leaf, tag: str, text: str) -> None:
        """End a flag, an item of a list, or a text whose conversion depends on siblings."""
        spec = leaf.spec
        if spec.kind == "flag":
            values[leaf.name] = True
            if text.strip(WHITE_SPACE):
                surplus = extra_of(values).surplus
                surplus.setdefault((leaf.name, 0), AnyElement(tag)).content.append(text)
        elif spec.is_list:
            self._add_value(values, leaf, text)
        else:
            self.set_value(values, leaf, text)

    def _add_value(self, values: dict[str, Any], leaf: Leaf, text: str) -> None:
        value: Any = text
        if leaf.read is not None:
            try:
                value = leaf.read[text]
            except LooseForm:
                value = KeptText(text)
        values.setdefault(leaf.name, []).append(value)

    def own_text(self, values: dict[str, Any], kids: Children, leaf: Leaf, text: str) -> str | None:
        """Blank text of a class; ``None`` where it is none: nothing at all, or white space around children."""
        has_children = bool(text) and self._has_children(values, kids)
        if leaf.keeps_empty:
            return "" if has_children else text
        return None if has_children or not text else text

    def divide(self, values: dict[str, Any], texts: list[str]) -> None:
        """Keep where unknown content divides the text of a class, or precedes it; all ``texts`` of it are given."""
        pieces = [""]
        for text in texts:
            if text == CUT:
                pieces.append("")
            else:
                pieces[-1] += text
        if any(pieces[1:]):
            extra_of(values).texts = pieces

    def _has_children(self, values: dict[str, Any], kids: Children) -> bool:
        specs = specs_of(_class(kids))
        return ("extra_" in values and bool(values["extra_"].content)) or any(
            specs[name].kind in CHILD_KINDS for name in values if name != "extra_"
        )

    # Several elements for one

    def goes_on(self, kids: Children, name: str, cls: type[Element] | None, attributes: Mapping[str, str]) -> bool:
        """Whether another element of a field's name goes on with the object that is there.

        One with attributes that the class has does not: the object has those of the first.
        """
        parent = _class(kids)
        if cls is None or parent is None or not specs_of(parent)[name].repeats:
            return False
        known = {spec.xml for spec in specs_of(cls).values() if spec.kind == "attribute"}
        return known.isdisjoint(attributes) and attributes.get("xmlns", "") in ("", cls.namespace_)

    def resume(
        self, values: dict[str, Any], attributes: dict[str, str], around: dict[str, Any], kids: Children
    ) -> Children:
        """Go on with an object; its children are written down from here on. The element is open already."""
        self._check_all(attributes, around)
        extra = extra_of(values)
        if not extra.order:
            start_order(_class(kids), values)
        extra.order.append(NEXT)
        extra.parts.append(attributes)
        self._resume(values, declared_by(attributes), around)
        return Tracked(kids)

    # Order

    def track(self, kids: Children, values: dict[str, Any], name: str) -> Children:
        """Write down the order of children from here on; ``name`` is the child that came out of turn."""
        if isinstance(kids, Tracked):
            return kids
        start_order(_class(kids), values).append(name)
        return Tracked(kids)

    def _start_tracking(self, kids: Children, values: dict[str, Any]) -> Children:
        if isinstance(kids, Tracked):
            return kids
        start_order(_class(kids), values)
        return Tracked(kids)

    def stray(self, values: dict[str, Any], kids: Children, text: str) -> Children:
        """Keep text where the model has none."""
        tracked = self._keep(text, values, kids)
        extra = extra_of(values)
        self.with_text[id(extra)] = extra
        return tracked

    def aside(self, values: dict[str, Any], kids: Children, parts: tuple[str, ...]) -> Children:
        """Keep a comment or processing instruction among foreign elements; drop it elsewhere."""
        real = kids.real if isinstance(kids, Tracked) else kids
        if not real.is_open:
            return kids
        return self._keep(Comment(*parts) if len(parts) == 1 else ProcessingInstruction(*parts), values, kids)

    def _keep(
        self, part: AnyElement | Comment | ProcessingInstruction | str, values: dict[str, Any], kids: Children
    ) -> Children:
        tracked = self._start_tracking(kids, values)
        extra = extra_of(values)
        extra.order.append(len(extra.content))
        extra.content.append(part)
        return tracked

    # Foreign elements

    def begin_foreign(self, tag: str, attributes: dict[str, str], values: dict[str, Any], kids: Children) -> Children:
        """Take an element and all below it as written."""
        if kids is self._roots:
            self._refuse_root(tag, attributes, self.namespace("", attributes, values) or "")
        real = kids.real if isinstance(kids, Tracked) else kids
        element = AnyElement(tag)
        if real.is_open:
            values.setdefault("elements", []).append(element)
            if isinstance(kids, Tracked):
                extra_of(values).order.append("elements")
        else:
            kids = self._keep(element, values, kids)
            self._texts.append(CUT)
        self._capture(element, attributes, values)
        return kids

    def leaf_child(
        self, leaf: Leaf, text: str, tag: str, attributes: dict[str, str], values: dict[str, Any], kids: Children
    ) -> Children:
        """Take a scalar or flag that turns out to have a child; a flag stays raised."""
        surplus = extra_of(values).surplus
        held = values.get(leaf.name)
        key = (leaf.name, len(held) if isinstance(held, list) else 0)
        element = surplus.pop(key, None) or AnyElement(self._qname(leaf))
        if text:
            element.content.append(text)
        if leaf.spec.kind == "flag":
            values[leaf.name] = True
            surplus[key] = element
        else:
            if isinstance(kids, Tracked):
                extra_of(values).order.pop()
            kids = self._keep(element, values, kids)
        inner = AnyElement(tag)
        element.content.append(inner)
        self._capture(inner, attributes, values, outer=element)
        return kids

    def _qname(self, leaf: Leaf) -> str:
        spec = leaf.spec
        if not spec.namespace:
            return spec.xml
        prefix = self._scopes.prefix(spec.namespace)
        return f"{prefix}:{spec.xml}" if prefix else spec.xml

    def _capture(
        self, element: AnyElement, attributes: dict[str, str], values: dict[str, Any], outer: AnyElement | None = None
    ) -> None:
        """Hand the parser's events to the element until it ends (with ``outer``, until that ends)."""
        Capture(self._parser, self, values, len(self._stack), outer).begin(element, attributes)


def _class(kids: Children) -> Any:
    return kids.real.cls if isinstance(kids, Tracked) else kids.cls
