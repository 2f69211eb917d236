"""What would be done to a network, and to what has no more than a definition: pools, filters, secrets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from libvirt_xml.apply.planning.host_plan import When
from libvirt_xml.apply.planning.kinds.object_plans import ObjectPlanning
from libvirt_xml.binding.element import Element
from libvirt_xml.changes.change import Change
from libvirt_xml.changes.comparison_plans import plan_of
from libvirt_xml.changes.matching import item_places
from libvirt_xml.documents import Network, NetworkForward

LIVE_SECTIONS = {
    "ips[].dhcp.hosts[]": "ip-dhcp-host",
    "ips[].dhcp.ranges[]": "ip-dhcp-range",
    "dns.hosts[]": "dns-host",
    "dns.txts[]": "dns-txt",
    "dns.srvs[]": "dns-srv",
    "portgroups[]": "portgroup",
    "forward.interfaces[]": "forward-interface",
}
"""What libvirt changes in an active network, with its own word for it. Seen on libvirt 9.0.0 and 12.8.0."""
MODIFIABLE = ("ip-dhcp-host", "portgroup")
"""The parts that libvirt modifies; it only adds and deletes the others."""
_PLACE = re.compile(r"\[[^\]]*\]")


class NetworkItem(NamedTuple):
    """A part that libvirt changes in an active network: its own word for it, and the path of the item."""

    section: str
    path: str


def live_items(change: Change) -> list[NetworkItem]:
    """The parts of an active network that a change is about; none if libvirt cannot change all of it."""
    item = _item(change.path)
    if item is not None:
        return [item]
    before, after = (dict.fromkeys(_items_in(value, change.path)) for value in (change.old, change.new))
    items = [item for item in (*before, *after) if item not in before or item not in after]
    return [] if None in (*before, *after) else [item for item in items if item is not None]


def ip_number(network: Network, path: str) -> int:
    """Which ``<ip>`` of a network a path is about, as libvirt counts them; -1 if it is about none."""
    name, _, rest = path.partition("[")
    places = item_places(network.ips, plan_of(Network).stages["ips"]) if name == "ips" else []
    place = rest.partition("]")[0]
    return places.index(place) if place in places else -1


def _item(path: str) -> NetworkItem | None:
    pattern = _PLACE.sub("[]", path)
    for known, section in LIVE_SECTIONS.items():
        if pattern == known or pattern.startswith(f"{known}."):
            steps = len(_PLACE.findall(known))
            end = [match.end() for match in _PLACE.finditer(path)][steps - 1]
            return NetworkItem(section, path[:end])
    return None


def _items_in(value: object, path: str) -> Iterator[NetworkItem | None]:
    """The parts below a path that came or went as a whole; ``None`` for what libvirt cannot change."""
    if isinstance(value, Element):
        for name, held in value.__dict__.items():
            if isinstance(held, list) and name in plan_of(type(value)).stages:
                yield from _items_of(held, type(value), name, f"{path}.{name}")
            elif held is not None:
                yield from _items_in(held, f"{path}.{name}")
    elif path == "forward.interfaces" and isinstance(value, list):
        yield from _items_of(value, NetworkForward, "interfaces", path)
    elif value is not None:
        yield None


def _items_of(items: list[Element], owner: type[Element], name: str, path: str) -> Iterator[NetworkItem | None]:
    return (_item(f"{path}[{place}]") for place in item_places(items, plan_of(owner).stages[name]))


class NetworkPlanning(ObjectPlanning):
    """A network that libvirt has."""

    def when_of(self, change: Change) -> When:
        """At once, if libvirt can do it; else the network must be started again, which cuts its guests off."""
        return "live" if live_items(change) else "restart"
