"""What to write for a field of a class, or in its place, for the maps of another form that have parts of documents."""

from __future__ import annotations

from libvirt_xml.yaml_forms.document.advice.meant_maps import sample_of
from libvirt_xml.yaml_forms.document.advice.righted_maps import righted_value
from libvirt_xml.yaml_forms.document.advice.written_values import map_meant
from libvirt_xml.yaml_forms.document.form_tables import CHILD, FormTable, table_of
from libvirt_xml.yaml_forms.text.yaml_tree import Node, Scalar


def _table(owner: str) -> FormTable:
    from libvirt_xml import documents

    return table_of(getattr(documents, owner))


def written_field(owner: str, field: str, item: Node) -> str | None:
    """A value of a field on one line, as it should be; ``None`` where that is not known."""
    known = _table(owner).fields[field]
    value = righted_value(item, known)
    if value is not None or not isinstance(item, Scalar) or item.value is not True:
        return value
    return (sample_of(known.cls) if known.kind == CHILD else None) or "{}"


def written_map(owner: str, node: Node) -> str | None:
    """The map of a class that a list of words means: ``[acpi, apic]``."""
    return map_meant(node, _table(owner))
