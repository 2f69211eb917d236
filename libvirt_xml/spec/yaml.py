"""YAML 1.2 text to trees. What constructs objects, loops or explodes is refused; every value knows its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from libvirt_xml.markup.limits import MAX_DEPTH
from libvirt_xml.spec.findings import Findings
from libvirt_xml.spec.tree import Mapping, Node, Origin, Scalar, Sequence

_SPARE = 100_000  # what aliases may add before they count as an attack
_CORE = frozenset({"!", "str", "int", "float", "bool", "null", "map", "seq"})
_PREFIX = "tag:yaml.org,2002:"
REPLACE = "!replace"
"""The tag of a map or a list that is not merged with what it is laid over."""
_INT = re.compile(r"[-+]?[0-9]{1,4000}|0o[0-7]{1,4000}|0x[0-9a-fA-F]{1,4000}").fullmatch
_FLOAT = re.compile(
    r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
).fullmatch
_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip


def read_yaml(source: str | bytes, findings: Findings, file: str | None = None) -> list[Node]:
    """The documents of a YAML stream; none, and a problem among the findings, where it cannot be read."""
    from ruamel.yaml import YAML
    from ruamel.yaml.docinfo import DocInfo
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    text = ""
    try:
        text = _decoded(source)
        yaml = YAML(typ="safe", pure=True)
        _, parser = yaml.get_constructor_parser(text)
        yaml.doc_infos.append(DocInfo())  # a %YAML directive is written into it
        return list(_Builder(parser, findings, file).documents())
    except _Refusal as refusal:
        _refuse(findings, file, str(refusal), refusal.mark)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        _refuse(findings, file, _sentence(error) + _hint(text, mark), mark)
    except (YAMLError, UnicodeError) as error:
        _refuse(findings, file, f"this is no YAML text: {' '.join(str(error).split())}", None)
    return []


def resolve(text: str) -> str | int | float | bool | None:
    """What a plain scalar is in YAML 1.2's core schema."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in "0123456789-+.":
        if _INT(text):
            return int(text, 0 if text[:2] in ("0o", "0x") else 10)
        if _FLOAT(text):
            return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    return text


def _decoded(source: str | bytes) -> str:
    if isinstance(source, bytes):
        is_wide = source[:2] in (b"\xff\xfe", b"\xfe\xff")
        source = source.decode("utf-16" if is_wide else "utf-8")
    return source.removeprefix("\ufeff")


def _sentence(error: Any) -> str:
    parts = [part for part in (error.context, error.problem) if part]
    return f"this is no YAML: {', '.join(parts)}"


def _hint(text: str, mark: Any) -> str:
    line = text.splitlines()[mark.line] if mark is not None and mark.line < len(text.splitlines()) else ""
    return "; inside of {} and [] a variable wants quotes: '${name}'" if "${" in line else ""


def _refuse(findings: Findings, file: str | None, message: str, mark: Any) -> None:
    origin = Origin("spec", "", file, mark.line + 1 if mark else None, mark.column + 1 if mark else None)
    findings.add("not-well-formed", message, origin, "")


class _Refusal(Exception):
    def __init__(self, message: str, mark: Any) -> None:
        super().__init__(message)
        self.mark = mark


