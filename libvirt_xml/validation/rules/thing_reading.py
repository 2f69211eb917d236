"""From XML text to the tree that rules look at: by pieces where the document is regular, else by expat's events."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from libvirt_xml.markup.encoding import readable
from libvirt_xml.markup.parsers import feed, new_parser
from libvirt_xml.markup.prefixes import usual_name, usual_prefixes
from libvirt_xml.markup.regular.pieces import Irregular, Window, is_comment, is_end_tag, part, regular_text
from libvirt_xml.validation.rules.thing import Thing

Visit = Callable[[Thing], None]
"""Told of each element."""


PieceParts = tuple[str, Mapping[str, str], str, bool]
"""The parts of a piece: name, attributes, text, and whether it is a whole element."""


def read_things(source: str | bytes, known: Mapping[str, PieceParts] = MappingProxyType({})) -> Thing:
    """The tree of a document that the schema accepts; ``known`` has the parts of pieces that were met before."""
    text = regular_text(source)
    if text is not None:
        try:
            return _by_pieces(text, known)
        except (Irregular, IndexError):
            pass
    return read_by_events(source)


def parts_of_piece(piece: str) -> PieceParts:
    """The parts of a piece of a well-formed document that is not an end tag. Raises Irregular."""
    if "&" in piece or ":" in piece:
        return _with_prefixes(piece)
    shape, values, text = part(piece)
    return shape.name, dict(zip(shape.keys, values, strict=False)), text, shape.has_text


def _with_prefixes(piece: str) -> PieceParts:
    """The parts of a piece that may have prefixes and references; declarations of prefixes are left out.

    A prefix stays in the name, as libvirt's usual one is in the names of rules. ``xmlns`` alone would change what the
    names of all elements inside mean. Raises Irregular for that, for a prefix that usually means something else, and
    for other references.
    """
    match = _prefixed(piece)
    if match is None:
        raise Irregular(piece)
    name, written, is_empty, text = match.groups()
    attributes = {key: _plain_text(single or double) for key, single, double in _attributes(written)}
    declared = {key: value for key, value in attributes.items() if key.startswith("xmlns")}
    if not all(_is_usual(key.removeprefix("xmlns:"), namespace) for key, namespace in declared.items()):
        raise Irregular(piece)
    values = {key: value for key, value in attributes.items() if key not in declared}
    return name, values, _plain_text(text or ""), bool(is_empty) or text is not None


def _is_usual(prefix: str, namespace: str) -> bool:
    """Whether a prefix means what it usually means; one that libvirt does not use may mean any other namespace."""
    usual = usual_prefixes()
    if namespace in usual:
        return usual[namespace] == prefix
    return prefix not in {"xmlns", *usual.values()}


def _plain_text(text: str) -> str:
    return _reference(lambda match: _REFERENCES[match[1]], text) if "&" in text else text


_REFERENCES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_reference = re.compile("&(amp|lt|gt|quot|apos);").sub
_prefixed = re.compile(
    r"""([^\s<>/=!?&'"]++)"""
    r"""((?:[ \t\n]++[^\s<>/=&'"]++[ \t\n]*+=[ \t\n]*+"""
    r"""(?:'(?:[^'&<\t\r\n]|&(?:amp|lt|gt|quot|apos);)*+'|"(?:[^"&<\t\r\n]|&(?:amp|lt|gt|quot|apos);)*+"))*+)"""
    r"""[ \t\n]*+(?:(/)|>((?:[^<&\r]|&(?:amp|lt|gt|quot|apos);)*+)</\1[ \t\n]*+)?"""
).fullmatch
_attributes = re.compile(r"""([^\s='"]+)\s*=\s*(?:'([^']*)'|"([^"]*)")""").findall


def _by_pieces(text: str, known: Mapping[str, PieceParts]) -> Thing:
    above = parent = Thing("", {}, None)
    begin = 0
    while begin < len(text):
        window = Window(text, begin)
        begin = window.end
        parent = grow(window.pieces, parent, known)
    return _root_of(above)


def things_of(pieces: Sequence[str], known: Mapping[str, PieceParts]) -> Thing:
    """The tree of a document that is made of these pieces. Raises Irregular."""
    above = Thing("", {}, None)
    grow(pieces, above, known)
    return _root_of(above)


def things_inside(pieces: Sequence[str], parent: Thing, known: Mapping[str, PieceParts]) -> list[Thing]:
    """The trees of the elements that are made of these pieces, below an element that does not know of them."""
    above = Thing("", {}, None)
    grow(pieces, above, known)
    for thing in above.children:
        thing.parent = parent
    return above.children


def _root_of(above: Thing) -> Thing:
    (root,) = above.children
    root.parent = None
    return root


def grow(pieces: Sequence[str], parent: Thing, known: Mapping[str, PieceParts]) -> Thing:
    """Add the elements of some pieces to an element; the one that is open after them. Raises Irregular."""
    for piece in pieces:
        if is_end_tag(piece):
            assert parent.parent is not None
            parent = parent.parent
            continue
        parts = known.get(piece)
        if parts is None:
            if piece[0] == "!" and is_comment(piece):
                continue
            parts = parts_of_piece(piece)
        name, attributes, content, is_whole = parts
        thing = Thing(name, attributes, parent, content)
        parent.children.append(thing)
        if not is_whole:
            parent = thing
    return parent


def read_by_events(source: str | bytes) -> Thing:
    """The tree of a well-formed document. Raises Refused for one that is none."""
    parser = new_parser(source, "}")
    parent: Thing | None = None
    root: Thing | None = None
    texts: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal parent, root
        thing = Thing(usual_name(name) if "}" in name else name, attributes, parent)
        if parent is None:
            root = thing
        else:
            parent.children.append(thing)
        texts.clear()
        parent = thing

    def end(_: str) -> None:
        nonlocal parent
        assert parent is not None
        if not parent.children:
            parent.text = "".join(texts)
        texts.clear()
        parent = parent.parent

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = texts.append
    feed(parser, readable(source))
    assert root is not None
    return root


def each_element(root: Thing, visit: Visit) -> None:
    """Tell of each element of a tree."""
    stack = [root]
    while stack:
        thing = stack.pop()
        visit(thing)
        stack.extend(thing.children)
