"""What people are told after Ctrl-C: what was done by then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from libvirt_xml.cli import streams
from libvirt_xml.messages import render


class ReportedInterrupt(KeyboardInterrupt):
    """Ctrl-C after which everything has been said."""


@contextmanager
def unwrapped_interrupts() -> Iterator[None]:
    """Raise Ctrl-C as itself: before Python 3.12 it is the cause of a RuntimeError while a class is made."""
    try:
        yield
    except RuntimeError as error:
        if isinstance(error.__cause__, KeyboardInterrupt):
            raise error.__cause__ from None
        raise


@contextmanager
def telling_nothing_changed() -> Iterator[None]:
    """Say after Ctrl-C that nothing was changed, unless what was changed has been said."""
    try:
        with unwrapped_interrupts():
            yield
    except ReportedInterrupt:
        raise
    except KeyboardInterrupt:
        streams.complain(render("apply", "declined"))
        raise


@contextmanager
def telling_what_was_written(written: Sequence[str], *, is_wanted: bool) -> Iterator[None]:
    """Say after Ctrl-C which files were written, if any were to be."""
    try:
        with unwrapped_interrupts():
            yield
    except KeyboardInterrupt:
        if is_wanted and written:
            streams.complain(render("export", "interrupted-after", files=", ".join(written)))
        elif is_wanted:
            streams.complain(render("export", "interrupted"))
        raise
