"""What an attribute's value decides: the pattern of a class, conditioned by one attribute.

The condition "the attribute has this value" is the derivative of the pattern by that attribute; "it is absent" is the
pattern with the attribute made ``notAllowed``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from libvirt_xml.relaxng.schema import tree


def with_value(pattern: tree.Pattern, name: tree.Name, value: str) -> tree.Pattern:
    """The derivative of a pattern by the attribute ``name="value"``."""
    match pattern:
        case tree.Attribute(name_class, content, place):
            matches = tree.contains(name_class, name.namespace, name.local) and accepts(content, value)
            return tree.Empty(place) if matches else tree.NotAllowed(place)
        case tree.Group(children, place):
            return _in_one(children, place, tree.Group, name, value)
        case tree.Interleave(children, place):
            return _in_one(children, place, tree.Interleave, name, value)
        case tree.Choice(children, place):
            return _choice([with_value(child, name, value) for child in children], place)
        case tree.Optional(content) | tree.ZeroOrMore(content) | tree.OneOrMore(content):
            return with_value(content, name, value)
        case tree.Mixed(content, place):
            inner = with_value(content, name, value)
            return inner if isinstance(inner, tree.NotAllowed) else tree.Mixed(inner, place)
        case tree.Ref() | tree.Nested():
            return with_value(pattern.target, name, value)
        case tree.Empty() | tree.Text() | tree.NotAllowed() | tree.Value() | tree.Data() | tree.List():
            return tree.NotAllowed(pattern.place)
        case tree.Element():
            return tree.NotAllowed(pattern.place)
        case _:
            assert_never(pattern)


def without(pattern: tree.Pattern, name: tree.Name) -> tree.Pattern:
    """A pattern with the attribute ``name`` made ``notAllowed``."""
    match pattern:
        case tree.Attribute(name_class, _, place):
            is_it = tree.contains(name_class, name.namespace, name.local)
            return tree.NotAllowed(place) if is_it else pattern
        case tree.Group(children, place):
            return _all([without(child, name) for child in children], place, tree.Group)
        case tree.Interleave(children, place):
            return _all([without(child, name) for child in children], place, tree.Interleave)
        case tree.Choice(children, place):
            return _choice([without(child, name) for child in children], place)
        case tree.Optional(content, place) | tree.ZeroOrMore(content, place):
            inner = without(content, name)
            return tree.Empty(place) if isinstance(inner, tree.NotAllowed) else _like(pattern, inner)
        case tree.OneOrMore(content) | tree.Mixed(content):
            inner = without(content, name)
            return inner if isinstance(inner, tree.NotAllowed) else _like(pattern, inner)
        case tree.Ref() | tree.Nested():
            return without(pattern.target, name)
        case tree.Empty() | tree.Text() | tree.NotAllowed() | tree.Value() | tree.Data() | tree.List() | tree.Element():
            return pattern
        case _:
            assert_never(pattern)


def accepts(content: tree.Pattern, value: str) -> bool:
    """Whether an attribute's content may be a value; free text and datatypes are taken to accept it."""
    match content:
        case tree.Value(text):
            return text.strip() == value
        case tree.Choice(children):
            return any(accepts(child, value) for child in children)
        case tree.Ref() | tree.Nested():
            return accepts(content.target, value)
        case tree.Empty() | tree.NotAllowed():
            return False
        case tree.Optional(inner) | tree.OneOrMore(inner):
            return accepts(inner, value)
        case _:
            return True


def _in_one(
    children: tuple[tree.Pattern, ...],
    place: tree.SchemaPlace,
    make: type[tree.Group | tree.Interleave],
    name: tree.Name,
    value: str,
) -> tree.Pattern:
    branches: list[tree.Pattern] = []
    for index, child in enumerate(children):
        derived = with_value(child, name, value)
        if not isinstance(derived, tree.NotAllowed):
            branches.append(_all([*children[:index], derived, *children[index + 1 :]], place, make))
    return _choice(branches, place)


def _all(
    children: list[tree.Pattern],
    place: tree.SchemaPlace,
    make: Callable[[tuple[tree.Pattern, ...], tree.SchemaPlace], tree.Pattern],
) -> tree.Pattern:
    if any(isinstance(child, tree.NotAllowed) for child in children):
        return tree.NotAllowed(place)
    return make(tuple(children), place)


def _choice(children: list[tree.Pattern], place: tree.SchemaPlace) -> tree.Pattern:
    possible = tuple(child for child in children if not isinstance(child, tree.NotAllowed))
    if not possible:
        return tree.NotAllowed(place)
    return possible[0] if len(possible) == 1 else tree.Choice(possible, place)


def _like(pattern: tree.Wrapper, content: tree.Pattern) -> tree.Pattern:
    return type(pattern)(content, pattern.place)
