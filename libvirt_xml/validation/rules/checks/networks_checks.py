"""Checks of networks."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from libvirt_xml.validation.rules.checks.nics_checks import two_native_tags as two_native_tags
from libvirt_xml.validation.rules.derived.address_facts import pci_key
from libvirt_xml.validation.rules.subject import Answer, Subject
from libvirt_xml.validation.rules.thing import Thing

_MOST_ADDRESSES = 65535
_SHORTEST_LEASE = 120
_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600}
_SERVICES = ("ip", "dns", "domain", "mac")
_CLASSES = ((128, 8), (192, 16), (256, 24))

Address = IPv4Address | IPv6Address
Subnet = IPv4Network | IPv6Network


def without_virtualport(thing: Thing, _: Subject) -> Answer:
    """A port group has a virtual port of its own, or none."""
    return thing.parent is not None and not thing.parent.has("virtualport")


def _address(text: str | None) -> Address | None:
    try:
        return None if text is None else ip_address(text)
    except ValueError:
        return None


def _subnet(ip: Thing | None, address: str = "address") -> Subnet | None:
    """The network of an address with a netmask or prefix; without them, that of its old class."""
    written = None if ip is None else _address(ip.attributes.get(address))
    if ip is None or written is None:
        return None
    length = ip.attributes.get("prefix") or ip.attributes.get("netmask")
    if length is None:
        if isinstance(written, IPv6Address):
            return None
        first = int(str(written).split(".", 1)[0])
        length = str(next(bits for below, bits in _CLASSES if first < below))
    try:
        return ip_network(f"{written}/{length}", strict=False)
    except ValueError:
        return None


def two_devs(thing: Thing, _: Subject) -> Answer:
    """The second device."""
    devices = thing.things("interface")
    return {"thing": devices[1], "at": ""} if len(devices) > 1 else None


def ports_run_backwards(thing: Thing, _: Subject) -> Answer:
    """The last port is below the first."""
    start, end = thing.number("@start"), thing.number("@end")
    return start is not None and end is not None and end < start


def addresses_run_backwards(thing: Thing, _: Subject) -> Answer:
    """The last address is below the first."""
    start, end = _address(thing.value("@start")), _address(thing.value("@end"))
    return start is not None and end is not None and start.version == end.version and int(end) < int(start)


def what_is_served(thing: Thing, _: Subject) -> Answer:
    """What stands in a network that libvirt does not serve."""
    mode = thing.value("forward/@mode")
    return [{"at": name, "name": name, "mode": mode} for name in _SERVICES if thing.has(name)]


def two_dhcps(thing: Thing, _: Subject) -> Answer:
    """The second of one family."""
    seen: set[str] = set()
    for ip in thing.things("ip"):
        family = ip.attributes.get("family", "ipv4")
        if ip.has("dhcp/range") or ip.has("dhcp/host"):
            if family in seen:
                return {"thing": ip, "at": "dhcp"}
            seen.add(family)
    return None


def _range(thing: Thing) -> tuple[Address, Address, Subnet] | None:
    start, end = _address(thing.value("@start")), _address(thing.value("@end"))
    subnet = _subnet(thing.thing("../.."))
    if start is None or end is None or subnet is None or not start.version == end.version == subnet.version:
        return None
    return start, end, subnet


def range_outside(thing: Thing, _: Subject) -> Answer:
    """An end is not in the network, or is its own address or that for all."""
    ends = _range(thing)
    if ends is None:
        return None
    start, end, subnet = ends
    first, last = int(subnet.network_address), int(subnet.broadcast_address)
    is_wrong = not (first <= int(start) <= last and first <= int(end) <= last)
    if isinstance(subnet, IPv4Network):
        is_wrong = is_wrong or int(start) == first or int(end) == last
    if not is_wrong:
        return None
    kind = type(subnet.network_address)
    return {"start": start, "end": end, "network": subnet, "first": kind(first + 1), "last": kind(max(first, last - 1))}


def range_backwards(thing: Thing, _: Subject) -> Answer:
    """The end is before the start."""
    ends = _range(thing)
    return ends is not None and int(ends[1]) < int(ends[0])


def range_too_large(thing: Thing, subject: Subject) -> Answer:
    """More addresses than libvirt takes; of a range that is in the network."""
    ends = _range(thing)
    return ends is not None and not range_outside(thing, subject) and int(ends[1]) - int(ends[0]) >= _MOST_ADDRESSES


def lease_too_short(thing: Thing, _: Subject) -> Answer:
    """The lease is shorter than two minutes, and not for ever."""
    number, factor = thing.number("@expiry"), _SECONDS.get(thing.attributes.get("unit", "minutes"))
    return number is not None and factor is not None and 0 < number * factor < _SHORTEST_LEASE


def host_outside(thing: Thing, _: Subject) -> Answer:
    """The address is not in the network; one of another family never is."""
    leased, subnet = _address(thing.value("@ip")), _subnet(thing.thing("../.."))
    if leased is None or subnet is None or leased in subnet:
        return None
    return {"network": subnet}


def _subnets(subject: Subject) -> list[Subnet | None]:
    return [_subnet(ip) for ip in subject.at("ip")]


def gateway_outside(thing: Thing, subject: Subject) -> Answer:
    """The gateway is in no network of its family."""
    gateway = _address(thing.value("@gateway"))
    subnets = subject.once(_subnets)
    if gateway is None or None in subnets:
        return None
    return not any(gateway.version == subnet.version and gateway in subnet for subnet in subnets if subnet is not None)


def host_bits(thing: Thing, _: Subject) -> Answer:
    """The address is not the first one of its network."""
    address, subnet = _address(thing.value("@address")), _subnet(thing)
    if address is None or subnet is None or address == subnet.network_address:
        return None
    if "prefix" not in thing.attributes and "netmask" not in thing.attributes:
        return None
    return {"network": subnet.network_address}


def netmask_with_gaps(thing: Thing, _: Subject) -> Answer:
    """A netmask of IPv4 in which a bit that is set comes after one that is not."""
    mask = _address(thing.value("@netmask"))
    if mask is None or mask.version != 4:
        return None
    host = int(mask) ^ 0xFFFFFFFF
    return bool(host & (host + 1))


def second_default(thing: Thing, subject: Subject) -> Answer:
    """An earlier port group is the default."""
    return subject.at("portgroup[@default='yes']")[0] is not thing


def function_twice(thing: Thing, _: Subject) -> Answer:
    """A PCI device of the pool that stands there already."""
    seen: set[str] = set()
    for address in thing.things("address"):
        key = pci_key(address.attributes)
        if key in seen:
            return {"thing": address, "address": key}
        if key is not None:
            seen.add(key)
    return None
