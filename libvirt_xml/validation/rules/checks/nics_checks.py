"""Checks of network interfaces."""

from __future__ import annotations

from libvirt_xml.validation.rules.subject import Answer, Subject
from libvirt_xml.validation.rules.thing import Thing

_QUEUES = ("rx_queue_size", "tx_queue_size")
_PREFIXES_OF_IPV4 = range(4, 28)
_PREFIX_OF_IPV6 = 64


def odd_queue(thing: Thing, _: Subject) -> Answer:
    """The sizes that are no power of two."""
    sizes = [(name, thing.number(f"@{name}")) for name in _QUEUES]
    return [{"at": f"@{name}", "size": size} for name, size in sizes if size is not None and size & (size - 1)]


def two_of_family(thing: Thing, _: Subject) -> Answer:
    """Two addresses are of one family."""
    seen: set[str] = set()
    for address in thing.things("ip"):
        family = address.attributes.get("family") or (
            "ipv6" if ":" in address.attributes.get("address", "") else "ipv4"
        )
        if family in seen:
            return {"thing": address}
        seen.add(family)
    return None


def odd_prefix(thing: Thing, _: Subject) -> Answer:
    """The prefix is not one that QEMU takes."""
    prefix = thing.number("@prefix")
    is_ipv6 = thing.attributes.get("family") == "ipv6"
    if prefix is None or prefix == 0:
        return None
    return prefix != _PREFIX_OF_IPV6 if is_ipv6 else prefix not in _PREFIXES_OF_IPV4


_OF_PORT = {"802.1Qbg": ("managerid", "typeid", "typeidversion"), "802.1Qbh": ("profileid",)}


def needed_by_switch(thing: Thing, _: Subject) -> Answer:
    """Parameters without which a switch does not know the port."""
    names = _OF_PORT.get(thing.attributes.get("type", ""), ())
    missing = [name for name in names if not thing.has(f"parameters/@{name}")]
    return {"needed": " and ".join(missing)} if missing else None


def two_native_tags(thing: Thing, _: Subject) -> Answer:
    """The second native tag."""
    native = [tag for tag in thing.things("tag") if "nativeMode" in tag.attributes]
    return {"thing": native[1], "at": "@nativeMode"} if len(native) > 1 else None


def ring_of_no_size(thing: Thing, subject: Subject) -> Answer:
    """The queue whose size QEMU does not have."""
    for name in ("rx_queue_size", "tx_queue_size"):
        size = thing.number(f"driver/@{name}")
        if size is not None and not 256 <= size <= 1024:
            return {"at": f"driver/@{name}"}
    return None


def two_routes_of_a_family(thing: Thing, _: Subject) -> Answer:
    """The second route of IPv4 or IPv6."""
    seen = set[str]()
    for route in thing.things("route"):
        family = route.attributes.get("family", "ipv4")
        if family in seen:
            return {"thing": route, "family": "IPv6" if family == "ipv6" else "IPv4"}
        seen.add(family)
    return None
