"""Keys that an object does not have: misspelt, or those of an object in it or around it."""

from __future__ import annotations

import re
from collections.abc import Collection

from libvirt_xml.binding.element import Element
from libvirt_xml.binding.likely_fields import likely_field
from libvirt_xml.binding.scalars import Integer
from libvirt_xml.messages import Sentence, render
from libvirt_xml.validation.explaining.reasons.remedies import remedy_of_key, remedy_of_text
from libvirt_xml.words.vocabulary import of_documents
from libvirt_xml.yaml_forms.document.advice.meant_maps import sample_of, sample_with, usual_home
from libvirt_xml.yaml_forms.document.advice.written_values import words_of_field, written_value
from libvirt_xml.yaml_forms.document.advice.yaml_hints import hint_in_yaml
from libvirt_xml.yaml_forms.document.form_tables import (
    CHILD,
    CHILDREN,
    VALUE,
    VALUES,
    FormField,
    FormTable,
    table_of,
    tables_along,
)
from libvirt_xml.yaml_forms.findings import Findings, unknown_key
from libvirt_xml.yaml_forms.shapes.describing import last_key
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence

_CONTAINER = "devices"
_FEW = 3  # objects that are named
_LONG = 4  # letters of a name that is looked for in others
_LEVELS = 3  # objects around one that are looked at
_TEXT_KEYS = {"#text", "_text", "$text", "$t", "$", "_", "content", "text", "#content"}
"""What other converters of XML call the text of an element."""
_AMOUNT_KEYS = {"size", "amount", "number", "count", "num", "bytes", "quantity"}
"""What people call the number that an element contains."""
_TRUTH = {"yes", "no", "on", "off", "none", "default"}  # words that many fields have
_is_hump = re.compile(r"(?<=[a-z])([A-Z])")


