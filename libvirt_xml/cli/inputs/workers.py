"""The processes of ``--jobs``: none outlives the command, however that ends."""

from __future__ import annotations

import os
import signal
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from threading import Thread


def start_workers(number: int) -> ProcessPoolExecutor:
    """Processes that are ready for work. Ctrl-C while they start comes afterwards: amid a fork it would get lost."""
    executor = ProcessPoolExecutor(number, get_context("fork" if sys.platform == "linux" else None), _begin)
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        return executor
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        executor.submit(os.getpid)  # with the first task all processes start
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)
    return executor


def _begin() -> None:
    """Set up a process that checks documents. Ctrl-C is the command's affair; if that is gone, the process ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A killed command can tell nobody, but the pipe that it held open closes."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
