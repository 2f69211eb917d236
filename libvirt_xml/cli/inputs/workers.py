"""The processes of ``--jobs``: they never outlive the command."""

from __future__ import annotations

import os
import signal
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from threading import Thread


def start_workers(number: int) -> ProcessPoolExecutor:
    """Processes that are ready for work. Ctrl-C during their start is delayed: it would be lost in a fork."""
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
    """Set up a process that checks documents. The command handles Ctrl-C; if the command is gone, the process ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End when the pipe to the command closes: a killed command cannot send a message."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
