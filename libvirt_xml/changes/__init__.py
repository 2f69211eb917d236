"""What differs between two documents: typed changes, devices matched by identity, values compared by what they mean."""

from __future__ import annotations

from libvirt_xml.changes.change import Change as Change
from libvirt_xml.changes.compare import compare as compare, same as same

__all__ = ["Change", "compare", "same"]
