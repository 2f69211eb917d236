"""From documents to hosts: what a host holds, what would change, and how it is changed.

``merging`` puts what is asked into what a host has: pure functions over two documents.
``merging`` puts what is asked into what libvirt has, ``planning`` says what would be done and when it takes effect,
``execution`` does it; ``stamping`` is what libvirt remembers for us. ``hosts`` is the connection: typed documents and
libvirt's verbs. It needs libvirt-python (``pip install
'libvirt-xml[apply]'``); the rest of the package does not.

>>> from libvirt_xml.apply import Host
>>> with Host("test:///default") as host:  # libvirt's own test driver, in this process
...     host.domain("test").state
'running'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from libvirt_xml.apply.execution.executor import apply_plan as apply_plan, make_plan as make_plan
    from libvirt_xml.apply.execution.held_objects import terms_of as terms_of
    from libvirt_xml.apply.execution.results import StepResult as StepResult
    from libvirt_xml.apply.hosts.domains.host_domain import HostDomain as HostDomain
    from libvirt_xml.apply.hosts.domains.snapshots import HostCheckpoint as HostCheckpoint, HostSnapshot as HostSnapshot
    from libvirt_xml.apply.hosts.host import Host as Host
    from libvirt_xml.apply.hosts.host_errors import (
        AccessError as AccessError,
        BindingsError as BindingsError,
        ConflictError as ConflictError,
        HostError as HostError,
        MissingError as MissingError,
        RefusedError as RefusedError,
        StateError as StateError,
        UnreachableError as UnreachableError,
        UnsupportedError as UnsupportedError,
        WaitError as WaitError,
    )
    from libvirt_xml.apply.hosts.host_network import (
        HostFilter as HostFilter,
        HostNetwork as HostNetwork,
        HostSecret as HostSecret,
    )
    from libvirt_xml.apply.hosts.host_storage import HostPool as HostPool, HostVolume as HostVolume
    from libvirt_xml.apply.many_hosts import (
        HostJob as HostJob,
        HostReport as HostReport,
        apply_many as apply_many,
        plan_many as plan_many,
    )
    from libvirt_xml.apply.merging.merge import Merged as Merged, merge as merge
    from libvirt_xml.apply.planning.host_plan import HostPlan as HostPlan
    from libvirt_xml.apply.planning.wishes import Terms as Terms, Wish as Wish

_HOMES = {
    **dict.fromkeys(("HostJob", "HostReport", "apply_many", "plan_many"), "many_hosts"),
    "HostPlan": "planning.host_plan",
    "StepResult": "execution.results",
    "Terms": "planning.wishes",
    "Wish": "planning.wishes",
    "apply_plan": "execution.executor",
    "make_plan": "execution.executor",
    "terms_of": "execution.held_objects",
    "Host": "hosts.host",
    "HostDomain": "hosts.domains.host_domain",
    **dict.fromkeys(
        (
            "AccessError",
            "BindingsError",
            "ConflictError",
            "HostError",
            "MissingError",
            "RefusedError",
            "StateError",
            "UnreachableError",
            "UnsupportedError",
            "WaitError",
        ),
        "hosts.host_errors",
    ),
    **dict.fromkeys(("HostFilter", "HostNetwork", "HostSecret"), "hosts.host_network"),
    **dict.fromkeys(("HostPool", "HostVolume"), "hosts.host_storage"),
    **dict.fromkeys(("HostCheckpoint", "HostSnapshot"), "hosts.domains.snapshots"),
    **dict.fromkeys(("Merged", "merge"), "merging.merge"),
}

__all__ = [
    "AccessError",
    "BindingsError",
    "ConflictError",
    "Host",
    "HostCheckpoint",
    "HostDomain",
    "HostError",
    "HostFilter",
    "HostJob",
    "HostNetwork",
    "HostPlan",
    "HostPool",
    "HostReport",
    "HostSecret",
    "HostSnapshot",
    "HostVolume",
    "Merged",
    "MissingError",
    "RefusedError",
    "StateError",
    "StepResult",
    "Terms",
    "UnreachableError",
    "UnsupportedError",
    "WaitError",
    "Wish",
    "apply_many",
    "apply_plan",
    "make_plan",
    "merge",
    "plan_many",
    "terms_of",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
