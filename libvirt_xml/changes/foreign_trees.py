"""Foreign trees by what they say: names with their namespaces, attributes, texts.

Prefixes, namespace declarations, comments, processing instructions and the layout between elements say nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from libvirt_xml.binding.foreign import AnyElement
from libvirt_xml.markup.characters import is_blank

_XML = "http://www.w3.org/XML/1998/namespace"
_END: tuple[Any, ...] = ()


def is_same_tree(old: AnyElement, new: AnyElement) -> bool:
    """Whether two foreign trees say the same."""
    return old is new or statements(old) == statements(new)


def expanded_name(element: AnyElement) -> str:
    """The name of a foreign element with its namespace: ``{urn:x}app``; ``app`` where it has none."""
    return expanded_tree(element.name, _scope_in(element, {}), is_attribute=False)


def expanded_tree(name: str, scope: Mapping[str, str], *, is_attribute: bool) -> str:
    """A name as written with the namespace of its prefix; as it stands where nothing declares the prefix."""
    prefix, colon, local = name.rpartition(":")
    if not colon and is_attribute:
        return name
    namespace = _XML if prefix == "xml" else scope.get(prefix)
    if namespace is None:
        return name
    return f"{{{namespace}}}{local}" if namespace else local


def statements(element: AnyElement) -> list[tuple[Any, ...]]:
    """What a foreign tree says, flat, in document order: two trees say the same if these are equal."""
    result: list[tuple[Any, ...]] = []
    pending: list[tuple[Any, ...]] = [(element, {})]
    while pending:  # a tree may be too deep for recursion
        item = pending.pop()
        if len(item) < 2:  # a text, or the end of an element
            result.append(item)
            continue
        current, outer = item
        scope = _scope_in(current, outer)
        result.append(
            (expanded_tree(current.name, scope, is_attribute=False), tuple(sorted(_attributes(current, scope))))
        )
        pending.append(_END)
        pending += [(part,) if isinstance(part, str) else (part, scope) for part in reversed(_content(current))]
    return result


def says_something(element: AnyElement) -> bool:
    """Whether a foreign element has more than its name."""
    return len(statements(element)) > 2 or bool(statements(element)[0][1])


def _scope_in(element: AnyElement, outer: Mapping[str, str]) -> Mapping[str, str]:
    """The namespaces in force inside an element, by prefix."""
    declared = {
        name[6:]: value for name, value in element.attributes.items() if name == "xmlns" or name.startswith("xmlns:")
    }
    return {**outer, **element.namespaces, **declared} if declared or element.namespaces else outer


def _attributes(element: AnyElement, scope: Mapping[str, str]) -> list[tuple[str, str]]:
    return [
        (expanded_tree(name, scope, is_attribute=True), value)
        for name, value in element.attributes.items()
        if name != "xmlns" and not name.startswith("xmlns:")
    ]


def _content(element: AnyElement) -> list[AnyElement | str]:
    """Elements and texts; white space alone counts only where there is nothing else, or other text beside it."""
    parts: list[AnyElement | str] = []
    for part in element.content:
        if isinstance(part, str) and parts and isinstance(parts[-1], str):
            parts[-1] += part  # a comment stood between
        elif part and isinstance(part, AnyElement | str):
            parts.append(part)
    is_layout = len(element.content) > 1 and all(is_blank(part) for part in parts if isinstance(part, str))
    return [part for part in parts if isinstance(part, AnyElement)] if is_layout else parts
