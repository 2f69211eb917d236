"""The shapes of maps and lists in a spec, and the choice between shapes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping as AnyMapping
from dataclasses import dataclass, field
from functools import cached_property

from libvirt_xml.markup.secrets import is_secret
from libvirt_xml.messages import Sentence, render
from libvirt_xml.words.vocabulary import Section
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.shapes.advice.compound_keys import InnerKey, snake, without_owner
from libvirt_xml.yaml_forms.shapes.advice.corrected import at_key, checked_or_corrected, meant_for_key
from libvirt_xml.yaml_forms.shapes.advice.fields_as_keys import fields_in_place
from libvirt_xml.yaml_forms.shapes.advice.pairs_in_text import pairs_in_text
from libvirt_xml.yaml_forms.shapes.advice.unknown_keys import NO_LIKELY_KEYS, refuse_key
from libvirt_xml.yaml_forms.shapes.describing import describe, last_key as _key
from libvirt_xml.yaml_forms.shapes.libvirt_fields import KeysOfFields, LibvirtFields
from libvirt_xml.yaml_forms.shapes.number_shapes import SizeOf, size_in_map
from libvirt_xml.yaml_forms.shapes.other_tools.file_values import with_names
from libvirt_xml.yaml_forms.shapes.other_tools.foreign_keys import Refusals
from libvirt_xml.yaml_forms.shapes.other_tools.option_texts import OptionMap, map_with_key, options_as_map, taken_text
from libvirt_xml.yaml_forms.shapes.shapes import YES, FieldValue, Shape, Words, is_nothing
from libvirt_xml.yaml_forms.text.one_line import one_line
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Origin, Scalar, Sequence, is_null

_EQUALS = re.compile(r"([A-Za-z_]\w*) ?= ?(\S.{0,60}?)(?=\s+[A-Za-z_]\w* ?=|\Z)").match
_NAMED = re.compile(r"([A-Za-z][\w.-]*)=([\w./@+-]+)").fullmatch
_VALUE_NAMES = {"value", "val", "name", "number", "amount", "default", "text", "_", "#text"}
_is_word = re.compile(r"[A-Za-z0-9_./+@%=-]+").fullmatch


@dataclass(frozen=True)
class Key:
    """A key of a map: its shape, and a sentence on what it means."""

    shape: Shape
    about: str
    is_required: bool = False


@dataclass(frozen=True)
class Record(Shape):
    """A map with known keys. A single value stands for the map with that value under ``short``.

    A *switch* has a key ``enabled`` too: ``true`` and ``false`` stand for it, any other value or map implies ``true``.
    ``synonyms`` is the section of ``words/synonyms.toml`` with other words for keys; ``described`` is what messages
    call the whole. ``bare`` is the map that somebody probably meant who wrote a text instead: ``{path: TEXT}``.
    ``inner`` says where libvirt's own fields stand for which there is no key.
    """

    name: str
    keys: AnyMapping[str, Key]
    short: str | None = None
    is_switch: bool = False
    synonyms: Section | None = None
    described: str = ""
    bare: str | None = None
    kinds: tuple[str, ...] = ()
    """Keys that say what it is, one of which a text in its place probably is."""
    inner: LibvirtFields | None = None
    sources: tuple[str, ...] = ()
    """Keys one of which an item needs, with which it is whole."""
    refusals: Refusals = field(default_factory=dict)
    """What is said of keys of other tools that are no single key here; once for those with the same entry."""
    example: str = ""
    """A usual one, as YAML in one line, for those who wrote something else."""
    joined: tuple[str, str] | None = None
    """Two keys whose values others write as one option: ``virtio=52:54:00:12:34:56``."""
    reads: Callable[[str], str | None] | None = None
    """Makes the map, as YAML in one line, of a text that other tools write in its place."""
    of_fields: Callable[[Mapping], KeysOfFields | None] | None = None
    """Finds the keys that mean the same as the fields of libvirt's that are written in its place."""

    @property
    def what(self) -> str:  # type: ignore[override]
        if self.described:
            return self.described
        names = [name for name in self.keys if name != "enabled"]
        some = ", ".join(names[:4]) + (", ..." if len(names) > 4 else "")
        return f"a map ({some})"

    @property
    def sample(self) -> str:
        return self.example or ("" if self.short is None else self.keys[self.short].shape.sample)

    @cached_property
    def _required(self) -> tuple[str, ...]:
        return tuple(name for name, key in self.keys.items() if key.is_required)

    @cached_property
    def _squeezed(self) -> Refusals:
        """What is said of keys of other tools, without the marks between their words."""
        return {name.replace("_", ""): refusal for name, refusal in self.refusals.items()}

    def takes(self, node: Node) -> bool:
        return isinstance(node, Mapping) or (isinstance(node, Scalar) and self._long(node) is not None)

    def merged_items(self, node: Node) -> Mapping | None:
        """The map that a list of maps with one of its keys each means."""
        items = node.items if isinstance(node, Sequence) else []
        parts = [item for item in items if isinstance(item, Mapping) and len(item.items) == 1]
        merged = {name: item for part in parts for name, item in part.items.items()}
        is_split = isinstance(node, Sequence) and 1 < len(parts) == len(node.items) == len(merged)
        return Mapping(merged, node.origin) if is_split and merged.keys() <= self.keys.keys() else None

    def check(self, node: Node, path: str, findings: Findings) -> Node | None:
        merged = self.merged_items(node)
        if merged is not None:
            parts = {"key": self.name if path.endswith("]") else _key(path), "expected": self.what}
            line = None if any(map(is_secret, merged.items)) else one_line(merged)
            message = render("wrong-type", "map-in-items", **parts)
            findings.add("wrong-type", message, node, path, suggestion=line)
            return None
        if isinstance(node, Mapping):
            of_fields = fields_in_place(self, node)
            if of_fields is not None:
                findings.add("wrong-type", of_fields.sentence, node, path)
                return self._check_meant(of_fields.value, path, findings)
            value = None if self.short is None else self._value_of(node, self.short)
            if value is None:
                return self._check_map(self._switched_on(node), path, findings, is_short=False)
            self._refuse(node, OptionMap(value, ()), path, findings)
            return None
        mapping = self._long(node) if isinstance(node, Scalar) and not self._is_of_others(node) else None
        if mapping is not None:
            return self._check_map(mapping, path, findings, is_short=True)
        meant = self.meant(node) or self._only_item(node)
        mistake = self._mistake(node, path) if meant is None else None
        if mistake is not None:
            findings.add("wrong-type", mistake, node, path)
            return None
        self._refuse(node, meant, path, findings)
        return None

    def _refuse(self, node: Node, meant: OptionMap | None, path: str, findings: Findings) -> None:
        short_form = "" if self.short is None else f"{self.keys[self.short].shape.what} or "
        key = self.name if path.endswith("]") else _key(path)
        parts = {"key": key, "expected": f"{short_form}{self.what}", "actual": describe(node, path)}
        message = (
            render("wrong-type", "options", written=meant.text, left=meant.left, **parts)
            if meant is not None and meant.left
            else render("wrong-type", "shape-with-sample", sample=self.sample, **parts)
            if meant is None and self.sample
            else render("wrong-type", "shape", **parts)
        )
        suggestion = None if meant is None or meant.left else meant.text
        findings.add("wrong-type", message, node, path, suggestion=suggestion)

    def _check_meant(self, node: Node, path: str, findings: Findings) -> Node | None:
        """What is meant in the place of something else; ``None`` for nothing."""
        mapping = self._long(node) if isinstance(node, Scalar) and not is_null(node) else node
        if not isinstance(mapping, Mapping):
            return None
        return self._check_map(self._switched_on(mapping), path, findings, is_short=False)

    def _value_of(self, node: Mapping, short: str) -> str | None:
        """The value of a map that has only that, under a name that says nothing: ``cpus: {value: 2}``; and the size of
        a number and its unit."""
        shape = self.keys[short].shape
        if len(node.items) == 1 and next(iter(node.items)) in _VALUE_NAMES - self.keys.keys():
            return shape._only_value(node)
        return size_in_map(node) if isinstance(shape, SizeOf) and len(node.items) > 1 else None

    def _is_of_others(self, node: Scalar) -> bool:
        """Whether a text is not the short form but what other tools write: ``vnc,listen=0.0.0.0``."""
        if self.short is None or node.is_hidden:
            return False
        has_options = "=" in node.text and options_as_map(node, self) is not None
        has_map = (self.reads and self.reads(node.text)) or pairs_in_text(node, self)
        return has_options or has_map is not None or self._map_of_other_key(node) is not None

    def _map_of_other_key(self, node: Scalar) -> str | None:
        """The map of another key than that of the short form, if a word is one of its own: ``{action: reset}``."""
        shape = None if self.short is None else self.keys[self.short].shape
        is_other = isinstance(shape, Words | FieldValue) and node.text not in shape.words
        return map_with_key(self, node) if is_other else None

    def _mistake(self, node: Node, path: str) -> Sentence | None:
        """What is wrong with something in the place of the map that is nearly one."""
        if isinstance(node, Sequence):
            if not node.items or not all(isinstance(item, Mapping) for item in node):
                return None
            parts = {"key": self.name if path.endswith("]") else _key(path), "expected": self.what}
            if len(node.items) > 1 and path == "vm":
                return render("wrong-type", "documents-in-list", kind=path, **parts)
            return render("wrong-type", "map-in-list", **parts) if len(node.items) == 1 else None
        if not isinstance(node, Scalar):
            return None
        equals = _EQUALS(node.text)
        if equals is None or equals[1] not in self.keys:
            return None
        value = "VALUE" if is_secret(node.text) else equals[2]
        return render("wrong-type", "equals-sign-in-map", key=equals[1], value=value)

    def meant(self, node: Node) -> OptionMap | None:
        """The map that a text in its place probably means."""
        if not isinstance(node, Scalar) or node.is_hidden:
            return None
        options = options_as_map(node, self)
        if options is not None:
            return options
        text = None if self.reads is None else self.reads(node.text)
        text = text or self._map_of_other_key(node) or pairs_in_text(node, self) or self._meant_by_text(node)
        return None if text is None else OptionMap(text, ())

    def _only_item(self, node: Node) -> OptionMap | None:
        """The value of a list that has only that, if it is the short form: ``memory: [4GiB]``."""
        value = None if self.short is None else self.keys[self.short].shape._only_value(node)
        return None if value is None else OptionMap(value, ())

    def _meant_by_text(self, node: Scalar) -> str | None:
        if self.kinds and ":/" not in node.text.replace("://", ""):
            texts = ((kind, taken_text(self.keys[kind].shape, node)) for kind in self.kinds)
            return next((f"{{{kind}: {text}}}" for kind, text in texts if text is not None), None)
        if self.bare is None or not _is_word(node.text) or node.text != node.value:
            return None
        return self.bare.replace("TEXT", node.text)

    def long(self, node: Node) -> Node:
        mapping = self._long(node) if isinstance(node, Scalar) else node
        if not isinstance(mapping, Mapping):
            return node
        mapping = self._switched_on(mapping)
        items = {
            name: self.keys[name].shape.long(item) if name in self.keys and not is_null(item) else item
            for name, item in mapping.items.items()
        }
        return Mapping(items, mapping.origin, mapping.keys, replaces=mapping.replaces)

    def _long(self, node: Scalar) -> Mapping | None:
        """The map that a single value stands for."""
        if self.is_switch and (isinstance(node.value, bool) or node.text.lower() in YES):
            return Mapping({"enabled": node}, node.origin)
        if self.short is None:
            return None
        mapping: dict[str, Node] = {self.short: node}
        return self._switched_on(Mapping(mapping, node.origin))

    def _switched_on(self, node: Mapping) -> Mapping:
        if not self.is_switch or "enabled" in node.items:
            return node
        items = {"enabled": Scalar(True, None, node.origin), **node.items}
        return Mapping(items, node.origin, node.keys, replaces=node.replaces)

    def _check_map(self, node: Mapping, path: str, findings: Findings, *, is_short: bool) -> Node | None:
        """A map; one that a single value stands for has that value's path."""
        around = findings.around
        findings.around = (*around, self)
        try:
            return self._check_keys(node, path, findings, is_short=is_short)
        finally:
            findings.around = around

    def _check_keys(self, node: Mapping, path: str, findings: Findings, *, is_short: bool) -> Node | None:
        items: dict[str, Node] = {}
        places: dict[str, Origin] = {}
        meant: dict[str, Node] = {}
        misplaced: list[tuple[InnerKey, Origin]] = []
        covered, replaced = set[str | None](), set[str | None]()
        strange = 0
        for name, item in node.items.items():
            is_said = not is_null(item)
            if is_said:
                places[name] = node.place_of(name)
            key = self.keys.get(name)
            if key is None:
                likely = refuse_key(self, node, name, item, path, findings)
                strange += likely is NO_LIKELY_KEYS
                for other, value in likely.values.items():
                    meant.setdefault(other, at_key(value, node.place_of(name)))
                    places.setdefault(other, node.place_of(name))  # as if its value were wrong
                if likely.values:
                    places.pop(name, None)  # it has not lost its value
                covered |= {likely.covered, likely.replaced} - {None}
                replaced.add(likely.replaced)
                if likely.inner is not None:
                    misplaced.append((likely.inner, node.place_of(name)))
            elif is_said:
                place = path if is_short else f"{path}.{name}" if path else name
                checked_item = checked_or_corrected(key.shape, item, place, findings)
                if checked_item is not None:
                    items[name] = checked_item
        for other, item in meant.items():
            checked_item = meant_for_key(self.keys[other].shape, item, f"{path}.{other}" if path else other)
            if checked_item is not None and not is_null(item):
                items.setdefault(other, checked_item)
        for known in covered:
            findings.drop_corrected(f"{path}.{known}" if path else str(known), is_replaced=known in replaced)
        for inner, origin in misplaced:
            _mark_lost(inner, items, origin, findings)
        missing = [name for name in self._required if name not in places]
        for name in missing if len(missing) > strange or "." not in path else ():  # else one of these is meant
            message = render("missing-key", "required", what=self.name, key=name, about=self.keys[name].about)
            findings.add("missing-key", message, node, path, expected=(name,))
        return None if is_short and not items else Mapping(items, node.origin, places)

    def refusal(self, name: str) -> Callable[[str, Mapping], Sentence | None] | None:
        """What is said of a key of another tool, in any spelling."""
        word = without_owner(snake(name))
        known = self.refusals.get(name) or self.refusals.get(snake(name)) or self.refusals.get(word)
        return known or self._squeezed.get(word.replace("_", ""))


