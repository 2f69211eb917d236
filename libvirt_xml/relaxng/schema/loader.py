"""RELAX NG files to a located grammar tree.

Source: RELAX NG specification, sections 3 (syntax) and 4.1 to 4.18 (inclusion, name resolution, combination).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from lxml import etree

from libvirt_xml.errors import SchemaError
from libvirt_xml.markup.characters import trim
from libvirt_xml.messages import render
from libvirt_xml.relaxng.schema import tree
from libvirt_xml.relaxng.schema.grammar_checks import check_grammar
from libvirt_xml.relaxng.schema.name_nodes import subject
from libvirt_xml.relaxng.schema.restrictions import check_restrictions
from libvirt_xml.relaxng.schema.schema_node import SchemaScope, checked_children, required
from libvirt_xml.relaxng.schema.schema_source import (
    NAMESPACE,
    SourceFiles,
    fail,
    inherited,
    local_name,
    normal_path,
    shown_name,
)

_WRAPPERS: dict[str, Callable[[tree.Pattern, tree.SchemaPlace], tree.Pattern]] = {
    "optional": tree.Optional,
    "zeroOrMore": tree.ZeroOrMore,
    "oneOrMore": tree.OneOrMore,
    "mixed": tree.Mixed,
    "list": tree.List,
}
_CONTAINERS: dict[str, type[tree.Container]] = {
    "group": tree.Group,
    "interleave": tree.Interleave,
    "choice": tree.Choice,
}
_LEAVES: dict[str, Callable[[tree.SchemaPlace], tree.Pattern]] = {
    "empty": tree.Empty,
    "text": tree.Text,
    "notAllowed": tree.NotAllowed,
}


def load_schema(path: str | Path) -> tree.Grammar:
    """The grammar in a RELAX NG file (XML syntax), its includes read, its references and restrictions checked.

    A schema that is no grammar but a bare pattern is the start of a grammar of its own. Raises SchemaError, with
    file and line, for a file that is missing or not well-formed, an element or attribute that RELAX NG does not
    have, an undefined reference, clashing definitions, a loop, an unknown datatype or facet, or a pattern that
    section 7 of the specification forbids (from the start on; a grammar without one is not asked for that).
    """
    grammar = _read(Path(path))
    try:
        check_grammar(grammar)
        check_restrictions(grammar)
    except RecursionError:
        fail(grammar.place, render("schema", "too-deep"))
    return grammar


def _read(path: Path) -> tree.Grammar:
    try:
        files = SourceFiles(path)
        root = files.open(path)
        scope = SchemaScope(files, (normal_path(path),), None, "")
        grammar = tree.Grammar(files.place(root))
        if local_name(root) == "grammar":
            _fill(grammar, root, scope)
        else:
            grammar.starts = (_pattern(root, scope),)
    except RecursionError as error:
        raise SchemaError(render("schema", "too-deep"), file=str(path)) from error
    return grammar


@dataclass(frozen=True, slots=True)
class _Part:
    """One ``start`` (its name is empty) or ``define`` before combination."""

    name: str
    combine: str | None
    pattern: tree.Pattern
    place: tree.SchemaPlace

    def __str__(self) -> str:
        return f"<define name={self.name!r}>" if self.name else "<start>"


def _fill(grammar: tree.Grammar, node: etree._Element, scope: SchemaScope) -> None:
    parts: dict[str, list[_Part]] = {}
    for part in _parts(node, replace(scope, grammar=grammar)):
        parts.setdefault(part.name, []).append(part)
    starts = parts.pop("", [])
    if starts:
        grammar.starts = (_combined(starts),)
    for name, components in parts.items():
        grammar.defines[name] = tree.Define(name, _combined(components), components[0].place)


def _combined(parts: list[_Part]) -> tree.Pattern:
    """Several parts of one name as one pattern (specification, 4.17)."""
    first = parts[0]
    if len(parts) == 1:
        return first.pattern
    plain = [part for part in parts if part.combine is None]
    if len(plain) > 1:
        fail(plain[1].place, render("schema", "defined-twice", part=first, place=plain[0].place))
    methods = {part.combine: part for part in reversed(parts) if part.combine is not None}
    if len(methods) > 1:
        clashing = max(methods.values(), key=parts.index)
        fail(clashing.place, render("schema", "combined-twice", part=first))
    (method,) = methods
    return _CONTAINERS[str(method)](tuple(part.pattern for part in parts), first.place)


def _parts(node: etree._Element, scope: SchemaScope, *, overriding: bool = False) -> Iterator[_Part]:
    """The components of a grammar, ``div`` and ``include`` flattened (specification, 4.7 and 4.11)."""
    for child in checked_children(node, scope):
        match local_name(child):
            case "start" | "define":
                yield _part(child, scope)
            case "div":
                yield from _parts(child, scope, overriding=overriding)
            case "include" if not overriding:
                yield from _included(child, scope)
            case other:
                place = scope.files.place(child)
                if overriding:
                    fail(place, render("schema", "not-in-include", element=other))
                fail(place, render("schema", "not-in-grammar", element=other))


def _part(node: etree._Element, scope: SchemaScope) -> _Part:
    place = scope.files.place(node)
    is_define = local_name(node) == "define"
    name = required(node, "name", scope) if is_define else ""
    if is_define and not name:
        fail(place, render("schema", "empty-define"))
    combine = node.get("combine")
    if combine is not None and trim(combine) not in ("choice", "interleave"):
        fail(place, render("schema", "combine", text=combine))
    content = _content(node, scope) if is_define else _single(node, scope)
    return _Part(name, combine and trim(combine), content, place)


def _included(node: etree._Element, scope: SchemaScope) -> Iterator[_Part]:
    """The parts of an included grammar, less those that the ``include`` redefines, and the new ones."""
    place = scope.files.place(node)
    overriding = list(_parts(node, scope, overriding=True))
    inner, root = scope.enter(node)
    if local_name(root) != "grammar":
        included = inner.files.place(root).file
        fail(place, render("schema", "include", file=included, element=shown_name(root)))
    names = {part.name for part in overriding}
    replaced = set()
    for part in _parts(root, inner):
        replaced.add(part.name)
        if part.name not in names:
            yield part
    for part in overriding:
        if part.name not in replaced:
            fail(part.place, render("schema", "overrides-nothing", part=part))
    yield from overriding


def _content(node: etree._Element, scope: SchemaScope, skip: int = 0) -> tree.Pattern:
    """The children of a node as one pattern; several are a group (specification, 4.12)."""
    patterns = _several(node, scope, skip)
    return patterns[0] if len(patterns) == 1 else tree.Group(patterns, scope.files.place(node))


def _several(node: etree._Element, scope: SchemaScope, skip: int = 0) -> tuple[tree.Pattern, ...]:
    nodes = checked_children(node, scope)[skip:]
    if not nodes:
        fail(scope.files.place(node), render("schema", "empty-pattern", element=local_name(node)))
    return tuple(_pattern(child, scope) for child in nodes)


def _single(node: etree._Element, scope: SchemaScope, skip: int = 0) -> tree.Pattern:
    nodes = checked_children(node, scope)[skip:]
    if len(nodes) > 1:
        fail(scope.files.place(nodes[1]), render("schema", "one-pattern", element=local_name(node)))
    return _content(node, scope, skip)


def _pattern(node: etree._Element, scope: SchemaScope) -> tree.Pattern:
    name = local_name(node)
    place = scope.files.place(node)
    scope.files.count(place)
    if name in _CONTAINERS:
        return _CONTAINERS[name](_several(node, scope), place)
    if name in _WRAPPERS:
        return _WRAPPERS[name](_content(node, scope), place)
    if name in _LEAVES:
        if checked_children(node, scope):
            fail(place, render("schema", "must-be-empty", element=name))
        return _LEAVES[name](place)
    special = _SPECIAL.get(name)
    if special is None:
        if "}" in str(node.tag):
            fail(place, render("schema", "unknown-pattern", element=shown_name(node)))
        fail(place, render("schema", "no-namespace", element=shown_name(node), namespace=NAMESPACE))
    return special(node, scope)


def _element(node: etree._Element, scope: SchemaScope) -> tree.Pattern:
    name, skip = subject(node, scope)
    return tree.Element(name, _content(node, scope, skip), scope.files.place(node))


def _attribute(node: etree._Element, scope: SchemaScope) -> tree.Pattern:
    place = scope.files.place(node)
    name, skip = subject(node, scope)
    has_content = len(checked_children(node, scope)) > skip
    return tree.Attribute(name, _single(node, scope, skip) if has_content else tree.Text(place), place)


def _value(node: etree._Element, scope: SchemaScope) -> tree.Pattern:
    place = scope.files.place(node)
    checked_children(node, scope)
    type_name = node.get("type")
    text = node.text or ""
    if type_name is None:  # the builtin token, whatever datatypeLibrary is in force (4.4)
        return tree.Value(text, "token", "", scope.namespace_of(node), (), place)
    library = inherited(node, "datatypeLibrary") or ""
    prefixes: tuple[tuple[str, str], ...] = ()
    if trim(type_name) == "QName":
        prefixes = tuple(sorted((prefix or "", uri) for prefix, uri in node.nsmap.items()))
    return tree.Value(text, trim(type_name), library, scope.namespace_of(node), prefixes, place)


def _data(node: etree._Element, scope: SchemaScope) -> tree.Pattern:
    place = scope.files.place(node)
    type_name = required(node, "type", scope)
    params: list[tuple[str, str]] = []
    excluded: tree.Pattern | None = None
    for child in checked_children(node, scope):
        match local_name(child):
            case "param" if excluded is None:
                checked_children(child, scope)
                params.append((required(child, "name", scope), child.text or ""))
            case "except" if excluded is None:
                excluded = _exception(child, scope)
            case other:
                fail(scope.files.place(child), render("schema", "not-in-data", element=other))
    library = inherited(node, "datatypeLibrary") or ""
    return tree.Data(type_name, library, tuple(params), excluded, place)


def _exception(node: etree._Element, scope: SchemaScope) -> tree.Pattern:
    patterns = _several(node, scope)
    return patterns[0] if len(patterns) == 1 else tree.Choice(patterns, scope.files.place(node))


def _ref(node: etree._Element, scope: SchemaScope) -> tree.Pattern:
    name = _childless_name(node, scope)
    if scope.grammar is None:
        fail(scope.files.place(node), render("schema", "ref-outside", name=name))
    return tree.Ref(name, scope.grammar, scope.files.place(node))


def _parent_ref(node: etree._Element, scope: SchemaScope) -> tree.Pattern:
    name = _childless_name(node, scope)
    if scope.grammar is None or scope.grammar.parent is None:
        fail(scope.files.place(node), render("schema", "parent-ref-outside", name=name))
    return tree.Ref(name, scope.grammar.parent, scope.files.place(node))


def _childless_name(node: etree._Element, scope: SchemaScope) -> str:
    if checked_children(node, scope):
        fail(scope.files.place(node), render("schema", "must-be-empty", element=local_name(node)))
    return required(node, "name", scope)


def _nested(node: etree._Element, scope: SchemaScope) -> tree.Pattern:
    place = scope.files.place(node)
    grammar = tree.Grammar(place, scope.grammar)
    _fill(grammar, node, scope)
    return tree.Nested(grammar, place)


def _external(node: etree._Element, scope: SchemaScope) -> tree.Pattern:
    if checked_children(node, scope):
        fail(scope.files.place(node), render("schema", "must-be-empty", element="externalRef"))
    inner, root = scope.enter(node)
    return _pattern(root, inner)


_SPECIAL: dict[str, Callable[[etree._Element, SchemaScope], tree.Pattern]] = {
    "element": _element,
    "attribute": _attribute,
    "value": _value,
    "data": _data,
    "ref": _ref,
    "parentRef": _parent_ref,
    "grammar": _nested,
    "externalRef": _external,
}
