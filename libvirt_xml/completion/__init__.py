"""What libvirt fills in where a domain document omits it.

``completing`` goes through libvirt's steps: values (rows of ``facts/completion.toml``, read by ``filled_in``), devices
(``devices/``), then their places (``addresses/``). ``shortening/`` is the way back. ``state`` knows what only running
machines say.
"""

from __future__ import annotations

from libvirt_xml.completion.completing import completed as completed
from libvirt_xml.completion.shortening.omitting import (
    AssignedValue as AssignedValue,
    without_assigned as without_assigned,
)

__all__ = ["AssignedValue", "completed", "without_assigned"]
