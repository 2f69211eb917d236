"""Calls that may never come back."""

from __future__ import annotations

import threading

import pytest

from libvirt_xml.apply.hosts.time_limits import NoAnswer, answer_within


def test_an_answer_in_time() -> None:
    """Is what the call returns."""
    assert answer_within(10, lambda: 5) == 5


def test_the_error_of_a_call() -> None:
    """Is the call's own, also one about time."""
    with pytest.raises(ValueError, match="x"):
        answer_within(10, lambda: int("x"))

    def late() -> None:
        raise TimeoutError("of the call")

    with pytest.raises(TimeoutError, match="of the call"):
        answer_within(10, late)


def test_an_answer_that_comes_too_late() -> None:
    """It is given away, so that a connection can be closed; an error that comes too late is nobody's."""
    go_on, closed = threading.Event(), threading.Event()
    answers: list[int] = []

    def ask() -> int:
        go_on.wait(30)
        return 7

    def close(answer: int) -> None:
        answers.append(answer)
        closed.set()

    with pytest.raises(NoAnswer):
        answer_within(0.05, ask, close)
    go_on.set()
    assert closed.wait(30)
    assert answers == [7]

    failed = threading.Event()

    def fail() -> int:
        failed.wait(30)
        raise ValueError("nobody hears it")

    with pytest.raises(NoAnswer):
        answer_within(0.05, fail, close)
    failed.set()
    assert answers == [7]
