"""What is known of how an element without children is written.

All objects that were read from the same text share it. It holds for an object as long as that holds what was read: a
field that is set, to whatever value, ends it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from libvirt_xml.binding.element import Element


class Known:
    """``content``, what an object read from the text holds; ``text``, how it is written, once it has been."""

    __slots__ = ("content", "text")

    def __init__(self, content: dict[str, Any]) -> None:
        self.content = content
        self.text: str | None = None

    def make(self, cls: type[Element]) -> Element:
        """Another object that holds the same."""
        element = cls.__new__(cls)
        element.__dict__.update(self.content)
        return element
