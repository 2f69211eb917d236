"""What would be created, in a few words: how large it is, where it lies, what it has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from ipaddress import ip_interface
from typing import TYPE_CHECKING, Any

from libvirt_xml.apply.merging.equalities import memory_bytes
from libvirt_xml.apply.planning.live_changes import cpu_counts
from libvirt_xml.changes.wording.value_words import value_words
from libvirt_xml.documents import (
    Disk,
    Domain,
    Interface,
    Network,
    NetworkIp,
    Nwfilter,
    Secret,
    StoragePool,
    StorageVolume,
)
from libvirt_xml.messages import render

if TYPE_CHECKING:
    from libvirt_xml.apply.planning.host_plan import PlannedStep
    from libvirt_xml.yaml_forms.vm.volumes import Volume

_MOST = 4  # items of a list that are named


def creation_words(step: PlannedStep) -> str:
    """The words for what a step creates; empty for a step that creates nothing, or nothing worth a word."""
    return ", ".join(_words(step)) if step.action == "create" else ""


def _words(step: PlannedStep) -> Iterator[str]:
    match step.asked:
        case Domain() as domain:
            yield from _of_domain(domain)
        case StorageVolume() as document if step.volume is not None:
            yield from _of_volume(document, step.volume)
        case StoragePool() as pool:
            yield f"{pool.type} {pool.target.path if pool.target and pool.target.path else ''}".strip()
        case Network() as network:
            yield from _of_network(network)
        case Nwfilter() as chain:
            number = len(chain.rules) + len(chain.filterrefs)
            yield render("creation", "rule") if number == 1 else render("creation", "rules", number=number)
        case Secret(usage=usage) if usage is not None:
            names = (usage.type, usage.name, usage.volume, usage.target)
            yield render("creation", "usage", usage=" ".join(name for name in names if name))
            if step.value is not None:
                yield render("creation", "value")


def _of_domain(domain: Domain) -> Iterator[str]:
    cpus = cpu_counts(domain)
    yield render("creation", "cpus", number=_part(str(cpus.plugged), str(cpus.most)))
    if domain.memory is not None:
        current = domain.current_memory
        is_less = current is not None and memory_bytes(current) < memory_bytes(domain.memory)
        size = value_words(domain.memory)
        yield render("creation", "memory", size=_part(value_words(current) if is_less else size, size))
    yield from _listed(render("creation", "disk"), [_disk(disk) for disk in domain.devices.disks])
    yield from _listed(render("creation", "nic"), [_nic(nic) for nic in domain.devices.interfaces])


def _part(amount: str, most: str) -> str:
    """What there is at the start, of what there can be."""
    return amount if amount == most else render("creation", "part", amount=amount, most=most)


def _listed(noun: str, items: Sequence[str]) -> Iterator[str]:
    yield from (f"{noun} {item}".rstrip() for item in items[:_MOST])
    if len(items) > _MOST:
        yield render("creation", "more", number=len(items) - _MOST)


def _disk(disk: Disk) -> str:
    target = disk.target.dev if disk.target is not None else ""
    kind = f" {disk.device}" if disk.device not in (None, "disk") else ""
    source: Any = disk.source
    place = next((str(held) for name in ("file", "dev", "volume", "name", "dir") if (held := _held(source, name))), "")
    return f"{target}{kind}{f' ({place})' if place else ''}"


def _nic(nic: Interface) -> str:
    names = ("network", "bridge", "dev")
    place = next((f"{name} {held}" for name in names if (held := _held(nic.source, name))), nic.type or "")
    return place.replace("dev ", "")


def _held(element: Any, name: str) -> Any:
    return None if element is None else element.__dict__.get(name)


def _of_volume(document: StorageVolume, volume: Volume) -> Iterator[str]:
    capacity = document.capacity
    if capacity is not None and capacity.value:
        yield value_words(capacity)
    form = document.target.format if document.target is not None else None
    if form is not None and form.type:
        yield str(form.type)
    if volume.pool:
        yield render("creation", "pool", pool=volume.pool)
    below = document.backing_store
    if volume.copy_of is not None:
        yield render("creation", "copy", image=volume.copy_of)
    elif below is not None and below.path:
        yield render("creation", "overlay", image=below.path)
    elif volume.content is not None:
        yield render("creation", "cloud-init")


def _of_network(network: Network) -> Iterator[str]:
    forward = network.forward
    if forward is None:
        yield render("creation", "isolated")
    else:
        mode = forward.mode or "nat"
        yield render("creation", "forward-device", mode=mode, device=forward.dev) if forward.dev else mode
    if network.bridge is not None and network.bridge.name:
        yield render("creation", "bridge", name=network.bridge.name)
    yield from map(_address, network.ips)


def _address(ip: NetworkIp) -> str:
    mask = ip.prefix if ip.prefix is not None else ip.netmask
    dhcp = ip.dhcp
    address = f"{ip.address}/{mask}" if mask else str(ip.address)
    with suppress(ValueError):
        address = ip_interface(address).with_prefixlen
    return render("creation", "dhcp", address=address) if dhcp and (dhcp.ranges or dhcp.hosts) else address
