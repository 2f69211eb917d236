"""Sizes as people say them: ``4GiB`` is 2^32 bytes, ``4GB`` 4 * 10^9. A number alone says neither, so it is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass

from libvirt_xml.words.units import UNITS

PATTERN = r"[0-9]{1,19} ?([KMGTPE]i?)?B"
_SIZE = re.compile(r"([0-9]{1,19}) ?([KMGTPE]i?B|B)").fullmatch
_LOOSE = re.compile(r"([0-9]{1,19})(\.[0-9]{1,6})? ?([a-zA-Z]*)").fullmatch
_SURROUNDINGS = " ,;\"'\u201c\u201d\u201e\u2018\u2019\xa0"  # with the quotes of word processors
_NOUN = re.compile(r" ?(of )?(ram|memory|disk|space|storage)\Z", re.IGNORECASE)
_PER_SECOND = re.compile(r"(?<=[0-9KMGTB])(?:/s|ps|/sec| per second)\Z", re.IGNORECASE)
_DECIMAL_COMMA = re.compile(r"(?<=[0-9]),(?=[0-9]{1,2}(?![0-9]))")
_GROUPED = re.compile(r"(?<=[0-9])[,'_ ](?=[0-9]{3}(?![0-9]))")
_NOUNS = "x|v?cpus?|v?cores?|processors?|threads?|sockets?|bytes|heads?|queues?"
_AFTER_NOUN = re.compile(r"([a-z]+)[ :#=_-]?([0-9]{1,9})", re.IGNORECASE).fullmatch
_WITH_NOUN = re.compile(rf"([0-9]{{1,9}}) ?(?:{_NOUNS})", re.IGNORECASE).fullmatch
_COMMENT = re.compile(r"\s*(?:#|//).*")
_FRENCH = re.compile(r"(?<=[kmgt])(i?)o(?:ctets?)?\Z", re.IGNORECASE)
_UNIT_WORD = re.compile(
    r"(kilo|mega|giga|tera|kibi|mebi|gibi|tebi)(?:byte|octet)s?\Z|([kmgt])(?:ig|eg)s?\Z", re.IGNORECASE
)
MOST_GIBIBYTES = 2**10
"""The largest number without a unit that is probably in GiB."""
MOST_MEBIBYTES = 2**19 - 1
"""The largest one that is probably in MiB."""
_MOST_KIBIBYTES = 2**30 - 1


@dataclass(frozen=True, slots=True)
class Size:
    """A size as it was said: ``Size(4, "GiB")``."""

    number: int
    unit: str

    @property
    def bytes(self) -> int:
        """The size in bytes."""
        return self.number * UNITS[self.unit]

    def __str__(self) -> str:
        return f"{self.number}{self.unit}"


def parse_size(text: str) -> Size:
    """The size that a text says. Raises ValueError for one that says none."""
    match = _SIZE(text)
    if match:
        return Size(int(match[1]), match[2])
    raise ValueError(f"not a size: {text!r}")


def meanings(text: str, most_gibibytes: int = MOST_GIBIBYTES, most_mebibytes: int = MOST_MEBIBYTES) -> list[str]:
    """What was probably meant by a text that is no size, the likeliest first.

    A number without a unit up to ``most_gibibytes`` is probably in GiB, one up to ``most_mebibytes`` in MiB.
    """
    text = _FRENCH.sub(r"\1B", _PER_SECOND.sub("", _COMMENT.sub("", text)))
    plain = _unit_word(_DECIMAL_COMMA.sub(".", _GROUPED.sub("", _NOUN.sub("", text.strip(_SURROUNDINGS)))))
    match = _LOOSE(plain)
    if match is None:
        return []
    number, fraction, unit = int(match[1]), match[2], match[3]
    if not unit:
        likely = _forgotten(number, most_gibibytes, most_mebibytes)
        return [] if fraction else [f"{number}{unit_name}" for unit_name in likely]
    whole = f"{unit}B" if unit[-1] in "iI" else unit  # Kubernetes writes 2Gi
    same = [known for known in UNITS if known.lower() == whole.lower()]
    short = [f"{unit.upper()}iB", f"{unit.upper()}B"] if f"{unit.upper()}B" in UNITS else []
    known = [unit_name for unit_name in same or short if unit_name in UNITS]
    if fraction:
        return [size for unit_name in known if (size := _whole(float(f"{number}{fraction}"), unit_name))]
    return [f"{number}{unit_name}" for unit_name in known]


def without_noun(text: str, key: str = "") -> str:
    """A number without the word for what it counts, or the name of its key before it: ``2 cores``, ``vlan10``."""
    match = _WITH_NOUN(text)
    if match is not None:
        return match[1]
    after = _AFTER_NOUN(text)
    is_of_key = after is not None and key.rstrip("s").endswith(after[1].lower().rstrip("s"))
    return after[2] if after is not None and is_of_key else text


def _unit_word(text: str) -> str:
    """A unit that is written out, as its letters: ``2 gigabytes`` as ``2 G``, ``2 gibibytes`` as ``2 GiB``."""
    word = _UNIT_WORD.search(text)
    if word is None:
        return text
    letter = word[0][0].upper()
    return text[: word.start()] + (f"{letter}iB" if (word[1] or "").lower().endswith("bi") else letter)


def spell_size(count: int) -> str:
    """A number of bytes in the largest unit that holds it without a rest: ``4GiB``."""
    for unit in ("EiB", "PiB", "TiB", "GiB", "MiB", "KiB"):
        if count and count % UNITS[unit] == 0:
            return f"{count // UNITS[unit]}{unit}"
    return f"{count}B"


def spell_alike(written: str, size: str) -> str:
    """A size in the unit of another one, and with its space, where that holds it without a rest: ``4096 MiB``."""
    match, other = _SIZE(written), _SIZE(size)
    if match is None or other is None:
        return size
    count, rest = divmod(parse_size(size).bytes, UNITS[match[2]])
    return size if rest else f"{count}{written[match.end(1) : match.start(2)]}{match[2]}"


def _forgotten(number: int, most_gibibytes: int, most_mebibytes: int) -> tuple[str, str]:
    """The units that a number without one is likely to have."""
    if number <= most_gibibytes:
        return "GiB", "MiB"
    if number <= most_mebibytes:
        return "MiB", "GiB" if number <= MOST_GIBIBYTES else "KiB"
    return ("KiB", "B") if number <= _MOST_KIBIBYTES else ("B", "KiB")


def _whole(number: float, unit: str) -> str | None:
    """A number with a fraction in the next smaller unit."""
    step = 1024 if "i" in unit else 1000
    smaller = next(
        (
            candidate
            for candidate, size in UNITS.items()
            if size * step == UNITS[unit] and ("i" in candidate) == ("i" in unit)
        ),
        "B",
    )
    count = number * step
    return f"{int(count)}{smaller}" if count == int(count) else None
