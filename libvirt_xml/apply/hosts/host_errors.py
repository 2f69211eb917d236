"""What can go wrong with a host, as one tree.

::

    HostError
    ├── BindingsError          libvirt-python is not installed
    ├── UnreachableError       no connection, or it broke; also a ConnectionError
    ├── AccessError            libvirt does not allow it (read-only connection, permissions); also a PermissionError
    ├── RefusedError           libvirt does not accept the document
    ├── ConflictError          the name or UUID belongs to another object
    ├── MissingError           there is no such object; also a LookupError
    ├── StateError             the object is in a state in which this is impossible
    ├── UnsupportedError       libvirt, or its driver, cannot do that
    └── WaitError              it did not happen in time; also a TimeoutError
"""

from __future__ import annotations

from libvirt_xml.errors import LibvirtXMLError


class HostError(LibvirtXMLError):
    """libvirt did not do what it was asked to.

    ``call``: the function of libvirt-python; ``subject``: the object (``domain 'web1'``); ``code``: libvirt's number
    and ``code_name`` its name; ``words``: what libvirt said. All are empty where libvirt was not the one who refused.
    ``hint`` says what to do.
    """

    def __init__(
        self,
        message: str,
        *,
        call: str = "",
        subject: str = "",
        code: int | None = None,
        code_name: str = "",
        words: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.call = call
        self.subject = subject
        self.code = code
        self.code_name = code_name
        self.words = words

    @property
    def hint(self) -> str | None:
        """What to do, where that is known."""
        hint: str | None = getattr(self.message, "hint", None)  # of a ``Sentence``
        return hint

    def __str__(self) -> str:
        return f"{self.message}; {self.hint}" if self.hint else self.message

    def __reduce__(self) -> tuple[object, ...]:
        fields = {name: getattr(self, name) for name in ("call", "subject", "code", "code_name", "words")}
        return (_rebuild_host_error, (type(self), self.message, fields))


class BindingsError(HostError, ImportError):
    """libvirt-python is not installed."""


class UnreachableError(HostError, ConnectionError):
    """There is no connection to libvirt, or it broke. A connection that broke never comes back: open a new one."""


class AccessError(HostError, PermissionError):
    """libvirt does not allow it: the connection is read-only, or the user has no right."""


class RefusedError(HostError):
    """libvirt does not accept the document; nothing was changed."""


class ConflictError(HostError):
    """The name or the UUID belongs to another object; nothing was changed."""


class MissingError(HostError, LookupError):
    """There is no such object."""


class StateError(HostError):
    """The object is in a state in which this is impossible: start what runs already, destroy what is off."""


class UnsupportedError(HostError):
    """libvirt, or the driver of this host, cannot do that; or not while the guest runs."""


class WaitError(HostError, TimeoutError):
    """It did not happen in time; it may still happen."""


def _rebuild_host_error(cls: type[HostError], message: str, fields: dict[str, object]) -> HostError:
    return cls(message, **fields)  # type: ignore[arg-type]
