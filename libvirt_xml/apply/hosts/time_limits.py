"""Calls that may never come back, as a daemon or a QEMU hangs: they are waited for in a thread."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from threading import Thread
from typing import TypeVar

AnswerType = TypeVar("AnswerType")
_LOOK = 0.2  # seconds


class NoAnswer(Exception):
    """The call goes on; what comes of it is not known."""


def answer_within(
    seconds: float, ask: Callable[[], AnswerType], late: Callable[[AnswerType], object] | None = None
) -> AnswerType:
    """What a call returns or raises, if that comes in time. Raises NoAnswer; ``late`` is given a later answer.

    While it waits, the keyboard can interrupt it, which it cannot inside libvirt. It looks up now and then: a signal
    that comes just before a wait does not end it.
    """
    answer: Future[AnswerType] = Future()
    Thread(target=_run, args=(answer, ask), name="libvirt call", daemon=True).start()
    end = time.monotonic() + seconds
    while not answer.done() and (left := end - time.monotonic()) > 0:
        wait([answer], min(left, _LOOK))
    if answer.done():
        return answer.result()
    if late is not None:
        answer.add_done_callback(lambda done: done.exception() or late(done.result()))
    raise NoAnswer


def _run(answer: Future[AnswerType], ask: Callable[[], AnswerType]) -> None:
    try:
        value = ask()
    except BaseException as error:
        answer.set_exception(error)
    else:
        answer.set_result(value)
