"""Which field was meant by a name that a class does not have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from libvirt_xml.binding.specs import Spec
from libvirt_xml.words.vocabulary import PLAIN, of_documents


def likely_member(name: str, cls: type[Any]) -> str | None:
    """The method or property of a class that was meant."""
    return PLAIN.closest(name, [member for member in dir(cls) if not member.startswith("_")])


def likely_field(name: str, specs: Mapping[str, Spec]) -> str | None:
    """The field, by its own name or by that of its element or attribute: ``interfaces`` for ``interface``."""
    fields = {spec.xml: field for field, spec in specs.items() if spec.xml}
    fields.update((field, field) for field in specs if field != "extra_")
    meant = of_documents().closest(name, fields)
    return None if meant is None else fields[meant]
