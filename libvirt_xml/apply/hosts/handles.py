"""What all objects of a host have: a name, a UUID, a typed document and the way to libvirt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from libvirt_xml.apply.hosts.calls import call
from libvirt_xml.apply.hosts.host_errors import MissingError, RefusedError
from libvirt_xml.binding.element import Element

if TYPE_CHECKING:
    from typing import Self

    from libvirt_xml.apply.hosts.host import Host

DocumentType = TypeVar("DocumentType", bound=Element)
ListedType = TypeVar("ListedType", bound="Handle")
ValueType = TypeVar("ValueType")


def read_each(handles: Iterable[ListedType], read: Callable[[ListedType], ValueType]) -> Iterator[ValueType]:
    """What is read of each object of a host; nothing of one that somebody removes meanwhile."""
    for handle in handles:
        with suppress(MissingError):
            yield read(handle)


class Handle:
    """An object of a host. ``host`` is where it is, ``name`` its name."""

    _noun: ClassVar[str]

    def __init__(self, host: Host, raw: Any) -> None:
        self.host = host
        self._raw = raw
        self.name: str = raw.name()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r} of {self.host.uri}>"

    @property
    def subject(self) -> str:
        """What errors call it: ``domain 'web1'``."""
        return f"{self._noun} {self.name!r}"

    def _call(self, function: str, *arguments: Any) -> Any:
        return call(self.subject, self._raw, function, *arguments)


class Identified(Handle):
    """An object with a UUID, which stays when it is renamed."""

    @property
    def uuid(self) -> str:
        """The UUID, in libvirt's form."""
        return str(self._call("UUIDString"))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Identified) and type(self) is type(other) and self.uuid == other.uuid

    def __hash__(self) -> int:
        return hash(self.uuid)


class Described(Identified, Generic[DocumentType]):
    """An object with a persistent document of one class."""

    _class: type[DocumentType]
    _persistent_flags: ClassVar[int] = 0

    @property
    def document(self) -> DocumentType:
        """The persistent document: what the next start uses."""
        try:
            return self._read(self._persistent_flags)
        except RefusedError:  # the test driver has one document for both, and knows no such flag
            return self._read(0)

    def _read(self, flags: int) -> DocumentType:
        return self._class.from_xml(self._call("XMLDesc", flags))

    def undefine(self) -> None:
        """Remove the persistent definition. What is active stays so, as a transient object."""
        self._call("undefine")


class Startable(Described[DocumentType]):
    """An object that can be active: a network, a pool."""

    @property
    def live(self) -> DocumentType | None:
        """The document of what is active; ``None`` if it is not."""
        return self._read(0) if self.is_active else None

    @property
    def is_active(self) -> bool:
        """Whether it runs."""
        return bool(self._call("isActive"))

    @property
    def is_persistent(self) -> bool:
        """Whether it stays when it stops."""
        return bool(self._call("isPersistent"))

    @property
    def autostart(self) -> bool:
        """Whether libvirt starts it when the host boots."""
        return bool(self._call("autostart"))

    @autostart.setter
    def autostart(self, value: bool) -> None:
        self._call("setAutostart", int(value))

    def start(self) -> Self:
        """Make it active. Raises StateError if it is."""
        self._call("create")
        return self

    def destroy(self) -> None:
        """Stop it at once; its definition stays."""
        self._call("destroy")
