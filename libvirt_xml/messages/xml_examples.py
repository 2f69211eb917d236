"""The XML that a template shows, written in another notation: ``write <model type='virtio'/> in <interface>``.

What is XML is read from the template, where a parameter is one character, and never from a sentence: a value cannot
look like an example. Parameters that are XML themselves say so: ``{written:xml}``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from libvirt_xml.messages.notation import cut, write_parameter

_FIRST = 0xE000  # characters for private use stand for parameters
_PLACE = "[\ue000-\uf8ff]"
_NAME = rf"(?:[A-Za-z_]|{_PLACE})(?:[\w:.-]|{_PLACE})*"
_ATTRIBUTE = rf"{_NAME}=(?:'[^'<>]*'|\"[^\"<>]*\"|{_PLACE})"
_PART = re.compile(
    rf"<(?P<close>/)?(?P<name>{_NAME})(?P<inside>(?: (?:{_ATTRIBUTE}|{_PLACE}|\.\.\.))*) ?(?P<empty>/)?>"
    rf"|(?<![\w:.-])(?P<alone>{_ATTRIBUTE}(?: {_ATTRIBUTE})*)"
)
_INSIDE = re.compile(
    rf"(?P<name>{_NAME})=(?:(?P<quote>['\"])(?P<value>.*?)(?P=quote)|(?P<place>{_PLACE}))|(?P<more>{_PLACE}|\.\.\.)",
    re.DOTALL,
)
_LONGEST = 400  # characters of a parameter that is XML


class XmlExample(NamedTuple):
    """An element, or without a name some attributes."""

    name: str
    attributes: tuple[tuple[str, str | tuple[str, ...]], ...] = ()
    """Names and values; what is left open is ``...``, with no value."""
    content: tuple[XmlExample | str, ...] = ()
    is_open: bool = False
    """Whether it is a start tag alone; without attributes, that is how an element is named."""


_Writer = Callable[[XmlExample], str]


class _Given(NamedTuple):
    """A parameter of a template."""

    value: object
    spec: str


def written_with(
    parts: Iterable[tuple[str, str | None, str | None, str | None]],
    parameters: Mapping[str, object],
    write: _Writer,
    written_phrase: Callable[[object], str | None],
) -> str:
    """A template, as its literal texts and parameters, with what ``write`` makes of its examples.

    ``written_phrase`` does the same for a parameter that is a phrase; ``None`` for any other.
    """
    marked = ""
    given: dict[tuple[str, str | None, str | None], _Given] = {}
    for literal, name, spec, conversion in parts:
        marked += literal
        if name is not None:
            value = repr(parameters[name]) if conversion == "r" else parameters[name]
            given.setdefault((name, spec, conversion), _Given(value, spec or ""))
            marked += chr(_FIRST + [*given].index((name, spec, conversion)))
    return _Template([*given.values()], write, written_phrase).written(marked)


class _Template:
    """One template with its parameters, to be written."""

    def __init__(self, given: list[_Given], write: _Writer, written_phrase: Callable[[object], str | None]) -> None:
        self._given = given
        self._write = write
        self._written_phrase = written_phrase

    def written(self, marked: str) -> str:
        """A text with characters in the place of parameters."""
        return "".join(self._prose(part) if isinstance(part, str) else self._write(part) for part in self._read(marked))

    def _read(self, marked: str) -> list[XmlExample | str]:
        """Texts and examples in their order; those in an element are its content."""
        tags = [*_PART.finditer(marked)]
        ends = _ends(tags)
        closing = {*ends.values()}
        lists: list[list[XmlExample | str]] = [[]]
        opened: list[re.Match[str]] = []
        here = 0
        for number, tag in enumerate(tags):
            lists[-1].append(marked[here : tag.start()])
            here = tag.end()
            if tag["close"] and number in closing:
                content = tuple(part for part in lists.pop() if part)
                lists[-1].append(self._example(opened.pop(), content))
            elif tag["close"]:
                lists[-1].append(tag[0])
            elif number in ends:
                lists.append([])
                opened.append(tag)
            else:
                lists[-1].append(self._example(tag, is_open=not tag["empty"]))
        lists[-1].append(marked[here:])
        return lists[0]

    def _example(
        self, tag: re.Match[str], content: tuple[XmlExample | str, ...] = (), *, is_open: bool = False
    ) -> XmlExample:
        if tag["alone"]:
            return XmlExample("", tuple(self._attributes(tag["alone"])))
        attributes = tuple(self._attributes(tag["inside"]))
        inner = tuple(self._text(part) if isinstance(part, str) else part for part in content)
        return XmlExample(self._text(tag["name"]), attributes, inner, is_open)

    def _attributes(self, inside: str) -> Iterator[tuple[str, str | tuple[str, ...]]]:
        for attribute in _INSIDE.finditer(inside):
            if attribute["more"] not in (None, "...") and _is_fit(self._text(attribute["more"])):
                yield from self._of_value()._attributes(self._text(attribute["more"]))
            elif attribute["more"]:
                yield "...", ""
            elif attribute["place"]:
                value = self._given[ord(attribute["place"]) - _FIRST].value
                several = (
                    tuple(cut(str(item)) for item in value) if isinstance(value, tuple | list) else cut(str(value))
                )
                yield self._text(attribute["name"]), several
            else:
                yield self._text(attribute["name"]), self._text(attribute["value"])

    def _text(self, marked: str) -> str:
        """A text of an example, with the values of its parameters."""
        if not self._given:
            return marked
        return re.sub(_PLACE, lambda place: str(self._given[ord(place[0]) - _FIRST].value), marked)

    def _prose(self, marked: str) -> str:
        if not self._given:
            return marked
        return re.sub(_PLACE, lambda place: self._parameter(self._given[ord(place[0]) - _FIRST]), marked)

    def _parameter(self, given: _Given) -> str:
        value, spec = given
        if isinstance(value, tuple | list):
            value = tuple(self._phrase(item) for item in value)
        elif "xml" in spec.split() and _is_fit(str(value)):
            return self._of_value().written(str(value))
        return write_parameter(
            self._phrase(value), spec, lambda name: self._write(XmlExample(cut(str(name)), is_open=True))
        )

    def _phrase(self, value: object) -> object:
        written = self._written_phrase(value)
        return value if written is None else _Phrase(written)

    def _of_value(self) -> _Template:
        """For a parameter that is XML: what stands in it is no parameter."""
        return _Template([], self._write, self._written_phrase)


class _Phrase:
    """A phrase that is written: in a list, it is not a name."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __str__(self) -> str:
        return self._text


def _is_fit(value: str) -> bool:
    return len(value) <= _LONGEST and re.search(_PLACE, value) is None


def _ends(tags: list[re.Match[str]]) -> dict[int, int]:
    """The numbers of start tags that have an end tag, with the number of that."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    names: Counter[str] = Counter()
    for number, tag in enumerate(tags):
        if tag["alone"] or tag["empty"]:
            continue
        name = tag["name"]
        if not tag["close"]:
            opened.append(number)
            names[name] += 1
        elif names[name]:
            while names[name]:
                last = opened.pop()
                names[tags[last]["name"]] -= 1
                if tags[last]["name"] == name:
                    ends[last] = number
                    break
    return ends
