"""Keys that an object does not have: misspelt, or those of an object in it or around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from libvirt_xml.binding.likely_fields import likely_field
from libvirt_xml.binding.scalars import Integer
from libvirt_xml.markup.secrets import is_secret_text
from libvirt_xml.messages import Sentence, render
from libvirt_xml.validation.explaining.reasons.remedies import remedy_of_key, remedy_of_text
from libvirt_xml.words.vocabulary import of_documents
from libvirt_xml.yaml_forms.document.advice.flat_keys import flat_keys
from libvirt_xml.yaml_forms.document.advice.key_homes import (
    device_home,
    has_fields,
    home_with_word,
    homes_of,
    homes_of_like,
    is_item_alone,
    is_list_of,
    is_misspelt_holder,
    joined_key,
    joined_with_list,
    may_take,
)
from libvirt_xml.yaml_forms.document.advice.meant_maps import sample_of, usual_home
from libvirt_xml.yaml_forms.document.advice.righted_maps import righted_map, written_value
from libvirt_xml.yaml_forms.document.advice.said_of_homes import (
    list_of_joined,
    places_meant,
    said_of_items,
    said_of_outer,
    subject_of,
    whole_home,
    written_below,
)
from libvirt_xml.yaml_forms.document.advice.written_values import size_meant, words_of_field
from libvirt_xml.yaml_forms.document.advice.yaml_hints import hint_in_yaml
from libvirt_xml.yaml_forms.document.form_tables import (
    CHILD,
    CHILDREN,
    VALUE,
    VALUES,
    FormField,
    FormTable,
    field_named,
    table_of,
    tables_along,
)
from libvirt_xml.yaml_forms.findings import Findings, unknown_key
from libvirt_xml.yaml_forms.shapes.advice.indentation import block_before, header_above, keys_after
from libvirt_xml.yaml_forms.shapes.describing import is_of_secret, last_key
from libvirt_xml.yaml_forms.text.one_line import one_line
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from libvirt_xml.yaml_forms.shapes.composites import Record

_FEW = 3  # objects that are named
_SORTS = {"protocol", "proto", "type"}
"""Keys of other tools whose value is what here is the name of an object."""
_LEVELS = 3  # objects around one that are looked at
_TEXT_KEYS = {"#text", "_text", "$text", "$t", "$", "_", "content", "text", "#content"}
"""What other converters of XML call the text of an element."""
_AMOUNT_KEYS = {"size", "amount", "number", "count", "num", "bytes", "quantity"}
"""What people call the number that an element contains."""
_TRUTH = {"yes", "no", "on", "off", "none", "default"}  # words that many fields have


class StrangeKeys:
    """Says of the unknown keys of one tree where they belong; ``path`` is that of the tree, ``around`` the map of
    another form that it is in."""

    def __init__(self, findings: Findings, table: FormTable, path: str, around: Record | None = None) -> None:
        self._record = around
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
        if (
            self._of_dash(node, name, table, path)
            or self._is_below_strange_header(node, name, path)
            or self._of_block_above(node, name, table, path)
        ):
            return None
        if f"{path}.{name}" in self._grouped:
            return None
        if self._of_other_keys(node, name, table, path):
            return None
        if field_named(table, name) is None:
            if path in self._devices:
                return None
            sized = size_meant(node.items[name], table) if name in _AMOUNT_KEYS else None
            if sized is not None and "unit" not in node.items:
                message = render("unknown-key", "as-pairs", what=subject_of(path), key=name, pairs=sized[1:-1])
                self._findings.add("unknown-key", message, node.place_of(name), f"{path}.{name}")
                return None
            if table.text is not None and (name in _TEXT_KEYS or _is_amount(table.text, name)):
                unknown_key(self._findings, node, name, path, known, subject_of(path), table.text.spec.name)
                return None
            if path == self._path and self._record is not None and self._is_around(name):
                of_outer = said_of_outer(self._record, name, node.items[name], path)
                self._findings.add("unknown-key", of_outer, node.place_of(name), f"{path}.{name}")
                return None
            meant = None if homes_of(table, name) else _field_with_word(table, node, name)
            if meant is not None:
                unknown_key(self._findings, node, name, path, known, subject_of(path), meant)
                return None
            if self._of_child_named(node, name, table, path):
                return None
            sentence = self._of_device(table, name, path) or self._elsewhere(table, name, path, node)
            if sentence is not None and self._is_repeated(sentence, path):
                return None
            if sentence is not None:
                self._findings.add("unknown-key", sentence, node.place_of(name), f"{path}.{name}" if path else name)
                self._findings.misplaced |= places_meant(sentence, path, [outer for outer, _ in self._around(path)])
                return None
        return self._misspelt(node, name, table, path)

    def _of_dash(self, node: Mapping, name: str, table: FormTable, path: str) -> bool:
        """Note a key with the dash of a list before it, and no space between them."""
        lists = [key for key, field in table.fields.items() if name[:1] == "-" and is_list_of(field, name[1:])]
        if not lists:
            return False
        item = node.items[name]
        is_secret = isinstance(item, Scalar) and is_of_secret(item, f"{path}.{name[1:]}")
        value = (None if is_secret else one_line(item)) or "VALUE"
        message = render("wrong-type", "dash-without-space", key=name, rest=name[1:], value=value)
        self._findings.add("wrong-type", message, node.place_of(name), f"{path}.{name}" if path else name)
        self._findings.misplaced |= {f"{path}.{key}" for key in lists}
        return True

    def _is_below_strange_header(self, node: Mapping, name: str, path: str) -> bool:
        """Whether a key follows one of an object around this one that has no value, and belongs to that."""
        for _, outer in self._around(path):
            header = header_above(node, name, outer.fields)
            cls = None if header is None else outer.fields[header].cls
            if cls is not None and name in table_of(cls).fields:
                return True
        return False

    def _of_block_above(self, node: Mapping, name: str, table: FormTable, path: str) -> bool:
        """Note a key of the object, or of the last item of the list, that ends in the line above."""
        block = block_before(node, name, table.fields)
        field = None if block is None else table.fields[block.key]
        inner = table_of(field.cls).fields if field is not None and field.kind in (CHILD, CHILDREN) else {}
        if block is None or name not in inner or not may_take(inner[name], node.items[name]):
            return False
        keys = tuple(key for key in keys_after(node, block) if key in inner and key not in table.fields)
        base = f"{path}.{block.key}" if path else block.key
        home = base if block.number is None else f"{base}[{block.number}]"
        self._findings.misplaced.add(f"{home}.{name}")
        if name == keys[0]:
            parts = {"what": subject_of(path), "outer": subject_of(home), **block.place()}
            message = render("unknown-key", "dedented", keys=keys, **parts)
            self._findings.add("unknown-key", message, node.place_of(name), f"{path}.{name}" if path else name)
        return True

    def _is_around(self, name: str) -> bool:
        """Whether a key is one of the map around the whole object, and not that of the object itself."""
        return self._record is not None and name in self._record.keys and name != self._path.rpartition(".")[2]

    def _of_other_keys(self, node: Mapping, name: str, table: FormTable, path: str) -> bool:
        """Note a key that stands for others, here or in an object in this one: ``cidr: 10.0.0.0/24``."""
        flat = flat_keys(node, table, name, subject_of(path))
        if flat is not None:
            self._grouped |= {f"{path}.{key}" for key in flat.names if key != name}
            self._findings.misplaced |= {f"{path}.{flat.home}"} if flat.home else set()
            self._findings.add("unknown-key", flat.sentence, node.place_of(name), f"{path}.{name}" if path else name)
        return flat is not None

    def _of_child_named(self, node: Mapping, name: str, table: FormTable, path: str) -> bool:
        """Note a key whose value is the name of an object that has the other unknown keys: ``protocol: tcp``."""
        item = node.items[name]
        home = table.fields.get(item.text) if isinstance(item, Scalar) and name in _SORTS else None
        if home is None or home.kind not in (CHILD, CHILDREN) or not isinstance(item, Scalar) or item.text in node:
            return False
        outer = self._around(path)[-1:]
        if outer and name in outer[0][1].fields and item.text in words_of_field(outer[0][1].fields[name]):
            return False  # the object around this one has the key
        others = {key: held for key, held in node.items.items() if key != name and field_named(table, key) is None}
        held = righted_map(Mapping(others, node.origin), table_of(home.cls)) if others else "{}"
        if held is None:
            return False
        self._grouped |= {f"{path}.{key}" for key in others}
        pairs = f"{item.text}: {held}" if home.kind == CHILD else f"{item.text}: [{held}]"
        message = render("unknown-key", "as-pairs", what=subject_of(path), key=name, pairs=pairs)
        self._findings.add("unknown-key", message, node.place_of(name), f"{path}.{name}" if path else name)
        return True

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
        home = device_home(around[-1][1], last_key(path).strip("'"), is_list=True)
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
        home = device_home(around[-1][1], last_key(path).strip("'"), is_list=True) if around else None
        if home is None or field_named(home[2], name) is None:
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
        item = node.items[name]
        value = item.text if isinstance(item, Scalar) and not item.is_hidden and not is_secret_text(name) else ""
        remedy = remedy_of_key(table.cls.tag_, parent, name, protocol=text, value=value)
        if remedy is None:
            return None
        sentence = render("unknown-key", "remedy", what=subject_of(path), key=name, remedy=remedy)
        sentence.hint = hint_in_yaml(sentence.hint, [outer for _, outer in around] + [table])
        return sentence

    def _elsewhere(self, table: FormTable, name: str, path: str, node: Mapping) -> Sentence | None:
        """For a key of an object in this one or around it, or that is written in another form."""
        parts = {"what": subject_of(path), "key": name}
        item = node.items.get(name)
        if isinstance(item, Mapping) and item.items and all(field_named(table, key) for key in item.items):
            for outer_path, outer in self._around(path)[-1:]:
                if name in outer.fields:
                    return render("unknown-key", "above", around=subject_of(outer_path), field=name, **parts)
            if is_misspelt_holder(table, name, item):
                return None
            return render("unknown-key", "nested", keys=", ".join(item.items), **parts)
        in_list = joined_with_list(table, name)
        written = None if in_list is None else self._together(list_of_joined(node, table, in_list), path)
        if in_list is not None and written is not None:
            return render("unknown-key", "below-written", **parts, home=in_list[0], field=in_list[2], written=written)
        if in_list is not None:
            return render("unknown-key", "below-in-list", **parts, home=in_list[0], list=in_list[1], field=in_list[2])
        joined = joined_key(table, name)
        if joined is not None:
            return written_below(node, table, name, path, joined)
        homes = [
            home
            for home in homes_of(table, name)
            if may_take(table_of(table.fields[home[0]].cls).fields[home[1]], item)
        ]
        of_word = home_with_word(table, item) if name in _SORTS and not homes else None
        if of_word is not None:
            return written_below(node, table, name, path, (of_word[0], of_word[1]))
        like = homes_of_like(table, name) if len(homes) < 2 else {}
        is_sure = len(homes) == 1 and len(like) <= _FEW and not is_item_alone(homes[0], table, item)
        remedy = None if is_sure else self._remedy(node, table, name, path)
        if remedy is not None:
            return remedy
        if len(like) > _FEW:
            fields = tuple(dict.fromkeys(field for fields in like.values() for field in fields))
            return render("unknown-key", "like-below-one-of", **parts, homes=tuple(like), fields=fields)
        home = device_home(table, name) or (homes[0] if len(homes) == 1 else None)
        if home is None and len(homes) > 1 and item is not None:
            usual = usual_home(table.cls, name, item)
            home = next((home for home in homes if home[0] == usual), None)
        together = None if home is None else self._together(whole_home(node, table, home[0]), path)
        if home is not None and together is not None:
            return render("unknown-key", "below-written", **parts, home=home[0], field=home[1], written=together)
        if home is not None:
            return written_below(node, table, name, path, (home[0], home[1]))
        if 1 < len(homes) <= _FEW:
            return render("unknown-key", "below-one-of", **parts, homes=tuple(key for key, _, _ in homes))
        lists = [key for key, field in table.fields.items() if is_list_of(field, name)]
        if not homes and len(lists) == 1:
            field = table.fields[lists[0]]
            names = tuple(key for key in node.items if key not in table.fields and is_list_of(field, key))
            self._grouped |= {f"{path}.{key}" for key in names[1:]}
            return said_of_items(node, field, names, parts["what"], lists[0])
        for level, (around, outer) in enumerate(self._around(path)[: -_LEVELS - 1 : -1]):
            if level == 0 and name in outer.fields:
                return render("unknown-key", "above", **parts, around=subject_of(around), field=name)
            home = device_home(outer, name)
            if home is not None and f".{home[0]}." not in path:
                return render("unknown-key", "below", **parts, home=home[0], field=home[1])
        return None

    def _together(self, written: tuple[str, list[str]] | None, path: str) -> str | None:
        """What to write for several keys, which one message names."""
        if written is None:
            return None
        self._grouped |= {f"{path}.{key}" for key in written[1]}
        return written[0]

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


def _field_with_word(table: FormTable, node: Mapping, name: str) -> str | None:
    """The only field that is not there and has the value of a key among its words: ``mode`` for ``type: nat``."""
    item = node.items.get(name)
    if not isinstance(item, Scalar) or not isinstance(item.value, str):
        return None
    keys = [key for key, field in table.fields.items() if key not in node.items and item.text in words_of_field(field)]
    return keys[0] if len(keys) == 1 and item.text not in _TRUTH else None


def _takes_text(field: FormField) -> bool:
    return field.kind == VALUE or (field.kind == CHILD and table_of(field.cls).text is not None)
