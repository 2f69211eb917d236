"""What must be copied on the host for a clone, as commands."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class HostCopy:
    """A file, or a volume of a pool, and what the clone has in its place."""

    kind: Literal["file", "volume"]
    old: str
    new: str
    pool: str = ""

    @property
    def command(self) -> str:
        """The command that copies it: a file sparsely, a volume by libvirt."""
        old, new = shlex.quote(self.old), shlex.quote(self.new)
        if self.kind == "file":
            return f"cp --reflink=auto --sparse=always {old} {new}"
        return f"virsh vol-clone --pool {shlex.quote(self.pool)} {old} {new}"
