"""libvirt-python, which is optional: imported here and nowhere else, when a host is opened."""

from __future__ import annotations

import threading
from functools import cache
from typing import Any

from libvirt_xml.apply.hosts.host_errors import BindingsError
from libvirt_xml.messages import render


@cache
def bindings() -> Any:
    """The module ``libvirt``, which prints no error by itself. Raises BindingsError."""
    try:
        import libvirt
    except ImportError as error:
        raise BindingsError(render("host", "bindings", reason=str(error))) from None
    libvirt.registerErrorHandler(_ignore, None)
    return libvirt


def _ignore(context: object, error: object) -> None:
    """An error is raised as well."""


@cache
def start_event_loop() -> None:
    """Keep connections alive in a thread: without it, a daemon that hangs would never be noticed."""
    libvirt = bindings()
    libvirt.virEventRegisterDefaultImpl()
    threading.Thread(target=_run_events, args=(libvirt,), name="libvirt events", daemon=True).start()


def _run_events(libvirt: Any) -> None:
    while True:
        try:
            libvirt.virEventRunDefaultImpl()
        except libvirt.libvirtError:
            return  # somebody else's loop is registered, and runs
