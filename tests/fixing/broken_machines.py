"""Machines as people break them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from libvirt_xml.validation.problem import Problem

_FILE = Path(__file__).with_suffix(".toml")
VERSION = "9.0.0"


def machines() -> list[dict[str, Any]]:
    """The machines, each with what is left of its mistakes."""
    return tomllib.loads(_FILE.read_text("utf-8"))["machine"]  # type: ignore[no-any-return]


def errors(problems: list[Problem]) -> list[str]:
    """The codes of errors, in order."""
    return sorted(problem.code for problem in problems if problem.severity == "error")
