"""Network sources of disks and host devices: the ports of their servers, and the unit of an iSCSI target.

Source: libvirt, src/storage_file/storage_source.c: virStorageSourceNetworkDefaultPort; src/conf/domain_conf.c:
virDomainDiskSourceNetworkParse, virDomainHostdevSubsysSCSIiSCSIDefParseXML.
"""

from __future__ import annotations

from collections.abc import Iterator

from libvirt_xml.completion.filled_in import named_facts
from libvirt_xml.documents.disk_source import DiskSource
from libvirt_xml.documents.domain import Domain
from libvirt_xml.documents.hostdev import HostdevSource


def complete_network_disks(domain: Domain) -> None:
    """Fill in the ports of servers that have none, and the unit 0 of iSCSI targets."""
    for source in _sources(domain):
        if source.protocol == "iscsi" and source.name and "/" not in source.name:
            source.name = f"{source.name}/0"
        if isinstance(source, DiskSource):
            _fill_ports(source)


def _fill_ports(source: DiskSource) -> None:
    port = named_facts("network_ports").get(source.protocol or "")
    for host in source.hosts if port is not None else ():
        if host.port is None and host.transport in (None, "tcp"):
            host.port = port


def _sources(domain: Domain) -> Iterator[DiskSource | HostdevSource]:
    devices = domain.devices.__dict__ if "devices" in domain.__dict__ else {}
    for disk in devices.get("disks", ()):
        if disk.source is not None and disk.source.protocol is not None:
            yield disk.source
    for hostdev in devices.get("hostdevs", ()):
        if isinstance(hostdev.source, HostdevSource):
            yield hostdev.source
