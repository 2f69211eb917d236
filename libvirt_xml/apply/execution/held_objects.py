"""What a host has of what is asked, and the terms that a host sets."""

from __future__ import annotations

import io
import posixpath
from collections.abc import Collection
from typing import TYPE_CHECKING
from uuid import UUID

from libvirt_xml.apply.execution.unfinished_volumes import is_unfinished
from libvirt_xml.apply.hosts.domains.host_domain import HostDomain
from libvirt_xml.apply.hosts.handles import Startable, read_each
from libvirt_xml.apply.hosts.host_errors import HostError, MissingError, StateError
from libvirt_xml.apply.hosts.host_network import HostSecret
from libvirt_xml.apply.hosts.host_storage import HostVolume
from libvirt_xml.apply.planning.host_plan import Consent
from libvirt_xml.apply.planning.kinds.volume_plans import capacity_of
from libvirt_xml.apply.planning.wishes import Held, Terms, Wish

if TYPE_CHECKING:
    from libvirt_xml.apply.hosts.handles import Handle
    from libvirt_xml.apply.hosts.host import Host
    from libvirt_xml.apply.hosts.host_storage import HostPool
    from libvirt_xml.documents import Capabilities


_MOST_CONTENT = 64 << 20  # bytes of a volume that are read to be compared


def find_handle(host: Host, wish: Wish) -> Handle | None:
    """The object of a host that a wish is about, by its name; a secret by its UUID, or by what it is for."""
    try:
        match wish.kind:
            case "domain":
                return _domain(host, wish)
            case "network":
                return host.network(wish.name)
            case "storage_pool":
                return host.pool(wish.name)
            case "nwfilter":
                return host.filter(wish.name)
            case "secret":
                return host.secret_for(wish.document)  # type: ignore[arg-type]
            case "storage_volume":
                return None if wish.volume is None else _volume(host.pool(wish.volume.pool or ""), wish.name)
    except (MissingError, StateError):  # a pool that is not active shows no volumes
        return None


def _volume(pool: HostPool, name: str) -> HostVolume | None:
    """A volume that is whole."""
    volume = pool.volume(name)
    return None if is_unfinished(pool, name) else volume


def _domain(host: Host, wish: Wish) -> HostDomain:
    """By its name; if there is none, by its UUID: then it has another name."""
    try:
        return host.domain_named(wish.name)
    except MissingError:
        uuid = getattr(wish.document, "uuid", None)
        if not uuid:
            raise
        return host.domain(UUID(uuid))


def held_of(host: Host, wish: Wish) -> Held | None:
    """An object as a host has it; ``None`` if it has none. Raises HostError."""
    handle = find_handle(host, wish)
    if handle is None:
        return None
    if isinstance(handle, HostDomain):
        handle.settle()
        return Held(
            handle.read(secure=True),
            handle.read(live=True, secure=True) if handle.is_active else None,
            handle.is_transient,
            handle.has_managed_save,
            handle.is_persistent and handle.autostart,
        )
    if isinstance(handle, Startable):
        persistent = handle.is_persistent
        return Held(handle.document, handle.live, not persistent, autostart=persistent and handle.autostart)
    if isinstance(handle, HostSecret):
        return Held(handle.document, value=None if wish.value is None else handle.read_value())
    if isinstance(handle, HostVolume):
        return Held(handle.document, value=_content(handle, wish))
    return Held(handle.document)  # type: ignore[attr-defined]


def _content(volume: HostVolume, wish: Wish) -> bytes | None:
    """What a volume contains, if it is small and its content is asked; ``None`` where that cannot be read."""
    if wish.volume is None or wish.volume.content is None or capacity_of(volume.document) > _MOST_CONTENT:
        return None
    content = io.BytesIO()
    try:
        volume.download(content)
    except HostError:
        return None
    return content.getvalue()


def terms_of(
    host: Host, allow: Collection[Consent] = (), *, restart: bool = False, sends_private: bool = False
) -> Terms:
    """The terms of a host: its version, its machine aliases, and what is allowed."""
    return Terms(host.version, frozenset(allow), _machines(host.capabilities), restart, sends_private)


def pool_folders(host: Host) -> dict[str, str]:
    """The pools of a host that are folders: names by folder."""
    targets = read_each(host.pools(), lambda pool: (pool.name, pool.document.target))
    return {posixpath.normpath(target.path): name for name, target in targets if target is not None and target.path}


def _machines(capabilities: Capabilities) -> dict[str, str]:
    """The versioned names of machine aliases: ``q35`` is ``pc-q35-7.2``."""
    machines = [machine for guest in capabilities.guests for machine in guest.arch.machines]
    return {machine.value: machine.canonical for machine in machines if machine.value and machine.canonical}
