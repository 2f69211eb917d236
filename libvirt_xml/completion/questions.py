"""What a condition of the table asks of a domain as a whole, beside its fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from libvirt_xml.documents.domain import Domain

_BOOTABLE = ("disks", "interfaces", "hostdevs", "redirdevs")
_SCREENS = ("spice", "vnc")


def _has_boot_order(domain: Domain) -> bool:
    """Whether a device has a place in the order of booting."""
    return any(
        item.__dict__.get("boot") is not None for name in _BOOTABLE for item in domain.devices.__dict__.get(name, ())
    )


def _screen(domain: Domain) -> str:
    """The graphics that brings sound: spice before VNC; ``none`` without graphics, ``local`` for all others."""
    kinds = {screen.type for screen in domain.devices.__dict__.get("graphics") or ()}
    return next((kind for kind in _SCREENS if kind in kinds), "local" if kinds else "none")


QUESTIONS: Mapping[str, Callable[[Domain], Any]] = {"has_boot_order": _has_boot_order, "screen": _screen}
