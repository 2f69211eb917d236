"""Which operating systems the types of domains run."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("guests.toml")


def os_types_of(domain_type: str) -> tuple[str, ...]:
    """What ``<type>`` in ``<os>`` may be for a type of domain, the usual one first; empty where that is not known."""
    return tuple(_os_types().get(domain_type, ()))


@cache
def _os_types() -> Mapping[str, list[str]]:
    text = _FILE.read_text(encoding="utf-8")
    return tomllib.loads(text)["os_types"]  # type: ignore[no-any-return]
