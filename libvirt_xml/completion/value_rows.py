"""Filling in the values that a row of the table gives."""

from __future__ import annotations

from libvirt_xml.binding.element import Element
from libvirt_xml.completion.field_paths import get, items_at, put
from libvirt_xml.completion.filled_in import value_rows
from libvirt_xml.completion.guest_machine import GuestMachine
from libvirt_xml.completion.when import holds
from libvirt_xml.documents.domain import Domain


def fill_values(domain: Domain, machine: GuestMachine, stage: str) -> None:
    """Set what the rows of a stage say, where it is omitted."""
    items: dict[str, list[Element]] = {}  # by the path of their list, until something is added to the domain
    for row in value_rows(stage):
        if not machine.has(row.since, row.until):
            continue
        if row.of not in items:
            items[row.of] = list(items_at(domain, row.of))
        for item in items[row.of]:
            if get(item, row.field) is None and holds(row.when, item, domain, machine):
                put(item, row.field, row.value)
                items = {row.of: items[row.of]}
