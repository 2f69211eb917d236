"""The suite's data: waivers, and the roots of files that are no libvirt documents."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Waiver:
    """A failure that is known and accepted, with the reason."""

    file: str
    claim: str
    path: str
    reason: str


def _entries(file: str, key: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((_HERE / file).read_text("utf-8")).get(key, [])
    return found


@cache
def waivers() -> dict[tuple[str, str, str], Waiver]:
    """What ``waivers.toml`` holds, by file, claim and path."""
    found = [Waiver(**entry) for entry in _entries("waivers.toml", "waiver")]
    return {(waiver.file, waiver.claim, waiver.path): waiver for waiver in found}


@cache
def foreign_roots() -> dict[str, str]:
    """The reasons that ``roots.toml`` gives, by root."""
    return {entry["name"]: entry["reason"] for entry in _entries("roots.toml", "root")}
