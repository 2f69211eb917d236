"""XML text to objects, in one pass of expat.

The handlers are closures over the state of one parse: the children that the open element may have, its dictionary,
how its text ends, where its text began. What every document is made of takes a few look-ups an element; whatever is
unusual raises KeyError out of one of them and is dealt with in ``oddities``.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any, TypeVar

from libvirt_xml.binding.element import Element, _Dataclass
from libvirt_xml.binding.fields import remembered
from libvirt_xml.binding.foreign import AnyElement
from libvirt_xml.binding.reading.oddities import CUT, Oddities
from libvirt_xml.binding.reading.reading_prefixes import Frame
from libvirt_xml.binding.reading.reading_tables import ChildEntry, Children, Leaf, class_entry
from libvirt_xml.binding.reading.regular import read_regular
from libvirt_xml.binding.scalars import LooseForm
from libvirt_xml.binding.writing.escaping import ATTRIBUTE
from libvirt_xml.errors import ContentError, ParseError
from libvirt_xml.markup.characters import WHITE_SPACE
from libvirt_xml.markup.encoding import readable
from libvirt_xml.markup.given_sources import TEXT_TYPES, wrong_source
from libvirt_xml.markup.limits import MAX_DEPTH, check_nodes
from libvirt_xml.markup.malformed.xml_faults import Refused, XmlCause
from libvirt_xml.markup.parsers import feed, new_parser
from libvirt_xml.markup.scopes import Scopes
from libvirt_xml.messages import render

_T = TypeVar("_T", bound="Element")
_new = object.__new__
_set_content: Any = _Dataclass.__dict__["__dict__"].__set__  # past ``__setattr__``
_set_known: Any = _Dataclass.__dict__["known_"].__set__


class _RootMet(Exception):
    """The document element; the rest is not read."""


class _Roots(Children):
    """The document elements that a parse accepts."""

    def __init__(self, *classes: type[Element]) -> None:
        super().__init__(None)
        self.classes = {(cls.namespace_, cls.tag_): cls for cls in classes}
        for cls in classes:
            if not cls.namespace_:
                self[cls.tag_] = class_entry(cls)

    def __missing__(self, tag: str) -> ChildEntry:
        raise KeyError(tag)

    def named(self, namespace: str, local: str) -> ChildEntry | None:
        cls = self.classes.get((namespace, local))
        return None if cls is None else class_entry(cls)

    def wanted(self) -> list[str]:
        return [tag for _, tag in self.classes]


@remembered
def _roots_of(cls: type[Element]) -> _Roots:
    return _Roots(cls)


def read(cls: type[_T], source: str | bytes, *, strict: bool = False, file: str | None = None) -> _T:
    """An object of a class from XML text. Raises ParseError; with ``strict`` ContentError."""
    result: Any = _read(_roots_of(cls), source, file)
    if strict:
        check(result)
    return result  # type: ignore[no-any-return]


def _read(roots: Children, source: str | bytes, file: str | None) -> Element:
    _check_type(source)
    try:
        check_nodes(source)
        document = read_regular(roots, source, read_foreign)
        if document is not None:
            return document
        return _parse(roots, readable(source))
    except ParseError as error:
        raise _explained(source, error, file) from None


def check(result: Element) -> None:
    """Raise ContentError for the first thing in an object that the model does not know."""
    from libvirt_xml.binding.navigation import unknown

    for finding in unknown(result):
        raise ContentError(finding.message, path=finding.path)


class _Holder(Element, tag="holder", namespace="urn:libvirt-xml:holder"):
    """What an element outside the model is put into to be read."""


_PREFIXES = re.compile(r"""[^\s<>/='":]+(?=:)""").findall  # those that a text may use, in values too


def read_foreign(source: str | bytes, scopes: Scopes | None = None) -> AnyElement:
    """An element outside the model from XML text, beside the namespaces in force. Raises ParseError."""
    text = readable(source)
    text = text if isinstance(text, str) else bytes(text).decode("utf-8")
    start = text.find("?>") + 2 if text.lstrip().startswith("<?xml") else 0
    scope: dict[str, str] = {}
    if scopes is not None and not scopes.is_empty:
        used = ((prefix, scopes.uri(prefix)) for prefix in {"", *_PREFIXES(text)})
        scope = {prefix: uri for prefix, uri in used if uri is not None}
    holder_prefix = "holder"
    while holder_prefix in scope or f"{holder_prefix}:" in text:
        holder_prefix += "_"
    declared = "".join(
        f" xmlns{':' if prefix else ''}{prefix}='{ATTRIBUTE[uri]}'"
        for prefix, uri in {**scope, holder_prefix: _Holder.namespace_}.items()
    )
    head, body = f"<{holder_prefix}:holder{declared}>", text[start:].strip()
    try:
        holder: Any = _parse(_roots_of(_Holder), f"{head}{body}</{holder_prefix}:holder>")
    except Refused as refused:
        from libvirt_xml.markup.malformed.diagnosis import explained_part

        _place(refused, text[: text.index(body, start)], len(head))
        raise explained_part(text, refused) from None
    content = holder.extra_.content if holder.extra_ else []
    if len(content) != 1 or not isinstance(content[0], AnyElement):
        raise ParseError(render("not-well-formed", "one-element"))
    return content[0]


def _place(refused: Refused, before: str, width: int) -> None:
    """Give an error its place in a text, of which the part after ``before`` was read after a start tag."""
    line, column = refused.line or 1, refused.column or 1
    if line == 1:
        column += len(before) - (before.rfind("\n") + 1) - width
    refused.line, refused.column = line + before.count("\n"), max(1, column)


def root_tag(source: str | bytes, file: str | None = None) -> str:
    """The name of the document element, as written. Raises ParseError."""
    _check_type(source)
    names: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        names.append(name)
        raise _RootMet

    try:
        text = readable(source)
        parser = new_parser(text)
        parser.StartElementHandler = start
        with suppress(_RootMet):
            feed(parser, text)
    except ParseError as error:
        raise _explained(source, error, file) from None
    return names[0]


def _check_type(source: object) -> None:
    if not isinstance(source, TEXT_TYPES):
        raise wrong_source(source)


def _explained(source: str | bytes, error: ParseError, file: str | None) -> ParseError:
    from libvirt_xml.markup.malformed.diagnosis import explained

    return explained(source, error, file)


def _parse(roots: Children, source: str | bytes, *, is_careful: bool = False) -> Element:
    """One parse. Stray text is only noticed at the end; then a second, careful parse finds where it belongs.

    A leaf, and an element whose class has neither children nor text (``bare``), is not opened: it waits as
    ``pending`` for its end, and is opened only if it turns out to have children after all.
    """
    parser = new_parser(source)
    texts: list[str] = []
    stack: list[Frame] = []
    push, pop = stack.append, stack.pop
    kids: Children = roots
    values: dict[str, Any] = {}
    leaf: Leaf | None = None
    mark = 0
    pending: Any = None  # a Leaf, or the dictionary of a bare element
    pending_kids: Children = roots
    pending_mark = 0
    odd = Oddities(parser, stack, roots, texts)

    def start(tag: str, attributes: dict[str, Any]) -> None:
        nonlocal kids, values, leaf, mark, pending, pending_kids, pending_mark
        if pending is not None:
            if pending.__class__ is dict:
                open_bare()
            else:
                ended, pending = pending, None
                text = "".join(texts[pending_mark:])
                del texts[pending_mark:]
                kids = odd.leaf_child(ended, text, tag, attributes, values, kids)
                return
        try:
            name, is_list, cls, plans, deciding, grandkids, own_leaf, is_bare = kids[tag]
        except KeyError:
            entry, kids = odd.entry(tag, attributes, values, kids)
            if entry is None:
                return
            name, is_list, cls, plans, deciding, grandkids, own_leaf, is_bare = entry
        is_first = name not in values
        if not (is_first or is_list) and cls is not None and odd.goes_on(kids, name, cls, attributes):
            around, held = values, values[name]
            push((odd.track(kids, values, name), values, leaf, mark))
            values, leaf = held.__dict__, own_leaf
            kids = odd.resume(values, attributes, around, grandkids)
            return
        if not (is_first or is_list):
            kids = odd.begin_foreign(tag, attributes, values, kids)
            return
        if cls is None:
            if attributes and odd.leaf_attributes(tag, attributes, values, kids, name):
                kids = odd.begin_foreign(tag, attributes, values, kids)
                return
            if not is_first and next(reversed(values)) is not name:
                kids = odd.track(kids, values, name)
            pending, pending_mark = own_leaf, len(texts)
            return
        content = attributes
        if attributes:
            try:
                key: tuple[Any, ...] = tuple(attributes)
                if deciding:
                    key += (attributes.get(deciding),)
                for field, convert in plans[key]:
                    content[field] = convert[content[field]]
            except KeyError:
                if attributes.get("xmlns") and tag in kids:
                    kids = odd.begin_foreign(tag, attributes, values, kids)
                    return
                content = odd.attributes(plans.specs, attributes, values)
        element = _new(cls)
        _set_content(element, content)
        _set_known(element, None)
        if is_first:
            values[name] = [element] if is_list else element
        else:
            if next(reversed(values)) is not name:
                kids = odd.track(kids, values, name)
            values[name].append(element)
        if is_bare:
            pending, pending_kids = content, grandkids
            return
        push((kids, values, leaf, mark))
        kids, values, leaf = grandkids, content, own_leaf
        if len(stack) > MAX_DEPTH:
            raise Refused(XmlCause.DEPTH)
        if leaf is not None:
            mark = len(texts)

    def open_bare() -> None:
        nonlocal kids, values, leaf, pending
        push((kids, values, leaf, mark))
        kids, values, leaf, pending = pending_kids, pending, None, None

    def end(tag: str) -> None:
        nonlocal kids, values, leaf, mark, pending
        ended, holder, begin = pending, values, pending_mark
        if ended is not None:
            pending = None
            if ended.__class__ is dict:
                return
        elif leaf is None:
            kids, values, leaf, mark = pop()
            return
        else:
            ended, begin = leaf, mark
        if len(texts) == begin + 1:
            text = texts.pop()
        else:
            text = "".join(texts[begin:])
            if ended.is_own and CUT in texts[begin:]:
                odd.divide(values, texts[begin:])
            del texts[begin:]
        if ended.is_own:
            kept = text if text.strip(WHITE_SPACE) else odd.own_text(values, kids, ended, text)
            kids, values, leaf, mark = pop()
            if kept is None:
                return
            text = kept
        if not ended.is_plain:
            odd.end_leaf(holder, ended, tag, text)
        elif ended.read is None:
            holder[ended.name] = text
        else:
            try:
                holder[ended.name] = ended.read[text]
            except LooseForm as form:
                odd.loose(holder, ended.name, form, text)

    def careful_text(text: str) -> None:
        nonlocal kids
        is_bare = pending.__class__ is dict
        if not is_bare and (pending is not None or leaf is not None):
            texts.append(text)
        elif text.strip(WHITE_SPACE):
            if is_bare:
                open_bare()
            kids = odd.stray(values, kids, text)

    def aside(*parts: str) -> None:
        nonlocal kids
        if pending is None:
            kids = odd.aside(values, kids, parts)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CommentHandler = parser.ProcessingInstructionHandler = aside
    parser.CharacterDataHandler = careful_text if is_careful else texts.append
    try:
        feed(parser, source)
    finally:
        odd.release()
    for extra in odd.with_text.values():
        extra.join_texts()
    if not is_careful and texts and "".join(texts).strip(WHITE_SPACE):
        return _parse(roots, source, is_careful=True)
    (result,) = values.values()
    return result  # type: ignore[no-any-return]
