"""What an object needs of others: a guest its networks, volumes and filters, a volume its pool and its image."""

from __future__ import annotations

from collections.abc import Iterator

from libvirt_xml.apply.planning.host_plan import PlannedStep
from libvirt_xml.documents import Domain, Interface

Need = tuple[str, str]
"""The kind of an object and its name."""


def needs_of(step: PlannedStep) -> frozenset[Need]:
    """The objects that a step needs, by kind and name."""
    if isinstance(step.asked, Domain):
        return frozenset(_of_domain(step.asked))
    volume = step.volume
    if volume is None:
        return frozenset()
    image = volume.copy_of
    needs = [("storage_pool", volume.pool), ("storage_pool", image.pool if image else None)]
    needs.append(("storage_volume", image.volume if image else None))
    return frozenset((kind, name) for kind, name in needs if name)


def _of_domain(domain: Domain) -> Iterator[Need]:
    for disk in domain.devices.disks:
        source = disk.source
        if source is not None and source.pool:
            yield "storage_pool", source.pool
            if source.volume:
                yield "storage_volume", source.volume
    for interface in domain.devices.interfaces:
        yield from _of_interface(interface)


def _of_interface(interface: Interface) -> Iterator[Need]:
    if interface.source is not None and interface.source.network:
        yield "network", interface.source.network
    if interface.filterref is not None and interface.filterref.filter:
        yield "nwfilter", interface.filterref.filter
