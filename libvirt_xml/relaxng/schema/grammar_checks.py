"""What must hold of a whole grammar: references lead somewhere, not back to themselves; datatypes exist."""

from __future__ import annotations

from collections.abc import Iterator

from libvirt_xml.messages import render
from libvirt_xml.relaxng.datatypes.library import DatatypeError, check_patterns, make_datatype
from libvirt_xml.relaxng.schema import tree
from libvirt_xml.relaxng.schema.schema_source import fail


def check_grammar(grammar: tree.Grammar) -> None:
    """Raise SchemaError for an undefined reference, a loop of references or a bad datatype, anywhere in a grammar."""
    scopes = list(_scopes(grammar))
    finished: set[tree.Define] = set()
    for scope in scopes:
        if scope.starts:
            _check_loops(scope.start, (), finished)
        for define in scope.defines.values():
            if define not in finished:
                _check_loops(define.pattern, (define,), finished)
                finished.add(define)


def _patterns(grammar: tree.Grammar) -> Iterator[tree.Pattern]:
    """Every pattern of a grammar in the order written, nested grammars left out."""
    stack = [*grammar.starts, *(define.pattern for define in grammar.defines.values())][::-1]
    while stack:
        pattern = stack.pop()
        yield pattern
        stack.extend(reversed(tree.children(pattern)))


def _scopes(grammar: tree.Grammar) -> Iterator[tree.Grammar]:
    """A grammar and those nested in it; checks single patterns on the way."""
    yield grammar
    for pattern in _patterns(grammar):
        match pattern:
            case tree.Nested(inner):
                _ = inner.start  # raises if there is none
                yield from _scopes(inner)
            case tree.Ref(name, scope, place) if name not in scope.defines:
                fail(place, render("schema", "undefined", name=name))
            case tree.Data(name, library, params, _, place):
                _check_datatype(library, name, params, place)
            case tree.Value():
                _check_value(pattern)


def _check_datatype(library: str, name: str, params: tuple[tuple[str, str], ...], place: tree.SchemaPlace) -> None:
    try:
        make_datatype(library, name, params)
        check_patterns(params)
    except DatatypeError as error:
        fail(place, str(error))


def _check_value(value: tree.Value) -> None:
    _check_datatype(value.library, value.type, (), value.place)
    if not make_datatype(value.library, value.type).allows(value.text, value.prefixes):
        fail(value.place, render("schema", "value", text=value.text, type=value.type))


def _check_loops(pattern: tree.Pattern, trail: tuple[tree.Define, ...], finished: set[tree.Define]) -> None:
    match pattern:
        case tree.Element():
            return
        case tree.Nested(inner):
            _check_loops(inner.start, trail, finished)
        case tree.Ref(name, scope, place):
            define = scope.defines[name]
            if define in trail:
                chain = " -> ".join([*(step.name for step in trail[trail.index(define) :]), name])
                fail(place, render("schema", "reference-loop", chain=chain))
            if define not in finished:
                _check_loops(define.pattern, (*trail, define), finished)
                finished.add(define)
        case _:
            for child in tree.children(pattern):
                _check_loops(child, trail, finished)
