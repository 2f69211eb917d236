"""Locks that a process may be forked beside: whatever they guard is whole in the child, and nobody holds them there."""

from __future__ import annotations

import os
import threading
from typing import Any
from weakref import WeakSet

_ranks: tuple[WeakSet[Any], ...] = (WeakSet(), WeakSet(), WeakSet())
_held: list[Any] = []
_PATIENCE = 5.0  # seconds


def make_lock(rank: int) -> Any:
    """A lock that its holder may take again. Who holds one may take those of a higher rank, 0 to 2, but no lower."""
    lock = threading.RLock()
    _ranks[rank].add(lock)
    return lock


def _take_all() -> None:
    while not _is_all_taken():
        _give_all()  # two threads waited for each other


def _is_all_taken() -> bool:
    for rank in _ranks:
        for lock in list(rank):
            if not lock.acquire(timeout=_PATIENCE):
                return False
            _held.append(lock)
    return True


def _give_all() -> None:
    while _held:
        _held.pop().release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_take_all, after_in_parent=_give_all, after_in_child=_give_all)
