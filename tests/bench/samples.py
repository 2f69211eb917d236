"""The documents that are timed: libvirt's own where they are at hand, else made ones of like size."""

from __future__ import annotations

import random
from typing import NamedTuple

from lxml import etree

from tests.sources import document_roots

_FOLDER = "tests/qemuxmlconfdata"


class Samples(NamedTuple):
    """Domain documents, and in a word where they are from."""

    documents: list[bytes]
    origin: str


def find_samples(limit: int | None = None) -> Samples:
    """Documents to time, at most ``limit`` of them, spread over all that there are."""
    documents = [text for text in _libvirts_own() if _is_domain(text)]
    if documents:
        return Samples(spread(documents, limit), f"libvirt's own, from {_FOLDER}")
    return Samples(spread(_made(1000), limit), "made here, as libvirt's own are not at hand")


def spread(documents: list[bytes], limit: int | None) -> list[bytes]:
    """At most ``limit`` of the documents, at even distances."""
    if limit is None or limit >= len(documents):
        return documents
    return [documents[at * len(documents) // limit] for at in range(limit)]


def count_elements(document: bytes) -> int:
    """How many elements a document has."""
    return sum(1 for _ in etree.fromstring(document).iter("*"))


def _libvirts_own() -> list[bytes]:
    for root in reversed(document_roots()):  # a source tree that was named comes before the archive
        paths = [path for path in sorted((root / _FOLDER).glob("*.xml")) if path.is_file()]
        if paths:
            return [path.read_bytes() for path in paths]
    return []


def _is_domain(text: bytes) -> bool:
    try:
        return bool(etree.fromstring(text).tag == "domain")
    except etree.XMLSyntaxError:
        return False


_DOMAIN = """\
<domain type='kvm'>
  <name>guest-{number}</name>
  <uuid>{uuid}</uuid>
  <memory unit='KiB'>{memory}</memory>
  <currentMemory unit='KiB'>{memory}</currentMemory>
  <vcpu placement='static'>{cpus}</vcpu>
  <os>
    <type arch='x86_64' machine='pc-q35-9.2'>hvm</type>
    <boot dev='hd'/>
  </os>
  <features>
    <acpi/>
    <apic/>
  </features>
  <cpu mode='host-passthrough' check='none' migratable='on'/>
  <clock offset='utc'/>
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>restart</on_reboot>
  <on_crash>destroy</on_crash>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
{devices}
  </devices>
</domain>
"""
_ADDRESS = "<address type='pci' domain='0x0000' bus='0x{bus:02x}' slot='0x{slot:02x}' function='0x0'/>"
_DEVICES = [
    """\
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2' discard='unmap'/>
      <source file='/var/lib/libvirt/images/guest-{number}-{slot}.qcow2'/>
      <target dev='vd{letter}' bus='virtio'/>
      {address}
    </disk>""",
    """\
    <interface type='network'>
      <mac address='52:54:00:{bus:02x}:{slot:02x}:1b'/>
      <source network='default'/>
      <model type='virtio'/>
      {address}
    </interface>""",
    """\
    <controller type='usb' index='{slot}' model='qemu-xhci' ports='15'>
      {address}
    </controller>""",
    """\
    <channel type='unix'>
      <target type='virtio' name='org.qemu.guest_agent.{slot}'/>
      <address type='virtio-serial' controller='0' bus='0' port='{slot}'/>
    </channel>""",
    """\
    <graphics type='vnc' port='-1' autoport='yes'>
      <listen type='address' address='127.0.0.1'/>
    </graphics>""",
    """\
    <video>
      <model type='virtio' heads='1' primary='yes'/>
      {address}
    </video>""",
    """\
    <hostdev mode='subsystem' type='pci' managed='yes'>
      <source>
        <address domain='0x0000' bus='0x{bus:02x}' slot='0x{slot:02x}' function='0x1'/>
      </source>
    </hostdev>""",
    "    <memballoon model='virtio' autodeflate='on'/>",
    "    <input type='tablet' bus='usb'/>",
]


def _made(count: int) -> list[bytes]:
    chance = random.Random(1)
    return [_domain(number, chance).encode() for number in range(count)]


def _domain(number: int, chance: random.Random) -> str:
    devices = []
    for slot, device in enumerate(chance.choices(_DEVICES, k=chance.randint(2, 8)), 1):
        places = {"number": number, "slot": slot, "bus": chance.randrange(32), "letter": chr(ord("a") + slot)}
        devices.append(device.format(**places, address=_ADDRESS.format(**places)))
    return _DOMAIN.format(
        number=number,
        uuid=f"c7a5fdbd-edaf-9455-926a-{number:012x}",
        memory=chance.choice([219136, 1048576, 4194304]),
        cpus=chance.choice([1, 2, 4]),
        devices="\n".join(devices),
    )