def _mark_lost(inner: InnerKey, items: AnyMapping[str, Node], origin: Origin, findings: Findings) -> None:
    """Mark the maps below a key as if one of theirs had a wrong value: it was written beside them."""
    findings.misplaced.add(inner.key)
    held = items.get(inner.outer)
    for part in held if isinstance(held, Sequence) else [held]:
        if isinstance(part, Mapping):
            part.keys.setdefault(inner.key, origin)


@dataclass(frozen=True)
class ListOf(Shape):
    """A list. With ``is_lenient`` one item may stand without the list."""

    item: Shape
    what: str = "a list"
    is_lenient: bool = False

    @property
    def sample(self) -> str:
        return f"[{self.item.sample}]" if self.item.sample else ""

    def takes(self, node: Node) -> bool:
        return isinstance(node, Sequence) or (self.is_lenient and self.item.takes(node))

    def check(self, node: Node, path: str, findings: Findings) -> Node | None:
        if not isinstance(node, Sequence):
            if not self.is_lenient and is_nothing(node):
                parts = {"key": _key(path), "expected": self.what, "actual": describe(node, path)}
                findings.add("wrong-type", render("wrong-type", "none", **parts), node, path)
                return None
            if not self.is_lenient:
                self.refuse(node, path, findings)
                return None
            only_item = self.item.check(node, path, findings)
            return None if only_item is None else Sequence([only_item], node.origin)
        checked_items = [self.item.check(item, f"{path}[{at}]", findings) for at, item in enumerate(node.items)]
        known = [item for item in checked_items if item is not None]
        return Sequence(known, node.origin, is_incomplete=len(known) < len(checked_items))


