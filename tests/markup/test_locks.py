"""Properties without a lock: threads that ask at the same time get the same value."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from libvirt_xml.markup.locks import unlocked_property

_THREADS = 4


class _Holder:
    def __init__(self) -> None:
        self.barrier = threading.Barrier(_THREADS)

    @unlocked_property
    def value(self) -> object:
        self.barrier.wait(timeout=30)  # all of them make a value
        return object()


def test_all_get_the_first() -> None:
    holder = _Holder()
    with ThreadPoolExecutor(_THREADS) as threads:
        values = [*threads.map(lambda _: holder.value, range(_THREADS))]
    assert {*map(id, values)} == {id(holder.value)}
