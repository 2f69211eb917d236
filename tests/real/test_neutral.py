"""What ``ensure`` makes is nothing to a real libvirt: the document comes back as without it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from libvirt_xml import Domain, Element, documents
from libvirt_xml.binding.fields import specs_of
from libvirt_xml.binding.specs import child_class
from tests.real.hypervisor import Hypervisor, Refused

BUILDING: dict[str, Any] = json.loads(Path(documents.__file__).with_name("building.json").read_text("utf-8"))
BARE = """
<domain type='qemu'>
  <name>neutral</name>
  <uuid>7a3bd3a0-6e1d-4a38-9d53-8a0f6dd8d3f1</uuid>
  <memory>524288</memory>
  <os><type arch='x86_64' machine='q35'>hvm</type></os>
  <devices>
    <disk type='file' device='cdrom'><target dev='sda' bus='sata'/></disk>
    <parallel type='pty'/>
    <serial type='pty'/>
    <console type='pty'/>
    <vsock model='virtio'/>
  </devices>
</domain>"""
KEPT = {"hyperv", "kvm", "xen"}
"""What libvirt keeps although it is empty; QEMU gets nothing of it."""
GUEST = """
<domain type='qemu'>
  <name>neutral</name>
  <uuid>7a3bd3a0-6e1d-4a38-9d53-8a0f6dd8d3f1</uuid>
  <memory>524288</memory>
  <memoryBacking><source type='memfd'/><access mode='shared'/></memoryBacking>
  <os><type arch='x86_64' machine='q35'>hvm</type><boot dev='hd'/></os>
  <features><acpi/></features>
  <devices>
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2'/><source file='/nowhere/a.qcow2'/><target dev='vda' bus='virtio'/>
    </disk>
    <controller type='scsi' index='0' model='virtio-scsi'/>
    <filesystem type='mount' accessmode='mapped'><source dir='/srv'/><target dir='share'/></filesystem>
    <interface type='user'><mac address='52:54:00:00:00:01'/><model type='virtio'/></interface>
    <serial type='pty'><target type='isa-serial' port='0'/></serial>
    <console type='pty'><target type='serial' port='0'/></console>
    <parallel type='pty'><target port='0'/></parallel>
    <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
    <input type='keyboard' bus='virtio'/>
    <graphics type='spice'/>
    <sound model='ich9'/>
    <audio id='1' type='none'/>
    <video><model type='virtio'/></video>
    <hostdev mode='subsystem' type='pci' managed='yes'>
      <source><address domain='0' bus='2' slot='0' function='0'/></source>
    </hostdev>
    <redirdev bus='usb' type='spicevmc'/>
    <watchdog model='i6300esb' action='reset'/>
    <memballoon model='virtio'/>
    <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
    <shmem name='s'><model type='ivshmem-plain'/><size unit='M'>4</size></shmem>
    <vsock model='virtio'><cid auto='yes'/></vsock>
    <iommu model='intel'/>
  </devices>
</domain>"""


def _empty_children(guest: Domain) -> Iterator[tuple[str, str]]:
    """The neutral children that are not there: the path of the parent, and the field."""
    for path, element in guest.walk():
        for name in BUILDING["neutral"].get(type(element).__name__, ()):
            if getattr(element, name) is None:
                yield path, name


def _with_child(text: str, path: str, name: str) -> str:
    guest = Domain.from_xml(text)
    parent: Element = guest.find(path)
    parent.ensure(child_class(specs_of(type(parent))[name]))
    return guest.to_xml()


def _answer(hypervisor: Hypervisor, text: str) -> Domain | str:
    try:
        with hypervisor.defined(text) as answer:
            return Domain.from_element(answer)
    except Refused as words:
        return str(words)


def test_an_empty_one_is_as_none(hypervisor: Hypervisor) -> None:
    """Of each neutral element that fits into a guest with most devices; the kind of a device may forbid it."""
    settled = GUEST
    for _ in range(2):  # libvirt orders controllers when it reads its own addresses
        settled = _xml_of(_answer(hypervisor, settled))
    same, wrong = set(), []
    for start in (BARE, settled):
        expected = _answer(hypervisor, start)
        for path, name in _empty_children(Domain.from_xml(start)):
            answer = _answer(hypervisor, _with_child(start, path, name))
            if answer == expected:
                same.add(name)
            elif isinstance(answer, Domain) and name not in KEPT and name != "topology":
                wrong.append((path, name))
    assert wrong == []
    assert len(same) > 30
    assert {"cpu", "clock", "vcpu", "pm", "numatune", "iotune", "coalesce", "driver", "source", "target"} <= same


def _xml_of(answer: Domain | str) -> str:
    if isinstance(answer, str):
        pytest.fail(answer)
    return answer.to_xml()
