"""Standard output and error: any text can be written, and a closed pipe causes no message."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TextIO


def prepare() -> None:
    """Let no name or value break the output: what the encoding lacks is written as an escape."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def write_text(text: str) -> None:
    """Write to standard output, if there is one."""
    if sys.stdout is not None:
        sys.stdout.write(text)


def write_bytes(data: bytes) -> None:
    """Write bytes to standard output, whatever the terminal's encoding."""
    if sys.stdout is not None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)


def flush() -> None:
    """Flush standard output, so that a full disk is noticed now and not when the interpreter ends."""
    if sys.stdout is not None:
        sys.stdout.flush()


def finish() -> None:
    """``flush``; if that fails, ``discard``."""
    try:
        flush()
    except (OSError, ValueError):
        discard()


def complain(sentence: str) -> None:
    """Write one sentence with its hint to standard error, on one line, without control characters."""
    from libvirt_xml.cli.style import printable
    from libvirt_xml.messages import with_hint

    warn(f"libvirt-xml: {printable(with_hint(sentence))}\n")


def warn(text: str) -> None:
    """Write to standard error, after all output so far, if both go to the same place."""
    finish()
    if sys.stderr is not None:
        with suppress(OSError):
            sys.stderr.write(text)
            sys.stderr.flush()


def discard() -> None:
    """Discard what is still buffered: nobody reads it, and the last flush of the interpreter must not fail."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def terminal_width(stream: TextIO | None, default: int) -> int:
    """The number of columns of a terminal; a default if it is not a terminal."""
    if stream is None or not is_terminal(stream):
        return default
    try:
        return os.get_terminal_size(stream.fileno()).columns or default
    except (OSError, ValueError):
        return default


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a stream is a terminal."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False
