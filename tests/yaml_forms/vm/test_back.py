"""The way back: the smallest spec of a domain expands to the same domain again."""

from __future__ import annotations

import copy
import re

import pytest

from libvirt_xml import Domain
from libvirt_xml.changes import compare
from libvirt_xml.completion import completed
from libvirt_xml.yaml_forms.document import read_document, write_document
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.loading import Source, load
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, plain
from libvirt_xml.yaml_forms.vm.back import to_short_vm, to_vm
from libvirt_xml.yaml_forms.vm.expand import expand
from tests.sources import ABSENT, document_roots

WISHES = {
    "nothing": "vm: {name: a}",
    "sizes and numbers": "vm: {name: a, memory: 3GB, cpus: {count: 2, max: 4}}",
    "an os": "vm: {name: a, os: debian12}",
    "windows": "vm: {name: a, os: win11, disks: [{name: root, size: 64GiB}], nics: [{name: lan, network: x}]}",
    "another architecture": "vm: {name: a, arch: aarch64, disks: [{path: /a.qcow2}]}",
    "IBM Z": "vm: {name: a, arch: s390x, disks: [{name: root, block: /dev/sdx}], clock: {timezone: Europe/Berlin}}",
    "emulation": "vm: {name: a, accel: tcg, cpus: {model: EPYC}}",
    "disks": """
        vm:
          name: a
          iothreads: 1
          disks:
            - {name: root, path: /a.qcow2, cache: none, io: native, iothread: 1, serial: ABC, discard: unmap}
            - {name: data, pool: p, volume: v.raw, bus: scsi}
            - {name: net, rbd: {pool: p, image: i, hosts: [{name: m, port: 6789}], user: u, secret: ceph}}
            - {name: far, iscsi: {target: iqn.2026-01.x, lun: 1, host: h}}
            - {name: web, cdrom: true, url: "https://example.com/a.iso"}
            - {name: six, cdrom: true, url: "http://[2001:db8::1]:8080/b.iso"}
            - {name: old, nbd: {host: h, export: e}}
          boot: [data, root]
    """,
    "nics": """
        vm:
          name: a
          nics:
            - {name: one, network: x, portgroup: g, mac: "52:54:00:00:00:01", mtu: 9000, queues: 2, filter: f}
            - {name: two, bridge: b, vlan: 5, virtualport: openvswitch, link: down}
            - {name: three, direct: {dev: eth0, mode: vepa}, model: e1000e}
            - {name: four, user: true}
    """,
    "devices": """
        vm:
          name: a
          graphics: {type: spice, port: 5901}
          video: {model: qxl, heads: 2}
          sound: true
          tpm: true
          watchdog: {action: poweroff}
          vsock: 17
          shares: [{name: s, path: /srv, readonly: true}]
          hostdevs: [{name: gpu, pci: "3b:00.0"}, {name: key, usb: "046d:c52b"}]
          labels: {"a <b>": "c & d"}
          clock: {timezone: Europe/Berlin}
    """,
    "numa": """
        vm:
          name: a
          cpus: {count: 4, pin: [0, 1, 2, 3], features: {vmx: disable}, topology: {sockets: 2, cores: 2}}
          memory: {hugepages: 2MiB, locked: true}
          numa: [{cpus: 0-1, memory: 1GiB, host: 0}, {cpus: 2-3, memory: 1GiB, host: 1}]
    """,
    "the way out": "vm: {name: a, domain: {pm: null, devices: {rngs: null}}, features: {apic: null}}",
}


def test_a_serial_line_to_a_file() -> None:
    """The key has no word for it: the spec asks for no terminal in its place, which libvirt would not make."""
    parts = "<source path='/a.log'/><target type='{}' port='0'/>"
    serial = f"<serial type='file'>{parts.format('isa-serial')}</serial>"
    devices = f"<devices>{serial}<console type='file'>{parts.format('serial')}</console></devices>"
    q35 = "<os><type arch='x86_64' machine='q35'>hvm</type></os>"
    domain = Domain.from_xml(f"<domain type='kvm'><name>a</name><memory>1</memory>{q35}{devices}</domain>")
    spec, _ = to_short_vm(domain)
    assert plain(spec)["console"] is False
    again = expanded(spec).devices
    assert ([serial.type for serial in again.serials], again.consoles) == (["file"], [])
    assert compare(expanded(to_vm(domain)), domain) == []


