"""Whether a row of the table holds for an element of a domain."""

from __future__ import annotations

from typing import Any

from libvirt_xml.binding.element import Element
from libvirt_xml.completion.field_paths import get
from libvirt_xml.completion.filled_in import Condition
from libvirt_xml.completion.guest_machine import GuestMachine
from libvirt_xml.completion.questions import QUESTIONS
from libvirt_xml.documents.domain import Domain
from libvirt_xml.facts.machines import port_devices

_OF_MACHINE = {"arch", "family", "virt", "root"}


def holds(condition: Condition, item: Element, domain: Domain, machine: GuestMachine) -> bool:
    """Whether each path has one of the values, or none of them if it begins with ``!``.

    ``true``: is set, ``false``: is not; ``domain.``: of the domain.
    """
    return all(_holds(path, allowed, item, domain, machine) for path, allowed in condition.items())


def may_hold(condition: Condition, item: Element, domain: Domain, machine: GuestMachine) -> bool:
    """Whether a condition holds, or would if something that is set were omitted."""
    return all(
        allowed is False or path.startswith("!") or _holds(path, allowed, item, domain, machine)
        for path, allowed in condition.items()
    )


def _sort_of_nic(model: str | None) -> str:
    """The sort of slot that a network card takes."""
    if model in port_devices("nics_without"):
        return "none"
    return "conventional" if model in port_devices("conventional_nics") else "express"


def _holds(path: str, allowed: Any, item: Element, domain: Domain, machine: GuestMachine) -> bool:
    if path.startswith("!"):
        return not _holds(path[1:], allowed, item, domain, machine)
    if path in _OF_MACHINE:
        return getattr(machine, path) in allowed
    if path in QUESTIONS:
        return QUESTIONS[path](domain) in allowed
    if path == "nic":
        return _sort_of_nic(get(item, "model.type")) in allowed
    value = get(domain, path.removeprefix("domain.")) if path.startswith("domain.") else get(item, path)
    if isinstance(allowed, bool):
        return (value is not None) is allowed
    return value in allowed
