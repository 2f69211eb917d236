"""How names and values are spoilt: the slips that people make."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from string import ascii_lowercase

Slip = Callable[[str, random.Random], str]


@dataclass(frozen=True, slots=True)
class Spoil:
    """A way to spoil a value; from the result of one ``keeps_word`` a person still reads what was meant."""

    name: str
    apply: Slip
    keeps_word: bool = False


def misspell(word: str, chance: random.Random) -> str:
    """A word with one slip in it; the prefix of a qualified name stays."""
    prefix, colon, local = word.rpartition(":")
    for _ in range(20):
        slip = chance.choice(_NAME_SLIPS)
        changed = slip(local, chance)
        if changed != local and re.fullmatch(r"[A-Za-z_][\w.-]*", changed):
            return prefix + colon + changed
    return f"{word}x"


def _position(word: str, chance: random.Random) -> int:
    return chance.randrange(len(word))


def _drop_letter(word: str, chance: random.Random) -> str:
    at = _position(word, chance)
    return word[:at] + word[at + 1 :] if len(word) > 2 else word


def _double_letter(word: str, chance: random.Random) -> str:
    at = _position(word, chance)
    return word[:at] + word[at] + word[at:]


def _swap_neighbours(word: str, chance: random.Random) -> str:
    at = _position(word, chance)
    return word[:at] + word[at : at + 2][::-1] + word[at + 2 :]


def _replace_letter(word: str, chance: random.Random) -> str:
    at = _position(word, chance)
    return word[:at] + chance.choice(ascii_lowercase) + word[at + 1 :] if len(word) > 2 else word


def _change_case(word: str, chance: random.Random) -> str:
    """camelCase as snake_case or in lower case, snake_case as camelCase, a plain word in another case."""
    if re.search(r"[a-z][A-Z]", word):
        snake = re.sub(r"(?<=[a-z])[A-Z]", lambda match: "_" + match[0], word).lower()
        return chance.choice([snake, snake.replace("_", "-"), word.lower()])
    if re.search(r"[a-z][_-][a-z]", word):
        camel = re.sub(r"[_-]([a-z])", lambda match: match[1].upper(), word)
        return chance.choice([camel, camel.lower(), word.translate(str.maketrans("_-", "-_"))])
    return chance.choice([word.capitalize(), word.upper()])


_SLIPS: tuple[Slip, ...] = (_drop_letter, _double_letter, _swap_neighbours, _replace_letter)
_NAME_SLIPS: tuple[Slip, ...] = (*_SLIPS, _change_case)
_SWITCHES = {"yes": "true", "no": "false", "on": "true", "off": "false"}


def _misspell_value(value: str, chance: random.Random) -> str:
    return chance.choice(_SLIPS)(value, chance) if re.search(r"[A-Za-z]{2}", value) else value


def _wrong_case(value: str, chance: random.Random) -> str:
    return chance.choice([value.upper(), value.capitalize(), value.lower()])


def _boolean_word(value: str, _: random.Random) -> str:
    return _SWITCHES.get(value, value)


def _in_blanks(value: str, _: random.Random) -> str:
    """Not for a number: blanks are collapsed before its pattern is matched (libxml2 errs there)."""
    return value if re.fullmatch(r"[+-]?[\d.]+|0x[\da-fA-F]+", value) else f" {value} "


def _add_unit(value: str, chance: random.Random) -> str:
    return value + chance.choice(["GiB", "M", " kB", "ms", "%"]) if value.isdigit() else value


def _bare_hex(value: str, chance: random.Random) -> str:
    """A number in base 16 without its prefix, or with one where there was none."""
    if value.lower().startswith("0x"):
        return chance.choice([value[2:] + "f", "f" + value[2:]])
    return chance.choice(["ff", f"0x{int(value):x}"]) if value.isascii() and value.isdigit() else value


def _letters_in_number(value: str, chance: random.Random) -> str:
    return value[:1] + chance.choice("gxzO") + value[1:] if re.search(r"\d", value) else value


def _other_number(value: str, chance: random.Random) -> str:
    return chance.choice([f"-{value}", f"{value}.5", "9" * 25]) if value.isdigit() else value


def _empty(_: str, __: random.Random) -> str:
    return ""


def _other_words(_: str, chance: random.Random) -> str:
    return chance.choice(["none of these", "bogus", "enabled", "1;2", "?"])


SPOILS = (
    Spoil("misspelt", _misspell_value, keeps_word=True),
    Spoil("wrong case", _wrong_case, keeps_word=True),
    Spoil("boolean word", _boolean_word, keeps_word=True),
    Spoil("blanks", _in_blanks, keeps_word=True),
    Spoil("unit", _add_unit),
    Spoil("bare hex", _bare_hex),
    Spoil("letters in number", _letters_in_number),
    Spoil("other number", _other_number),
    Spoil("empty", _empty),
    Spoil("other words", _other_words),
)
