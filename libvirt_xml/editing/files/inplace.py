"""Writing into existing files, and restoring them after an error or a signal."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any


def overwrite(path: str, data: bytes, mode: int | None = None) -> None:
    """Write data into a file, which keeps its names; after an error, restore its content. Raises OSError."""
    with open(path, "r+b") as file:
        old = file.read()
        if mode is not None and hasattr(os, "fchmod"):
            os.fchmod(file.fileno(), mode)
        try:
            if hasattr(os, "posix_fallocate") and len(data) > len(old):  # a full disk shows before anything is lost
                os.posix_fallocate(file.fileno(), 0, len(data))
            _write(file, data)
        except BaseException:
            with suppress(OSError):
                _write(file, old)
            raise


def _write(file: Any, data: bytes) -> None:
    file.seek(0)
    file.write(data)
    file.truncate(len(data))
    file.flush()
    os.fsync(file.fileno())


class _Signalled(BaseException):
    """A signal that ends this process."""


@contextmanager
def signals_raised() -> Iterator[None]:
    """Delay signals that end the process until unfinished work has been cleaned up."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, _: object) -> None:
        raise _Signalled(number)

    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    taken = [number for number in numbers if signal.getsignal(number) is signal.SIG_DFL]
    for number in taken:
        signal.signal(number, stop)
    try:
        yield
    except _Signalled as error:
        signal.signal(error.args[0], signal.SIG_DFL)
        os.kill(os.getpid(), error.args[0])
    finally:
        for number in taken:
            signal.signal(number, signal.SIG_DFL)
