"""What an object needs of others: a guest its networks, volumes and filters, a volume its pool and its image."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from libvirt_xml.apply.planning.host_plan import WAITING, PlannedStep
from libvirt_xml.apply.planning.kinds.object_plans import is_related
from libvirt_xml.apply.stamping.own_uuids import own_uuid
from libvirt_xml.documents import Domain, Interface, Secret, StoragePool, StorageVolume

Need = tuple[str, str]
"""The kind of an object and its name, or ``file`` and a path."""
_PLACES = ("type", "source", "target.path")  # where a pool has its volumes


def needs_of(step: PlannedStep) -> frozenset[Need]:
    """The objects that a step needs, by kind and name, and the files."""
    if isinstance(step.asked, Domain):
        return frozenset(_of_domain(step.asked))
    if isinstance(step.asked, StoragePool):
        auth = step.asked.source.auth if step.asked.source is not None else None
        return frozenset(_of_secret(None if auth is None else auth.secret))
    volume = step.volume
    if volume is None:
        return frozenset()
    image = volume.copy_of
    needs = [("storage_pool", volume.pool), ("storage_pool", image.pool if image else None)]
    needs.append(("storage_volume", image.volume if image else None))
    return frozenset((kind, name) for kind, name in needs if name)


def is_elsewhere(step: PlannedStep) -> bool:
    """Whether a pool is active in another place than it is asked for, until it is restarted."""
    waiting = [planned.change.path for planned in step.changes if planned.when in WAITING]
    return step.kind == "storage_pool" and any(is_related(path, place) for path in waiting for place in _PLACES)


def is_too_early(step: PlannedStep, elsewhere: Collection[Need]) -> bool:
    """Whether a volume would be made or grown in the old place of its pool, or copied from there."""
    return step.volume is not None and step.sends and not needs_of(step).isdisjoint(elsewhere)


def names_of(step: PlannedStep) -> frozenset[Need]:
    """What others may call the object of a step: its kind and name, a volume also by its file."""
    target = step.asked.target if isinstance(step.asked, StorageVolume) else None
    path = None if target is None else target.path
    named = [("file", path)]
    if isinstance(step.asked, Secret):
        usage = step.asked.usage
        parts = (usage.name, usage.volume, usage.target) if usage is not None else ()
        named += [(step.kind, name) for name in (step.uuid or own_uuid(step.asked), *parts)]
    return frozenset({(step.kind, step.name), *((kind, name) for kind, name in named if name)})


def _of_domain(domain: Domain) -> Iterator[Need]:
    for disk in domain.devices.disks:
        source = disk.source
        if source is not None:
            yield from _of_secret(source.auth.secret if source.auth is not None else None)
            for secret in source.encryption.secrets if source.encryption is not None else ():
                yield from _of_secret(secret)
        if source is not None and source.file:
            yield "file", source.file
        if source is not None and source.pool:
            yield "storage_pool", source.pool
            if source.volume:
                yield "storage_volume", source.volume
    for interface in domain.devices.interfaces:
        yield from _of_interface(interface)


def _of_secret(reference: Any) -> Iterator[Need]:
    """A secret goes by its UUID, or by what it is for."""
    for part in ("uuid", "usage"):
        if name := getattr(reference, part, None):
            yield "secret", name


def _of_interface(interface: Interface) -> Iterator[Need]:
    if interface.source is not None and interface.source.network:
        yield "network", interface.source.network
    if interface.filterref is not None and interface.filterref.filter:
        yield "nwfilter", interface.filterref.filter
