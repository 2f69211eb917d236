"""The keys that name kinds of documents."""

from __future__ import annotations

import pytest

from libvirt_xml import Element, documents
from libvirt_xml.yaml_forms.document import class_of, key_of, kinds
from libvirt_xml.yaml_forms.document.order import CONTENT
from tests.strategies.objects import classes

KEYS = {
    "domain": "Domain", "network": "Network", "network_port": "NetworkPort", "storage_pool": "StoragePool",
    "storage_volume": "StorageVolume", "node_device": "NodeDevice", "nwfilter": "Nwfilter",
    "nwfilter_binding": "NwfilterBinding", "secret": "Secret", "host_interface": "HostInterface",
    "capabilities": "Capabilities", "domain_capabilities": "DomainCapabilities", "cpu": "Cpu", "host_cpu": "HostCpu",
    "storage_pool_capabilities": "StoragePoolCapabilities", "domain_snapshot": "DomainSnapshot",
    "inactive_domain": "InactiveDomain", "domain_checkpoint": "DomainCheckpoint", "domain_backup": "DomainBackup",
    "host_sysinfo": "HostSysinfo", "disk": "Disk", "interface": "Interface", "hostdev": "Hostdev",
    "memory_device": "MemoryDevice", "vsock": "Vsock",
}  # fmt: skip


@pytest.mark.parametrize(("key", "name"), KEYS.items())
def test_keys(key: str, name: str) -> None:
    """A key stands for a class, and the class for its key."""
    cls: type[Element] = getattr(documents, name)
    assert class_of(key) is cls
    assert key_of(cls) == key


def test_all() -> None:
    """Every document and every device has a key of its own, documents first."""
    names = [name for names in documents.ROOTS.values() for name in names]
    found = [class_of(key) for key in kinds.KINDS]
    assert [cls.__name__ for cls in found[: len(names)] if cls] == names
    assert None not in found
    assert len(set(found)) == len(found) == len(names) + 31
    assert {"domain", "disk"} <= set(kinds.KINDS)


@pytest.mark.parametrize("key", ["Domain", "domains", "", "str", "devices", "extra_", "domainsnapshot", "vm"])
def test_what_is_no_key(key: str) -> None:
    """Nothing else stands for a document."""
    assert class_of(key) is None


def test_what_has_no_key() -> None:
    """Parts of documents that are no devices stand in documents only."""
    assert key_of(documents.DiskSource) is None
    assert key_of(documents.Devices) is None


def test_names_that_orders_need() -> None:
    """``order`` can tell unknown content from every field."""
    assert not [cls.__name__ for cls in classes() if CONTENT in vars(cls)]
