"""Checks of what exists on the host of a document; they are asked only where that is known."""

from __future__ import annotations

from collections.abc import Iterable

from libvirt_xml.validation.rules.host_facts.inventory import (
    Inventory,
    KnownDomain,
    KnownNetwork,
    KnownPool,
    KnownSecret,
    KnownVolume,
)
from libvirt_xml.validation.rules.subject import Answer, Subject
from libvirt_xml.validation.rules.thing import Thing, whole_number


def _inventory(subject: Subject) -> Inventory:
    assert subject.known.inventory is not None  # what the rule needs
    return subject.known.inventory


def _network(thing: Thing, subject: Subject) -> KnownNetwork | None:
    name = thing.value("source/@network")
    return next((network for network in _inventory(subject).networks or () if network.name == name), None)


def network_unknown(thing: Thing, subject: Subject) -> Answer:
    """The host has networks, or none, but not this one."""
    return _inventory(subject).networks is not None and _network(thing, subject) is None


def network_inactive(thing: Thing, subject: Subject) -> Answer:
    """The network is there, and off."""
    network = _network(thing, subject)
    return network is not None and not network.is_active


def portgroup_unknown(thing: Thing, subject: Subject) -> Answer:
    """The network has no such port group."""
    network = _network(thing, subject)
    if network is None or thing.value("source/@portgroup") in network.portgroups:
        return None
    return {"known": list(network.portgroups)}


def filter_unknown(thing: Thing, subject: Subject) -> Answer:
    """The host has no such network filter."""
    filters = _inventory(subject).filters
    return filters is not None and thing.value("@filter") not in {known.name for known in filters}


def _pool(thing: Thing, subject: Subject) -> KnownPool | None:
    name = thing.value("@pool")
    return next((pool for pool in _inventory(subject).pools or () if pool.name == name), None)


def pool_unknown(thing: Thing, subject: Subject) -> Answer:
    """The host has no such storage pool."""
    return _inventory(subject).pools is not None and _pool(thing, subject) is None


def pool_inactive(thing: Thing, subject: Subject) -> Answer:
    """The pool is there, and off."""
    pool = _pool(thing, subject)
    return pool is not None and not pool.is_active


def _volume(thing: Thing, subject: Subject) -> KnownVolume | None:
    pool = _pool(thing, subject)
    name = thing.value("@volume")
    return None if pool is None else next((volume for volume in pool.volumes if volume.name == name), None)


def volume_unknown(thing: Thing, subject: Subject) -> Answer:
    """The pool is active, and has no such volume."""
    pool = _pool(thing, subject)
    return pool is not None and pool.is_active and _volume(thing, subject) is None


def volume_format(thing: Thing, subject: Subject) -> Answer:
    """The disk is said to be raw, and its volume is a qcow2 image, or the other way round."""
    source = thing.thing("source")
    volume = None if source is None else _volume(source, subject)
    if volume is None or {volume.format, thing.value("driver/@type")} != {"raw", "qcow2"}:
        return None
    return {"format": volume.format}


def secret_unknown(thing: Thing, subject: Subject) -> Answer:
    """The host has no secret with this UUID, or for this use."""
    secrets = _inventory(subject).secrets
    return secrets is not None and not any(_is_meant(thing, secret) for secret in secrets)


def _is_meant(thing: Thing, secret: KnownSecret) -> bool:
    uuid, usage = thing.attributes.get("uuid"), thing.attributes.get("usage")
    if uuid is not None:
        return _plain(uuid) == _plain(secret.uuid)
    return usage == secret.usage and thing.attributes.get("type") in {None, secret.type}


def _plain(uuid: str | None) -> str:
    """A UUID without its variants of writing."""
    return (uuid or "").strip().lower().replace("-", "")


def _others(subject: Subject) -> Iterable[KnownDomain]:
    """The domains of the host but the one that the document is of."""
    name, uuid = subject.root.value("name"), _plain(subject.root.value("uuid"))
    for domain in _inventory(subject).domains or ():
        if domain.name != name and _plain(domain.uuid) != uuid:
            yield domain


def name_taken(thing: Thing, subject: Subject) -> Answer:
    """A domain of the host has the name and another UUID."""
    name, uuid = thing.value("name"), _plain(thing.value("uuid"))
    same = (domain for domain in _inventory(subject).domains or () if domain.name == name)
    return any(_plain(domain.uuid) != uuid for domain in same)


def uuid_taken(thing: Thing, subject: Subject) -> Answer:
    """A domain of the host has the UUID and another name."""
    name, uuid = thing.value("name"), _plain(thing.value("uuid"))
    same = (domain for domain in _inventory(subject).domains or () if _plain(domain.uuid) == uuid)
    other = next((domain for domain in same if domain.name != name), None)
    return None if other is None else {"other": other.name}


def source_taken(thing: Thing, subject: Subject) -> Answer:
    """Another domain of the host writes to the disk."""
    if thing.has("readonly") or thing.has("shareable") or thing.value("@device") in {"cdrom", "floppy"}:
        return None
    source = thing.value("source/@file") or thing.value("source/@dev")
    if source is None and thing.has("source/@pool"):
        source = f"{thing.value('source/@pool')}/{thing.value('source/@volume')}"
    other = next((domain for domain in _others(subject) if source in domain.sources), None)
    return None if other is None else {"other": other.name, "source": source}


def mac_taken(thing: Thing, subject: Subject) -> Answer:
    """Another domain of the host has the MAC address."""
    mac = (thing.value("@address") or "").lower()
    other = next((domain for domain in _others(subject) if mac in domain.macs), None)
    return None if other is None else {"other": other.name}


def port_taken(thing: Thing, subject: Subject) -> Answer:
    """Another domain that runs on the host has the port."""
    port = whole_number(thing.value("@port"))
    other = next((domain for domain in _others(subject) if domain.is_active and port in domain.ports), None)
    return None if other is None else {"other": other.name}