class _Builder:
    """The parser's events to trees; what is shared by aliases stays shared."""

    def __init__(self, parser: Any, findings: Findings, file: str | None) -> None:
        from ruamel.yaml import events

        self._next = parser.get_event
        self._events = events
        self._findings = findings
        self._file = file
        self._anchors: dict[str, tuple[Node, int]] = {}
        self._open: set[str] = set()
        self._count = 0

    def documents(self) -> Iterator[Node]:
        """The trees of all documents. Raises _Refusal."""
        while True:
            event = self._next()
            if isinstance(event, self._events.StreamEndEvent):
                return
            if isinstance(event, self._events.DocumentStartEvent):
                self._anchors, self._count = {}, 0
                tree, size = self._node(self._next(), 0)
                if size > self._count + _SPARE:
                    raise _Refusal(f"its aliases make {size:,} values of {self._count:,}", event.start_mark)
                yield tree

    def _node(self, event: Any, depth: int) -> tuple[Node, int]:
        """The tree that begins with an event, and how many values it has with every alias put in."""
        kind = event.__class__
        if kind is self._events.AliasEvent:
            return self._alias(event)
        self._count += 1
        tag = event.tag
        replaces = tag == REPLACE and kind is not self._events.ScalarEvent
        if tag is not None and tag.removeprefix(_PREFIX) not in _CORE and not replaces:
            said = tag.replace(_PREFIX, "!!")
            raise _Refusal(f"the tag {said} is refused: values are text, numbers, maps and lists", event.start_mark)
        if event.anchor is not None:
            self._open.add(event.anchor)
        if kind is self._events.ScalarEvent:
            made: tuple[Node, int] = self._scalar(event), 1
        elif depth >= MAX_DEPTH:
            raise _Refusal(f"nested deeper than {MAX_DEPTH}", event.start_mark)
        elif kind is self._events.SequenceStartEvent:
            made = self._sequence(event, depth)
        else:
            made = self._mapping(event, depth)
        if replaces:
            assert not isinstance(made[0], Scalar)
            made[0].replaces = True
        if event.anchor is not None:
            self._open.discard(event.anchor)
            self._anchors[event.anchor] = made
        return made

    def _alias(self, event: Any) -> tuple[Node, int]:
        if event.anchor in self._open:
            raise _Refusal(f"the alias {event.anchor!r} stands inside of what it names", event.start_mark)
        found = self._anchors.get(event.anchor)
        if found is None:
            raise _Refusal(f"the alias {event.anchor!r} names nothing that stands before it", event.start_mark)
        return found

    def _origin(self, event: Any) -> Origin:
        mark = event.start_mark
        return Origin("spec", "", self._file, mark.line + 1, mark.column + 1)

    def _scalar(self, event: Any) -> Scalar:
        text = event.value
        is_text = event.style or (event.tag is not None and event.tag.endswith((":str", "!")))
        return Scalar(text if is_text else resolve(text), text, self._origin(event))

    def _sequence(self, start: Any, depth: int) -> tuple[Node, int]:
        items, size = [], 1
        while (event := self._next()).__class__ is not self._events.SequenceEndEvent:
            made, inner = self._node(event, depth + 1)
            items.append(made)
            size += inner
        return Sequence(items, self._origin(start)), size

    def _mapping(self, start: Any, depth: int) -> tuple[Node, int]:
        result = Mapping({}, self._origin(start))
        merged: list[Mapping] = []
        size = 1
        while (event := self._next()).__class__ is not self._events.MappingEndEvent:
            key, _ = self._node(event, depth + 1)
            value_event = self._next()
            made, inner = self._node(value_event, depth + 1)
            size += inner + 1
            if not isinstance(key, Scalar):
                raise _Refusal("a key must be a name, not a map or a list", event.start_mark)
            if key.text == "<<" and key.value == "<<" and not getattr(event, "style", None):
                merged += self._merged(made, value_event)
            else:
                self._put(result, key, made)
        for base in merged:
            for name, held in base.items.items():
                if name not in result.items:
                    result.items[name] = held
                    result.keys[name] = base.place_of(name)
        return result, size

    def _put(self, result: Mapping, key: Scalar, made: Node) -> None:
        name = key.text
        if name in result.items:
            message = f"the key {name!r} stands here a second time; the first is on line {result.keys[name].line}"
            self._findings.add("duplicate-key", message, key.origin, name)
            return
        result.items[name] = made
        result.keys[name] = key.origin

    def _merged(self, made: Node, event: Any) -> list[Mapping]:
        bases = list(made) if isinstance(made, Sequence) else [made]
        if not all(isinstance(base, Mapping) for base in bases):
            raise _Refusal("the merge key << takes a map or a list of maps", event.start_mark)
        return [base for base in bases if isinstance(base, Mapping)]
