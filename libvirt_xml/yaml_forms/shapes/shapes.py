"""The shapes of values in a spec: what a key takes, in one table for reading, for JSON Schema and for the manual.

``check`` looks at a tree, notes what is wrong, and returns the tree in one normal form, without what was wrong:
short forms (``cpus: 2``) become the maps that they stand for, so that the steps after it see one form only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from libvirt_xml.messages import render
from libvirt_xml.words.stray_marks import without_marks
from libvirt_xml.words.vocabulary import Section, vocabulary
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.shapes.describing import describe, is_of_secret, last_key as _key
from libvirt_xml.yaml_forms.shapes.maps_by_name import map_by_name
from libvirt_xml.yaml_forms.text.one_line import one_line
from libvirt_xml.yaml_forms.text.resolving import resolve
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence, is_null

_is_address = re.compile(r"[0-9.:]{2,}").fullmatch  # which need not be looked up
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_CHOSEN = {"auto", "random", "generate", "generated", "default"}
YES = {
    "yes": "true",
    "on": "true",
    "1": "true",
    "y": "true",
    "always": "true",
    "never": "false",
    "enabled": "true",
    "enabled=1": "true",
    "enabled=0": "false",
    "no": "false",
    "off": "false",
    "0": "false",
    "n": "false",
    "disabled": "false",
    "enable": "true",
    "required": "true",
    "mandatory": "true",
    "active": "true",
    "disable": "false",
    "absent": "false",
    "inactive": "false",
}


_IS_THERE = {"virtio", "present"}  # the model of a device that is there, and a word for that


class Shape:
    """What a value may be. ``what`` names it in messages: "a name", "a list of disks"."""

    what: str = "a value"

    @property
    def sample(self) -> str:
        """A usual value, as YAML in one line; empty where none helps."""
        return ""

    def check(self, node: Node, path: str, findings: Findings) -> Node | None:
        """The value in its normal form; ``None``, and a problem, where it is wrong."""
        raise NotImplementedError

    def takes(self, node: Node) -> bool:
        """Whether a value is of this sort at all, right or wrong: how one of several shapes is chosen."""
        return isinstance(node, Scalar)

    def better(self, node: Node) -> str | None:
        """What is probably meant by a value that is right by its shape, but is not known."""
        return None

    def long(self, node: Node) -> Node:
        """The value with short forms written out, right or wrong: what can be merged with its like."""
        return node

    def refuse(self, node: Node, path: str, findings: Findings) -> None:
        """Note that a value is of the wrong type."""
        parts = {"key": _key(path), "expected": self.what, "actual": describe(node, path)}
        meant = self._only_value(node)
        beside = self._with_neighbours(node, findings) if meant is None and isinstance(node, Mapping) else None
        values = () if meant else self._several_values(node)
        message = (
            render("wrong-type", "map-with-neighbours", value=beside[0], neighbours=beside[1], **parts)
            if beside is not None
            else render("wrong-type", "values-of-items", values=values, **parts)
            if values and "]." in path
            else render("wrong-type", "several-values", values=values, **parts)
            if values
            else render("wrong-type", "shape-with-sample", sample=self.sample, **parts)
            if self.sample and meant is None
            else render("wrong-type", "shape", **parts)
        )
        findings.add("wrong-type", message, node, path, suggestion=meant)

    def _with_neighbours(self, node: Mapping, findings: Findings) -> tuple[str, tuple[str, ...]] | None:
        """The value of a map that also has keys of the map around it, and these: ``kernel: {path: ...}``."""
        from libvirt_xml.yaml_forms.shapes.advice.compound_keys import named_key

        outer = findings.around[-1] if findings.around else None
        meant = {key: None if outer is None else named_key(outer, key) for key in node.items}
        if outer is not None and None not in meant.values():  # the one that is no key itself is the value
            strange = [key for key in node.items if key not in outer.keys and self._holds_right(node, key)]
            meant |= dict.fromkeys(strange[:1])
        neighbours = tuple(key for key in meant.values() if key is not None)
        others = [item for key, item in node.items.items() if meant[key] is None]
        if not neighbours or len(others) != 1:
            return None
        value = self._only_value(Mapping({"value": others[0]}))
        return None if value is None else (value, neighbours)

    def _holds_right(self, node: Mapping, key: str) -> bool:
        item = node.items[key]
        return isinstance(item, Scalar) and self._is_right(item)

    def _several_values(self, node: Node) -> tuple[str, ...]:
        """The values of a list, each of which is right without it."""
        items = node.items if isinstance(node, Sequence) else []
        values = [item for item in items if isinstance(item, Scalar) and self._is_right(item) and one_line(item)]
        return tuple(value.text for value in values) if 1 < len(values) == len(items) else ()

    def _is_right(self, value: Scalar) -> bool:
        trial = Findings()
        self.check(value, "", trial)
        return value.value is not None and not value.is_hidden and not trial.has_errors

    def meant_without_marks(self, node: Scalar) -> str | None:
        """What a text means that is right without marks around it: ``4 // CPUs``, ``4;``."""
        bare = without_marks(node.text)
        is_right = bare is not None and self._is_right(Scalar(resolve(bare), bare, node.origin))
        return bare if is_right else None

    def _only_value(self, node: Node) -> str | None:
        """The value of a map or list that has only that, if it is right without: ``model: {type: virtio}``."""
        inner = None
        if isinstance(node, Mapping) and len(node.items) == 1:
            name, inner = next(iter(node.items.items()))
            if is_null(inner):  # a colon behind a value
                inner = Scalar(resolve(name), name, inner.origin)
        elif isinstance(node, Sequence) and len(node.items) == 1:
            inner = node.items[0]
        return inner.text if isinstance(inner, Scalar) and self._is_right(inner) else None


