"""Files that are not those of capture are refused with the reason; what later releases add is left out."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from libvirt_xml.validation.rules.host_facts.facts_files import FactsError, read_host, read_inventory

HOST: dict[str, Any] = {
    "kind": "libvirt-xml host",
    "format": 1,
    "captured": "2026-11-29T01:00:00+00:00",
    "libvirt": "9.0.0",
    "driver": "QEMU",
    "hypervisor": "7.2.0",
    "capabilities": "<capabilities><host/></capabilities>",
    "domain_capabilities": [
        {
            "of": [{"emulator": "/q", "arch": "x86_64", "virt": "qemu", "machines": {"pc-q35-7.2": 288}}],
            "document": "<domainCapabilities><devices/></domainCapabilities>",
        }
    ],
}
INVENTORY: dict[str, Any] = {
    "kind": "libvirt-xml inventory",
    "format": 1,
    "captured": "2026-11-29T01:00:00+00:00",
    "libvirt": "9.0.0",
    "pools": [
        {
            "name": "images",
            "uuid": "u",
            "type": "dir",
            "is_active": True,
            "path": "/images",
            "volumes": [{"name": "a", "path": "/images/a"}],
        }
    ],
}


def _changed(document: dict[str, Any], change: Callable[[dict[str, Any]], object]) -> str:
    copied: dict[str, Any] = json.loads(json.dumps(document))
    change(copied)
    return json.dumps(copied)


def test_what_is_whole_is_read() -> None:
    assert read_host(json.dumps(HOST)).most_cpus("x86_64", "qemu", "pc-q35-7.2") == 288
    pools = read_inventory(json.dumps(INVENTORY)).pools
    assert pools is not None
    assert [volume.path for volume in pools[0].volumes] == ["/images/a"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda host: host.update(kind="libvirt-xml inventory"), "this is not what `libvirt-xml capture` writes of"),
        (lambda host: host.update(format=2), "the file has the format 2, and this libvirt-xml reads 1"),
        (lambda host: host.pop("libvirt"), "at /libvirt is not what"),
        (lambda host: host.update(captured="yesterday"), "at /captured is not what"),
        (lambda host: host.update(domain_capabilities={}), "at /domain_capabilities is not what"),
        (lambda host: host["domain_capabilities"][0].pop("of"), "at /domain_capabilities/0/of is not what"),
        (
            lambda host: host["domain_capabilities"][0]["of"][0]["machines"].update(q35="many"),
            "at /domain_capabilities/0/of/0/machines/q35 is not what",
        ),
        (
            lambda host: host["domain_capabilities"][0].update(document="<domainCapabilities>"),
            "at /domain_capabilities/0/document is not what",
        ),
        (lambda host: host.update(capabilities="<domain/>"), "at /capabilities is not what"),
    ],
)
def test_what_is_not_whole_is_refused(change: Callable[[dict[str, Any]], object], reason: str) -> None:
    """With the place."""
    with pytest.raises(FactsError, match=reason):
        read_host(_changed(HOST, change))


@pytest.mark.parametrize("data", [b"", b"\xff", b"[]", b"{}", b"nothing", b'{"kind": "libvirt-xml host"}'])
def test_what_is_something_else_is_refused(data: bytes) -> None:
    for read in (read_host, read_inventory):
        with pytest.raises(FactsError):
            read(data)


def test_what_later_releases_add_is_left_out() -> None:
    """Within a format, keys may come."""
    text = _changed(INVENTORY, lambda inventory: inventory["pools"][0].update(colour="blue"))
    pools = read_inventory(text).pools
    assert pools is not None
    assert pools[0].name == "images"