class StrangeKeys:
    """Says of the unknown keys of one tree where they belong; ``path`` is that of the tree, ``keys_around`` are those
    of the map of another form that it is in."""

    def __init__(self, findings: Findings, table: FormTable, path: str, keys_around: Collection[str] = ()) -> None:
        self._keys_around = keys_around
        self._findings = findings
        self._table = table
        self._path = path
        self._devices: set[str] = set()
        self._remedies: set[tuple[str, str]] = set()
        self._grouped: set[str] = set()
        """Keys that the message of another one names too."""

    def add(self, node: Mapping, name: str, table: FormTable, path: str) -> str | None:
        """Note an unknown key of an object; the key that was probably meant, if that takes objects."""
        known = {key: field.spec for key, field in table.fields.items() if key != "extra_"}
        if _field_of(table, name) is None:
            if path in self._devices or f"{path}.{name}" in self._grouped:
                return None
            if table.text is not None and (name in _TEXT_KEYS or _is_amount(table.text, name)):
                unknown_key(self._findings, node, name, path, known, subject_of(path), table.text.spec.name)
                return None
            if path == self._path and name != path.rpartition(".")[2] and name in self._keys_around:
                outer = path.partition(".")[0]
                of_outer = render("unknown-key", "of-outer", what=subject_of(path), keys=(name,), outer=outer)
                self._findings.add("unknown-key", of_outer, node.place_of(name), f"{path}.{name}")
                return None
            meant = None if _homes(table, name) else _field_with_word(table, node, name)
            if meant is not None:
                unknown_key(self._findings, node, name, path, known, subject_of(path), meant)
                return None
            sentence = self._of_device(table, name, path) or self._elsewhere(table, name, path, node)
            if sentence is not None and self._is_repeated(sentence, path):
                return None
            if sentence is not None:
                self._findings.add("unknown-key", sentence, node.place_of(name), f"{path}.{name}" if path else name)
                return None
        return self._misspelt(node, name, table, path)

    def _misspelt(self, node: Mapping, name: str, table: FormTable, path: str) -> str | None:
        known = {key: field.spec for key, field in table.fields.items() if key != "extra_"}
        meant = likely_field(name, known)
        remedy = None if meant is None else self._remedy_of_text(node.items[name], table, meant, name, path)
        if remedy is not None:
            self._findings.add("unknown-key", remedy, node.place_of(name), f"{path}.{name}" if path else name)
            return None
        kind = None if meant is None or meant in node.items else table.fields[meant].kind
        written = (
            None if meant is None or kind not in (CHILD, CHILDREN, VALUES) else _instead(node.items[name], table, meant)
        )
        place = f"{path}.{name}" if path else name
        if written is not None and meant is not None:
            parts = {"what": subject_of(path), "key": name, "meant": meant, "value": written}
            sentence = render("unknown-key", "likely-with-value", **parts)
            self._findings.add(
                "unknown-key", sentence, node.place_of(name), place, expected=sorted(known), suggestion=meant
            )
            return None
        sample = None if meant is None or kind != CHILDREN else sample_of(table.fields[meant].cls)
        if sample is not None and meant is not None and isinstance(node.items[name], Scalar):
            parts = {"what": subject_of(path), "key": name, "meant": meant, "value": f"[{sample}]"}
            sentence = render("unknown-key", "likely-with-sample", **parts)
            self._findings.add(
                "unknown-key", sentence, node.place_of(name), place, expected=sorted(known), suggestion=meant
            )
            return None
        if kind != CHILDREN or not isinstance(node.items[name], Mapping):
            unknown_key(self._findings, node, name, path, known, subject_of(path), meant)
        else:
            sentence = render("unknown-key", "likely-as-item", what=subject_of(path), key=name, meant=meant)
            names = sorted(known)
            self._findings.add("unknown-key", sentence, node.place_of(name), place, expected=names, suggestion=meant)
        if meant is None or kind not in (CHILD, CHILDREN):
            return None
        item, cls = node.items[name], table.fields[meant].cls
        is_list = kind == CHILDREN and isinstance(item, Sequence) and all(isinstance(part, Mapping) for part in item)
        is_item = kind == CHILDREN and isinstance(item, Mapping) and bool(item.items)
        return meant if is_list or is_item or has_fields(item, cls) else None

    def _remedy_of_text(self, item: Node, table: FormTable, meant: str, name: str, path: str) -> Sentence | None:
        """What is said of a text below a word for a key that takes objects: ``ip: 10.0.0.1/24`` for ``ips``."""
        field = table.fields[meant]
        if not isinstance(item, Scalar) or not isinstance(item.value, str) or field.kind not in (CHILD, CHILDREN):
            return None
        remedy = remedy_of_text(table.cls.tag_, field.spec.xml or "", item.text)
        if remedy is None:
            return None
        sentence = render("unknown-key", "remedy", what=subject_of(path), key=name, remedy=remedy)
        sentence.hint = hint_in_yaml(sentence.hint, [outer for _, outer in self._around(path)] + [table])
        return sentence

    def of_list(self, node: Node, path: str) -> Sentence | None:
        """What is said of a list in the place of one object: there are several of its name elsewhere."""
        around = self._around(path)
        if not around or not isinstance(node, Sequence):
            return None
        home = _device(around[-1][1], last_key(path).strip("'"), is_list=True)
        if home is None:
            return None
        return render("wrong-type", "list-elsewhere", key=last_key(path), home=home[0], field=home[1])

    def key_meant(self, node: Node, path: str) -> str | None:
        """The key with nearly the same name that takes a single value, as the one here does not."""
        around = self._around(path)
        if not around or not isinstance(node, Scalar):
            return None
        key, table = last_key(path).strip("'"), around[-1][1]
        takers = {name: field.spec for name, field in table.fields.items() if name != key and _takes_text(field)}
        meant = likely_field(key, takers)
        return meant if meant and of_documents().is_misspelling(key, meant) else None

    def _of_device(self, table: FormTable, name: str, path: str) -> Sentence | None:
        """For a key of something that has the name of the object, but belongs elsewhere: a device, all of it."""
        around = self._around(path)
        home = _device(around[-1][1], last_key(path).strip("'"), is_list=True) if around else None
        if home is None or _field_of(home[2], name) is None:
            return None
        self._devices.add(path)
        return render("unknown-key", "of-device", what=subject_of(path), key=name, home=home[0], field=home[1])

    def _is_repeated(self, sentence: Sentence, path: str) -> bool:
        """Whether the same remedy was said of another key of an object."""
        if sentence.variant != "remedy":
            return False
        told = (path, str(sentence.hint))
        is_repeated = told in self._remedies
        self._remedies.add(told)
        return is_repeated

    def _remedy(self, node: Mapping, table: FormTable, name: str, path: str) -> Sentence | None:
        """For a key that people write in XML too, as an attribute or an element."""
        around = self._around(path)
        parent = around[-1][1].cls.tag_ if around else ""
        protocol = node.items.get("protocol")
        text = protocol.text if isinstance(protocol, Scalar) else ""
        remedy = remedy_of_key(table.cls.tag_, parent, name, protocol=text)
        if remedy is None:
            return None
        sentence = render("unknown-key", "remedy", what=subject_of(path), key=name, remedy=remedy)
        sentence.hint = hint_in_yaml(sentence.hint, [outer for _, outer in around] + [table])
        return sentence

    def _elsewhere(self, table: FormTable, name: str, path: str, node: Mapping) -> Sentence | None:
        """For a key of an object in this one or around it, or that is written in another form."""
        parts = {"what": subject_of(path), "key": name}
        item = node.items.get(name)
        if isinstance(item, Mapping) and item.items and all(_field_of(table, key) for key in item.items):
            return render("unknown-key", "nested", keys=", ".join(item.items), **parts)
        in_list = _joined_with_list(table, name)
        if in_list is not None:
            return render("unknown-key", "below-in-list", **parts, home=in_list[0], list=in_list[1], field=in_list[2])
        joined = _joined(table, name)
        if joined is not None:
            return _below(node, table, name, path, joined)
        homes = [
            home for home in _homes(table, name) if _may_take(table_of(table.fields[home[0]].cls).fields[home[1]], item)
        ]
        like = _homes_of_like(table, name) if len(homes) < 2 else {}
        remedy = self._remedy(node, table, name, path) if len(homes) != 1 or len(like) > _FEW else None
        if remedy is not None:
            return remedy
        if len(like) > _FEW:
            fields = tuple(dict.fromkeys(field for fields in like.values() for field in fields))
            return render("unknown-key", "like-below-one-of", **parts, homes=tuple(like), fields=fields)
        home = _device(table, name) or (homes[0] if len(homes) == 1 else None)
        if home is None and len(homes) > 1 and item is not None:
            usual = usual_home(table.cls, name, item)
            home = next((home for home in homes if home[0] == usual), None)
        if home is not None:
            return _below(node, table, name, path, (home[0], home[1]))
        if 1 < len(homes) <= _FEW:
            return render("unknown-key", "below-one-of", **parts, homes=tuple(key for key, _, _ in homes))
        lists = [key for key, field in table.fields.items() if _is_list_of(field, name)]
        if not homes and len(lists) == 1:
            field = table.fields[lists[0]]
            names = tuple(key for key in node.items if key not in table.fields and _is_list_of(field, key))
            self._grouped |= {f"{path}.{key}" for key in names[1:]}
            return render("unknown-key", "in-items", what=parts["what"], keys=names, list=lists[0])
        for level, (around, outer) in enumerate(self._around(path)[: -_LEVELS - 1 : -1]):
            if level == 0 and name in outer.fields:
                return render("unknown-key", "above", **parts, around=subject_of(around), field=name)
            home = _device(outer, name)
            if home is not None and f".{home[0]}." not in path:
                return render("unknown-key", "below", **parts, home=home[0], field=home[1])
        return None

    def _around(self, path: str) -> list[tuple[str, FormTable]]:
        """The objects around the one at a path, from the outside in."""
        return list(tables_along(self._table, self._path, path))[:-1]


