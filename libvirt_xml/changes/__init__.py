"""What differs between two documents: typed changes, devices matched by identity, values compared by what they mean.

``describe_change`` says one in words that a person who knows no XML reads: ``disk vda: cache none -> writeback``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from libvirt_xml.changes.change import Change as Change
from libvirt_xml.changes.compare import compare as compare, same as same

if TYPE_CHECKING:
    from libvirt_xml.changes.wording.change_words import ChangeWords as ChangeWords, describe_change as describe_change

__all__ = ["Change", "ChangeWords", "compare", "describe_change", "same"]


if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        """Words are imported when they are asked for: to compare does not need them."""
        if name in ("ChangeWords", "describe_change"):
            from libvirt_xml.changes.wording import change_words

            return getattr(change_words, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
