"""Where in a document an element or attribute belongs that stands somewhere else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from libvirt_xml.markup.located import Node
from libvirt_xml.relaxng.patterns import derivatives
from libvirt_xml.relaxng.patterns.builder import Patterns
from libvirt_xml.relaxng.patterns.members import elements
from libvirt_xml.relaxng.patterns.patterns import Pattern
from libvirt_xml.relaxng.repair.completion import openings
from libvirt_xml.relaxng.repair.faults import Scope, attribute_names, element_names, has_any_name, has_text
from libvirt_xml.relaxng.repair.listed_values import listed_values
from libvirt_xml.validation.values.values import FALSE, TRUE
from libvirt_xml.words.vocabulary import of_documents

_DEEPEST = 5
_DEVICES = "devices"  # what is in one of them does not belong in another
_MOST = 3
_USUAL_HOME = ("source",)  # of several: the others are written by libvirt, or are about other images
_ANY_WORD = "any-word"  # what a list of values does not have


class Home(NamedTuple):
    """An element that may hold another one, and a content of it."""

    name: str
    content: Pattern


_Homes = dict[str, tuple[Home, ...]]


def homes_of_element(make: Patterns, scope: Scope, child: Node) -> tuple[str, ...]:
    """The names of the elements that may hold a child: children of the present one, else those around it, else children
    of those around it, else those nearest to the root; up to three, never the present one. Those that may have one with
    its attributes and children go before all others."""
    key = ("homes of", child.name, _shape(child), _is_text(child))
    homes: tuple[str, ...] | None = scope.known.get(key)
    if homes is None:
        nearest: tuple[Home, ...] = ()
        for stage in stages_of_homes(make, scope, child.name):
            nearest = nearest or stage
            fitting = tuple(home for home in stage if _takes(make, home.content, child))
            if fitting:
                nearest = fitting
                break
        if child.children and not any(_takes_part(make, home.content, child) for home in nearest):
            nearest = ()
        if _is_text(child) and not any(_takes_text(make, home.content, child) for home in nearest):
            inside = element_names(make, scope.content)
            there = tuple(home for home in nearest if home.name in inside or home.name in _names_of_all(scope))
            nearest = _around_for_text(make, scope, child) or there
        names = tuple(dict.fromkeys(home.name for home in nearest))
        homes = scope.known[key] = (_present(scope, names) if len(names) > 1 else names)[:_MOST]
    return homes


def fits_elsewhere(make: Patterns, scope: Scope, child: Node) -> bool:
    """Whether some element that may hold a child knows the attributes and children that it has."""
    stages = stages_of_homes(make, scope, child.name)
    return any(_takes(make, home.content, child) for stage in stages for home in stage)


def home_around_without(make: Patterns, scope: Scope, child: Node) -> tuple[str, ...]:
    """The nearest element around the present one that may have a child as it is written, and has none of its name."""
    for outer in _outer(scope):
        is_there = child.name in _child_names(outer)
        takes = _takes(make, outer.content, child) and (not _is_text(child) or _takes_text(make, outer.content, child))
        if takes and not is_there and outer.node.name != scope.node.name:
            return (outer.node.name,)
    return ()


def _present(scope: Scope, names: tuple[str, ...]) -> tuple[str, ...]:
    """Of some names those of elements of the document, if there are any."""
    present = _names_of_all(scope)
    return tuple(name for name in names if name in present) or names


def _names_of_all(scope: Scope) -> frozenset[str]:
    """The names of all elements of the document."""
    root = scope
    while root.outer is not None:
        root = root.outer
    present: frozenset[str] | None = root.known.get("names of all")
    if present is None:
        present = root.known["names of all"] = frozenset(_names_within(root.node))
    return present


def _child_names(scope: Scope) -> frozenset[str]:
    names: frozenset[str] | None = scope.known.get("names of children")
    if names is None:
        names = scope.known["names of children"] = frozenset(child.name for child in scope.node.children)
    return names


def _names_within(root: Node) -> Iterator[str]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node.name
        waiting += node.children


def homes_of_its_kind(make: Patterns, scope: Scope, child: Node) -> tuple[str, ...]:
    """Where a child belongs that the present element has too, but with other attributes and children."""
    if not (child.attributes or child.children) or _takes(make, scope.content, child):
        return ()
    for stage in stages_of_homes(make, scope, child.name):
        names = dict.fromkeys(home.name for home in stage if _takes(make, home.content, child))
        if names:
            return tuple(names)[:_MOST]
    return ()


def _shape(child: Node) -> tuple[frozenset[str], frozenset[str]]:
    attributes = frozenset(attribute.name for attribute in child.attributes)
    return attributes, frozenset(grandchild.name for grandchild in child.children)


def _is_text(child: Node) -> bool:
    """Whether an element has a text, and nothing else."""
    return bool(child.text.strip()) and not (child.attributes or child.children)


def _takes_text(make: Patterns, content: Pattern, child: Node) -> bool:
    """Whether an element of the name of a child may have a text in a content."""
    return any(has_text(inner) for inner, _, _ in openings(make, content, child.name))


def _around_for_text(make: Patterns, scope: Scope, child: Node) -> tuple[Home, ...]:
    """The elements around the present one that may hold a child with a text: the ``<memory>`` of the machine, and not
    a memory device."""
    around = {outer.node.name for outer in _outer(scope)}
    homes = (home for stage in stages_of_homes(make, scope, child.name) for home in stage)
    return tuple(home for home in homes if home.name in around and _takes_text(make, home.content, child))[:1]


def _outer(scope: Scope) -> Iterator[Scope]:
    outer = scope.outer
    while outer is not None:
        yield outer
        outer = outer.outer


def _takes(make: Patterns, content: Pattern, child: Node) -> bool:
    """Whether what an element has is known of one of its name in a content."""
    attributes, children = _shape(child)
    is_bare = not (attributes or children or child.text.strip())
    return any(
        attributes <= attribute_names(make, inner).keys()
        and children <= element_names(make, inner).keys()
        and (not is_bare or derivatives.matches(make, derivatives.start_tag_close(make, inner), ""))
        for inner, _, _ in openings(make, content, child.name)
    )


def _takes_part(make: Patterns, content: Pattern, child: Node) -> bool:
    """Whether one of the children of an element is known in one of its name in a content."""
    _, children = _shape(child)
    contents = (inner for inner, _, _ in openings(make, content, child.name))
    return any(has_any_name(inner) or not children.isdisjoint(element_names(make, inner)) for inner in contents)


def contents_known(make: Patterns, contents: Iterable[Pattern], child: Node) -> tuple[Pattern, ...]:
    """The contents of a child in some contents, where those have all its attributes."""
    names = {attribute.name for attribute in child.attributes}
    inside = dict.fromkeys(inner for content in contents for inner, _, _ in openings(make, content, child.name))
    return tuple(inner for inner in inside if names <= attribute_names(make, inner).keys())


def stages_of_homes(make: Patterns, scope: Scope, name: str) -> Iterator[tuple[Home, ...]]:
    """The elements that may have a child of a name, the nearest first; never the present one."""
    if not make.may_name(name):
        return
    for stage in (*_nearby(make, scope, name), *_anywhere(make, scope, name)):
        homes = tuple(home for home in stage if home.name != scope.node.name)
        if homes:
            yield homes


def _nearby(make: Patterns, scope: Scope, name: str) -> Iterator[tuple[Home, ...]]:
    """Children of the present element, then the elements around it, and what may stand in them, from the inside out.

    Children that are not there come behind an element around it: a ``<uuid>`` in ``<devices>`` is the machine's.
    """
    below, present = _below(make, scope, name), _child_names(scope)
    if not any(home.name in present for home in below):
        yield from _directly_around(make, scope, name)
    yield below
    around = scope.outer
    while around is not None:
        if name in element_names(make, around.content):
            yield (Home(around.node.name, around.content),)
        elif around.outer is not None:
            yield _beside(make, around, name)
        around = around.outer


def _directly_around(make: Patterns, scope: Scope, name: str) -> Iterator[tuple[Home, ...]]:
    """The elements around the present one that may have a child of a name, and have none."""
    around = scope.outer
    while around is not None:
        if name not in _child_names(around) and name in element_names(make, around.content):
            yield (Home(around.node.name, around.content),)
        around = around.outer


def _below(make: Patterns, scope: Scope, name: str) -> tuple[Home, ...]:
    """Elements that may stand in the present one."""
    key = ("below", scope.content)
    below: _Homes | None = make.memo.get(key)
    if below is None:
        homes: dict[str, dict[Home, None]] = {}
        for element in elements(scope.content):
            home = Home(min(element.elements or ["*"]), element.content)
            for child in element_names(make, element.content):
                homes.setdefault(child, {})[home] = None
        below = make.memo[key] = {child: tuple(parents) for child, parents in homes.items()}
    return below.get(name, ())


def _beside(make: Patterns, scope: Scope, name: str) -> tuple[Home, ...]:
    """What may stand in an element and have a child of a name; of devices, only those that are there."""
    homes = _below(make, scope, name)
    if scope.node.name != _DEVICES:
        return homes
    present = scope.known.get("names")
    if present is None:
        present = scope.known["names"] = frozenset(child.name for child in scope.node.children)
    return tuple(home for home in homes if home.name in present)


def _anywhere(make: Patterns, scope: Scope, name: str) -> tuple[tuple[Home, ...], ...]:
    """The elements of the whole document, those nearest to the root first."""
    root = scope
    while root.outer is not None:
        root = root.outer
    key = ("homes", root.content)
    levels: list[_Homes] | None = make.memo.get(key)
    if levels is None:
        levels = make.memo[key] = list(_find_homes(root.content, root.node.name))
    return tuple(level[name] for level in levels if name in level)


def _find_homes(content: Pattern, owner: str) -> Iterator[_Homes]:
    """The parents of each element, level by level; a content only where it is nearest to the root."""
    level: dict[Pattern, str] = {content: owner}
    seen: set[Pattern] = set()
    for _ in range(_DEEPEST):
        here: dict[str, dict[Home, None]] = {}
        below: dict[Pattern, str] = {}
        seen.update(level)
        for parent, name in level.items():
            for element in elements(parent):
                for child in element.elements or ():
                    here.setdefault(child, {})[Home(name, parent)] = None
                if element.content not in seen:
                    below.setdefault(element.content, min(element.elements or ["*"]))
        yield {child: tuple(parents) for child, parents in here.items()}
        level = below


def homes_of_attribute(make: Patterns, scope: Scope, name: str, value: str) -> tuple[str, ...]:
    """The names of the children, then of the parent, that may have an attribute of a name with a value; of those around
    them the nearest that lists the value; of the siblings those that list it; else the only one that may have it."""
    homes = [
        min(element.elements or ["*"])
        for element in elements(_with_attributes(make, scope, name))
        if _has(make, element.content, name, value)
    ]
    if scope.outer is not None and _has(make, scope.outer.content, name, value):
        homes.append(scope.outer.node.name)
    around = scope.outer
    while not homes and around is not None:
        if _lists(make, around.content, name, value):
            homes.append(around.node.name)
        around = around.outer
    if not homes and scope.outer is not None:
        named = ((element.elements or (), element.content) for element in elements(scope.outer.content))
        siblings = [(min(names), content) for names, content in named if names and scope.node.name not in names]
        is_switch = value.lower() in (*TRUE, *FALSE)  # which says nothing about what is switched
        present = {child.name for child in scope.outer.node.children}
        homes = [
            sibling
            for sibling, content in siblings
            if (not is_switch and _lists(make, content, name, value))
            or (sibling in present and _is_particular(make, content, name, value))
        ]
        if not (homes or is_switch or scope.outer.node.name == _DEVICES):
            alone = {sibling for sibling, content in siblings if _is_whole(make, content, name, value)}
            homes = list(alone) if len(alone) == 1 else []
    return _USUAL_HOME if _USUAL_HOME[0] in homes else tuple(dict.fromkeys(homes))[:_MOST]


def _with_attributes(make: Patterns, scope: Scope, but: str) -> Pattern:
    """The content of an element beside the attributes that it has, but for one and those that are wrong."""
    content = scope.content
    for known in attribute_names(make, content):  # an element may have any number of unknown ones
        attribute = scope.node.attribute(known)
        if attribute is not None and known != but:
            pairs = derivatives.attribute(make, content, attribute.name)
            rests = [rest for allowed, rest in pairs if derivatives.matches(make, allowed, attribute.value)]
            content = make.choice(*rests) if rests else content
    return content


def _is_particular(make: Patterns, content: Pattern, name: str, value: str) -> bool:
    """Whether an attribute may have a value, and not any other: a number."""
    patterns = [allowed for allowed, _ in derivatives.attribute(make, content, name)]
    is_allowed = any(derivatives.matches(make, allowed, value) for allowed in patterns)
    return is_allowed and not any(derivatives.matches(make, allowed, _ANY_WORD) for allowed in patterns)


def _is_whole(make: Patterns, content: Pattern, name: str, value: str) -> bool:
    """Whether an element may have a number as an attribute, and nothing else."""
    pairs = derivatives.attribute(make, content, name) if _is_particular(make, content, name, value) else ()
    rests = (rest for allowed, rest in pairs if derivatives.matches(make, allowed, value))
    return any(derivatives.matches(make, derivatives.start_tag_close(make, rest), "") for rest in rests)


def _lists(make: Patterns, content: Pattern, name: str, value: str) -> bool:
    pairs = derivatives.attribute(make, content, name)
    return any(value in listed_values(allowed) for allowed, _ in pairs)


def owners_of_attribute(make: Patterns, scope: Scope, name: str, value: str) -> tuple[str, ...]:
    """The names of the children that may have an attribute of a name, whatever its value; where that is listed, with a
    value like this."""
    owners = (element for element in elements(scope.content) if _is_likely(make, element.content, name, value))
    return tuple(dict.fromkeys(min(element.elements or ["*"]) for element in owners))[:_MOST]


def _is_likely(make: Patterns, content: Pattern, name: str, value: str) -> bool:
    """Whether an element may have an attribute of a name, and one of the values that are listed for it is meant."""
    patterns = [allowed for allowed, _ in derivatives.attribute(make, content, name)]
    listed = [word for allowed in patterns for word in listed_values(allowed)]
    is_open = any(derivatives.matches(make, allowed, _ANY_WORD) for allowed in patterns)
    return bool(patterns) and (not listed or is_open or of_documents().closest(value, listed) is not None)


def _has(make: Patterns, content: Pattern, name: str, value: str) -> bool:
    pairs = derivatives.attribute(make, content, name)
    return any(derivatives.matches(make, allowed, value) for allowed, _ in pairs)
