"""A running guest brought to what its definition has: detach, update, attach, then the calls of their own.

Every device is sent as the new definition has it, and only to the running guest, so that both agree to the address.
What libvirt refuses is no failure: it waits for the next start, and libvirt's words say why.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from libvirt_xml.apply.hosts.host_errors import HostError, StateError, UnreachableError, WaitError
from libvirt_xml.apply.merging.merge import merge
from libvirt_xml.apply.planning.host_plan import PlannedChange
from libvirt_xml.apply.planning.kinds.object_plans import is_related
from libvirt_xml.apply.planning.live_changes import (
    DevicePath,
    How,
    cpu_counts,
    device_at,
    device_path,
    how_live,
    is_within_limits,
)
from libvirt_xml.apply.planning.live_words import describe_live_change
from libvirt_xml.apply.planning.wishes import Terms
from libvirt_xml.apply.stamping.hidden_parts import is_hidden_removal, is_unfollowed
from libvirt_xml.apply.stamping.stamp import read_stamp, refused_by, unstamped
from libvirt_xml.binding.element import Element
from libvirt_xml.changes.change import Change
from libvirt_xml.changes.comparison_plans import plan_of
from libvirt_xml.changes.wording.change_words import ChangeWords
from libvirt_xml.documents import Disk, Domain
from libvirt_xml.messages import render

if TYPE_CHECKING:
    from libvirt_xml.apply.hosts.domains.host_domain import HostDomain

_ORDER: tuple[How, ...] = (
    *("detach", "update", "attach", "title", "description", "memory", "vcpus", "iotune", "iothreads"),
)
_PATIENCE = 20.0  # seconds that a guest may take to release a device
_OPENING, _PAUSE = 5.0, 0.5  # seconds for the tray of a drive
_END = 5.0  # seconds until libvirt knows that a QEMU has ended


class Brought(NamedTuple):
    """What became of a running guest.

    ``changed`` is what it has now, ``pending`` what is left, with libvirt's words if any; ``held`` and ``live`` are its
    documents: libvirt takes half a minute for each while QEMU hangs. ``accepted`` are the paths of what it took.
    """

    changed: list[Change]
    pending: list[PlannedChange]
    held: Domain
    live: Domain
    accepted: frozenset[str]


def bring_along(
    domain: HostDomain, asked_of: Callable[[Domain], Domain], owned: frozenset[str], terms: Terms
) -> Brought:
    """Change the running guest as far as libvirt can.

    ``asked_of`` is what is asked with the UUID of a document; ``owned`` what was asked before.
    """
    held = domain.read(secure=True)
    asked = asked_of(held)
    before = _lacking(domain, asked, owned, terms)
    guest = _Guest(domain, held, before)
    reasons = guest.change()
    if guest.is_stuck:  # libvirt shows what it has not answered as if it were done, after half a minute
        after = [change for change in before if not any(is_related(change.path, path) for path in guest.changed)]
    else:
        after = _lacking(domain, asked, owned, terms)
    if not domain.is_active:
        raise StateError(render("apply", "went-off", subject=domain.subject), subject=domain.subject)
    paths = {change.path for change in after}
    changed = [change for change in before if change.path not in paths]
    live = guest.live if guest.is_stuck else domain.read(live=True, secure=True)
    reasons = {**dict.fromkeys(guest.changed, render("apply", "not-followed")), **reasons}
    pending = [_pending(change, describe_live_change(change, live, asked), reasons) for change in after]
    return Brought(changed, pending, held, live, frozenset(guest.changed))


def _pending(change: Change, words: ChangeWords, reasons: Mapping[str, str]) -> PlannedChange:
    reason = next((answer for path, answer in reasons.items() if is_related(change.path, path)), "")
    return PlannedChange(change, words, "pending", reason=reason)


def _lacking(domain: HostDomain, asked: Domain, owned: frozenset[str], terms: Terms) -> list[Change]:
    """What the running guest lacks of what is asked, and has of what is no longer asked."""
    live, held = domain.read(live=True, secure=True), domain.read(secure=True)
    refused = refused_by(terms.libvirt, read_stamp(held))
    changes = merge(asked, unstamped(live), owned, refused, is_live=True, machines=terms.machines).changes
    return [change for change in changes if not (is_hidden_removal(change) or is_unfollowed(change, held, live))]


class _Guest:
    """The changes of one running guest, grouped by the calls that make them.

    ``changed`` are the paths of what was done; ``is_stuck``: QEMU has not answered, and is asked no more.
    """

    def __init__(self, domain: HostDomain, held: Domain, changes: Iterable[Change]) -> None:
        self._domain, self._held = domain, held
        self.live = domain.read(live=True, secure=True)
        self.changed: list[str] = []
        self.is_stuck = False
        self._calls: dict[How, dict[str, Change]] = {}
        for change in changes:
            how = how_live(change, self._device(change))
            if how is not None and is_within_limits(how, held, self.live):
                place = device_path(change.path)
                path = (
                    place.path if place is not None and how in ("attach", "detach", "update", "iotune") else change.path
                )
                self._calls.setdefault(how, {}).setdefault(path, change)

    def _device(self, change: Change) -> Element | None:
        place = device_path(change.path)
        if place is None:
            return None
        if place.path == change.path:
            return change.new if isinstance(change.new, Element) else change.old
        return device_at(self._held, place) or device_at(self.live, place)

    def change(self) -> dict[str, str]:
        """Try everything; libvirt's words by the path that it refused. A QEMU that hangs is not asked again."""
        reasons: dict[str, str] = {}
        stuck = ""
        for how, path, change in self._in_order():
            if self.is_stuck:
                reasons[path] = stuck
                continue
            try:
                self._try(how, path, change)
                self.changed.append(path)
            except UnreachableError:
                raise
            except HostError as error:
                reasons[path] = error.words or str(error)
                if isinstance(error, WaitError) and error.call:
                    self.is_stuck = True
                    stuck = reasons[path]
                if error.code_name == "VIR_ERR_SYSTEM_ERROR":
                    self._domain.wait_to_end(_END)
        return reasons

    def _in_order(self) -> Iterator[tuple[How, str, Change]]:
        """A controller comes before the devices on it, and goes after them."""
        for how in _ORDER:
            calls = self._calls.get(how, {})
            for path in sorted(calls, key=_is_controller, reverse=how != "detach"):
                yield how, path, calls[path]

    def _try(self, how: How, path: str, change: Change) -> None:
        match how:
            case "attach":
                self._attach(path, change)
            case "detach":
                self._domain.detach(change.old, timeout=_PATIENCE)
            case "update":
                self._update(path)
            case "title" | "description":
                self._domain.set_live_text(how, change.new)
            case "memory":
                self._domain.set_live_memory(_bytes(self._held.current_memory))
            case "vcpus":
                self._domain.set_live_vcpus(cpu_counts(self._held).plugged)
            case "iotune":
                self._tune(path)
            case "iothreads":
                self._set_threads()

    def _attach(self, path: str, change: Change) -> None:
        device = self._held_device(path) or change.new
        self._domain.attach(device)

    def _update(self, path: str) -> None:
        device = self._held_device(path)
        if device is None:
            return
        end = time.monotonic() + _OPENING
        while True:
            try:
                self._domain.update(device)
                return
            except HostError as error:
                if "Tray of" not in error.words or time.monotonic() > end:
                    raise
            time.sleep(_PAUSE)  # a guest that boots closes the tray that libvirt has just opened

    def _held_device(self, path: str) -> Element | None:
        place = device_path(path)
        return None if place is None else self._counterpart(place)

    def _counterpart(self, place: DevicePath) -> Element | None:
        """The device in the definition: libvirt has completed it there, with its address."""
        return device_at(self._held, place)

    def _tune(self, path: str) -> None:
        device = self._held_device(path)
        if isinstance(device, Disk) and device.target is not None and device.target.dev:
            limits = {} if device.iotune is None else _limits(device.iotune)
            self._domain.set_live_limits(device.target.dev, limits)

    def _set_threads(self) -> None:
        wanted, running = _threads(self._held), _threads(self._domain.read(live=True))
        for number in sorted(wanted - running):
            self._domain.add_live_thread(number)
        for number in sorted(running - wanted):
            self._domain.remove_live_thread(number)


def _is_controller(path: str) -> bool:
    return path.startswith("devices.controllers[")


def _bytes(quantity: Any) -> int:
    amount = plan_of(type(quantity)).amount
    values = None if amount is None else amount.values(quantity.__dict__)
    assert values is not None
    assert values[0] is not None
    return int(values[0])


def _threads(domain: Domain) -> set[int]:
    """The I/O threads by number; those that are only counted are 1, 2, ..."""
    listed = domain.iothreadids.iothreads if domain.iothreadids is not None else []
    return {int(thread.id) for thread in listed if thread.id is not None} or set(
        range(1, int(domain.iothreads or 0) + 1)
    )


def _limits(iotune: Element) -> dict[str, Any]:
    return {name: value for name, value in iotune.__dict__.items() if value is not None and name != "extra_"}
