"""What to write instead of what libvirt has in another form: a table of what people write, with whole fixes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

from libvirt_xml.markup.located import Node
from libvirt_xml.messages import Phrase
from libvirt_xml.messages.table import template
from libvirt_xml.relaxng.repair.faults import Fault
from libvirt_xml.relaxng.schema.nameclasses import local

_TABLE = Path(__file__).with_name("remedies.toml")
_PARTS = Path(__file__).with_name("parts_of_values.toml")
_WHOLES = Path(__file__).with_name("whole_elements.toml")
_LONGEST = 60  # characters of a value that is looked up
_USUAL_PARENTS = ("devices", "domain")
_is_word = re.compile(r"[\w./:@+-]+").fullmatch


def remedy_of_element(fault: Fault) -> Phrase | None:
    """What to write instead of an element in another one, if it is not that of another name with its content."""
    node, parent = fault.node, fault.scope.node
    remedy = _in_context("elements", parent, node.name)
    is_only_renamed = bool(fault.names) and bool(node.attributes or node.children)
    if remedy is None and not is_only_renamed:
        remedy = _remedy(_section(f"names.{local(parent.name)}"), node.name)
    return _with_parts(remedy, node, node.text.strip())


def last_remedy_of_element(fault: Fault) -> Phrase | None:
    """What to write instead of an element of which nothing else is to be said."""
    return _with_parts(_in_context("last", fault.scope.node, fault.node.name), fault.node, fault.node.text.strip())


def remedy_of_attribute(node: Node, name: str) -> Phrase | None:
    """What to write instead of an attribute of an element, of one with its protocol or type, or in one with its type,
    before others."""
    remedies = [_of_protocol(node.name, word, name) for word in _deciding_words(node)]
    if node.parent is not None:
        around = node.parent.name
        remedies += (_of_protocol(around, word, name, inside=node.name) for word in _deciding_words(node.parent))
    remedy = next(filter(None, remedies), None) or _in_context("attributes", node, name)
    attribute = node.attribute(name)
    return _with_parts(remedy, node, "" if attribute is None else attribute.value)


def remedy_of_key(element: str, parent: str, name: str, *, protocol: str = "", value: str = "") -> Phrase | None:
    """What to write instead of a key of an object in YAML, which is an attribute or an element of that in XML."""
    remedies = (_in(what, element, parent, name) for what in ("attributes", "elements", "names", "last"))
    return _with_parts(_of_protocol(element, protocol, name) or next(filter(None, remedies), None), None, value)


def _deciding_words(node: Node) -> Iterator[str]:
    return (attribute.value for attribute in map(node.attribute, ("protocol", "type")) if attribute is not None)


def _of_protocol(element: str, protocol: str, name: str, *, inside: str = "") -> Phrase | None:
    if not protocol or len(protocol) > _LONGEST:
        return None
    child = f"/{local(inside)}" if inside else ""
    return _remedy(_section(f"attributes.{local(element)}@{protocol}{child}"), name)


def _in_context(what: str, node: Node, name: str) -> Phrase | None:
    return _in(what, node.name, "" if node.parent is None else node.parent.name, name)


def _in(what: str, element: str, parent: str, name: str) -> Phrase | None:
    """What to write instead of something in an element, wherever that is, or in a certain parent."""
    return next(filter(None, (_remedy(_section(f"{what}.{place}"), name) for place in _places(element, parent))), None)


def _places(element: str, parent: str) -> Iterator[str]:
    """An element, wherever it is, and in its parent; a part of a document, or one in the wrong of the usual parents, is
    looked up in all of these."""
    yield local(element)
    here = f"{local(parent)}/{local(element)}"
    is_usual = not parent or (parent in _USUAL_PARENTS and f".{here}" not in _text())
    yield from (f"{around}/{local(element)}" for around in _USUAL_PARENTS) if is_usual else (here,)


def remedy_of_value(node: Node, attribute: str, value: str) -> Phrase | None:
    """What to write instead of a value of an attribute."""
    parent = "" if node.parent is None else node.parent.name
    remedies = (_remedy(_section(f"values.{place}@{attribute}"), value) for place in _places(node.name, parent))
    return _with_parts(next(filter(None, remedies), None), node, value)


def is_whole(remedy: Phrase, element: str) -> bool:
    """Whether what is written instead is an element with all that it has."""
    return local(element) in _wholes().get(str(remedy["phrase"]).partition(".")[2], ())


def remedy_of_text(parent: str, element: str, text: str) -> Phrase | None:
    """What to write instead of a text of an element."""
    return _with_parts(_remedy(_section(f"values.{local(parent)}/{local(element)}"), text), None, text)


def _remedy(entries: Mapping[str, str], word: str) -> Phrase | None:
    if len(word) > _LONGEST:
        return None
    variant = entries.get(word) or entries.get(word.lower())
    if variant is None:
        patterns = (pattern for pattern in entries if len(pattern) > 1 and pattern[0] == pattern[-1] == "/")
        variant = next((entries[pattern] for pattern in patterns if re.fullmatch(pattern[1:-1], word)), None)
    return None if variant is None else _phrase(variant)


def _phrase(variant: str) -> Phrase:
    """A remedy, with the values of its example."""
    return Phrase({"phrase": f"remedy.{variant}", **template("remedy", variant).example})


def _with_parts(remedy: Phrase | None, node: Node | None, value: str) -> Phrase | None:
    """A remedy with what it takes over, where that are plain words: the value, the parts that an address has, and the
    attributes of the element."""
    if remedy is None or len(remedy) == 1:
        return remedy
    attributes = () if node is None else node.attributes
    path = {"path": value} if value.startswith("/") else {}
    of_element = {} if node is None else {local(node.name): value}
    words = of_element | path | {attribute.name: attribute.value for attribute in attributes}
    words |= {part: word for text in (*words.values(), value) for part, word in _parts_of(text).items()}
    words["value"] = value
    return Phrase({**remedy, **{name: word for name, word in words.items() if name in remedy and _is_shown(word)}})


def _is_shown(word: str) -> bool:
    return len(word) <= _LONGEST and _is_word(word) is not None


def _parts_of(value: str) -> dict[str, str]:
    """The parts of an address, as ``lspci`` and ``lsusb`` print it."""
    matches = (re.fullmatch(pattern, value) for pattern in _parts().values() if len(value) <= _LONGEST)
    match = next(filter(None, matches), None)
    return {} if match is None else {name: part for name, part in match.groupdict().items() if part is not None}


@lru_cache(maxsize=256)
def _section(name: str) -> Mapping[str, str]:
    """One section of the table: to parse all of it takes longer than to explain a fault."""
    _, _, behind = _text().partition(f'\n["{name}"]\n')
    return tomllib.loads(behind.partition("\n[")[0])


@cache
def _parts() -> Mapping[str, str]:
    """What values consist of, as patterns."""
    return tomllib.loads(_PARTS.read_text(encoding="utf-8"))


@cache
def _wholes() -> Mapping[str, Sequence[str]]:
    """The elements that remedies write as a whole."""
    return tomllib.loads(_WHOLES.read_text(encoding="utf-8"))


@cache
def _text() -> str:
    return _TABLE.read_text(encoding="utf-8")
