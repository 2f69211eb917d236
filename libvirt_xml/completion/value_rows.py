"""Filling in the values that a row of the table gives."""

from __future__ import annotations

from libvirt_xml.completion.field_paths import get, items_at, put
from libvirt_xml.completion.filled_in import value_rows
from libvirt_xml.completion.guest_machine import GuestMachine
from libvirt_xml.completion.when import holds
from libvirt_xml.documents.domain import Domain


def fill_values(domain: Domain, machine: GuestMachine, stage: str) -> None:
    """Set what the rows of a stage say, where it is omitted."""
    for row in value_rows(stage):
        if not machine.has(row.since, row.until):
            continue
        for item in items_at(domain, row.of):
            if get(item, row.field) is None and holds(row.when, item, domain, machine):
                put(item, row.field, row.value)
