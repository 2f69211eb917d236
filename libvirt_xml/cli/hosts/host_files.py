"""What is known of the host that documents are checked for: from files, or from the host itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from libvirt_xml.cli.exits import UNREACHABLE, UsageError, unreadable
from libvirt_xml.cli.inputs.limiting import read_file
from libvirt_xml.cli.inputs.targets import Target
from libvirt_xml.messages import hint_of, render

if TYPE_CHECKING:
    from libvirt_xml.validation.rules.host_facts.facts_files import FactsKind
    from libvirt_xml.validation.rules.host_facts.known_host import KnownHost


def host_of(target: Target) -> KnownHost | None:
    """The host of a target. Raises UsageError."""
    if target.host is None and target.inventory is None:
        return None
    return _read(target.host, target.inventory)


def _read(host: str | None, inventory: str | None) -> KnownHost:
    from libvirt_xml.validation.rules.host_facts.known_host import KnownHost

    listed = KnownHost() if inventory is None else _file(inventory, "inventory")
    if host is None:
        return listed
    if "://" in host:
        return _asked(host, None if inventory is None else listed)
    return KnownHost(_file(host, "host").host, listed.inventory, listed.is_fresh)


def _file(path: str, kind: FactsKind) -> KnownHost:
    """What a file says. Raises UsageError."""
    from libvirt_xml.validation.rules.host_facts.facts_files import FactsError
    from libvirt_xml.validation.rules.host_facts.known_host import known_host

    try:
        return known_host(**{kind: read_file(path)})
    except OSError as error:
        raise UsageError(unreadable(path, error)) from None
    except FactsError as error:
        (reason,) = error.args
        raise UsageError(render("input", "facts", path=path, reason=reason, advice=hint_of(reason))) from None


def _asked(uri: str, listed: KnownHost | None) -> KnownHost:
    """What a host says now; its inventory may be that of a file. Raises UsageError."""
    from libvirt_xml.apply.capturing.asking_capabilities import capture_host
    from libvirt_xml.apply.capturing.taking_inventory import take_inventory
    from libvirt_xml.apply.hosts.host import Host
    from libvirt_xml.apply.hosts.host_errors import HostError
    from libvirt_xml.validation.rules.host_facts.known_host import KnownHost

    try:
        with Host(uri) as host:
            if listed is not None:
                return KnownHost(capture_host(host), listed.inventory, listed.is_fresh)
            return KnownHost(capture_host(host), take_inventory(host))
    except HostError as error:
        raise UsageError(str(error), status=UNREACHABLE) from None
