"""What something costs, in numbers that do not depend on the machine: tests of growth compare them."""

from __future__ import annotations

import cProfile
import tracemalloc
from collections.abc import Callable


def calls_of(action: Callable[[], object]) -> int:
    """How many functions are called."""
    profile = cProfile.Profile()  # counts in C: an action takes twice its time, not six times
    profile.runcall(action)
    return sum(entry.callcount for entry in profile.getstats())


def cost_of(action: Callable[[], object]) -> tuple[int, int]:
    """How many functions are called, and how many bytes are held at most: a table of all that grows by chance, as that
    of patterns does, is not counted."""
    return calls_of(action), min(_memory_of(action), _memory_of(action))


def _memory_of(action: Callable[[], object]) -> int:
    tracemalloc.start()
    try:
        action()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
