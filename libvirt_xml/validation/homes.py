"""Where in a document an element or attribute belongs that stands somewhere else."""

from __future__ import annotations

from libvirt_xml.relaxng.builder import Patterns
from libvirt_xml.relaxng.faults import Scope, attribute_names, elements
from libvirt_xml.relaxng.patterns import Pattern

_DEEPEST = 5
_MOST = 3
_Homes = dict[str, tuple[str, ...]]


def homes_of_element(make: Patterns, scope: Scope, name: str) -> tuple[str, ...]:
    """The names of the elements that may hold a child of a name, those nearest to the root only; not the present one.

    Where several at the same depth do, up to three.
    """
    root = scope
    while root.outer is not None:
        root = root.outer
    key = ("homes", root.content)
    homes: _Homes | None = make.memo.get(key)
    if homes is None:
        homes = make.memo[key] = _find_homes(root.content, root.node.name)
    return tuple(home for home in homes.get(name, ()) if home != scope.node.name)[:_MOST]


def _find_homes(content: Pattern, owner: str) -> _Homes:
    """The parents of each element, those nearest to the root only."""
    found: _Homes = {}
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
            found.setdefault(child, tuple(parents))
        level = below
    return found


def homes_of_attribute(scope: Scope, name: str) -> tuple[str, ...]:
    """The names of the children, then of the parent, that may have an attribute of a name."""
    found = [min(each.elements or ["*"]) for each in elements(scope.content) if name in attribute_names(each.content)]
    if scope.outer is not None and name in attribute_names(scope.outer.content):
        found.append(scope.outer.node.name)
    return tuple(dict.fromkeys(found))[:_MOST]
