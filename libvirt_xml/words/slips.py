"""Names that are probably others with a slip: ``roto`` for ``root``, but neither ``wan`` for ``lan`` nor ``eth1``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

_MOST = 100  # known names that are looked at, so that many names take no time each with each
_SHORT = 4  # characters: up to here another letter makes another word
_digits = re.compile("[0-9]+")


def resembling(name: str, known: Iterable[str]) -> str | None:
    """The name that was probably meant by a new one; ``None`` where it is as well another name."""
    return next((other for other in islice(known, _MOST) if other != name and _is_slip(*_ends(name, other))), None)


def _ends(one: str, two: str) -> tuple[str, str]:
    """Two names without the words that both begin with: ``lan`` and ``wan`` of ``ua-nic-lan`` and ``ua-nic-wan``."""
    (head, dash, end), (other_head, _, other_end) = one.rpartition("-"), two.rpartition("-")
    return (end, other_end) if dash and head == other_head else (one, two)


def _is_slip(one: str, two: str) -> bool:
    folded = [name.replace("_", "").replace("-", "").lower() for name in (one, two)]
    if folded[0] == folded[1]:
        return True
    if _digits.sub("", one) == _digits.sub("", two):  # one of a series
        return False
    return _is_one_edit(*sorted((one, two), key=len))


def _is_one_edit(short: str, long: str) -> bool:
    """Whether a letter more, two letters exchanged, or in a longer word another letter is the only difference."""
    if len(long) - len(short) > 1 or len(short) < 2:
        return False
    at = next((at for at, letter in enumerate(short) if letter != long[at]), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    is_exchanged = short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
    return is_exchanged or (len(short) > _SHORT and short[at + 1 :] == long[at + 1 :])
