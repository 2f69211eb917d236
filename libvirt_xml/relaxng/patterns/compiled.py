"""Grammars as data that load fast: the simplified patterns of several grammars in one table.

A compiled set is JSON: ``starts`` gives for each grammar's name the number of its pattern, ``nodes`` the patterns by
number, a line each: only those that are asked for are parsed. What several places or grammars have in common stands
there once. A node is a list: its kind and its parts, which are numbers of nodes but for names, datatypes and texts.
A node's parts stand before it, except for the content of elements, which is looked up when it is first asked for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any, assert_never

from libvirt_xml.markup.locks import unlocked_property
from libvirt_xml.messages import render
from libvirt_xml.relaxng.datatypes.library import XSD, Datatype, make_datatype
from libvirt_xml.relaxng.patterns.builder import Patterns
from libvirt_xml.relaxng.patterns.patterns import (
    EMPTY,
    NOT_ALLOWED,
    TEXT,
    Attribute,
    Choice,
    Data,
    DataExcept,
    Element,
    Empty,
    Group,
    Interleave,
    List,
    NotAllowed,
    OneOrMore,
    Pattern,
    Text,
    Value,
)
from libvirt_xml.relaxng.schema import nameclasses

CompiledNode = list[Any]


_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
_SEARCHES = 20  # which cost as much as the table
_NODES = '"nodes": ['
_NOT_ALLOWED = '["notAllowed"]'
_decode = json.JSONDecoder().raw_decode


class _Words:
    """All strings of a compiled set. The first words that somebody asks for are searched; for more, a table is made."""

    def __init__(self, written: str) -> None:
        self._written = written
        self._searches = _SEARCHES

    @unlocked_property
    def _all(self) -> frozenset[str]:
        return frozenset(_STRING.findall(self._written))

    def __contains__(self, word: str) -> bool:
        if self._searches:
            self._searches -= 1
            return f'"{word}"' in self._written
        return word in self._all


class CompiledGrammars:
    """The grammars of a compiled set, made into patterns by one builder as they are asked for."""

    def __init__(self, text: str | bytes, patterns: Patterns) -> None:
        written = text if isinstance(text, str) else text.decode()
        head, mark, nodes = written.partition(_NODES)
        self._starts: dict[str, int] = json.loads(head + mark + "]}")["starts"]
        self._nodes = nodes.rstrip().removesuffix("]}").split(",\n")
        self._patterns = patterns
        patterns.may_name = _Words(written).__contains__
        self._by_number: dict[int, Pattern] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The grammars in the set."""
        return tuple(self._starts)

    def start(self, name: str) -> Pattern:
        """The pattern of a grammar's documents. Raises KeyError where the set does not have it."""
        return self._pattern(self._starts[name])

    def _pattern(self, number: int) -> Pattern:
        pattern = self._by_number.get(number)
        if pattern is None:
            kind, *parts = _decode(self._nodes[number])[0]
            pattern = self._by_number.setdefault(number, getattr(self, "_" + kind)(number, *parts))
        return pattern

    def _empty(self, _: int) -> Pattern:
        return EMPTY

    def _text(self, _: int) -> Pattern:
        return TEXT

    def _notAllowed(self, _: int) -> Pattern:  # noqa: N802
        return NOT_ALLOWED

    def _choice(self, _: int, *items: int) -> Pattern:
        return self._patterns.simple_choice(map(self._pattern, items))

    def _interleave(self, _: int, *items: int) -> Pattern:
        return self._patterns.simple_interleave(map(self._pattern, items))

    def _group(self, _: int, *items: int) -> Pattern:
        return self._patterns.group(*map(self._pattern, items))

    def _oneOrMore(self, _: int, content: int) -> Pattern:  # noqa: N802
        return self._patterns.one_or_more(self._pattern(content))

    def _list(self, number: int, content: int) -> Pattern:
        return self._patterns.list(self._pattern(content), number=number)

    def _data(self, number: int, datatype: CompiledNode, excluded: int | None = None) -> Pattern:
        less = NOT_ALLOWED if excluded is None else self._pattern(excluded)
        return self._patterns.data(_datatype(datatype), less, number=number)

    def _value(self, number: int, datatype: CompiledNode, text: str) -> Pattern:
        type_of_value = _datatype(datatype)
        return self._patterns.value(type_of_value, type_of_value.value(text), number=number)

    def _attribute(self, number: int, name: Any, content: int) -> Pattern:
        name_class = _name_class(name)
        names = nameclasses.qualified_names(name_class)
        return Attribute(name_class, (number, number), names, partial(self._pattern, content))

    def _element(self, number: int, name: Any, content: int) -> Pattern:
        name_class = _name_class(name)
        names = nameclasses.qualified_names(name_class)
        is_allowed = self._nodes[content] != _NOT_ALLOWED
        expand = partial(self._pattern, content)
        return Element(name_class, (number, number), names, expand, is_allowed=is_allowed)


