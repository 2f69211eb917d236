"""Regular documents as sections: each child of the root, and of ``<devices>`` each device, as one text.

A document as libvirt writes it has one element a line, indented by its depth, so that its sections are cut by one
regular expression for each of the two depths. The same sections come again in document after document; what is known of
one is found by one look-up, where its pieces need many. Where they are cut is only likely: a section is one if its text
is a whole element, and if it is not, those who ask go by pieces (``pieces.py``).

What declarations of prefixes on the root say is said in each section that uses them, so that a section means the same
wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from libvirt_xml.markup.characters import WHITE_SPACE
from libvirt_xml.markup.regular import pieces as _pieces

_LONGEST = 200_000  # characters; the sections of a larger document are not all held
_LONGEST_KEPT = 2_000  # a section that is longer is not worth remembering
_DEEPEST = 40  # characters of an indent: what cuts at it is remembered
DEVICES_NAME = "devices"
"""The element whose children are sections."""

_DEVICES_TAG = DEVICES_NAME + ">"
_line = rf"(\n[ \t]{{1,{_DEEPEST}}})<"
_value = r"""(?:'[^'&<>\t\r\n]*'|"[^"&<>\t\r\n]*")"""
_prefix = r"(?!(?i:xml))[A-Za-z_][\w.-]*"
_root = re.compile(rf"<([^\s<>/:=!?'\"]+)((?: (?:xmlns:{_prefix}|[^\s<>/:=&'\"]+)={_value})*)>{_line}").match
_attributes = re.compile(rf" ([^\s=]+)=({_value})").findall
_indent = re.compile(f">{_line}(?!/)").match
_name = re.compile(r"[^\s<>/=!?'\"]+").match

SectionText = str
"""An element without its first ``<``."""


class SectionTexts(NamedTuple):
    """The sections of a document, in its order."""

    name: str
    """Of the root."""
    start: str
    """The start tag of the root, a piece, without declarations of prefixes."""
    before: list[SectionText]
    """The children of the root before ``<devices>``; all, where it has none."""
    devices: list[SectionText] | None
    after: list[SectionText]

    def whole(self) -> tuple[str, ...]:
        """All of them, with the start tag: the same where documents mean the same to everybody who reads sections."""
        if self.devices is None:
            return (self.start, *self.before)
        return (self.start, *self.before, DEVICES_NAME, *self.devices, DEVICES_NAME, *self.after)


def cut_sections(text: str) -> SectionTexts | None:
    """The sections of a document, as ``regular_text`` gives it; ``None`` where its lines do not show them."""
    root = _root(text) if len(text) <= _LONGEST else None
    if root is None:
        return None
    name, attributes, indent = root.groups()
    end = f"\n</{name}>"
    if not text.endswith(end):
        return None
    sections = _cut_children(name, name + attributes, indent, text[root.end() : -len(end)])
    return _declared_inside(sections, attributes) if "xmlns:" in attributes else sections


def _cut_children(name: str, start: str, indent: str, text: str) -> SectionTexts:
    children = _at(indent)(text)
    for at, child in enumerate(children):
        if child.startswith(_DEVICES_TAG):
            devices = _cut_devices(child, indent)
            if devices is not None:
                return SectionTexts(name, start, children[:at], devices, children[at + 1 :])
    return SectionTexts(name, start, children, None, [])


def _declared_inside(sections: SectionTexts, attributes: str) -> SectionTexts | None:
    """Sections that declare what they use of the prefixes of the root; ``None`` where a declaration is no usual one."""
    declared: dict[str, str] = {}
    start = sections.name
    for name, value in _attributes(attributes):
        prefix = name.removeprefix("xmlns:")
        if prefix == name:
            start += f" {name}={value}"
        elif prefix in declared or _is_special(value[1:-1]):
            return None
        else:
            declared[prefix] = f" {name}={value}"

    def inside(text: SectionText) -> SectionText:
        used = "".join(declaration for prefix, declaration in declared.items() if f"{prefix}:" in text)
        name = _name(text) if used else None
        return f"{name[0]}{used}{text[name.end() :]}" if name else text

    return SectionTexts(
        sections.name,
        start,
        [inside(text) for text in sections.before],
        None if sections.devices is None else [inside(text) for text in sections.devices],
        [inside(text) for text in sections.after],
    )


def _is_special(uri: str) -> bool:
    """Whether a prefix must not be declared as this: nothing, and what the specification of namespaces has reserved."""
    return not uri or uri in ("http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2000/xmlns/")


def _cut_devices(text: SectionText, indent: str) -> list[SectionText] | None:
    first = _indent(text, len(DEVICES_NAME))
    end = f"{indent}</{_DEVICES_TAG}"
    return _at(first[1])(text[first.end() : -len(end)]) if first and text.endswith(end) else None


@lru_cache(maxsize=64)
def _at(indent: str) -> Callable[[str], list[SectionText]]:
    """What cuts a text where elements begin at an indent; it begins behind the ``<`` of the first."""
    return re.compile(indent + "<(?!/)").split


def pieces_of_section(text: SectionText) -> list[str]:
    """The pieces of a section; the last is none where the section ends with text."""
    return _pieces.cut_pieces(text.rstrip(WHITE_SPACE)[:-1])


def may_keep_section(text: SectionText, pieces: Sequence[str]) -> bool:
    """Whether a section is short, and no piece of it is a secret."""
    return len(text) <= _LONGEST_KEPT and all(map(_pieces.may_be_kept, pieces))