@pytest.mark.parametrize("wish", WISHES.values(), ids=WISHES)
def test_a_spec_comes_back_without_residue(wish: str) -> None:
    """What the ``vm`` form said, it can say of the domain that came of it."""
    domain = domain_of(wish)
    spec = to_vm(domain)
    assert compare(expanded(spec), domain) == []
    if "domain:" not in wish and "features:" not in wish:
        assert "domain" not in spec.items, plain(spec)


@pytest.mark.parametrize("wish", WISHES.values(), ids=WISHES)
def test_no_key_could_be_left_out(wish: str) -> None:
    """Without any one of its keys a spec says another domain; but people look for memory and CPUs first."""
    domain = domain_of(wish)
    spec = to_vm(domain)
    for name in spec.items:
        if name in ("name", "defaults", "memory", "cpus"):
            continue
        shorter = Mapping({key: item for key, item in spec.items.items() if key != name})
        findings = Findings()
        machine = expand(shorter, findings)
        assert findings.has_errors or machine is None or compare(read(machine.tree), domain) != [], name


def test_a_domain_of_libvirt_keeps_what_libvirt_added() -> None:
    """Addresses, aliases and all else that the form has no word for is under ``domain``, at the device it is of."""
    domain = Domain.from_file("docs/examples/web1.xml")
    spec = plain(to_vm(domain))
    assert spec["disks"] == [{"path": "/var/lib/libvirt/images/web1.qcow2", "discard": "unmap"}]
    assert spec["domain"]["id"] == 3
    assert compare(expanded(to_vm(domain)), domain) == []


def test_what_is_no_machine_of_qemu_comes_back_too() -> None:
    """Nothing is lost, though little of it is short."""
    domain = Domain.from_xml(
        "<domain type='lxc'><name>c</name><memory>1</memory><os><type>exe</type><init>/bin/sh</init></os>"
        "<devices><filesystem type='mount'><source dir='/'/><target dir='/'/></filesystem></devices></domain>"
    )
    assert compare(expanded(to_vm(domain)), domain) == []


@pytest.mark.parametrize("model", ["pcie-root-port", "pcie-switch-downstream-port"])
def test_ports_of_all_sorts_come_back_by_themselves(model: str) -> None:
    """How many the form makes follows from the devices, also from those that a residue takes away."""
    ports = "".join(f"<controller type='pci' index='{index}' model='{model}'/>" for index in range(3, 9))
    domain = Domain.from_xml(
        "<domain type='kvm'><name>a</name><memory>2097152</memory><vcpu>2</vcpu>"
        "<os><type arch='x86_64' machine='q35'>hvm</type></os><devices>"
        "<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='/a.raw'/>"
        "<target dev='vda' bus='virtio'/></disk><controller type='pci' index='0' model='pcie-root'/>"
        "<controller type='pci' index='1' model='pcie-root-port'/>"
        f"<controller type='pci' index='2' model='pcie-switch-upstream-port'/>{ports}</devices></domain>"
    )
    for spec in (to_vm(domain), to_short_vm(domain)[0]):
        assert "disks" in spec.items, plain(spec)
        assert compare(completed(expanded(spec)), completed(domain)) == []


def test_looking_for_a_spec_changes_nothing() -> None:
    """The domain is as it was."""
    domain = Domain.from_file("docs/examples/web1.xml")
    before = copy.deepcopy(domain)
    to_vm(domain)
    assert domain == before


@pytest.mark.skipif(not document_roots(), reason=ABSENT)
def test_the_domains_of_libvirts_tests_come_back() -> None:
    """Every twelfth of them, as one takes a tenth of a second."""
    texts = [path.read_bytes() for root in document_roots() for path in sorted(root.rglob("*.xml"))]
    domains = [text for text in texts if re.match(rb"\s*(<!--.*?-->\s*)*<domain[\s>]", text, re.DOTALL)]
    assert len(domains) > 1000
    for text in domains[::12]:
        domain = Domain.from_xml(text)
        assert compare(expanded(to_vm(domain)), domain) == [], text.decode()


def domain_of(text: str) -> Domain:
    """The domain that a spec means."""
    (document,) = load(Source(text)).raise_errors().documents
    assert isinstance(document.element, Domain)
    return document.element


def expanded(spec: Mapping) -> Domain:
    """The domain that a tree means."""
    findings = Findings()
    machine = expand(spec, findings)
    assert machine is not None
    assert not findings.has_errors, findings.problems
    return read(machine.tree)


def read(tree: Node) -> Domain:
    """The object of a tree."""
    findings = Findings()
    element = read_document(tree, Domain, findings, "domain")
    assert isinstance(element, Domain)
    assert write_document(element) is not None
    return element
