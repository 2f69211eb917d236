"""What libvirt takes from chance or from the host: it is the same on both sides of a comparison."""

from __future__ import annotations

from libvirt_xml import Domain
from libvirt_xml.facts.machines import family_of


def take_over(whole: Domain, dump: Domain) -> None:
    """Give a completed domain the UUIDs, MAC addresses and version of the machine type that libvirt chose."""
    whole.uuid = whole.uuid or dump.uuid
    names = [(domain.os and domain.os.type.machine) or "" for domain in (whole, dump)]
    if whole.os and family_of(names[0]) == family_of(names[1]):
        whole.os.type.machine = names[1]
    for nic, other in zip(whole.devices.interfaces, dump.devices.interfaces, strict=False):
        if nic.mac is None or nic.mac.address is None:
            nic.mac = other.mac
        if nic.virtualport and other.virtualport and nic.virtualport.parameters is None:
            nic.virtualport.parameters = other.virtualport.parameters
