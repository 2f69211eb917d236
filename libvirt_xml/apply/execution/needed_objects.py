"""What the steps of a plan have to do with each other, and with what else is on the host.

Networks and pools that are off although a step needs them are started, and the plan says so. Otherwise one that is off
stays so: a document says nothing about it. One that is nowhere is noted, and a network that waits for a restart says
which guests that would cut off.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from libvirt_xml.apply.hosts.handles import Startable, read_each
from libvirt_xml.apply.hosts.host_errors import MissingError, UnsupportedError
from libvirt_xml.apply.planning.host_plan import ObjectKind, PlannedStep, PowerChange
from libvirt_xml.apply.planning.kinds.needs import is_elsewhere, is_too_early, names_of, needs_of
from libvirt_xml.apply.planning.kinds.object_plans import seen_digest
from libvirt_xml.documents import StoragePool
from libvirt_xml.messages import render

if TYPE_CHECKING:
    from libvirt_xml.apply.hosts.host import Host
    from libvirt_xml.apply.hosts.host_network import HostFilter
    from libvirt_xml.documents import Domain, Network

    _Handle: TypeAlias = Startable[Network] | Startable[StoragePool]
    _Found: TypeAlias = _Handle | HostFilter | None

_Key: TypeAlias = tuple[ObjectKind, str]
_STARTABLE: tuple[ObjectKind, ...] = ("network", "storage_pool")
_LOOKED_UP: tuple[ObjectKind, ...] = (*_STARTABLE, "nwfilter")


def with_needed(host: Host, steps: Sequence[PlannedStep]) -> tuple[PlannedStep, ...]:
    """The steps, with the start of what the others need; also of what no file is about. Raises HostError."""
    return tuple(_Together(host, steps).settled())


class _Together:
    """The steps of a plan, and the networks and pools of the host that they need."""

    def __init__(self, host: Host, steps: Sequence[PlannedStep]) -> None:
        self._host = host
        self._steps = steps
        self._needed = _needs(step for step in steps if _uses(step))
        self._lasting = _needs(step for step in steps if step.kind == "domain" and step.autostart)
        asked = {(step.kind, step.name) for step in steps}
        keys = _needs((step for step in steps if step.sends), _LOOKED_UP) - asked
        self._others = {key: _find(host, *key) for key in sorted(keys)}
        self._elsewhere = {name for step in steps if is_elsewhere(step) for name in names_of(step)}
        self._missing = {key for key, handle in self._others.items() if handle is None}
        self._starts = [
            _start(kind, handle)
            for (kind, name), handle in self._others.items()
            if (kind, name) in self._needed and isinstance(handle, Startable) and not handle.is_active
        ]
        self._off = {step.name for step in (*self._starts, *steps) if step.kind == "storage_pool" and _is_off(step)}

    def settled(self) -> Iterator[PlannedStep]:
        """The steps that are needed besides, then the others."""
        yield from self._starts
        for step in self._steps:
            settled = replace(step, power=self._power(step), autostart=self._autostart(step))
            yield replace(settled, notes=tuple(self._notes(settled)))

    def _power(self, step: PlannedStep) -> PowerChange | None:
        return "start" if _is_off(step) and (step.kind, step.name) in self._needed else step.power

    def _autostart(self, step: PlannedStep) -> bool | None:
        is_lasting = step.action == "create" and (step.kind, step.name) in self._lasting
        return True if is_lasting and step.autostart is None else step.autostart

    def _notes(self, step: PlannedStep) -> Iterator[str]:
        if not (_is_off(step) and step.power is not None):  # else they are about its being off
            yield from step.notes
        if step.volume is not None and step.volume.pool in self._off:
            yield render("plan", "volume-unknown")
        if is_too_early(step, self._elsewhere):
            yield render("plan", "volume-too-early")
        for kind, name in sorted(_needs([step], _LOOKED_UP)) if step.sends else ():
            if (kind, name) in self._missing:
                self._missing.remove((kind, name))  # once is enough
                yield _missing_words(kind, name)
        if step.kind in _STARTABLE and any(planned.when in ("restart", "pending") for planned in step.changes):
            yield _restart_words(self._host, step)


def _missing_words(kind: ObjectKind, name: str) -> str:
    match kind:
        case "network":
            return render("plan", "no-network", name=name)
        case "storage_pool":
            return render("plan", "no-pool", name=name)
    return render("plan", "no-filter", name=name)


def _restart_words(host: Host, step: PlannedStep) -> str:
    """How a network or a pool is started again, and which guests that cuts off."""
    if step.kind == "storage_pool":
        is_folder = isinstance(step.document, StoragePool) and step.document.type == "dir"
        if is_folder:
            return render("plan", "restart-folder", name=step.name)
        return render("plan", "restart-pool", name=step.name)
    live = read_each(host.domains(), lambda domain: (domain.name, domain.live))
    guests = [name for name, document in live if document is not None and _is_in(document, step.name)]
    if guests:
        return render("plan", "restart-cuts-off", name=step.name, guests=tuple(guests))
    return render("plan", "restart-network", name=step.name)


def _is_in(domain: Domain, network: str) -> bool:
    sources = (interface.source for interface in domain.devices.interfaces)
    return any(source is not None and source.network == network for source in sources)


def _needs(steps: Iterable[PlannedStep], kinds: Sequence[ObjectKind] = _STARTABLE) -> set[_Key]:
    return {(kind, name) for step in steps for wanted, name in needs_of(step) for kind in kinds if kind == wanted}


def _uses(step: PlannedStep) -> bool:
    """Whether a step fails where what it needs is off."""
    if step.kind == "domain":
        return step.power in ("start", "restart") or (step.is_running and step.action == "change")
    return step.kind == "storage_volume" and step.sends


def _is_off(step: PlannedStep) -> bool:
    return step.kind in _STARTABLE and not step.is_running and step.action != "create"


def _find(host: Host, kind: ObjectKind, name: str) -> _Found:
    with suppress(MissingError, UnsupportedError):  # a daemon without rights has no networks
        match kind:
            case "network":
                return host.network(name)
            case "storage_pool":
                return host.pool(name)
        return host.filter(name)
    return None


def _start(kind: ObjectKind, handle: _Handle) -> PlannedStep:
    """The step that starts an object of the host."""
    held = handle.document
    return PlannedStep(
        kind=kind,
        name=handle.name,
        uuid=handle.uuid,
        action="none",
        document=held,
        asked=held,
        seen=seen_digest(held),
        power="start",
    )
