"""What would be done to a network, and to what has no more than a definition: pools, filters, secrets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from libvirt_xml.apply.merging.merge import Merged
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
_CONTAINERS = ("dns", "ips[].dhcp")
"""What holds such parts, and nothing that they need: libvirt changes them also where the network has no container."""
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
    if change.path != "forward.interfaces":
        return []
    before, after = (dict.fromkeys(_items_of(value or [], change.path)) for value in (change.old, change.new))
    items = [item for item in (*before, *after) if item not in before or item not in after]
    return [] if None in items else [item for item in items if item is not None]


def split_changes(changes: Iterable[Change]) -> Iterator[Change]:
    """Changes of which each is live or not: what comes or goes as a whole, and has parts that libvirt changes."""
    for change in changes:
        whole = change.old if change.new is None else change.new
        is_whole = change.kind != "changed" and _PLACE.sub("[]", change.path) in _CONTAINERS
        parts = [*_parts(change, whole)] if is_whole and isinstance(whole, Element) else []
        yield from parts or [change]


def _parts(change: Change, whole: Element) -> Iterator[Change]:
    plan = plan_of(type(whole))
    for name in sorted(whole.__dict__, key=plan.rank):
        value, path = whole.__dict__[name], f"{change.path}.{name}"
        places = item_places(value, plan.stages[name]) if name in plan.stages else []
        parts = [(f"{path}[{place}]", item) for place, item in zip(places, value, strict=True)] if places else []
        for part_path, part in parts or ([(path, value)] if value not in (None, []) else []):
            yield Change(change.kind, part_path, *((None, part) if change.kind == "added" else (part, None)))


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


def _items_of(items: list[Element], path: str) -> Iterator[NetworkItem | None]:
    stages = plan_of(NetworkForward).stages["interfaces"]
    return (_item(f"{path}[{place}]") for place in item_places(items, stages))


class NetworkPlanning(ObjectPlanning):
    """A network that libvirt has."""

    def when_of(self, change: Change) -> When:
        """At once, if libvirt can do it; else the network must be started again, which cuts its guests off."""
        return "live" if live_items(change) else "restart"

    def merge(self, actual: Element, *, is_live: bool = False) -> Merged[Element]:
        """Of an active network with a change for each part, as some are live and others are not."""
        merged = super().merge(actual, is_live=is_live)
        return replace(merged, changes=tuple(split_changes(merged.changes))) if self.held.live is not None else merged
