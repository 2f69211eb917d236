"""Trees to objects: every problem is noted, what is right is read."""

from __future__ import annotations

import re
from collections.abc import Mapping as AnyMapping
from typing import TYPE_CHECKING, Any, TypeVar

from libvirt_xml.binding.element import Element, _Dataclass
from libvirt_xml.binding.foreign import AnyElement
from libvirt_xml.binding.reading.reading_tables import reading_beside
from libvirt_xml.binding.scalars import KeptText, LooseForm
from libvirt_xml.binding.sequence import extra_of
from libvirt_xml.markup.limits import MAX_DEPTH
from libvirt_xml.markup.scopes import Scopes
from libvirt_xml.messages import Sentence, render
from libvirt_xml.yaml_forms.document.advice.key_homes import has_fields
from libvirt_xml.yaml_forms.document.advice.meant_maps import sample_in, sample_of, whole_map
from libvirt_xml.yaml_forms.document.advice.righted_maps import righted_value, written_value
from libvirt_xml.yaml_forms.document.advice.said_of_homes import subject_of
from libvirt_xml.yaml_forms.document.advice.strange_keys import StrangeKeys
from libvirt_xml.yaml_forms.document.advice.written_values import (
    map_meant,
    may_be_empty,
    pair_without_space,
    sample_of_words,
    single_value_meant,
)
from libvirt_xml.yaml_forms.document.extra import ExtraReader
from libvirt_xml.yaml_forms.document.foreign_text import read_element
from libvirt_xml.yaml_forms.document.form_tables import (
    CHILD,
    CHILDREN,
    EXTRA,
    FLAG,
    TEXT,
    VALUE,
    VALUES,
    WILDCARD,
    FormField,
    FormTable,
    table_of,
)
from libvirt_xml.yaml_forms.document.namespaces import declared, implied
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.shapes.describing import describe, last_key
from libvirt_xml.yaml_forms.shapes.shapes import is_nothing
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from libvirt_xml.yaml_forms.shapes.composites import Record

_T = TypeVar("_T", bound=Element)
_new = object.__new__
_set_known: Any = _Dataclass.__dict__["known_"].__set__  # the writer asks for it: what is set is found sooner
_is_forbidden = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]").search
_NOTHING: Any = object()
_SHOWN = 6  # the keys that a message names


def read_document(node: Node, cls: type[_T], findings: Findings, path: str = "", *, around: Record | None = None) -> _T:
    """The object of a class that a tree stands for; what is wrong with it goes to the findings and is left out.

    ``path`` is that of the tree: ``domain`` for what is under this key; ``around`` is the map of another form that has
    this key.
    """
    table = table_of(cls)
    element = _Reader(findings, StrangeKeys(findings, table, path, around)).element(node, table, path, 0)
    return _new(cls) if element is None else element