@dataclass(frozen=True)
class MapOf(Shape):
    """A map from names of the writer's own to values of one shape."""

    item: Shape
    what: str = "a map"
    example: str = ""
    usual: str = ""
    """The usual value, of names that somebody has put into a list."""
    has_own_names: bool = False
    """Whether texts in its place are values, whose names are not known."""

    def refuse(self, node: Node, path: str, findings: Findings) -> None:
        """Note that a value is of the wrong type; texts may be its values."""
        items = node.items if isinstance(node, Sequence) else [] if isinstance(node, Mapping) else [node]
        texts = [one_line(item) for item in items if isinstance(item, Scalar) and isinstance(item.value, str)]
        known = [text for text in texts if text is not None]
        if not self.has_own_names or not known or len(known) < len(items):
            super().refuse(node, path, findings)
            return
        parts = {"key": _key(path), "expected": self.what, "actual": describe(node, path)}
        pairs = [_NAMED(text) for text in known]
        if all(pairs) and not any(pair is not None and is_secret(pair[1]) for pair in pairs):
            written = ", ".join(f"{pair[1]}: {pair[2]}" for pair in pairs if pair is not None)
            message = render("wrong-type", "shape", **parts)
            findings.add("wrong-type", message, node, path, suggestion=f"{{{written}}}")
            return
        message = render("wrong-type", "values-without-names", named=with_names(known), **parts)
        findings.add("wrong-type", message, node, path)

    @property
    def sample(self) -> str:
        return self.example

    def _only_value(self, node: Node) -> str | None:
        items = node.items if isinstance(node, Sequence) else []
        names = [item.text for item in items if isinstance(item, Scalar)]
        if not self.usual or not names or len(names) < len(items) or not all(map(_is_word, names)):
            return super()._only_value(node)
        return f"{{{', '.join(f'{name}: {self.usual}' for name in names)}}}"

    def takes(self, node: Node) -> bool:
        return isinstance(node, Mapping)

    def check(self, node: Node, path: str, findings: Findings) -> Node | None:
        if not isinstance(node, Mapping):
            self.refuse(node, path, findings)
            return None
        checked_items = {
            name: self.item.check(item, f"{path}.{name}", findings)
            for name, item in node.items.items()
            if not is_null(item)
        }
        return Mapping({name: item for name, item in checked_items.items() if item is not None}, node.origin, node.keys)
