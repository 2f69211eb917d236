"""What a running guest has calls of its own for; its definition is not changed by them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from libvirt_xml.apply.hosts.domains.power import Power
from libvirt_xml.apply.hosts.host_errors import StateError
from libvirt_xml.messages import render

_LIVE = 1
_IN_BYTES = 1
_TEXTS: dict[Literal["description", "title"], int] = {"description": 0, "title": 1}


class LiveTuning(Power):
    """Numbers and texts of a running guest."""

    def set_live_text(self, which: Literal["description", "title"], text: str | None) -> None:
        """Change or remove the title or the description."""
        self._call_guest("setMetadata", _TEXTS[which], text, None, None, _LIVE)

    def set_live_memory(self, size: int) -> None:
        """Let the balloon give the guest so many bytes; it takes a while."""
        self._call_guest("setMemoryFlags", size // 1024, _LIVE)

    def set_live_vcpus(self, number: int) -> None:
        """Plug or unplug virtual CPUs. Fewer of them needs a guest that gives them back."""
        self._call_guest("setVcpusFlags", number, _LIVE)

    def set_live_limits(self, disk: str, limits: Mapping[str, int | str]) -> None:
        """The I/O limits of a disk, by its target; a limit that is not named is none."""
        known = self._call_guest("blockIoTune", disk, _LIVE)
        zero: dict[str, int | str] = {name: "" if isinstance(value, str) else 0 for name, value in known.items()}
        self._call_guest("setBlockIoTune", disk, {**_without_lengths(zero), **limits}, _LIVE)

    def grow_live_disk(self, disk: str, size: int) -> None:
        """Make a disk larger, by its target and in bytes, under the guest, which sees it at once.

        Raises StateError if the guest has more: QEMU would cut it off.
        """
        capacity: int = self._call_guest("blockInfo", disk, 0)[0]
        if capacity > size:
            sentence = render("host", "larger-disk", subject=self.subject, disk=disk, actual=capacity, asked=size)
            raise StateError(sentence, subject=self.subject)
        self._call_guest("blockResize", disk, size, _IN_BYTES)

    def add_live_thread(self, number: int) -> None:
        """Add an I/O thread."""
        self._call_guest("addIOThread", number, _LIVE)

    def remove_live_thread(self, number: int) -> None:
        """Remove an I/O thread that no disk uses."""
        self._call_guest("delIOThread", number, _LIVE)


def _without_lengths(limits: Mapping[str, int | str]) -> dict[str, int | str]:
    """libvirt refuses the length of a burst without its rate, and an empty group."""
    return {name: value for name, value in limits.items() if not name.endswith("_length") and value != ""}
