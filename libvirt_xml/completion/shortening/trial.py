"""One try after the other: a domain without some values, what libvirt makes of it, and what does not come back."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from libvirt_xml.binding.element import Element
from libvirt_xml.binding.fields import content
from libvirt_xml.completion.completing import complete
from libvirt_xml.completion.device_slots import OF_DOMAIN, Slot, path_of, remove_slots, slots_of
from libvirt_xml.completion.field_paths import drop, get
from libvirt_xml.completion.guest_machine import GuestMachine
from libvirt_xml.completion.shortening.removable import removable_devices, removable_values
from libvirt_xml.completion.state import drop_state
from libvirt_xml.documents.controller import Controller
from libvirt_xml.documents.domain import Domain

_OF_PLACES = ("address", "target")  # where a device is; the latter has the port of a root port
_TELLING = ("index", "type", "model")
_NUMBER = "target.port"  # where it is not a place, it counts the devices before
_EMULATOR = "devices.emulator"  # the one field of the domain's that stands among the devices


class Trial:
    """What is omitted of a domain: less and less in each round, until it all comes back."""

    def __init__(self, domain: Domain, machine: GuestMachine) -> None:
        self._machine = machine
        self._defined = deepcopy(domain)
        self._ignored = drop_state(self._defined)
        whole = deepcopy(self._defined)
        self._target = slots_of(whole)
        complete(whole, machine)
        self._added = _others(whole, self._target)
        given = slots_of(self._defined)
        self._devices = removable_devices(given)
        self._values = set(removable_values(self._defined, machine))
        self._patience = 1
        self.result = whole
        """What was made of the last remainder."""

    def settle(self) -> bool:
        """Complete what remains, and note what must be kept; whether nothing had to be."""
        self.result, results = self._remainder()
        complete(self.result, self._machine)
        return self._is_settled(self.result, results)

    def candidate(self) -> Domain:
        """The domain without what was not kept."""
        return self._remainder()[0]

    def keep_all(self) -> None:
        """Omit nothing but what libvirt ignores."""
        self._devices, self._values = set(), set()
        self.settle()

    def _remainder(self) -> tuple[Domain, dict[Slot, Element]]:
        """What remains of the domain, and its devices by where they stood."""
        domain = deepcopy(self._defined)
        slots = slots_of(domain)
        for slot, field in self._values:
            if slot not in self._devices:
                drop(slots[slot], field)
        remove_slots(domain, self._devices)
        return domain, {slot: item for slot, item in slots.items() if slot not in self._devices}

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
        missing, others = self._missing(result, results)
        wrong = [slot for slot, item in results.items() if not _is_same(slot, item, self._target[slot])]
        differing = {
            (slot, field)
            for slot, field in self._values
            if slot in wrong and get(results[slot], field) != get(self._target[slot], field)
        }
        moved = {(slot, field) for slot, field in differing if field in _OF_PLACES}
        buses = {slot for slot in self._devices if _is_bus(self._target[slot])}
        others_like = [slot for slot in missing if any(_differs_in_place(self._target[slot], item) for item in others)]
        strange = missing - buses - set(others_like)
        if strange or differing - moved:
            numbered = {slot[0] for slot, field in differing if field == _NUMBER}
            self._values -= differing - moved
            self._devices -= strange | {slot for slot in self._devices if slot[0] in numbered}
            return False
        if buses and (not missing.isdisjoint(buses) or any(map(_is_bus, others))):
            self._devices -= buses  # with other buses, all places are others: they tell nothing yet
            return False
        if moved or missing:
            self._keep_places({slot for slot, _ in moved}, missing)
            return False
        if wrong or others:
            self._keep_more(wrong, results)
            return False
        return True

    def _keep_places(self, moved: set[Slot], missing: set[Slot]) -> None:
        """Keep the first of the devices that moved, and ever more of them: the others may have moved with it."""
        order = sorted(moved | missing, key=lambda slot: _place_of(self._target[slot]))
        first = set(order[: self._patience])
        self._values -= {(slot, field) for slot in first for field in _OF_PLACES}
        self._devices -= first
        self._patience *= 4

    def _keep_more(self, wrong: list[Slot], results: dict[Slot, Element]) -> None:
        """Keep what may be the cause of a difference that no single value explains."""
        names = {slot: _differing_names(results[slot], self._target[slot]) for slot in wrong}
        values = {(slot, field) for slot, field in self._values if field.partition(".")[0] in names.get(slot, ())}
        values = values or {(slot, field) for slot, field in self._values if slot in names}
        if values:
            self._values -= values
        elif self._devices:
            self._devices = set()
        else:
            self._values = set()

    def _missing(self, result: Domain, results: dict[Slot, Element]) -> tuple[set[Slot], list[Element]]:
        """The devices that were omitted and did not come back, and the others that came instead.

        What libvirt adds to the whole domain has to come too.
        """
        added = _others(result, results)
        missing = {slot for slot in self._devices if not _take(added, (slot[0], self._target[slot]))}
        left_out = [item for name, item in self._added if not _take(added, (name, item))]
        return missing, [item for _, item in added] + left_out


def _others(domain: Domain, known: dict[Slot, Element]) -> list[tuple[str, Element]]:
    """The devices of a domain beside those that are known, each with the name of its list."""
    ids = {id(item) for item in known.values()}
    return [(slot[0], item) for slot, item in slots_of(domain).items() if id(item) not in ids]


def _take(devices: list[tuple[str, Element]], wanted: tuple[str, Element]) -> bool:
    """Take a device like another out of a list, if it is there."""
    name, item = wanted
    at = next(
        (at for at, (other_name, other) in enumerate(devices) if name == other_name and _is_equal(item, other)), -1
    )
    if at >= 0:
        del devices[at]
    return at >= 0


def _is_bus(item: Element) -> bool:
    return isinstance(item, Controller) and item.type == "pci"


def _is_equal(one: Element, other: Element) -> bool:
    return _may_be(one, other) and one == other


def _may_be(one: Element, other: Element) -> bool:
    """A quick look, for most devices are told apart by it."""
    return all(one.__dict__.get(name) == other.__dict__.get(name) for name in _TELLING)


def _is_same(slot: Slot, item: Element, other: Element) -> bool:
    if slot != OF_DOMAIN:
        return item == other
    return not _differing_names(item, other) - {"devices"} and get(item, _EMULATOR) == get(other, _EMULATOR)


def _differing_names(one: Element, other: Element) -> set[str]:
    left, right = content(one), content(other)
    return {name for name in left | right if left.get(name) != right.get(name)}


def _differs_in_place(one: Element, other: Element) -> bool:
    return type(one) is type(other) and _may_be(one, other) and _differing_names(one, other) == {"address"}


def _place_of(item: Element) -> tuple[int, int, int]:
    """Where a device is on its bus, for an order; libvirt gives out low places first."""
    address = item.__dict__.get("address")
    if address is None:
        return 0, 0, 0
    return address.bus or 0, address.slot or address.unit or 0, address.function or 0
