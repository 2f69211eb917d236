"""The verdict on XML text, straight from the events of expat."""

from __future__ import annotations

from typing import Any, NamedTuple

from libvirt_xml.markup.characters import WHITE_SPACE
from libvirt_xml.markup.encoding import readable
from libvirt_xml.markup.limits import MAX_DEPTH
from libvirt_xml.markup.parsers import feed, new_parser
from libvirt_xml.markup.regular.pieces import Irregular
from libvirt_xml.relaxng.verdict.automaton import Automaton, Mismatch, State, Table, Tag
from libvirt_xml.relaxng.verdict.by_pieces import Onlooker
from libvirt_xml.relaxng.verdict.by_sections import accepts_regular


class Verdict(NamedTuple):
    """What is known of a text when it was read."""

    is_accepted: bool
    """Whether it is a document: one that leads from the first state to an end."""
    is_padded: bool
    """Whether it was met in it that a listed value has white space around it, which the schema allows."""
    is_regular: bool
    """Whether it was followed by its pieces, at least from element to element."""


def judge(automaton: Automaton, first: State, source: str | bytes, onlooker: Onlooker | None = None) -> Verdict:
    """The verdict on XML text; an onlooker is told what it is made of if it is regular.

    It is not accepted where it is not well-formed, nests deeper than ``MAX_DEPTH`` or has a document type declaration.
    """
    automaton.reading.is_padded = False
    by_pieces = accepts_regular(
        automaton, first, source, lambda state, text: _follow_alone(automaton, state, text), onlooker
    )
    is_accepted = _accepts(automaton, first, source) if by_pieces is None else by_pieces
    return Verdict(is_accepted, automaton.reading.is_padded, by_pieces is not None)


def accepts(automaton: Automaton, first: State, source: str | bytes) -> bool:
    """Whether XML text is a document."""
    return judge(automaton, first, source).is_accepted


def _accepts(automaton: Automaton, first: State, source: str | bytes) -> bool:
    was_scoped = automaton.patterns.is_scoped
    try:
        verdict = bool(_follow(automaton, first, readable(source)).accepted)
    except _REFUSED:
        verdict = False
    if automaton.patterns.is_scoped and not was_scoped:  # only now is it known that prefixes matter
        return _accepts(automaton, first, source)
    return verdict


_REFUSED = (Mismatch, ValueError, LookupError)


def _follow_alone(automaton: Automaton, state: State, text: str) -> State:
    """The state after an element that was cut out of a document."""
    try:
        return _follow(automaton, state, text)
    except ValueError as error:
        raise Irregular(text[:20]) from error


def _follow(automaton: Automaton, first: State, source: str | bytes) -> State:
    """The state after the element in XML text. Raises Mismatch and Refused."""
    try:
        return _follow_events(automaton, first, source, is_mixed=False)
    except _TextBeside:
        return _follow_events(automaton, first, source, is_mixed=True)


class _TextBeside(Exception):
    """There is text beside child elements; a second pass puts it where it belongs."""


def _follow_events(automaton: Automaton, first: State, source: str | bytes, *, is_mixed: bool) -> State:
    parser = new_parser(source, "}")  # qualified names, as ``tree.qualified`` gives them
    texts: list[str] = []
    stack: list[Table] = []
    push, pop, pop_text, join = stack.append, stack.pop, texts.pop, "".join
    content: Any = first
    is_leaf = False
    mark = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal content, is_leaf, mark
        tag, after = content.starts[name]
        push(after)
        if attributes:
            for attribute, value in attributes.items():
                step = tag.attributes[attribute]
                tag = step if step.__class__ is Tag else step[value]
        content = tag._closed
        if content is None:
            content = tag.closed
        is_leaf = True
        mark = len(texts)
        if len(stack) > MAX_DEPTH:
            raise Mismatch

    def end(_: str) -> None:
        nonlocal content, is_leaf
        if is_leaf:
            is_leaf = False
            if len(texts) == mark:
                text = ""
            elif len(texts) == mark + 1:
                text = pop_text()
            else:
                text = join(texts[mark:])
                del texts[mark:]
            leaf = content._leaf
            content = pop()[(content.leaf if leaf is None else leaf)[text]]
        else:
            content = pop()[content.accepted]

    def read_beside() -> None:
        nonlocal content
        if join(texts).strip(WHITE_SPACE):
            content = content.mixed
        texts.clear()

    def start_mixed(name: str, attributes: dict[str, str]) -> None:
        read_beside()
        start(name, attributes)

    def end_mixed(name: str) -> None:
        if not is_leaf:
            read_beside()
        end(name)

    if automaton.patterns.is_scoped:
        _follow_namespaces(automaton, parser)
    parser.StartElementHandler = start_mixed if is_mixed else start
    parser.EndElementHandler = end_mixed if is_mixed else end
    parser.CharacterDataHandler = texts.append
    feed(parser, source)
    if not is_mixed and join(texts).strip(WHITE_SPACE):
        raise _TextBeside
    return content  # type: ignore[no-any-return]


def _follow_namespaces(automaton: Automaton, parser: Any) -> None:
    """Tell the automaton the prefixes in scope, for datatypes that ask for them."""
    scopes: list[dict[str, str]] = [{}]
    here = automaton.reading
    here.namespaces = scopes[0]

    def start(prefix: str | None, uri: str | None) -> None:
        scopes.append({**scopes[-1], prefix or "": uri or ""})
        here.namespaces = scopes[-1]

    def end(_: str | None) -> None:
        scopes.pop()
        here.namespaces = scopes[-1]

    parser.StartNamespaceDeclHandler = start
    parser.EndNamespaceDeclHandler = end