@dataclass(frozen=True)
class Text(Shape):
    """A text. A number is taken as it is written; ``true`` and ``null`` want quotes."""

    what: str = "a text"
    pattern: str | None = None
    example: str | None = None
    repair: Callable[[str], str | None] | None = None
    """Makes what was probably meant of a text that does not fit the pattern."""
    other_words: Section | None = None
    """The section of ``words/synonyms.toml`` with words that are no such text, but mean one."""

    @property
    def sample(self) -> str:
        return self.example or ""

    def check(self, node: Node, path: str, findings: Findings) -> Node | None:
        other = self._meaning(node)
        if other is not None and isinstance(node, Scalar):
            findings.add("invalid-value", self._misfit(node.text, path), node, path, suggestion=other)
            return None
        is_word = isinstance(node, Scalar) and (node.value is None or isinstance(node.value, bool))
        if not isinstance(node, Scalar) or (is_word and node.origin.cause != "variable"):
            self._refuse_type(node, path, findings)
            return None
        if self.pattern is not None and not re.fullmatch(self.pattern, node.text):
            meant = self._meant(self.pattern, node.text) or self.meant_without_marks(node)
            findings.add("invalid-value", self._misfit(node.text, path), node, path, suggestion=meant)
            return None
        if not node.text.isprintable() and _CONTROL.search(node.text):
            findings.add("invalid-value", render("invalid-value", "not-in-xml", key=_key(path)), node, path)
            return None
        return node if node.value == node.text else Scalar(node.text, node.text, node.origin)

    @property
    def others(self) -> tuple[str, ...]:
        """The words that are no such text."""
        return () if self.other_words is None else tuple(vocabulary(self.other_words).synonyms)

    def _meaning(self, node: Node) -> str | None:
        """The text that another word means."""
        if self.other_words is None or not isinstance(node, Scalar) or _is_address(node.text):
            return None
        return vocabulary(self.other_words).meaning(node.text)

    def _meant(self, pattern: str, text: str) -> str | None:
        if re.fullmatch(pattern, text.strip()):
            return text.strip()
        meant = None if self.repair is None else self.repair(text)
        return meant if meant is not None and re.fullmatch(pattern, meant) else None

    def _refuse_type(self, node: Node, path: str, findings: Findings) -> None:
        if not isinstance(node, Scalar):
            self.refuse(node, path, findings)
            return
        message = render(
            "wrong-type",
            "word-without-quotes",
            key=_key(path),
            expected=self.what,
            actual=describe(node, path),
            text=node.text,
        )
        findings.add("wrong-type", message, node, path)

    def _misfit(self, text: str, path: str) -> str:
        if text.lower() in _CHOSEN:
            return render("invalid-value", "word-for-default", key=_key(path), expected=self.what, text=text)
        if not self.example:
            return render("invalid-value", "pattern", key=_key(path), expected=self.what, text=text)
        return render(
            "invalid-value",
            "pattern-with-example",
            key=_key(path),
            expected=self.what,
            example=self.example,
            text=text,
        )


def likely_word(text: str, words: Iterable[str]) -> str | None:
    """The word that was probably meant: libvirt's for other tools', or the one with a slip less."""
    known = list(words)
    of_option = text.rpartition("=")[2].strip()  # aio=native
    return of_option if of_option in known else vocabulary("values", "vm-values").closest(text, known)


_NUMBER = re.compile(r"[A-Za-z]{0,8}[ _-]?v?([0-9]+(?:\.[0-9]+)?)").fullmatch


def _same_number(text: str, words: Iterable[str]) -> str | None:
    """The word that is the number in a text with letters before it: ``2.0`` for ``v2``."""
    match = _NUMBER(text)
    numbers = [word for word in words if word.replace(".", "", 1).isdecimal()] if match is not None else []
    return next((word for word in numbers if match is not None and float(word) == float(match[1])), None)


_NOTHING = {"none", "no", "off", "false", "disabled"}


def is_nothing(node: Node) -> bool:
    """Whether a value is a word for none."""
    return isinstance(node, Scalar) and (node.value is False or node.text.lower() in _NOTHING)


