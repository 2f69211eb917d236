"""The progress of a long run, for a person at a terminal."""

from __future__ import annotations

import sys
import time
from contextlib import suppress

from libvirt_xml.cli.streams import is_terminal
from libvirt_xml.messages import render

_PATIENCE = 1.0  # seconds without a word
_PAUSE = 0.1  # seconds between two words


class Progress:
    """Counts documents on standard error; a short run prints nothing."""

    def __init__(self, total: int, *, is_wanted: bool = True) -> None:
        self._total = total
        self._done = 0
        self._is_wanted = is_wanted and total > 1 and is_terminal(sys.stderr)
        self._next = time.monotonic() + _PATIENCE
        self._is_shown = False

    def step(self) -> None:
        """Count one document."""
        self._done += 1
        if self._is_wanted and time.monotonic() >= self._next:
            self._next = time.monotonic() + _PAUSE
            self._is_shown = True
            progress = render("output", "progress", done=f"{self._done:,}", total=f"{self._total:,}")
            self._write(f"\r{progress}\x1b[K")

    def clear(self) -> None:
        """Clear the line: other output follows, or the run is over."""
        if self._is_shown:
            self._is_shown = False
            self._write("\r\x1b[K")

    def _write(self, text: str) -> None:
        with suppress(OSError):
            sys.stderr.write(text)
            sys.stderr.flush()
