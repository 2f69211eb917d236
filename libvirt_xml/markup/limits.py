"""What a document may be at most."""

from __future__ import annotations

MAX_DEPTH = 256
"""Levels of elements; also of YAML, which becomes elements."""
