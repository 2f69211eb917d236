"""What is captured of a host, and what is not."""

from __future__ import annotations

import json
from typing import Any, cast

import jsonschema
import pytest

from libvirt_xml.apply import Host, RefusedError, UnsupportedError
from libvirt_xml.apply.capturing.asking_capabilities import capture_host
from libvirt_xml.apply.capturing.taking_inventory import take_inventory
from libvirt_xml.validation.rules.host_facts.captured_host import CapturedHost
from libvirt_xml.validation.rules.host_facts.facts_files import (
    host_text,
    inventory_text,
    read_host,
    read_inventory,
    schema_of,
)
from tests.apply.capturing.asked_connection import AskedConnection

Q35 = "pc-q35-7.2"
SECRETS = """
<domain type='test' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
  <name>web1</name><uuid>6c1a4e2e-0d5c-4a6a-9df7-0f2c6a2b1f01</uuid><description>of hidden-text</description>
  <memory unit='MiB'>8</memory><os><type>hvm</type><cmdline>password=hidden-argument</cmdline></os>
  <devices>
    <disk type='network'><source protocol='https' name='d.qcow2' query='token=hidden-query'><host name='h'/></source>
      <target dev='vda'/></disk>
    <disk type='network'><auth username='hidden-user'><secret type='ceph' usage='u'/></auth>
      <source protocol='rbd' name='pool/image'><host name='h'/></source><target dev='vdb'/></disk>
    <disk type='file'><source file='/images/web1.qcow2'/><target dev='vdc'/></disk>
    <disk type='volume'><source pool='images' volume='data'/><target dev='vdd'/></disk>
    <interface type='network'><mac address='52:54:00:00:00:01'/><source network='lan'/></interface>
    <graphics type='vnc' port='5901' autoport='no' passwd='hidden-password'/>
    <graphics type='vnc' autoport='yes'/>
  </devices>
</domain>"""


def _captured(connection: AskedConnection) -> CapturedHost:
    return capture_host(cast("Host", connection))


def test_each_guest_is_asked_once() -> None:
    """By emulator, architecture, machine type and type of domain; short names of machine types are no guests."""
    connection = AskedConnection()
    host = _captured(connection)
    assert connection.questions == [
        ("/usr/bin/qemu-system-x86_64", "x86_64", "pc-i440fx-7.2", "qemu"),
        ("/usr/bin/qemu-system-x86_64", "x86_64", Q35, "qemu"),
        ("/usr/bin/kvm", "x86_64", Q35, "kvm"),
    ]
    assert (host.libvirt, host.driver, host.hypervisor) == ("9.0.0", "QEMU", "7.2.22")


def test_equal_documents_are_kept_once() -> None:
    host = _captured(AskedConnection())
    assert len(host.documents) == 2
    assert host.machines("x86_64", "qemu") == {"pc", "pc-i440fx-7.2", "q35", Q35}
    assert host.machines("x86_64", "kvm") == {"q35", Q35}
    assert host.machines("aarch64", "qemu") == set()
    assert host.arches("kvm") == {"x86_64"}
    assert host.most_cpus("x86_64", "qemu", "pc") == 255
    assert host.most_cpus("x86_64", "qemu", "q35") == 288
    assert host.most_cpus("x86_64", "qemu", "q35", "/usr/bin/kvm") is None
    supported = {
        virt: capabilities.value("devices/rng/@supported")
        for virt in ("qemu", "kvm", "hvf")
        if (capabilities := host.domain_capabilities("x86_64", virt, "q35")) is not None
    }
    assert supported == {"qemu": "yes", "kvm": "no"}


def test_a_guest_that_is_refused_is_left_out() -> None:
    """As its emulator does not run; if all are, that is the answer."""
    refusal = RefusedError("the emulator does not run")
    assert _captured(AskedConnection({"pc-i440fx-7.2": refusal})).machines("x86_64", "qemu") == {"q35", Q35}
    with pytest.raises(RefusedError):
        _captured(AskedConnection({"pc-i440fx-7.2": refusal, Q35: refusal}))


def test_a_driver_without_domain_capabilities() -> None:
    """Nothing is known of its guests, which is not that it has none."""
    host = _captured(AskedConnection({"pc-i440fx-7.2": UnsupportedError("no such function")}))
    assert host.machines("x86_64", "qemu") is None
    assert host.domain_capabilities("x86_64", "qemu", "q35") is None


def test_the_file_of_a_host() -> None:
    """It comes back as it was, follows its schema, and has no UUID of the host."""
    host = _captured(AskedConnection())
    text = host_text(host)
    _check_schema(text, "host")
    assert "a5516ad0" not in text
    again = read_host(text)
    assert (again.documents, again.offers, again.capabilities_xml) == (
        host.documents,
        host.offers,
        host.capabilities_xml,
    )


def test_an_inventory_holds_listed_fields_only(host: Host) -> None:
    """No password, user, query or description; disks, MAC addresses and fixed ports."""
    host.call("defineXML", SECRETS)
    inventory = take_inventory(host)
    text = inventory_text(inventory)
    assert "hidden" not in text
    _check_schema(text, "inventory")
    again = read_inventory(text)
    assert again.domains == inventory.domains
    assert again.networks == inventory.networks
    assert inventory.domains is not None
    (web1,) = (domain for domain in inventory.domains if domain.name == "web1")
    assert web1.macs == ("52:54:00:00:00:01",)
    assert web1.sources == ("/images/web1.qcow2", "images/data")
    assert web1.ports == (5901,)
    assert not web1.is_active
    assert inventory.networks is not None
    assert [(network.name, network.forward, network.is_active) for network in inventory.networks] == [
        ("lan", "nat", True)
    ]


def test_what_cannot_be_listed_is_unknown(host: Host) -> None:
    """The test driver has no network filters and no secrets: the file does not say that there are none."""
    inventory = take_inventory(host)
    assert (inventory.filters, inventory.secrets) == (None, None)
    assert "filters" not in json.loads(inventory_text(inventory))


def test_an_inventory_gets_old(host: Host) -> None:
    from datetime import timedelta

    inventory = take_inventory(host)
    assert inventory.is_fresh(inventory.captured + timedelta(hours=23))
    assert not inventory.is_fresh(inventory.captured + timedelta(hours=25))


def _check_schema(text: str, kind: Any) -> None:
    schema = json.loads(schema_of(kind))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(text), schema)
