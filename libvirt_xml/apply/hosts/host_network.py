"""Networks, network filters and secrets of a host."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from libvirt_xml.apply.hosts.handles import Described, Startable
from libvirt_xml.apply.hosts.host_errors import MissingError
from libvirt_xml.binding.element import Element
from libvirt_xml.documents import Network, Nwfilter, Secret

if TYPE_CHECKING:
    from libvirt_xml.apply.hosts.host import Host

UpdateCommand = Literal["modify", "delete", "add-last", "add-first"]
_COMMANDS: dict[UpdateCommand, int] = {"modify": 1, "delete": 2, "add-last": 3, "add-first": 4}
NetworkSection = Literal[
    "bridge",
    "domain",
    "ip",
    "ip-dhcp-host",
    "ip-dhcp-range",
    "forward",
    "forward-interface",
    "forward-pf",
    "portgroup",
    "dns-host",
    "dns-txt",
    "dns-srv",
]
_SECTIONS: tuple[NetworkSection, ...] = NetworkSection.__args__  # type: ignore[attr-defined]
_LIVE, _CONFIG = 1, 2


class HostNetwork(Startable[Network]):
    """A network of a host."""

    _noun = "network"
    _class = Network
    _persistent_flags = 1  # VIR_NETWORK_XML_INACTIVE

    def read_live(self) -> Network:
        """The document of the active network."""
        return self._read(0)

    def update(
        self,
        command: UpdateCommand,
        section: NetworkSection,
        part: Element,
        *,
        persistent: bool = True,
        parent_index: int = -1,
    ) -> None:
        """Change a part of the network: if it is active at once, without a restart, and its definition.

        ``parent_index`` chooses among several ``<ip>`` elements. Raises RefusedError, HostError.
        """
        flags = (_CONFIG if persistent else 0) | (_LIVE if self.is_active else 0)
        section_number = _SECTIONS.index(section) + 1
        self._call("update", _COMMANDS[command], section_number, parent_index, part.to_xml(), flags)


class HostFilter(Described[Nwfilter]):
    """A network filter of a host."""

    _noun = "network filter"
    _class = Nwfilter


class HostSecret(Described[Secret]):
    """A secret of a host."""

    _noun = "secret"
    _class = Secret

    def __init__(self, host: Host, raw: Any) -> None:
        self.host = host
        self._raw = raw
        self.name = raw.UUIDString()

    @property
    def usage(self) -> str:
        """What the secret is for: a volume's path, an iSCSI target, a Ceph name."""
        return str(self._call("usageID"))

    @property
    def is_private(self) -> bool:
        """Whether nobody may read the value."""
        return bool(self.document.private)

    def read_value(self) -> bytes | None:
        """The value; ``None`` if it has none, or nobody may read it."""
        if self.is_private:
            return None
        try:
            return bytes(self._call("value", 0))
        except MissingError:
            return None

    def set_value(self, value: bytes) -> None:
        """Give the secret its value. libvirt keeps it in memory only if the secret is ephemeral."""
        self._call("setValue", value, 0)
