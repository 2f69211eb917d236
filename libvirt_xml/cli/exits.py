"""Exit statuses, and the exceptions that end a run early with a sentence for the user."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from libvirt_xml.messages import hint_of, render

FINE = 0
PROBLEMS = 1
"""Problems were found, or ``format --check`` found something to change."""
WRONG = 2
"""Wrong use, or a file that cannot be read or written."""
UNREACHABLE = 3
"""A host that cannot be reached, or refuses."""
INTERRUPTED = 130
"""Ctrl-C: 128 plus the number of SIGINT, as in shells."""
BROKEN_PIPE = 141
"""The reader of the output is gone: 128 plus the number of SIGPIPE."""


class UsageError(Exception):
    """The command cannot do what was asked; ``sentence`` says why, ``more`` is shown after it.

    ``status`` is the exit status.
    """

    def __init__(self, sentence: str, *, more: str = "", status: int = WRONG) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.more = more
        self.status = status


class TextWanted(Exception):
    """Only a text is wanted: a help page or the version; ``str()`` is the text."""


def suggest(word: str, known: Iterable[str]) -> str:
    """``"did you mean 'x'?"`` for the closest known word, or an empty text."""
    from libvirt_xml.words.vocabulary import PLAIN

    meant = PLAIN.closest(word, known)
    return render("usage", "did-you-mean", word=meant) if meant else ""


def suggest_or_list(word: str, known: Iterable[str]) -> str:
    """The closest known word; if none is close, all of them."""
    words = list(known)
    return suggest(word, words) or render("usage", "known", words=", ".join(words))


def system_reason(error: OSError) -> str:
    """The reason that the system gives, for example ``Permission denied``."""
    return error.strerror or str(error)


def unreadable(path: str, error: OSError) -> str:
    """The sentence for a file that cannot be read."""
    return render("input", "unreadable", path=path, reason=system_reason(error))


def unwritable(path: str | None, error: OSError) -> str:
    """The sentence for a file, or standard output, that cannot be written."""
    if path is None:
        return render("output", "unwritable-stream", reason=system_reason(error))
    reason = reason_unwritten(path, error)
    return render("output", "unwritable", path=path, reason=reason, advice=hint_of(reason))


def reason_unwritten(path: str, error: OSError) -> str:
    """Why a file cannot be written: its folder is missing, or what the system says."""
    return _missing_folder(path, error) or system_reason(error)


def _missing_folder(path: str, error: OSError) -> str | None:
    """What is missing where a file cannot be written because its folder is not there."""
    folder = os.path.dirname(path)
    if not isinstance(error, FileNotFoundError) or not folder or os.path.exists(folder):
        return None
    import shlex

    return render("output", "no-folder", folder=folder, command=shlex.join(["mkdir", "-p", folder]))


def counted(number: int, noun: str) -> str:
    """``1 file``, ``2 files``, ``1 entry``, ``2 entries``, ``2 addresses``."""
    if number == 1:
        return f"1 {noun}"
    if noun.endswith("y"):
        return f"{number:,} {noun[:-1]}ies"
    return f"{number:,} {noun}es" if noun.endswith("s") else f"{number:,} {noun}s"


def both(parts: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))