@dataclass(frozen=True)
class Words(Shape):
    """One of some words."""

    words: tuple[str, ...]

    @property
    def what(self) -> str:  # type: ignore[override]
        return f"one of {', '.join(self.words)}" if len(self.words) > 1 else ", ".join(self.words)

    def takes(self, node: Node) -> bool:
        return isinstance(node, Scalar) and not isinstance(node.value, bool)

    def check(self, node: Node, path: str, findings: Findings) -> Node | None:
        if not isinstance(node, Scalar):
            self.refuse(node, path, findings)
            return None
        if node.text in self.words:
            return Scalar(node.text, node.text, node.origin)
        same = next((word for word in self.words if resolve(word) == node.value), None)  # 2 for 2.0
        meant = (
            same
            or _same_number(node.text, self.words)
            or likely_word(node.text, self.words)
            or self.meant_without_marks(node)
        )
        parts = {"key": _key(path), "expected": self.what, "text": node.text}
        findings.add(
            "invalid-value",
            render("invalid-value", "word-for-nothing", **parts)
            if meant is None and node.text.lower() in _NOTHING
            else render("invalid-value", "shape", key=_key(path), expected=self.what, actual=describe(node, path))
            if is_of_secret(node, path)
            else render("invalid-value", "word", **parts),
            node,
            path,
            expected=self.words,
            suggestion=meant,
        )
        return None if meant is None else Scalar(meant, meant, node.origin)  # with which the rest is checked


@dataclass(frozen=True)
class FieldValue(Shape):
    """What a field of a document takes: the words of its type, if these are closed, else any single value."""

    owner: str
    name: str
    what: str = "a single value"

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The closed set, from the class's annotation; empty where the field is open."""
        from libvirt_xml.yaml_forms.shapes.field_words import words_of

        return words_of(self.owner, self.name)

    def check(self, node: Node, path: str, findings: Findings) -> Node | None:
        if not isinstance(node, Scalar):
            self.refuse(node, path, findings)
            return None
        if self.words and node.text not in self.words and "$" not in node.text:
            return Words(self.words).check(node, path, findings)
        return node


@dataclass(frozen=True)
class Flag(Shape):
    """``true`` or ``false``."""

    what: str = "true or false"
    devices: str = ""
    """The key for devices of this sort, where this one is for having them at all."""

    @property
    def sample(self) -> str:
        return "true"

    def takes(self, node: Node) -> bool:
        return isinstance(node, Scalar) and isinstance(node.value, bool)

    def check(self, node: Node, path: str, findings: Findings) -> Node | None:
        if isinstance(node, Scalar) and isinstance(node.value, bool):
            return node
        if not isinstance(node, Scalar) and not self.devices:
            self.refuse(node, path, findings)
            return None
        text = node.text.lower() if isinstance(node, Scalar) else ""
        parts = {"key": _key(path), "expected": self.what, "actual": describe(node, path)}
        message = (
            render("wrong-type", "devices-elsewhere", devices=self.devices, **parts)
            if self.devices and text not in {"true", "false", *YES}
            else render("wrong-type", "number-in-quotes", **parts)
            if text in ("true", "false")
            else render("wrong-type", "shape", **parts)
        )
        meant = YES.get(text) or ("false" if text == "none" else "true" if text in _IS_THERE else None)
        findings.add("wrong-type", message, node, path, expected=("true", "false"), suggestion=meant)
        return None


@dataclass(frozen=True)
class Part(Shape):
    """A map that is not looked into: a part of a document in the document form, of the class ``owner``, which is merged
    over what the spec makes and read with the whole; or, without an owner, something that only the guest reads.
    """

    owner: str = ""
    what: str = "a map of the document form"
    writes: Callable[[str, Node], str | None] | None = None
    """Makes the map of the class that a list of its words means."""
    is_by_name: bool = False
    """Whether it has several of the class, by name."""

    def _only_value(self, node: Node) -> str | None:
        if isinstance(node, Sequence) and self.is_by_name:
            return map_by_name(node)
        if self.writes is None or not isinstance(node, Sequence):
            return super()._only_value(node)
        return self.writes(self.owner, node)

    def meant_map(self, node: Node) -> str | None:
        """The map that a word in its place probably means: ``{type: none}``."""
        if not self.owner or not isinstance(node, Scalar) or not isinstance(node.value, str):
            return None
        from libvirt_xml.yaml_forms.shapes.field_words import map_with_word

        return map_with_word(node.text, self.owner)

    def takes(self, node: Node) -> bool:
        is_xml = bool(self.owner) and isinstance(node, Scalar) and node.text.lstrip().startswith("<")
        return isinstance(node, Mapping) or is_xml

    def check(self, node: Node, path: str, findings: Findings) -> Node | None:
        if isinstance(node, Mapping):
            return node
        if self.owner and isinstance(node, Scalar) and node.text.lstrip().startswith("<"):
            message = render("wrong-type", "xml-for-part", key=_key(path), expected=self.what)
            findings.add("wrong-type", message, node, path)
            return None
        self.refuse(node, path, findings)
        return None
