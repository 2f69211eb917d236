"""Checks of network filters."""

from __future__ import annotations

from ipaddress import ip_address

from libvirt_xml.validation.rules.subject import Answer, Subject
from libvirt_xml.validation.rules.thing import Thing

_EXAMPLES = {32: "255.255.255.0", 48: "ff:ff:ff:00:00:00", 128: "ffff:ffff:ffff:ffff::"}
_MAC_COLONS = 5


def mask_with_gaps(thing: Thing, _: Subject) -> Answer:
    """A mask whose ones are not all at its beginning. What is no address, such as a variable, is no mask with gaps."""
    for attribute, mask in thing.attributes.items():
        bits = _bits(mask) if attribute.endswith("mask") else None
        if bits is not None and "01" in bits:
            return {"at": f"@{attribute}", "attribute": attribute, "mask": mask, "example": _EXAMPLES[len(bits)]}
    return None


def _bits(mask: str) -> str | None:
    """The bits of an IP or MAC address, with all zeros before them."""
    if mask.count(":") == _MAC_COLONS and "::" not in mask:
        return f"{int(mask.replace(':', ''), 16):048b}" if all(len(part) == 2 for part in mask.split(":")) else None
    try:
        address = ip_address(mask)
    except ValueError:
        return None
    return f"{int(address):0{address.max_prefixlen}b}"
