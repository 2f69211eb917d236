"""A connection to a libvirt, and what is there."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, overload
from uuid import UUID

from libvirt_xml.apply.hosts.bindings import bindings, start_event_loop
from libvirt_xml.apply.hosts.calls import call
from libvirt_xml.apply.hosts.defining import DEFINERS, VALIDATE, Definer
from libvirt_xml.apply.hosts.domains.host_domain import HostDomain
from libvirt_xml.apply.hosts.handles import Handle
from libvirt_xml.apply.hosts.host_errors import MissingError, UnreachableError
from libvirt_xml.apply.hosts.host_network import HostFilter, HostNetwork, HostSecret
from libvirt_xml.apply.hosts.host_storage import HostPool, HostVolume
from libvirt_xml.apply.hosts.time_limits import NoAnswer, answer_within
from libvirt_xml.messages import render

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from libvirt_xml.binding.element import Element
    from libvirt_xml.documents import Capabilities, Domain, DomainCapabilities, Network, Nwfilter, Secret, StoragePool

HandleType = TypeVar("HandleType", bound=Handle)

DEFAULT_URI = "qemu:///system"
_KEEP_ALIVE = (5, 5)  # seconds between questions, and how many may stay without answer
_PATIENCE = 60.0  # seconds for a connection; its user may have to type a password


class Host:
    """A libvirt. It is open from the start, and closed at the end of ``with``.

    ``uri`` is one of libvirt's; without it, LIBVIRT_DEFAULT_URI counts, then ``qemu:///system``. ``read_only`` asks for
    less: such a connection changes nothing, reads no passwords, and knows no domain capabilities.

    Raises UnreachableError; BindingsError without libvirt-python.
    """

    def __init__(self, uri: str | None = None, *, read_only: bool = False) -> None:
        libvirt = bindings()
        wanted = uri or os.environ.get("LIBVIRT_DEFAULT_URI") or DEFAULT_URI
        _check_file(wanted)
        start_event_loop()
        self.read_only = read_only
        self._raw: Any = self._open(libvirt, wanted)
        self.uri: str = call(wanted, self._raw, "getURI")
        self._keep_alive()

    def _open(self, libvirt: Any, uri: str) -> Any:
        """A daemon that hangs takes the connection, and then says nothing. ssh has its own limits."""
        function = "openReadOnly" if self.read_only else "open"
        if "+ssh" in uri or "+libssh" in uri:
            return call(uri, libvirt, function, uri)
        try:
            return answer_within(_PATIENCE, lambda: call(uri, libvirt, function, uri), lambda raw: raw.close())
        except NoAnswer:
            raise UnreachableError(render("host", "silent", uri=uri, seconds=_PATIENCE), subject=uri) from None

    def _keep_alive(self) -> None:
        """Drivers in this process, such as the test driver, need none."""
        try:
            self._raw.setKeepAlive(*_KEEP_ALIVE)
        except bindings().libvirtError:
            return

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Host {self.uri}>"

    def close(self) -> None:
        """Close the connection; the objects that came from it are of no use after that."""
        raw, self._raw = self._raw, None
        if raw is not None:
            raw.close()

    def call(self, function: str, *arguments: Any, subject: str = "") -> Any:
        """What a function of libvirt's connection returns; for what this class does not offer. Raises HostError."""
        if self._raw is None:
            raise UnreachableError(render("host", "closed", uri=self.uri), subject=self.uri)
        return call(subject or self.uri, self._raw, function, *arguments)

    @property
    def connection(self) -> Any:
        """libvirt-python's own object, for what this class does not offer."""
        return self._raw

    @property
    def is_alive(self) -> bool:
        """Whether the connection still holds."""
        return self._raw is not None and self._raw.isAlive() == 1

    @property
    def version(self) -> str:
        """The version of libvirt on the host: ``9.0.0``."""
        number = int(self.call("getLibVersion"))
        return f"{number // 1_000_000}.{number // 1000 % 1000}.{number % 1000}"

    def _all(self, function: str, make: Callable[[Host, Any], HandleType]) -> list[HandleType]:
        handles = [make(self, raw) for raw in self.call(function, 0)]
        return sorted(handles, key=lambda handle: handle.name)

    def _one(self, noun: str, function: str, name: str | UUID, make: Callable[[Host, Any], HandleType]) -> HandleType:
        """A name that reads like a UUID is looked up as one first, as virsh does."""
        subject = f"{noun} {str(name)!r}"
        text = str(name)
        if isinstance(name, UUID) or _is_uuid(text):
            try:
                return make(self, self.call(f"{function}ByUUIDString", text, subject=subject))
            except LookupError:
                if isinstance(name, UUID):
                    raise
        return make(self, self.call(f"{function}ByName", text, subject=subject))

    def domains(self) -> list[HostDomain]:
        """All domains by name, running or not."""
        return self._all("listAllDomains", HostDomain)

    def domain(self, name: str | UUID) -> HostDomain:
        """A domain by its name or UUID. Raises MissingError."""
        return self._one("domain", "lookup", name, HostDomain)

    def domain_named(self, name: str) -> HostDomain:
        """A domain by its name, also if that reads like a UUID. Raises MissingError."""
        return HostDomain(self, self.call("lookupByName", name, subject=f"domain {name!r}"))

    def networks(self) -> list[HostNetwork]:
        """All networks by name."""
        return self._all("listAllNetworks", HostNetwork)

    def network(self, name: str | UUID) -> HostNetwork:
        """A network by its name or UUID. Raises MissingError."""
        return self._one("network", "networkLookup", name, HostNetwork)

    def pools(self) -> list[HostPool]:
        """All storage pools by name."""
        return self._all("listAllStoragePools", HostPool)

    def pool(self, name: str | UUID) -> HostPool:
        """A storage pool by its name or UUID. Raises MissingError."""
        return self._one("storage pool", "storagePoolLookup", name, HostPool)

    def secrets(self) -> list[HostSecret]:
        """All secrets, by UUID."""
        return self._all("listAllSecrets", HostSecret)

    def secret(self, uuid: str | UUID) -> HostSecret:
        """A secret by its UUID. Raises MissingError."""
        return HostSecret(self, self.call("secretLookupByUUIDString", str(uuid), subject=f"secret {str(uuid)!r}"))

    def secret_for(self, document: Secret) -> HostSecret:
        """The secret of a document: by its UUID, else by what it is for. Raises MissingError."""
        if document.uuid:
            return self.secret(document.uuid)
        for secret in self.secrets():
            if secret.document.usage == document.usage:
                return secret
        raise MissingError(render("host", "no-secret"), subject="secret")

    def volume_at(self, path: str) -> HostVolume:
        """The volume that is a file. Raises MissingError if it is in no active pool."""
        raw = self.call("storageVolLookupByPath", path, subject=f"volume {path!r}")
        pool = HostPool(self, call(f"volume {path!r}", raw, "storagePoolLookupByVolume"))
        return HostVolume(self, raw, pool)

    def filters(self) -> list[HostFilter]:
        """All network filters by name."""
        return self._all("listAllNWFilters", HostFilter)

    def filter(self, name: str | UUID) -> HostFilter:
        """A network filter by its name or UUID. Raises MissingError."""
        return self._one("network filter", "nwfilterLookup", name, HostFilter)

    @property
    def capabilities(self) -> Capabilities:
        """What the host is and which guests it can run."""
        from libvirt_xml.documents import Capabilities

        return Capabilities.from_xml(self.call("getCapabilities"))

    def domain_capabilities(
        self,
        *,
        emulator: str | None = None,
        arch: str | None = None,
        machine: str | None = None,
        type: str | None = None,
    ) -> DomainCapabilities:
        """What a guest can have with an emulator, architecture, machine type and domain type (``kvm``, ``qemu``).

        What is omitted is libvirt's default. Raises AccessError on a read-only connection.
        """
        from libvirt_xml.documents import DomainCapabilities

        return DomainCapabilities.from_xml(self.call("getDomainCapabilities", emulator, arch, machine, type, 0))

    @overload
    def define(self, document: Domain) -> HostDomain: ...
    @overload
    def define(self, document: Network) -> HostNetwork: ...
    @overload
    def define(self, document: StoragePool) -> HostPool: ...
    @overload
    def define(self, document: Secret) -> HostSecret: ...
    @overload
    def define(self, document: Nwfilter) -> HostFilter: ...
    def define(self, document: Element) -> Handle:
        """Make a document the persistent one of its object, a new one or one that is there (same name and UUID).

        libvirt checks it against its own schema too. Raises RefusedError, ConflictError.
        """
        definer = DEFINERS.get(document.tag_) or _refuse(document)
        raw = self._define(definer, document)
        return _HANDLES[document.tag_](self, raw)

    def _define(self, definer: Definer, document: Element) -> Any:
        subject = f"{definer.noun} {getattr(document, definer.name_field)!r}"
        if not hasattr(self._raw, definer.function):
            return self.call(definer.old_function, document.to_xml(), subject=subject)
        return self.call(definer.function, document.to_xml(), VALIDATE, subject=subject)


def _check_file(uri: str) -> None:
    """Whether the file of a test driver's URI can be read: libvirt's parser would also complain on standard error."""
    path = uri.removeprefix("test://").partition("?")[0]
    if not uri.startswith("test:///") or path == "/default":
        return
    try:
        with Path(path).open("rb"):
            return
    except OSError as error:
        raise UnreachableError(render("host", "unreachable", subject=uri, words=str(error)), subject=uri) from None


_HANDLES: dict[str, Callable[[Host, Any], Handle]] = {
    "domain": HostDomain,
    "network": HostNetwork,
    "pool": HostPool,
    "secret": HostSecret,
    "filter": HostFilter,
}


def _refuse(document: Element) -> Definer:
    raise TypeError(render("host", "not-definable", tag=document.tag_))


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
