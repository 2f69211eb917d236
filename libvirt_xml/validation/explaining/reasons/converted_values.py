"""The value of one attribute in the words of another: ``on`` for ``yes``, a prefix for a netmask."""

from __future__ import annotations

from ipaddress import ip_network

from libvirt_xml.relaxng.patterns import derivatives
from libvirt_xml.relaxng.patterns.builder import Patterns
from libvirt_xml.relaxng.patterns.patterns import Pattern
from libvirt_xml.relaxng.repair.listed_values import listed_values
from libvirt_xml.validation.values.values import FALSE, TRUE

_LONGEST = 60  # characters of a value that is looked at


def converted_value(make: Patterns, allowed: Pattern, value: str) -> str | None:
    """What an attribute is to be that means the same as another with a value, if that is certain."""
    return _as_switch(allowed, value) or _as_prefix(make, allowed, value)


def _as_switch(allowed: Pattern, value: str) -> str | None:
    word = value.lower()
    words = TRUE if word in TRUE else FALSE if word in FALSE else ()
    listed = listed_values(allowed)
    return next((other for other in words if other in listed), None)


def _as_prefix(make: Patterns, allowed: Pattern, value: str) -> str | None:
    """The number of leading ones of a netmask."""
    if value.count(".") != 3 or len(value) > _LONGEST:
        return None
    try:
        prefix = str(ip_network(f"0.0.0.0/{value}").prefixlen)
    except ValueError:
        return None
    return prefix if derivatives.matches(make, allowed, prefix) else None
