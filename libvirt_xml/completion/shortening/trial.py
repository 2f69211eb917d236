"""One try after the other: a domain without some values, what libvirt makes of it, and what does not come back."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from libvirt_xml.binding.element import Element
from libvirt_xml.completion.completing import complete
from libvirt_xml.completion.device_slots import OF_DOMAIN, Slot, path_of, remove_slots, slots_of
from libvirt_xml.completion.field_paths import drop, get
from libvirt_xml.completion.guest_machine import GuestMachine
from libvirt_xml.completion.shortening.removable import removable_devices, removable_values
from libvirt_xml.completion.state import drop_state
from libvirt_xml.documents.controller import Controller
from libvirt_xml.documents.domain import Domain


class Trial:
    """What is omitted of a domain: less and less in each round, until it all comes back."""

    def __init__(self, domain: Domain, machine: GuestMachine) -> None:
        self._machine = machine
        self._defined = deepcopy(domain)
        self._ignored = drop_state(self._defined)
        whole = deepcopy(self._defined)
        self._target = slots_of(whole)
        complete(whole, machine)
        given = slots_of(self._defined)
        self._devices = removable_devices(given)
        self._values = set(removable_values(given))
        self.candidate = self._defined

    def settle(self) -> bool:
        """Make a candidate and complete it, and note what must be kept; whether nothing had to be."""
        self.candidate = deepcopy(self._defined)
        slots = slots_of(self.candidate)
        for slot, field in self._values:
            if slot not in self._devices:
                drop(slots[slot], field)
        remove_slots(self.candidate, self._devices)
        result = deepcopy(self.candidate)
        remaining = (slot for slot in slots if slot not in self._devices)
        results = dict(zip(remaining, slots_of(result).values(), strict=True))
        complete(result, self._machine)
        return self._is_settled(result, results)

    def keep_all(self) -> None:
        """Omit nothing but what libvirt ignores."""
        self._devices, self._values = set(), set()
        self.candidate = self._defined

    def omitted(self) -> list[tuple[str, Any]]:
        """The paths and values that the candidate lacks, in the order of the document."""
        slots = slots_of(self._defined)
        gone = [(slot, "") for slot in self._devices]
        gone += [(slot, field) for slot, field in self._values if slot not in self._devices]
        places = {slot: place for place, slot in enumerate(slots)}
        gone.sort(key=lambda entry: (places[entry[0]], entry[1]))
        return self._ignored + [
            (path_of(slot, self._defined, field), get(slots[slot], field) if field else slots[slot])
            for slot, field in gone
        ]

    def _is_settled(self, result: Domain, results: dict[Slot, Element]) -> bool:
        """Whether completing gave the same machine; else, note what must be kept."""
        wrong = {slot for slot, item in results.items() if not _is_same(slot, item, self._target[slot])}
        differing = {
            (slot, field)
            for slot, field in self._values
            if slot in wrong and get(results[slot], field) != get(self._target[slot], field)
        }
        missing, is_more = self._missing(result, results)
        self._values -= differing
        self._devices -= missing
        if not differing and not missing and (wrong or is_more):
            self.keep_all()
            return True
        return not differing and not missing

    def _missing(self, result: Domain, results: dict[Slot, Element]) -> tuple[set[Slot], bool]:
        """The devices that were omitted and did not come back, and whether others came instead."""
        known = {id(item) for item in results.values()}
        added = [(slot[0], item) for slot, item in slots_of(result).items() if id(item) not in known]
        missing = set()
        for slot in self._devices:
            entry = (slot[0], self._target[slot])
            if entry in added:
                added.remove(entry)
            else:
                missing.add(slot)
        if any(_is_bus(item) for _, item in added) or any(_is_bus(self._target[slot]) for slot in missing):
            missing |= {slot for slot in self._devices if _is_bus(self._target[slot])}
        return missing, bool(added)


def _is_bus(item: Element) -> bool:
    return isinstance(item, Controller) and item.type == "pci"


def _is_same(slot: Slot, item: Element, other: Element) -> bool:
    if slot != OF_DOMAIN:
        return item == other
    left, right = dict(item.__dict__), dict(other.__dict__)
    left.pop("devices", None)
    right.pop("devices", None)
    return left == right
