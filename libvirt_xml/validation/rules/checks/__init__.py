"""The functions of rules whose triggers cannot decide, one module for each family of the catalogue.

Those of families that are no devices are in ``domains``.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

_OF_DOMAINS = frozenset({"clock", "cpus", "features", "general", "memory", "numa", "os", "vcpus"})


def find_check(family: str, name: str) -> Callable[..., Any]:
    """The function of a rule. It is asked after the trigger holds, with the element and the subject."""
    folder = "domains." if family in _OF_DOMAINS else ""
    module = import_module(f"libvirt_xml.validation.rules.checks.{folder}{family}_checks")
    return getattr(module, name)  # type: ignore[no-any-return]