class _Reader:
    """One reading; ``_scopes`` are the XML namespaces in force."""

    def __init__(self, findings: Findings, strange_keys: StrangeKeys) -> None:
        self._findings = findings
        self._strange_keys = strange_keys
        self._scopes = Scopes()
        self._holder: Mapping | None = None
        """The map that has the single value that is looked at."""

    def element(self, node: Node, table: FormTable, path: str, depth: int) -> Any:
        """An object; ``None``, and a problem, where the tree is of the wrong sort."""
        if depth >= MAX_DEPTH:
            self._findings.add("invalid-value", render("invalid-value", "depth", limit=MAX_DEPTH), node, path)
            return None
        if type(node) is Mapping:
            element = _new(table.cls)
            _set_known(element, None)
            self._fields(node, table, path, element.__dict__, depth)
            return element
        if isinstance(node, Scalar) and table.text is not None:
            element = _new(table.cls)
            self._text(node, table.text, f"{path}." if path else "", element.__dict__)
            return element
        self._no_object(node, table, path)
        return None

    def _fields(self, node: Mapping, table: FormTable, path: str, values: dict[str, Any], depth: int) -> None:
        items, fields = node.items, table.fields
        declared: AnyMapping[str, str] = {}
        has_extra = "extra_" in items
        if has_extra or table.is_namespaced:
            declared = self._declare(node, table, path, values)
        base = f"{path}." if path else ""
        last, is_sorted = 0, True
        waiting: list[str] = []
        for name, item in items.items():
            field = fields.get(name)
            if field is None:
                meant = self._strange_keys.add(node, name, table, path)
                if meant is not None:
                    self._below_other_word(item, fields[meant], base + name, depth)
                continue
            kind = field.kind
            if kind == VALUE:
                if field.read is None and type(item) is Scalar and type(item.value) is str and item.text.isprintable():
                    value = item.text
                else:
                    value = self._value(item, field, values, base, name)
                if field.varies and value is not _NOTHING:
                    waiting.append(name)
            elif type(item) is Scalar and item.value is None:
                continue
            elif kind == CHILD:
                if type(item) is Scalar:
                    self._holder = node
                value = self.element(item, table_of(field.cls), base + name, depth + 1)
                if value is None:
                    continue
            elif kind == FLAG:
                value = self._flag(item, base + name)
            elif kind in (TEXT, EXTRA):
                continue
            else:
                value = self._list(item, field, values, base + name, depth)
            if value is _NOTHING:
                continue
            values[name] = value
            rank = field.rank
            if rank < last:
                is_sorted = False
            last = rank
        for name in waiting:
            self._convert(values, name, fields[name])
        if table.text is not None and table.text.spec.name in items:
            self._text(items[table.text.spec.name], table.text, base, values)
            is_sorted = is_sorted and last < 2
        if not is_sorted:
            _sort(values, table)
        if has_extra:
            ExtraReader(self._findings, self._scopes).read(items["extra_"], values, table, f"{base}extra_")
        if declared:
            self._scopes.close(declared)

    def _below_other_word(self, item: Node, field: FormField, path: str, depth: int) -> None:
        """Look at what is below an unknown key, where it is known which is meant: what is wrong in it is another
        mistake."""
        if isinstance(item, Sequence):
            self._list(item, field, {}, path, depth)
        else:
            self.element(item, table_of(field.cls), path, depth + 1)

    # Single values

    def _value(self, item: Node, field: FormField, values: dict[str, Any], base: str, name: str) -> Any:
        if type(item) is not Scalar:
            path = base + name
            message = render("wrong-type", "single-value", key=subject_of(path), actual=describe(item, path))
            self._findings.add("wrong-type", message, item, path, suggestion=single_value_meant(item, field))
            return _NOTHING
        value = item.value
        if value is None:
            return _NOTHING
        if field.is_bool and (value is True or value is False):
            return value
        text = item.text
        if not text.isprintable() and _is_forbidden(text):
            self._forbidden(item, base + name)
            return _NOTHING
        if field.read is None:
            return text
        try:
            return field.read[text]
        except LooseForm as form:
            if field.kind == VALUE:
                extra_of(values).forms[name] = (form.value, text)
                return form.value
            return KeptText(text)

    def _convert(self, values: dict[str, Any], name: str, field: FormField) -> None:
        """Read a number whose base another field decides, once all are there."""
        reading = reading_beside(field.spec, values)
        if reading is not None:
            values[name] = reading[values[name]]

    def _text(self, item: Node, field: FormField, base: str, values: dict[str, Any]) -> None:
        """Read the text of an element. No text is none, as in XML, but where there must be some."""
        name = field.spec.name
        value = self._value(item, field, values, base, name)
        if value is _NOTHING or (value == "" and not (field.spec.is_required and field.spec.converter.read is None)):
            return
        values[name] = value
        if field.varies:
            self._convert(values, name, field)

    def _flag(self, item: Node, path: str) -> Any:
        if isinstance(item, Scalar) and item.value is True:
            return True
        if isinstance(item, Scalar) and item.value is False:
            return _NOTHING
        word = {"yes": "true", "on": "true", "no": "false", "off": "false"}.get(getattr(item, "text", "").lower())
        message = render("wrong-type", "flag", key=last_key(path), actual=describe(item, path))
        self._findings.add("wrong-type", message, item, path, expected=("true", "false"), suggestion=word)
        return _NOTHING

    # Lists

    def _list(self, item: Node, field: FormField, values: dict[str, Any], path: str, depth: int) -> Any:
        if not isinstance(item, Sequence):
            of_what = "XML texts" if field.kind == WILDCARD else "single values" if field.kind == VALUES else "maps"
            parts = {"key": last_key(path), "items": of_what, "actual": describe(item, path)}
            meant = written_value(item, field) if field.kind == CHILDREN else None
            named = self._named_by_key(item, field) if meant is None else None
            message = (
                render("wrong-type", "shape", key=parts["key"], expected=f"a list of {of_what}", actual=parts["actual"])
                if meant is not None
                else self._no_list(item, field, parts)
                if named is None
                else render("wrong-type", "list-by-name", name=named, **parts)
            )
            self._findings.add("wrong-type", message, item, path, suggestion=meant)
            for name, part in item.items.items() if named is not None and isinstance(item, Mapping) else ():
                self.element(part, table_of(field.cls), f"{path}.{name}", depth + 1)  # what is wrong in it is too
            is_one = field.kind == CHILDREN and has_fields(item, field.cls)
            return [self._item(item, field, values, f"{path}[0]", depth)] if is_one else _NOTHING
        members = [self._item(node, field, values, f"{path}[{at}]", depth) for at, node in enumerate(item.items)]
        if field.kind == WILDCARD:
            members = [member for member in members if member is not None]
        return members or _NOTHING

    def _no_list(self, item: Node, field: FormField, parts: dict[str, str]) -> Sentence:
        """What is said of something else than a list, of which nothing is known."""
        if field.kind != CHILDREN or not isinstance(item, Scalar):
            return render("wrong-type", "list", **parts)
        table = table_of(field.cls)
        sample = sample_of(field.cls) or sample_of_words(table)
        if sample is not None:
            expected = {"key": parts["key"], "expected": "a list of maps", "actual": parts["actual"]}
            return render("wrong-type", "shape-with-sample", sample=f"[{sample}]", **expected)
        names = [key for key in table.fields if key != "extra_"]
        first = next((key for key in names if table.fields[key].spec.is_required), names[0])
        return render("wrong-type", "list-of-items", key=parts["key"], actual=parts["actual"], first=first)

    def _named_by_key(self, item: Node, field: FormField) -> str | None:
        """The first key of a map in the place of a list, if the keys are the names of its items."""
        if field.kind != CHILDREN or not isinstance(item, Mapping) or not item.items:
            return None
        known = table_of(field.cls).fields
        is_named = "name" in known and not item.items.keys() & known.keys()
        has_maps = all(isinstance(part, Mapping) for part in item.items.values())
        return next(iter(item.items)) if is_named and has_maps else None

    def _item(self, node: Node, field: FormField, values: dict[str, Any], path: str, depth: int) -> Any:
        """An item; something empty in its place where it is wrong, so that the others keep theirs."""
        if field.kind == CHILDREN:
            element = None
            if type(node) is Scalar and node.value is None:
                self._wrong(render("wrong-type", "empty-element", key=subject_of(path)), node, path)
            else:
                element = self.element(node, table_of(field.cls), path, depth + 1)
            return _new(field.cls) if element is None else element
        if field.kind == WILDCARD:
            return self._foreign(node, path)
        if isinstance(node, Scalar) and node.value is None:
            self._wrong(render("wrong-type", "empty-text", key=subject_of(path)), node, path)
            return ""
        value = self._value(node, field, values, path, "")
        return "" if value is _NOTHING else value

    def _foreign(self, node: Node, path: str) -> AnyElement | None:
        if not isinstance(node, Scalar):
            message = render("wrong-type", "element-text", key=subject_of(path), actual=describe(node, path))
            self._wrong(message, node, path)
            return None
        return read_element(node.text, self._scopes, self._findings, node, path)

    # What is not as it should be

    def _declare(self, node: Mapping, table: FormTable, path: str, values: dict[str, Any]) -> AnyMapping[str, str]:
        """The namespaces that an element declares, now in force."""
        namespaces = declared(node, table, self._findings, path)
        if namespaces is None:
            present = [name for name in table.namespaced if node.get(name) is not None]
            namespaces = implied(table, present, self._scopes)
        if namespaces:
            extra_of(values).namespaces.update(namespaces)
            self._scopes.open(namespaces)
        return namespaces

    def _no_object(self, node: Node, table: FormTable, path: str) -> None:
        """Note that something else stands where an object should."""
        value = node.value if isinstance(node, Scalar) else False
        elsewhere = self._strange_keys.of_list(node, path)
        if elsewhere is not None:
            self._wrong(elsewhere, node, path)
            return
        if value is None:
            self._wrong(render("wrong-type", "no-content", key=subject_of(path), expected=_wanted(table)), node, path)
            return
        parts = {"key": subject_of(path), "expected": _wanted(table)}
        if isinstance(value, bool) and isinstance(node, Scalar) and "state" in table.fields:
            state = "true" if value else "false"
            message = render("wrong-type", "state-of-element", state=state, **parts)
            self._findings.add("wrong-type", message, node, path, suggestion=f"{{state: {state}}}")
        elif value is True and may_be_empty(table) and map_meant(node, table) is None:
            message = render("wrong-type", "true-for-element", **parts)
            self._findings.add("wrong-type", message, node, path, suggestion="{}")
        else:
            self._no_map(node, table, path)

    def _no_map(self, node: Node, table: FormTable, path: str) -> None:
        parts = {"key": subject_of(path), "expected": _wanted(table), "actual": describe(node, path)}
        lists = [name for name, field in table.fields.items() if field.kind == CHILDREN]
        pair = pair_without_space(node, table)
        if pair is not None:
            self._wrong(pair, node, path)
            return
        meant = map_meant(node, table)
        if isinstance(node, Sequence) and len(lists) == 1 and meant is None:
            held = righted_value(node, table.fields[lists[0]])
            if held is None:
                self._wrong(render("wrong-type", "list-in-map", field=lists[0], **parts), node, path)
                return
            meant = f"{{{lists[0]}: {held}}}"
        is_of_maps = isinstance(node, Sequence) and node.items and all(isinstance(item, Mapping) for item in node)
        if meant is None and isinstance(node, Sequence) and is_of_maps:
            expected = {"key": parts["key"], "expected": parts["expected"]}
            if len(node) == 1:
                self._wrong(render("wrong-type", "map-in-list", **expected), node, path)
                return
            if path.isidentifier():  # a whole document
                self._wrong(render("wrong-type", "documents-in-list", kind=path, **expected), node, path)
                return
        key = None if meant else self._strange_keys.key_meant(node, path)
        sample = sample_in(self._holder, table.cls) or sample_of(table.cls) or sample_of_words(table)
        of_word = None if meant is None else whole_map(meant, table.cls)
        message = (
            render("wrong-type", "none", **parts)
            if is_nothing(node) and meant is None
            else render("wrong-type", "shape-with-sample", sample=of_word, **parts)
            if of_word is not None
            else render("wrong-type", "shape-with-sample", sample=sample, **parts)
            if sample and meant is None
            else render("wrong-type", "shape", **parts)
            if key is None
            else render("wrong-type", "value-of-other-key", **parts, other=key)
        )
        self._findings.add("wrong-type", message, node, path, suggestion=None if of_word else meant)

    def _wrong(self, message: str, node: Node, path: str) -> None:
        self._findings.add("wrong-type", message, node, path)

    def _forbidden(self, node: Node, path: str) -> None:
        message = render("invalid-value", "not-in-xml", key=subject_of(path))
        self._findings.add("invalid-value", message, node, path)


def _sort(values: dict[str, Any], table: FormTable) -> None:
    """Put what an object holds in an order that the schema allows."""
    held = dict(values)
    values.clear()
    values.update((name, held[name]) for name in table.sorted(held))


def _wanted(table: FormTable) -> str:
    """What stands for an object, in a message."""
    keys = [name for name in table.fields if name != "extra_"]
    shown = ", ".join(keys[:_SHOWN]) + (", ..." if len(keys) > _SHOWN else "")
    sort = "a single value, or a map" if table.text is not None else "a map"
    return f"{sort} with the key{'s' if len(keys) > 1 else ''} {shown}"