def _is_amount(text: FormField, name: str) -> bool:
    return name in _AMOUNT_KEYS and isinstance(text.spec.converter, Integer)


def _instead(item: Node, table: FormTable, meant: str) -> str | None:
    """What to write where a key does not take the value as it is."""
    field = table.fields[meant]
    is_text = isinstance(item, Scalar) and field.kind == CHILD and table_of(field.cls).text is not None
    written = written_value(item, field)
    return written if written is None or not is_text or written.startswith("{") else None


def _below(node: Mapping, table: FormTable, name: str, path: str, home: tuple[str, str]) -> Sentence:
    """What is said of a key of an object in this one, with the whole object where there is none yet."""
    outer, key = home
    parts = {"what": subject_of(path), "key": name, "home": outer, "field": key}
    inner, beside, item = table_of(table.fields[outer].cls), node.items.get(outer), node.items[name]
    value = written_value(item, inner.fields[key])
    if value is None or isinstance(beside, Mapping | Sequence):
        if value is None or value == getattr(item, "text", "") or isinstance(beside, Sequence):
            return render("unknown-key", "below", **parts)
        return render("unknown-key", "below-with-value", **parts, value=value)
    text = inner.text
    first = f"{text.spec.name}: {beside.text}, " if text is not None and isinstance(beside, Scalar) else ""
    content = (None if first else sample_with(inner.cls, key, value)) or f"{{{first}{key}: {value}}}"
    return render("unknown-key", "below-written", **parts, written=f"{outer}: {content}")