def _datatype(node: CompiledNode) -> Datatype:
    name, *params = node
    library = XSD if name.startswith("xsd:") else ""
    return make_datatype(library, name.removeprefix("xsd:"), tuple((facet, value) for facet, value in params))


def _name_class(node: Any) -> nameclasses.NameClass:
    match node:
        case str():
            return _name(node)
        case ["any", *excluded]:
            return nameclasses.AnyName(*map(_name_class, excluded))
        case ["ns", namespace, *excluded]:
            return nameclasses.NsName(namespace, *map(_name_class, excluded))
        case ["choice", *choices]:
            return nameclasses.NameChoice(tuple(map(_name_class, choices)))
        case _:
            raise ValueError(render("schema", "compiled-name-class", node=node))


@lru_cache(maxsize=4096)
def _name(qualified: str) -> nameclasses.Name:
    namespace, _, local = qualified.rpartition("}")
    return nameclasses.Name(namespace, local)


def write_compiled(about: Mapping[str, str], starts: Mapping[str, Pattern]) -> str:
    """The text of a set of grammars, one node a line. Raises ValueError for a value that has no plain text::

    {"version": "12.8.0",
    "starts": {"domain": 17},
    "nodes": [["text"],
    ["attribute","type",0]]}
    """
    numbers, nodes = compile_grammars(starts)
    head = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in {**about, "starts": numbers}.items()]
    lines = (json.dumps(node, separators=(",", ":"), ensure_ascii=False) for node in nodes)
    return "{" + ",\n".join([*head, _NODES]) + ",\n".join(lines) + "]}\n"


def compile_grammars(starts: Mapping[str, Pattern]) -> tuple[dict[str, int], list[CompiledNode]]:
    """The ``starts`` and ``nodes`` of a set of grammars. Raises ValueError for a value that has no plain text."""
    compiler = _Compiler()
    numbers = {name: compiler.number(start) for name, start in starts.items()}
    compiler.finish()
    return numbers, compiler.nodes


class _Compiler:
    def __init__(self) -> None:
        self.nodes: list[CompiledNode] = []
        self._numbers: dict[Pattern, int] = {}
        self._open: list[tuple[Element, CompiledNode]] = []

    def finish(self) -> None:
        """Number the contents of all elements met."""
        while self._open:
            element, node = self._open.pop()
            node.append(self.number(element.content))

    def number(self, pattern: Pattern) -> int:
        """The number of a pattern's node, which is made at the first call."""
        known = self._numbers.get(pattern)
        if known is None:
            node = self._node(pattern)
            known = self._numbers[pattern] = len(self.nodes)
            self.nodes.append(node)
            if isinstance(pattern, Element):
                self._open.append((pattern, node))
        return known

    def _node(self, pattern: Pattern) -> CompiledNode:
        number: Callable[[Pattern], int] = self.number
        match pattern:
            case Empty():
                return ["empty"]
            case NotAllowed():
                return ["notAllowed"]
            case Text():
                return ["text"]
            case Choice(items):
                return ["choice", *map(number, items)]
            case Interleave(items):
                return ["interleave", *map(number, items)]
            case Group():
                return ["group", *map(number, _members(pattern))]
            case OneOrMore(content):
                return ["oneOrMore", number(content)]
            case List(content):
                return ["list", number(content)]
            case Data(datatype):
                return ["data", _written_datatype(datatype)]
            case DataExcept(datatype, excluded):
                return ["data", _written_datatype(datatype), number(excluded)]
            case Value(datatype, value):
                return ["value", _written_datatype(datatype), _written_value(value)]
            case Attribute(name, content):
                return ["attribute", _written_name(name), number(content)]
            case Element(name):
                return ["element", _written_name(name)]
            case _:
                assert_never(pattern)


def _members(pattern: Pattern) -> Iterator[Pattern]:
    while isinstance(pattern, Group):
        yield pattern.first
        pattern = pattern.rest
    yield pattern


def _written_datatype(datatype: Datatype) -> CompiledNode:
    prefix = "xsd:" if datatype.library else ""
    return [prefix + datatype.name, *map(list, datatype.params)]


def _written_value(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return format(value, "f")
    raise ValueError(render("schema", "compiled-value", value=value))


def _written_name(name: nameclasses.NameClass) -> Any:
    match name:
        case nameclasses.Name():
            return nameclasses.qualified_name(name)
        case nameclasses.AnyName(excluded):
            return ["any", *([_written_name(excluded)] if excluded else [])]
        case nameclasses.NsName(namespace, excluded):
            return ["ns", namespace, *([_written_name(excluded)] if excluded else [])]
        case nameclasses.NameChoice(choices):
            return ["choice", *map(_written_name, choices)]
