"""A domain as another one: its own name, UUID, MAC addresses and files, and what must be copied on the host.

``cloned_domain`` makes it, ``path_names`` has the rule for the names of files, ``host_copies`` the commands.
"""

from __future__ import annotations

from libvirt_xml.cloning.cloned_domain import HostWork as HostWork, make_clone as make_clone
from libvirt_xml.cloning.host_copies import HostCopy as HostCopy

__all__ = ["HostCopy", "HostWork", "make_clone"]
