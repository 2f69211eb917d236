"""The words in which people ask what a host can do."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("host_questions.toml")


@cache
def enum_names() -> dict[str, dict[str, str]]:
    """For each part of the capabilities, the enum for each word of a question; ``host_questions.toml`` says more."""
    names: dict[str, dict[str, str]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))["enums"]
    return names
