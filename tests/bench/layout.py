"""Elements, and their text laid out as libvirt does it."""

from __future__ import annotations

from typing import NamedTuple


class Node(NamedTuple):
    """An element: with children, or with one text."""

    tag: str
    attributes: dict[str, str]
    content: tuple[Node | str, ...] = ()


def node(tag: str, *content: Node | str, **attributes: str) -> Node:
    """An element."""
    return Node(tag, attributes, content)


def write(element: Node, indent: str = "") -> str:
    """The text of an element, a line each child."""
    begin = indent + "<" + element.tag + "".join(f" {key}='{value}'" for key, value in element.attributes.items())
    if not element.content:
        return f"{begin}/>\n"
    texts = [each for each in element.content if isinstance(each, str)]
    if texts:
        return f"{begin}>{texts[0]}</{element.tag}>\n"
    inside = "".join(write(each, indent + "  ") for each in element.content if isinstance(each, Node))
    return f"{begin}>\n{inside}{indent}</{element.tag}>\n"
