"""One difference between two documents, and how it reads on a line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from libvirt_xml.binding.element import Element
from libvirt_xml.binding.fields import counts, specs_of
from libvirt_xml.binding.foreign import AnyElement
from libvirt_xml.binding.scalars import Converter

ChangeKind = Literal["added", "removed", "changed"]

_LONGEST = 60  # characters that one value may take of a line


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: ``new`` has what ``old`` lacks (``added``), lacks it (``removed``), or has another (``changed``).

    ``path`` leads there by Python's names; an item of a list stands by its identity (``devices.disks[vda].driver``),
    without one by its index: in the old document where it was removed, else in the new. ``old`` and ``new`` are the
    values as they stand in the documents, ``None`` for what is absent: numbers, texts, booleans, an Element where a
    whole element came, went or (memory with its unit) has another value, an AnyElement for foreign content.
    """

    kind: ChangeKind
    path: str
    old: Any
    new: Any

    def __str__(self) -> str:
        match self.kind:
            case "added":
                return f"added {self.path}: {shown_change(self.new)}"
            case "removed":
                return f"removed {self.path}: {shown_change(self.old)}"
            case "changed":
                return f"changed {self.path}: {shown_change(self.old)} -> {shown_change(self.new)}"


def shown_change(value: object) -> str:
    """A value on a line: an element as its start tag with its text, all else as Python writes it."""
    if isinstance(value, Element):
        return _shown_element(value)
    if isinstance(value, AnyElement):
        return _shown_tree(value)
    return _short(repr(value))


def _shown_tree(tree: AnyElement) -> str:
    texts = [part for part in tree.content if isinstance(part, str)]
    content = _short("".join(texts)) if len(texts) == len(tree.content) else "..."
    return f"<{tree.name}>{content}</{tree.name}>" if content else f"<{tree.name}/>"


def _shown_element(element: Element) -> str:
    """``<memory unit='GiB'>4</memory>``, ``<disk type='file' device='disk'>...</disk>``."""
    specs = specs_of(type(element))
    kinds = {name: specs[name].kind for name, value in element.__dict__.items() if counts(value, specs[name])}
    attributes = [
        f" {specs[name].xml}='{_written(specs[name].converter, element.__dict__[name])}'"
        for name, kind in kinds.items()
        if kind == "attribute"
    ]
    others = {kind for kind in kinds.values() if kind not in ("attribute", "extra")}
    content = "..." if others - {"text"} else _short(str(element.__dict__["value"])) if others else ""
    start = f"{element.tag_}{_short(''.join(attributes))}"
    return f"<{start}>{content}</{element.tag_}>" if content else f"<{start}/>"


def _written(converter: Converter, value: object) -> str:
    """A boolean in the words of its attribute, another value plainly."""
    try:
        return converter.write(value, {}) if isinstance(value, bool) else str(value)
    except TypeError:
        return str(value)


def _short(text: str) -> str:
    line = " ".join(text.split()) if "\n" in text else text
    return line if len(line) <= _LONGEST else line[: _LONGEST - 3] + "..."
