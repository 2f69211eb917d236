"""Standard output and error: safe to write anything to, and quiet once nobody listens."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TextIO


def prepare() -> None:
    """Let no name or value of a document break the output: what the encoding lacks is written as an escape."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def write(text: str) -> None:
    """Write to standard output; where there is none, nowhere."""
    if sys.stdout is not None:
        sys.stdout.write(text)


def write_bytes(data: bytes) -> None:
    """Write to standard output as it is, whatever the terminal's encoding."""
    if sys.stdout is not None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)


def flush() -> None:
    """Hand standard output on, so that a full disk shows now and not when the interpreter ends."""
    if sys.stdout is not None:
        sys.stdout.flush()


def finish() -> None:
    """``flush``; if that fails, ``discard``."""
    try:
        flush()
    except (OSError, ValueError):
        discard()


def complain(sentence: str) -> None:
    """One sentence on standard error, on one line: no name in it steers the terminal."""
    from libvirt_xml.cli.style import printable

    warn(f"libvirt-xml: {printable(sentence)}\n")


def warn(text: str) -> None:
    """Write to standard error, behind all output so far, where both end in one place."""
    finish()
    if sys.stderr is not None:
        with suppress(OSError):
            sys.stderr.write(text)
            sys.stderr.flush()


def discard() -> None:
    """Send what is still buffered nowhere: nobody reads it, and the interpreter's last flush must not complain."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def terminal_width(stream: TextIO | None, default: int) -> int:
    """How many columns a terminal has; another number, where there is none."""
    if stream is None or not is_terminal(stream):
        return default
    try:
        return os.get_terminal_size(stream.fileno()).columns or default
    except (OSError, ValueError):
        return default


def is_terminal(stream: TextIO | None) -> bool:
    """Whether somebody looks at a stream."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False
