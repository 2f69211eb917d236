"""The machine as libvirt completes it, as rules look at documents."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from libvirt_xml.errors import LibvirtXMLError
from libvirt_xml.validation.rules.thing import Thing
from libvirt_xml.validation.rules.thing_reading import read_things


def completed_things(root: Thing) -> Thing | None:
    """The root of the completed domain; ``None`` where it cannot be completed."""
    if root.name != "domain":
        return None
    from libvirt_xml.completion import completed
    from libvirt_xml.documents.domain import Domain

    try:
        return read_things(completed(Domain.from_xml(_written(root))).to_xml())
    except (LibvirtXMLError, ValueError):
        return None


def _written(root: Thing) -> str:
    """A tree as XML text; what is in namespaces is left out."""
    parts: list[str] = []
    stack: list[Thing | str] = [root]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            parts.append(item)
        elif "}" not in item.name and ":" not in item.name:
            given = "".join(f" {name}={quoteattr(value)}" for name, value in item.attributes.items() if "}" not in name)
            parts.append(f"<{item.name}{given}>{escape(item.text)}")
            stack += [f"</{item.name}>", *reversed(item.children)]
    return "".join(parts)
