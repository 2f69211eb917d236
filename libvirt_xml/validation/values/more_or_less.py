"""Values with a part that does not belong to them, and words without a part."""

from __future__ import annotations

import re

from libvirt_xml.messages import phrase
from libvirt_xml.validation.values.attempt import Advice, Attempt

_SHORTEST = 3  # letters of a part of a word


def number_with_word(attempt: Attempt) -> Advice | None:
    """A number, and what is counted: ``2 cores``."""
    parts = re.fullmatch("([0-9]+) [A-Za-z]+", attempt.text)
    if parts is None or attempt.units is not None or not attempt.accepts(parts[1]):
        return None
    return Advice(phrase("reason", "no-unit"))


def file_of_device(attempt: Attempt) -> Advice | None:
    """The file of a device where its name is expected: ``/dev/vda``."""
    name = attempt.text.removeprefix("/dev/")
    if name == attempt.text or not name.isalnum():
        return None
    return attempt.suggest(phrase("reason", "name-without-folder"), name)


def part_of_word(attempt: Attempt) -> Advice | None:
    """The part of one word that tells it from those that have the rest: ``crb`` for ``tpm-crb``."""
    part = attempt.text.lower()
    words = {word: re.split("[-_]", word.lower()) for word in attempt.spellings}
    meant = [word for word, parts in words.items() if part in parts]
    if len(part) < _SHORTEST or len(meant) != 1:
        return None
    rest = set(words[meant[0]]) - {part}
    has_fellows = any(rest and rest <= set(parts) for word, parts in words.items() if word != meant[0])
    return attempt.suggest(None, meant[0]) if has_fellows else None
