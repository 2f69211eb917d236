"""What exists on a host: of each object the listed fields only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from libvirt_xml.apply.hosts.calls import call
from libvirt_xml.apply.hosts.handles import read_each
from libvirt_xml.apply.hosts.host_errors import HostError, UnsupportedError
from libvirt_xml.validation.rules.host_facts.inventory import (
    Inventory,
    KnownDevice,
    KnownDomain,
    KnownFilter,
    KnownNetwork,
    KnownPool,
    KnownSecret,
    KnownVolume,
)
from libvirt_xml.validation.rules.thing import Thing, whole_number
from libvirt_xml.validation.rules.thing_reading import read_things

if TYPE_CHECKING:
    from libvirt_xml.apply.hosts.host import Host
    from libvirt_xml.apply.hosts.host_storage import HostPool, HostVolume

KnownType = TypeVar("KnownType")


def take_inventory(host: Host) -> Inventory:
    """Ask a host what exists there. Raises HostError."""
    return Inventory(
        captured=datetime.now(UTC),
        libvirt=host.version,
        networks=_listed(host.networks, _network),
        pools=_listed(host.pools, _pool),
        filters=_listed(host.filters, lambda one: KnownFilter(one.name, one.uuid)),
        secrets=_listed(host.secrets, _secret),
        devices=_listed(lambda: host.call("listAllDevices", 0), _device),
        domains=_listed(host.domains, _domain),
    )


def _listed(objects: Callable[[], list[Any]], known: Callable[[Any], KnownType]) -> tuple[KnownType, ...] | None:
    """What is known of each object, ``None`` where the driver has no such kind; one that is gone meanwhile, nothing."""
    try:
        listed = objects()
    except UnsupportedError:
        return None
    return tuple(read_each(listed, known))


def _tree(handle: Any) -> Thing:
    """The persistent document of an object."""
    return read_things(handle.document.to_xml())


def _texts(tree: Thing, path: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tree.values(path)))


def _network(network: Any) -> KnownNetwork:
    tree = _tree(network)
    return KnownNetwork(
        name=network.name,
        uuid=network.uuid,
        is_active=network.is_active,
        forward=(tree.value("forward/@mode") or "nat") if tree.has("forward") else "",
        bridge=tree.value("bridge/@name") or "",
        portgroups=_texts(tree, "portgroup/@name"),
    )


def _pool(pool: HostPool) -> KnownPool:
    tree = _tree(pool)
    try:
        volumes = tuple(read_each(pool.volumes(), _volume)) if pool.is_active else ()
    except HostError:  # it has just been stopped, or its storage is gone
        volumes = ()
    return KnownPool(
        name=pool.name,
        uuid=pool.uuid,
        type=tree.attributes.get("type", ""),
        is_active=pool.is_active,
        path=tree.value("target/path") or "",
        volumes=volumes,
    )


def _volume(volume: HostVolume) -> KnownVolume:
    tree = read_things(volume.document.to_xml())
    capacity = whole_number(tree.value("capacity"))
    return KnownVolume(volume.name, volume.path, tree.value("target/format/@type") or "", capacity or 0)


def _secret(secret: Any) -> KnownSecret:
    kind = _tree(secret).value("usage/@type") or ""
    return KnownSecret(secret.uuid, kind, secret.usage if kind else "")


def _device(raw: Any) -> KnownDevice:
    name = str(call("node devices", raw, "name"))
    tree = read_things(call(f"node device {name!r}", raw, "XMLDesc", 0))
    kind = tree.value("capability/@type") or ""
    return KnownDevice(
        name=name,
        type="" if kind == "system" else kind,
        address=_address(tree, kind),
        product=_product(tree) if kind in {"pci", "usb_device"} else "",
        interface=(tree.value("capability/interface") or "") if kind == "net" else "",
    )


def _address(tree: Thing, kind: str) -> str:
    names = {"pci": ("domain", "bus", "slot", "function"), "usb_device": ("bus", "device")}.get(kind, ())
    texts = [tree.value(f"capability/{name}") for name in names]
    numbers = [number for number in map(whole_number, texts) if number is not None]
    if not numbers or len(numbers) < len(names):
        return ""
    return "{:04x}:{:02x}:{:02x}.{:x}".format(*numbers) if kind == "pci" else ":".join(map(str, numbers))


def _product(tree: Thing) -> str:
    ids = [(tree.value(f"capability/{name}/@id") or "").removeprefix("0x") for name in ("vendor", "product")]
    return ":".join(ids) if all(ids) else ""


def _domain(domain: Any) -> KnownDomain:
    tree = _tree(domain)
    volumes = [
        f"{source.attributes['pool']}/{source.attributes['volume']}"
        for source in tree.things("devices/disk/source")
        if "pool" in source.attributes and "volume" in source.attributes
    ]
    sources = [*_texts(tree, "devices/disk/source/@file"), *_texts(tree, "devices/disk/source/@dev"), *volumes]
    ports = [whole_number(text) for text in _texts(tree, "devices/graphics/@port")]
    return KnownDomain(
        name=domain.name,
        uuid=domain.uuid,
        is_active=domain.is_active,
        macs=tuple(mac.lower() for mac in _texts(tree, "devices/interface/mac/@address")),
        sources=tuple(sources),
        ports=tuple(port for port in ports if port is not None and port > 0),
    )
