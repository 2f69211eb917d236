"""Where in a document an element or attribute belongs that stands somewhere else."""

from __future__ import annotations

from libvirt_xml.relaxng.patterns import derivatives
from libvirt_xml.relaxng.patterns.builder import Patterns
from libvirt_xml.relaxng.patterns.members import elements
from libvirt_xml.relaxng.patterns.patterns import Pattern
from libvirt_xml.relaxng.repair.faults import Scope, attribute_names, element_names
from libvirt_xml.relaxng.repair.listed_values import listed_values

_DEEPEST = 5
_DEVICES = "devices"  # what is in one of them does not belong in another
_MOST = 3
_Homes = dict[str, tuple[str, ...]]


def homes_of_element(make: Patterns, scope: Scope, name: str) -> tuple[str, ...]:
    """The names of the elements that may hold a child of a name: children of the present one, else those around it,
    else children of those around it, else those nearest to the root; up to three, never the present one."""
    if not make.may_name(name):
        return ()
    homes = _below(make, scope, name) or _around(make, scope.outer, name) or _anywhere(make, scope, name)
    return tuple(home for home in homes if home != scope.node.name)[:_MOST]


def _below(make: Patterns, scope: Scope, name: str) -> tuple[str, ...]:
    """Elements that may stand in the present one."""
    key = ("below", scope.content)
    below: _Homes | None = make.memo.get(key)
    if below is None:
        homes: dict[str, dict[str, None]] = {}
        for element in elements(scope.content):
            for child in element_names(make, element.content):
                homes.setdefault(child, {})[min(element.elements or ["*"])] = None
        below = make.memo[key] = {child: tuple(parents) for child, parents in homes.items()}
    return below.get(name, ())


def _around(make: Patterns, scope: Scope | None, name: str) -> tuple[str, ...]:
    """The elements around, and what may stand in them, from the inside out."""
    while scope is not None:
        if name in element_names(make, scope.content):
            return (scope.node.name,)
        beside = _beside(make, scope, name)
        if beside and scope.outer is not None:
            return beside
        scope = scope.outer
    return ()


def _beside(make: Patterns, scope: Scope, name: str) -> tuple[str, ...]:
    """What may stand in an element and have a child of a name; of devices, only those that are there."""
    homes = _below(make, scope, name)
    if scope.node.name != _DEVICES:
        return homes
    present = scope.known.get("names")
    if present is None:
        present = scope.known["names"] = frozenset(child.name for child in scope.node.children)
    return tuple(home for home in homes if home in present)


def _anywhere(make: Patterns, scope: Scope, name: str) -> tuple[str, ...]:
    """The elements nearest to the root."""
    root = scope
    while root.outer is not None:
        root = root.outer
    key = ("homes", root.content)
    homes: _Homes | None = make.memo.get(key)
    if homes is None:
        homes = make.memo[key] = _find_homes(make, root.content, root.node.name)
    return homes.get(name, ())


def _find_homes(make: Patterns, content: Pattern, owner: str) -> _Homes:
    """The parents of each element, those nearest to the root only."""
    homes: _Homes = {}
    level: dict[Pattern, str] = {content: owner}
    seen: set[Pattern] = set()
    for _ in range(_DEEPEST):
        here: dict[str, dict[str, None]] = {}
        below: dict[Pattern, str] = {}
        seen.update(level)
        for parent, name in level.items():
            for element in elements(parent):
                for child in element.elements or ():
                    here.setdefault(child, {})[name] = None
                if element.content not in seen:
                    below.setdefault(element.content, min(element.elements or ["*"]))
        for child, parents in here.items():
            homes.setdefault(child, tuple(parents))
        level = below
    return homes


def homes_of_attribute(make: Patterns, scope: Scope, name: str, value: str) -> tuple[str, ...]:
    """The names of the children, then of the parent, that may have an attribute of a name with a value; of those around
    them the nearest that lists the value."""
    homes = [
        min(element.elements or ["*"])
        for element in elements(scope.content)
        if _has(make, element.content, name, value)
    ]
    if scope.outer is not None and _has(make, scope.outer.content, name, value):
        homes.append(scope.outer.node.name)
    around = scope.outer
    while not homes and around is not None:
        pairs = derivatives.attribute(make, around.content, name)
        if any(value in listed_values(allowed) for allowed, _ in pairs):
            homes.append(around.node.name)
        around = around.outer
    return tuple(dict.fromkeys(homes))[:_MOST]


def owners_of_attribute(make: Patterns, scope: Scope, name: str) -> tuple[str, ...]:
    """The names of the children that may have an attribute of a name, whatever its value."""
    owners = (element for element in elements(scope.content) if name in attribute_names(make, element.content))
    return tuple(dict.fromkeys(min(element.elements or ["*"]) for element in owners))[:_MOST]


def _has(make: Patterns, content: Pattern, name: str, value: str) -> bool:
    pairs = derivatives.attribute(make, content, name)
    return any(derivatives.matches(make, allowed, value) for allowed, _ in pairs)
