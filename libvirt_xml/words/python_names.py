"""Names that people try in Python, and what is there in their place."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("python_names.toml")


def instead_of(owner: str, name: str) -> str | None:
    """What to write in the place of a name that a module or a class does not have."""
    return _names().get(owner, {}).get(name)


@cache
def _names() -> dict[str, dict[str, str]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
