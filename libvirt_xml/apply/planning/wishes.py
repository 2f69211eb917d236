"""What is asked, what libvirt has, and on which terms a plan is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from libvirt_xml.apply.planning.host_plan import Consent, FilePlace, ObjectKind
from libvirt_xml.binding.element import Element
from libvirt_xml.validation.problem import Problem
from libvirt_xml.yaml_forms.vm.volumes import Volume

WantedState = Literal["running", "stopped", "unmanaged", "new"]
"""``new``: it is started when it is created, and left alone after that; a network or a pool that is off is started when
another step needs it, whatever is wanted."""
KINDS: tuple[ObjectKind, ...] = ("secret", "nwfilter", "network", "storage_pool", "storage_volume", "domain")
"""In the order in which one may need the other."""


def _nowhere(path: str) -> FilePlace:
    return FilePlace()


@dataclass(frozen=True)
class Wish:
    """What is asked of one object: its document, and what it should do.

    ``volume`` is set for the kind ``storage_volume``: the pool, and what goes into it. ``value`` is that of a secret.
    """

    kind: ObjectKind
    document: Element
    state: WantedState = "unmanaged"
    autostart: bool | None = None
    place_of: Callable[[str], FilePlace] = field(default=_nowhere, compare=False)
    volume: Volume | None = None
    value: bytes | None = field(default=None, repr=False)
    problems: tuple[Problem, ...] = field(default=(), compare=False)
    """What libvirt's schemas refuse: it does not matter where libvirt holds just that, as it wrote it itself."""

    @property
    def name(self) -> str:
        """The name of the object; of a secret, its UUID or what it is for."""
        for part in ("name", "uuid"):
            if isinstance(value := getattr(self.document, part, None), str) and value:
                return value
        usage = getattr(self.document, "usage", None)
        parts = (getattr(usage, part, None) for part in ("name", "volume", "target"))
        return str(next(filter(None, parts), ""))


@dataclass(frozen=True)
class Held:
    """An object as libvirt has it: the persistent document with its secrets, and the one of what is active.

    ``value`` is that of a secret, or what a volume contains; ``None`` if it has none or nobody may read it.
    """

    document: Element
    live: Element | None = None
    is_transient: bool = False
    has_managed_save: bool = False
    autostart: bool = False
    value: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Terms:
    """On which terms a plan is made. ``libvirt`` is the version of the host, ``machines`` its machine aliases.

    ``restart``: a guest for which something waits is shut down and started again. ``sends_private``: the values of
    private secrets are sent again, as whether they differ cannot be read.
    """

    libvirt: str = ""
    allow: frozenset[Consent] = frozenset()
    machines: Mapping[str, str] | None = None
    restart: bool = False
    sends_private: bool = False
