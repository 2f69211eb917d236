"""What the steps of a plan have to do with each other, and with the guests of the host.

Networks and pools that are off although a step needs them are started, and the plan says so. Otherwise one that is off
stays so: a document says nothing about it. A network that waits for a restart says which guests that would cut off.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from libvirt_xml.apply.hosts.host_errors import MissingError
from libvirt_xml.apply.planning.host_plan import ObjectKind, PlannedStep
from libvirt_xml.apply.planning.kinds.needs import needs_of
from libvirt_xml.apply.planning.kinds.object_plans import seen_digest
from libvirt_xml.messages import render

if TYPE_CHECKING:
    from libvirt_xml.apply.hosts.handles import Startable
    from libvirt_xml.apply.hosts.host import Host
    from libvirt_xml.documents import Domain, Network, StoragePool

_STARTABLE: tuple[ObjectKind, ...] = ("network", "storage_pool")


def with_needed(host: Host, steps: Sequence[PlannedStep]) -> tuple[PlannedStep, ...]:
    """The steps, with the start of what the others need; also of what no file is about. Raises HostError."""
    needed = _needs(step for step in steps if _uses(step))
    lasting = _needs(step for step in steps if step.kind == "domain" and step.autostart)
    planned = {(step.kind, step.name) for step in steps}
    others = [step for kind, name in sorted(needed - planned) if (step := _start(host, kind, name)) is not None]
    off = {step.name for step in (*others, *steps) if _is_off(step) and step.kind == "storage_pool"}
    result = [*others]
    for step in steps:
        key = (step.kind, step.name)
        if key in needed and _is_off(step) and step.power is None:
            step = replace(step, power="start", notes=())
        if key in lasting and step.action == "create" and step.autostart is None:
            step = replace(step, autostart=True)
        if step.volume is not None and step.volume.pool in off:
            step = replace(step, notes=(render("plan", "volume-unknown"),))
        if step.kind in _STARTABLE and any(planned.when in ("restart", "pending") for planned in step.changes):
            step = replace(step, notes=(*step.notes, _restart_words(host, step)))
        result.append(step)
    return tuple(result)


def _restart_words(host: Host, step: PlannedStep) -> str:
    """How a network or a pool is started again, and which guests that cuts off."""
    network = step.name
    if step.kind == "storage_pool":
        return render("plan", "restart-pool", name=network)
    guests = [domain.name for domain in host.domains() if (live := domain.live) is not None and _is_in(live, network)]
    if guests:
        return render("plan", "restart-cuts-off", name=network, guests=tuple(guests))
    return render("plan", "restart-network", name=network)


def _is_in(domain: Domain, network: str) -> bool:
    sources = (interface.source for interface in domain.devices.interfaces)
    return any(source is not None and source.network == network for source in sources)


def _needs(steps: Iterable[PlannedStep]) -> set[tuple[ObjectKind, str]]:
    return {(kind, name) for step in steps for wanted, name in needs_of(step) for kind in _STARTABLE if kind == wanted}


def _uses(step: PlannedStep) -> bool:
    """Whether a step fails where what it needs is off."""
    if step.kind == "domain":
        return step.power in ("start", "restart") or (step.is_running and step.action == "change")
    return step.kind == "storage_volume" and step.sends


def _is_off(step: PlannedStep) -> bool:
    return step.kind in _STARTABLE and not step.is_running and step.action != "create"


def _start(host: Host, kind: ObjectKind, name: str) -> PlannedStep | None:
    """The step that starts an object of the host; ``None`` if it is active, or there is none."""
    try:
        handle: Startable[Network] | Startable[StoragePool] = (
            host.network(name) if kind == "network" else host.pool(name)
        )
    except MissingError:
        return None
    if handle.is_active:
        return None
    held = handle.document
    return PlannedStep(
        kind=kind,
        name=name,
        uuid=handle.uuid,
        action="none",
        document=held,
        asked=held,
        seen=seen_digest(held),
        power="start",
    )
