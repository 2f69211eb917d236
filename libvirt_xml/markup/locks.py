"""Locks that a process may be forked beside: whatever they guard is whole in the child, and nobody holds them there."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar
from weakref import WeakSet

_ranks: tuple[WeakSet[Any], ...] = (WeakSet(), WeakSet(), WeakSet())
_held: list[Any] = []
_PATIENCE = 5.0  # seconds


Value = TypeVar("Value")


class unlocked_property(Generic[Value]):  # noqa: N801 - it is used as functools.cached_property is
    """A property that is made once, without the lock of ``functools.cached_property``.

    Before Python 3.12 that is one for all objects; a child that is made while another thread holds it waits forever.
    Threads that ask at the same time may each make a value; all of them get the one that was there first.
    """

    def __init__(self, make: Callable[[Any], Value]) -> None:
        self._make = make
        self.__doc__ = make.__doc__

    def __get__(self, holder: Any, owner: type[Any] | None = None) -> Value:
        value: Value = holder.__dict__.setdefault(self._make.__name__, self._make(holder))
        return value


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
