"""Values with a part that does not belong to them, and words without a part."""

from __future__ import annotations

import re

from libvirt_xml.messages import phrase
from libvirt_xml.validation.values.attempt import Advice, Attempt

_SHORTEST = 3  # letters of a part of a word
_LETTERS = frozenset("ghjkmnpqrstuvwxyz")
"""The letters that are no digits, hexadecimal ones included, and look like none."""
_OF_DIGITS = ("decimal", "number", "hexadecimal", "ipv4", "ipv6", "wwn")


def number_with_word(attempt: Attempt) -> Advice | None:
    """A number, and what is counted: ``2 cores``, ``2x``."""
    parts = re.fullmatch("([0-9]+)(?: [A-Za-z]+|[xX])", attempt.text)
    if parts is None or attempt.units is not None or not attempt.accepts(parts[1]):
        return None
    is_counted = re.search(_COUNTED, attempt.text, re.IGNORECASE) is not None
    return Advice(phrase("reason", "no-unit"), parts[1] if is_counted else None)


_COUNTED = "(?:cores?|v?cpus?|threads?|sockets?|heads?|queues?|slots?|ports?|x)$"


def letter_too_many(attempt: Attempt) -> Advice | None:
    """A number, or an address of a network, with one letter that neither has: ``20z48``; ``l`` may be a digit."""
    if not attempt.allows(*_OF_DIGITS):
        return None
    odd = [at for at, letter in enumerate(attempt.text) if letter.lower() in _LETTERS]
    if len(odd) != 1 or not any(character.isdecimal() for character in attempt.text):
        return None
    before, after = attempt.text[: odd[0]], attempt.text[odd[0] + 1 :]
    return attempt.suggest(None, before + after) if after and (before or not after.isdecimal()) else None


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
