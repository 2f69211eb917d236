"""What libvirt fills in where a domain document omits it: the machine as a whole, and what it makes of itself."""

from __future__ import annotations

from libvirt_xml.completion.completing import completed as completed
from libvirt_xml.completion.shortening.omitting import (
    AssignedValue as AssignedValue,
    without_assigned as without_assigned,
)

__all__ = ["AssignedValue", "completed", "without_assigned"]
