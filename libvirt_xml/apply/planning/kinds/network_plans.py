"""What would be done to a network, and to what has no more than a definition: pools, filters, secrets."""

from __future__ import annotations

import re

from libvirt_xml.apply.planning.host_plan import When
from libvirt_xml.apply.planning.kinds.object_plans import ObjectPlanning
from libvirt_xml.changes.change import Change

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


def live_section(path: str) -> tuple[str, str] | None:
    """libvirt's word for the part of a network that a path is about, and the path of the item."""
    pattern = _PLACE.sub("[]", path)
    for known, section in LIVE_SECTIONS.items():
        if pattern == known or pattern.startswith(f"{known}."):
            steps = len(_PLACE.findall(known))
            end = [match.end() for match in _PLACE.finditer(path)][steps - 1]
            return section, path[:end]
    return None


class NetworkPlanning(ObjectPlanning):
    """A network that libvirt has."""

    def when_of(self, change: Change) -> When:
        """At once, if libvirt can do it; else the network must be started again, which cuts its guests off."""
        return "restart" if live_section(change.path) is None else "live"
