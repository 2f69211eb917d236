"""Every key of the ``vm`` form, topic by topic: the table for reading, both ways, JSON Schema and the manual."""

from __future__ import annotations

import re

from libvirt_xml.markup.secrets import is_secret
from libvirt_xml.yaml_forms.document.advice.written_fields import written_field
from libvirt_xml.yaml_forms.shapes.composites import Key, Record
from libvirt_xml.yaml_forms.shapes.libvirt_fields import KeysOfFields, LibvirtFields
from libvirt_xml.yaml_forms.shapes.other_tools.foreign_keys import VM_REFUSALS
from libvirt_xml.yaml_forms.text.yaml_tree import Node
from libvirt_xml.yaml_forms.vm.topic import Topic
from libvirt_xml.yaml_forms.vm.topics import (
    boot_order,
    clock,
    device_names,
    document_parts,
    firmware,
    guest_system,
    identity,
    iothreads,
    kernel,
    labels,
    machine,
    running,
)
from libvirt_xml.yaml_forms.vm.topics.cloud_init import seeds
from libvirt_xml.yaml_forms.vm.topics.computing import memory, numa, processors
from libvirt_xml.yaml_forms.vm.topics.controllers import root_ports, usb
from libvirt_xml.yaml_forms.vm.topics.devices import (
    agent,
    balloon,
    console,
    graphics,
    inputs,
    rng,
    sound,
    tpm,
    video,
    vsock,
    watchdog,
)
from libvirt_xml.yaml_forms.vm.topics.disks import disks
from libvirt_xml.yaml_forms.vm.topics.host import hostdevs, shares
from libvirt_xml.yaml_forms.vm.topics.network import nics

TOPICS: tuple[Topic, ...] = (
    identity.TOPIC, guest_system.TOPIC, machine.TOPIC, firmware.TOPIC, processors.TOPIC, memory.TOPIC, numa.TOPIC,
    iothreads.TOPIC, device_names.TOPIC, disks.TOPIC, nics.TOPIC, boot_order.TOPIC, kernel.TOPIC, seeds.TOPIC,
    graphics.TOPIC, video.TOPIC, console.TOPIC, sound.TOPIC, inputs.TOPIC, tpm.TOPIC, rng.TOPIC, balloon.TOPIC,
    agent.TOPIC, usb.TOPIC, root_ports.TOPIC, watchdog.TOPIC, vsock.TOPIC, shares.TOPIC, hostdevs.TOPIC, clock.TOPIC,
    document_parts.PARTS_TOPIC, labels.TOPIC, running.TOPIC, document_parts.DOMAIN_TOPIC,
)  # fmt: skip
"""In the order of the manual, in which they are expanded and guessed too, but for those that are last."""
IN_TURN = tuple(sorted(TOPICS, key=lambda topic: topic.is_last))


def _keys() -> dict[str, Key]:
    keys: dict[str, Key] = {}
    for topic in TOPICS:
        for name, key in topic.keys.items():
            if name in keys:
                raise ValueError(f"the key {name!r} of the vm form belongs to two topics")
            keys[name] = key
    return keys


def _keys_of_field(name: str, item: Node) -> KeysOfFields | None:
    from libvirt_xml.yaml_forms.vm.back.from_fields import keys_of_field  # reads all topics

    return keys_of_field(name, item)


def _machine_of_name(text: str) -> str | None:
    """The machine that is only a name."""
    return f"{{name: {text}}}" if _is_name(text) and not is_secret(text) else None


_is_name = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,40}").fullmatch
VM_KEYS = Record(
    "vm",
    _keys(),
    synonyms="vm",
    reads=_machine_of_name,
    example="{name: web1}",
    inner=LibvirtFields("Domain", writes=written_field, reads=_keys_of_field),
    refusals=VM_REFUSALS,
)
