"""The buses of PCI of a machine and which slots are taken; libvirt's ``domain_addr.c``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from libvirt_xml.completion.filled_in import named_facts
from libvirt_xml.errors import LibvirtXMLError

_SHARING = {"pcie-root-port"}  # several share a slot, one function each


class PciPlace(NamedTuple):
    """An address of PCI."""

    bus: int
    slot: int
    function: int


class NoPlaceError(LibvirtXMLError):
    """libvirt refuses the machine: no bus takes the device, or the place is taken."""


@dataclass(slots=True)
class Bus:
    """A bus: the lanes that it takes, its slots, and the functions in use of each."""

    model: str
    lanes: frozenset[str]
    first: int
    last: int
    taken: dict[int, int] = field(default_factory=dict)
    shared: set[int] = field(default_factory=set)  # slots whose functions libvirt gives out one by one

    def find(self, lane: str, function: int | None) -> tuple[int, int] | None:
        """The first free slot, or function of a shared slot, for a device."""
        if lane not in self.lanes:
            return None
        for slot in range(self.first, self.last + 1):
            taken = self.taken.get(slot, 0)
            if not taken:
                return slot, function or 0
            if lane in _SHARING and slot in self.shared:
                for at in range(8) if function is None else (function,):
                    if not taken & 1 << at:
                        return slot, at
        return None

    def is_full(self) -> bool:
        """Whether no slot is free."""
        return all(self.taken.get(slot) for slot in range(self.first, self.last + 1))


def new_bus(model: str) -> Bus:
    """A bus of a model, all its slots free."""
    facts = named_facts("buses").get(model)
    if facts is None:
        return Bus(model, frozenset(), 0, 0)
    return Bus(model, frozenset(facts["takes"]), *facts["slots"])


class Buses:
    """All buses. Where none has room, and ``may_grow``, one is added, as libvirt does in its first pass."""

    def __init__(self, models: dict[int, str], root: str, *, may_grow: bool) -> None:
        self.root = root
        self.may_grow = may_grow
        usual = "pcie-root-port" if root == "pcie-root" else "pci-bridge"
        count = max(models, default=-1) + 1
        self.buses = [new_bus(models.get(index, usual if index else "")) for index in range(count)]

    def is_taken(self, place: PciPlace) -> bool:
        """Whether a place is in use."""
        return bool(self.buses[place.bus].taken.get(place.slot, 0) & 1 << place.function)

    def slot_is_taken(self, slot: int) -> bool:
        """Whether anything is in a slot of the first bus."""
        return bool(self.buses[0].taken.get(slot))

    def reserve(self, place: PciPlace, lane: str = "") -> PciPlace:
        """Take a place that is given; one on a bridge that is added with its root port is on that bridge.

        Raises NoPlaceError.
        """
        while place.bus >= len(self.buses):
            if not self.may_grow or not self.buses:
                raise NoPlaceError
            has_bridge = self._grow(lane or "pci")
            if has_bridge and place.bus < len(self.buses):
                place = place._replace(bus=len(self.buses) - 1)
        bus = self.buses[place.bus]
        if self.is_taken(place):
            raise NoPlaceError
        if not bus.taken.get(place.slot) and lane in _SHARING:
            bus.shared.add(place.slot)
        bus.taken[place.slot] = bus.taken.get(place.slot, 0) | 1 << place.function
        return place

    def next(self, lane: str, function: int | None = None) -> PciPlace:
        """Take the next free place of a lane. Raises NoPlaceError."""
        if not self.buses:
            raise NoPlaceError
        for _ in range(2):
            for at, bus in enumerate(self.buses):
                free = bus.find(lane, function)
                if free is not None:
                    place = PciPlace(at, *free)
                    self.reserve(place, lane)
                    return place
            if not self.may_grow:
                break
            self._grow(lane)
        raise NoPlaceError

    def _grow(self, lane: str) -> bool:
        """Add the bus that a device needs; whether what that bus is plugged into was added too."""
        if lane == "pci":
            if not any("pci-bridge" in bus.lanes for bus in self.buses):
                self.buses += [new_bus("pcie-root-port"), new_bus("pcie-to-pci-bridge")]
                return True
            self.buses.append(new_bus("pci-bridge"))
        elif lane in {"pcie", "pcie-switch-upstream-port", "pcie-to-pci-bridge"}:
            self.buses.append(new_bus("pcie-root-port"))
        else:
            raise NoPlaceError
        return False
