"""What a condition of the table asks of a domain as a whole, beside its fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from libvirt_xml.documents.domain import Domain

_BOOTABLE = ("disks", "interfaces", "hostdevs", "redirdevs")
_SCREENS = {"vnc", "spice"}


def _has_boot_order(domain: Domain) -> bool:
    """Whether a device has a place in the order of booting."""
    return any(
        item.__dict__.get("boot") is not None for name in _BOOTABLE for item in domain.devices.__dict__.get(name, ())
    )


def _screen(domain: Domain) -> str:
    """The last graphics that brings sound; ``none`` without graphics, ``local`` where all are others."""
    kinds = [screen.type for screen in domain.devices.__dict__.get("graphics") or ()]
    return next((kind for kind in reversed(kinds) if kind in _SCREENS), "local" if kinds else "none")


QUESTIONS: Mapping[str, Callable[[Domain], Any]] = {"has_boot_order": _has_boot_order, "screen": _screen}
