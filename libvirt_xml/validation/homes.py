"""Where in a document an element or attribute belongs that stands somewhere else."""

from __future__ import annotations

from libvirt_xml.relaxng.faults import Scope, attribute_names, elements
from libvirt_xml.relaxng.patterns import Pattern

_DEEPEST = 5
_MOST = 3


def homes_of_element(scope: Scope, name: str) -> tuple[str, ...]:
    """The names of the elements that may hold a child of a name, those nearest to the root first; not the present one.

    Where several at the same depth do, up to three.
    """
    root = scope
    while root.outer is not None:
        root = root.outer
    level: dict[Pattern, str] = {root.content: root.node.name}
    seen: set[Pattern] = set()
    for _ in range(_DEEPEST):
        found: list[str] = []
        below: dict[Pattern, str] = {}
        for content, owner in level.items():
            seen.add(content)
            for element in elements(content):
                names = element.elements or frozenset()
                if name in names:
                    found.append(owner)
                if element.content not in seen:
                    below.setdefault(element.content, min(names, default="*"))
        if found:
            return tuple(dict.fromkeys(each for each in found if each != scope.node.name))[:_MOST]
        level = below
    return ()


def homes_of_attribute(scope: Scope, name: str) -> tuple[str, ...]:
    """The names of the children, then of the parent, that may have an attribute of a name."""
    found = [min(each.elements or ["*"]) for each in elements(scope.content) if name in attribute_names(each.content)]
    if scope.outer is not None and name in attribute_names(scope.outer.content):
        found.append(scope.outer.node.name)
    return tuple(dict.fromkeys(found))[:_MOST]
