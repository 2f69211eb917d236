"""What ends a run early, and the exit statuses; every message is one sentence for the person who typed the command."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

FINE = 0
PROBLEMS = 1
"""Problems were found, or ``format --check`` found something to change."""
WRONG = 2
"""Wrong use, or a file that cannot be read or written."""
INTERRUPTED = 130
"""Ctrl-C: 128 and the number of SIGINT, as shells have it."""
BROKEN_PIPE = 141
"""Whoever read the output has gone: 128 and the number of SIGPIPE."""


class UsageError(Exception):
    """The command cannot do what it was asked; ``str()`` is the sentence that says why, ``more`` a text behind it."""

    def __init__(self, sentence: str, *, more: str = "") -> None:
        super().__init__(sentence)
        self.more = more


class TextWanted(Exception):
    """Only a text was asked for: a help page or the version; ``str()`` is the text."""


def suggest(word: str, known: Iterable[str]) -> str:
    """``"; did you mean 'x'?"`` for the known word that is closest, or nothing."""
    from libvirt_xml.words.vocabulary import PLAIN

    meant = PLAIN.closest(word, known)
    return f"; did you mean {meant!r}?" if meant else ""


def reason(error: OSError) -> str:
    """Why the system refused, in its own words: ``Permission denied``."""
    return error.strerror or str(error)


def count(number: int, noun: str) -> str:
    """``1 file``, ``2 files``, ``1 entry``, ``2 entries``."""
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} {noun[:-1]}ies" if noun.endswith("y") else f"{number:,} {noun}s"


def both(parts: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))
