"""The generated files, as texts."""

from __future__ import annotations

import os


def generated_text(name: str) -> str:
    """The content of a file in ``generated``."""
    with open(os.path.join(os.path.dirname(__file__), "generated", name), encoding="utf-8") as file:
        return file.read()
