"""Processes of libvirt that ended are taken off the list at once, as a good init does it.

libvirt waits until a guest that it ended is not on the list any more. The first process of a container often takes
seconds for that, or never does it.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SET_CHILD_SUBREAPER = 36  # linux/prctl.h
_INTERVAL = 0.02
_THREADS = Path("/proc/self/task")


@contextmanager
def reaping() -> Iterator[None]:
    """For a while, what loses its parent below this process becomes its child, and leaves the list when it ends."""
    if not any(_THREADS.glob("*/children")) or ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        yield
        return
    end = threading.Event()
    thread = threading.Thread(target=_reap, args=(end,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join()
        ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def _reap(end: threading.Event) -> None:
    while not end.wait(_INTERVAL):
        for process in _children():
            if _is_adopted(process):
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(process, os.WNOHANG)


def _children() -> Iterator[int]:
    for path in _THREADS.glob("*/children"):
        with contextlib.suppress(OSError):
            yield from map(int, path.read_text().split())


def _is_adopted(process: int) -> bool:
    """Whether somebody else started it: daemons have a session of their own, what these tests start has not."""
    with contextlib.suppress(ProcessLookupError):
        return os.getsid(process) != os.getsid(0)
    return False
