"""The functions of rules whose triggers cannot decide, one module for each family of the catalogue.

Those of families that are no devices are in ``domains``, those of disks and volumes in ``storage``, those about the
host in ``hosts``.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

_FOLDERS = {
    **dict.fromkeys(
        ("clock", "cpus", "features", "general", "machines", "memory", "moments", "numa", "numbers", "os", "vcpus"),
        "domains.",
    ),
    **dict.fromkeys(("disks", "drives", "sources", "volumes"), "storage."),
    **dict.fromkeys(("capabilities", "identities", "inventory"), "hosts."),
}


def find_check(family: str, name: str) -> Callable[..., Any]:
    """The function of a rule. It is asked after the trigger holds, with the element and the subject."""
    module = import_module(f"{__name__}.{_FOLDERS.get(family, '')}{family}_checks")
    return getattr(module, name)  # type: ignore[no-any-return]
