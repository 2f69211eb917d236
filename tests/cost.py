"""What something costs, in numbers that do not depend on the machine: tests of growth compare them."""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Callable


def cost_of(action: Callable[[], object]) -> tuple[int, int]:
    """How many functions are called, and how many bytes are held at most."""
    calls = 0

    def count(*_: object) -> None:
        nonlocal calls
        calls += 1

    sys.setprofile(count)
    try:
        action()
    finally:
        sys.setprofile(None)
    tracemalloc.start()
    try:
        action()
        return calls, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
