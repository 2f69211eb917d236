"""What must not be remembered."""

from __future__ import annotations


def is_secret(text: str) -> bool:
    """Whether a name, or a tag with all that is in it, may be that of a secret; no table may keep that."""
    lowered = text.lower()
    return "passw" in lowered or "cookie" in lowered
