"""What libvirt takes for the bus, the device and the format of a disk that does not say them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from libvirt_xml.validation.rules.thing import Thing

_BUS_OF_PREFIX = {"hd": "ide", "sd": "scsi", "vd": "virtio", "xvd": "xen", "fd": "fdc", "ubd": "uml"}


def bus(thing: Thing, _: Any) -> str | None:
    """The bus of a disk: given, or by the name of its target.

    Source: src/conf/domain_conf.c, virDomainDiskDefParseXML.
    """
    target = thing.thing("target")
    if target is None:
        return None
    if "bus" not in target.attributes and device(thing, None) == "floppy":
        return "fdc"
    return bus_of_target(target.attributes)


def bus_of_target(attributes: Mapping[str, str]) -> str | None:
    """The bus of a disk that is no floppy, by the attributes of its target."""
    given = attributes.get("bus")
    name = attributes.get("dev")
    if given is not None or name is None:
        return given
    return next((of for prefix, of in _BUS_OF_PREFIX.items() if name.startswith(prefix)), "ide")


def device(thing: Thing, _: Any) -> str:
    """What a disk is to the guest."""
    return thing.attributes.get("device", "disk")


def written_format(thing: Thing, _: Any) -> str | None:
    """The format of the image, where it is written."""
    return thing.value("driver/@type")