def has_fields(node: Node | None, cls: type[Element]) -> bool:
    """Whether a map has at least one key of the objects of a class."""
    return isinstance(node, Mapping) and bool(node.items.keys() & table_of(cls).fields.keys())


def subject_of(path: str) -> str:
    """What a message is about: a key, or an item of a list."""
    return f"an item of {last_key(path)}" if path.endswith("]") else last_key(path)


def _field_with_word(table: FormTable, node: Mapping, name: str) -> str | None:
    """The only field that is not there and has the value of a key among its words: ``mode`` for ``type: nat``."""
    item = node.items.get(name)
    if not isinstance(item, Scalar) or not isinstance(item.value, str):
        return None
    keys = [key for key, field in table.fields.items() if key not in node.items and item.text in words_of_field(field)]
    return keys[0] if len(keys) == 1 and item.text not in _TRUTH else None


def _takes_text(field: FormField) -> bool:
    return field.kind == VALUE or (field.kind == CHILD and table_of(field.cls).text is not None)


def _field_of(table: FormTable, name: str) -> str | None:
    """The field that a name is, in its YAML or XML spelling; a list also by the name of an item."""
    if name == "extra_":
        return None
    snake = _is_hump.sub(r"_\1", name).lower()
    if snake in table.fields:
        return snake
    return next((key for key, field in table.fields.items() if field.spec.xml == name), None)


def _homes(table: FormTable, name: str, *, is_list: bool = False) -> list[tuple[str, str, FormTable]]:
    """The objects in another one that have a field: their keys, the field, and the table of that."""
    homes: list[tuple[str, str, FormTable]] = []
    for key, field in table.fields.items():
        if field.kind != CHILD:
            continue
        inner = table_of(field.cls)
        key_inside = _field_of(inner, name)
        if key_inside is None or (is_list and inner.fields[key_inside].kind != CHILDREN):
            continue
        item = inner.fields[key_inside].cls
        homes.append((key, key_inside, inner if item is None else table_of(item)))
    return homes


def _joined(table: FormTable, name: str) -> tuple[str, str] | None:
    """The object and its field whose names a key joins: ``kvm_hidden`` is ``hidden`` below ``kvm``."""
    words = name.split("_")
    for at in range(1, len(words)):
        field = table.fields.get("_".join(words[:at]))
        inner = table_of(field.cls) if field is not None and field.kind == CHILD else None
        key = None if inner is None else _field_of(inner, "_".join(words[at:]))
        if key is not None:
            return "_".join(words[:at]), key
    return None


def _joined_with_list(table: FormTable, name: str) -> tuple[str, str, str] | None:
    """The object, its only list with such a field, and the field: ``dhcp_start`` is ``start`` of its ``ranges``."""
    head, _, rest = name.partition("_")
    field = table.fields.get(head)
    inner = table_of(field.cls).fields if field is not None and field.kind == CHILD else {}
    lists = [key for key, held in inner.items() if rest and rest not in inner and _is_list_of(held, rest)]
    return (head, lists[0], rest) if len(lists) == 1 else None


def _may_take(field: FormField | None, item: Node | None) -> bool:
    """Whether a field may have a value: one that is a number takes no other word than its own."""
    if field is not None and field.kind == CHILDREN and isinstance(item, Scalar | Sequence):
        is_of_texts = isinstance(item, Scalar) or (bool(item.items) and all(isinstance(part, Scalar) for part in item))
        return not is_of_texts or written_value(item, field) is not None
    if field is None or not isinstance(item, Scalar) or not isinstance(field.spec.converter, Integer):
        return True
    return any(character.isdigit() for character in item.text) or item.text in words_of_field(field)


def _homes_of_like(table: FormTable, name: str) -> dict[str, list[str]]:
    """The objects in another one without a field, but with longer ones of which its name is a part."""
    if len(name) < _LONG:
        return {}
    inner = {key: table_of(field.cls).fields for key, field in table.fields.items() if field.kind == CHILD}
    like = {key: [other for other in fields if name in other] for key, fields in inner.items() if name not in fields}
    return {key: fields for key, fields in like.items() if fields}


def _is_list_of(field: FormField, name: str) -> bool:
    """Whether a field is a list whose items have a key."""
    return field.kind == CHILDREN and _field_of(table_of(field.cls), name) is not None


def _device(table: FormTable, name: str, *, is_list: bool = False) -> tuple[str, str, FormTable] | None:
    """The place of a device."""
    return next((home for home in _homes(table, name, is_list=is_list) if home[0] == _CONTAINER), None)
