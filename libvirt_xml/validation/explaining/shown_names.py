"""Names as people read them: as they would be written in the document at hand."""

from __future__ import annotations

from libvirt_xml.markup.located import Node
from libvirt_xml.relaxng.schema.nameclasses import local

_DRIVERS = {"kvm": "qemu", "hvf": "qemu"}


def same_local(name: str, other: str) -> bool:
    """Whether two names differ in nothing but the namespace."""
    return name != other and local(name) == local(other)


def shown_qualified(name: str, node: Node) -> str:
    """A qualified name with the prefix that it has where an element stands; libvirt's usual one if it has none."""
    namespace, _, local_name = name.rpartition("}")
    if not namespace:
        return local_name
    return f"{node.namespaces.prefix_of(namespace) or _usual_prefix(namespace)}:{local_name}"


def _usual_prefix(namespace: str) -> str:
    """``qemu`` of ``http://libvirt.org/schemas/domain/qemu/1.0``."""
    steps = [step for step in namespace.split("/") if step and not step[0].isdigit()]
    return steps[-1] if steps else "ns"


def is_of_driver(name: str, node: Node) -> bool:
    """Whether a name is in the namespace of the hypervisor that the document is for."""
    root = node
    while root.parent is not None:
        root = root.parent
    kind = root.attribute("type")
    prefix = _usual_prefix(name.rpartition("}")[0])
    return kind is not None and prefix == _DRIVERS.get(kind.value, kind.value)
