"""The values of network filters as libvirt writes them; the rule ``text`` of ``equalities.toml`` has the names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Any


def filter_text(value: Any, name: str, rule: Mapping[str, Any]) -> str:
    """A value of a field in the one form that all its forms have in common."""
    text = str(value)
    if "$" in text:
        return re.sub(r"(\$\w+)(?![\w\[])", r"\1[@0]", "".join(text.split()))
    for table in rule["numbers"]:
        if name in table["of"]:
            return str(table["are"].get(text.lower(), text))
    if name in rule["sets"]:
        return "/".join(",".join(sorted(part.split(","))) for part in text.split("/"))
    if name.endswith("ipmask"):
        return _bits(text)
    if ":" in text and "ipaddr" in name:
        return _short_address(text)
    return text.lower() if name in rule["small"] else text


def _bits(mask: str) -> str:
    """A mask as its number of bits; one with holes as it is."""
    try:
        address = IPv6Address(mask) if ":" in mask else IPv4Address(mask)
    except AddressValueError:
        return mask
    bits = f"{int(address):0{address.max_prefixlen}b}"
    return mask if "01" in bits else str(bits.count("1"))


def _short_address(address: str) -> str:
    try:
        return str(IPv6Address(address))
    except AddressValueError:
        return address
