"""A host as rules look at it: what it can run, what exists there, or one of the two."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from libvirt_xml.validation.rules.host_facts.captured_host import CapturedHost
    from libvirt_xml.validation.rules.host_facts.inventory import Inventory


@dataclass(frozen=True)
class KnownHost:
    """What is known of the host that documents are for. ``None`` is unknown, which is not that there is nothing."""

    host: CapturedHost | None = None
    inventory: Inventory | None = None
    is_fresh: bool = True
    """Whether the inventory was young enough when it was read."""

    @property
    def libvirt(self) -> str | None:
        """The release of libvirt there."""
        known = self.host or self.inventory
        return None if known is None else known.libvirt

    def has(self, needs: str) -> bool:
        """Whether it has what a rule needs: nothing, ``host`` or ``inventory``."""
        return not needs or getattr(self, needs) is not None


UNKNOWN_HOST = KnownHost()


def known_host(host: str | bytes | None = None, inventory: str | bytes | None = None) -> KnownHost:
    """What the content of two files says. Raises FactsError."""
    from datetime import UTC, datetime

    from libvirt_xml.validation.rules.host_facts.facts_files import read_host, read_inventory

    listed = None if inventory is None else read_inventory(inventory)
    is_fresh = listed is None or listed.is_fresh(datetime.now(UTC))
    return KnownHost(None if host is None else read_host(host), listed, is_fresh)


@cache
def sample_host() -> KnownHost:
    """The host that examples of rules are for: libvirt 9.0.0 with QEMU 7.2 for x86, without KVM."""
    from importlib.resources import files

    from libvirt_xml.validation.rules.host_facts.facts_files import read_host, read_inventory

    folder = files("libvirt_xml.validation.rules.host_facts").joinpath("sample")
    host, inventory = (folder.joinpath(f"{name}.json").read_bytes() for name in ("host", "inventory"))
    return KnownHost(read_host(host), read_inventory(inventory))
