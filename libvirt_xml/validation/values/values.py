"""What is wrong with the value of an attribute or text, and what was probably meant.

A suggestion is not a guess: there is one only if one allowed text explains the wrong one better than all others.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from libvirt_xml.markup.characters import is_blank
from libvirt_xml.messages import Phrase, phrase
from libvirt_xml.relaxng.patterns.builder import Patterns
from libvirt_xml.relaxng.patterns.patterns import Pattern
from libvirt_xml.validation.values.allowed import expected
from libvirt_xml.validation.values.attempt import Advice, Attempt, unknown_unit
from libvirt_xml.validation.values.more_or_less import file_of_device, letter_too_many, number_with_word, part_of_word
from libvirt_xml.validation.values.values_with_units import fraction_of_unit, unit_as_word, unit_behind_number
from libvirt_xml.validation.values.wording import limit_number
from libvirt_xml.words.vocabulary import of_documents, vocabulary

__all__ = ["Advice", "advise", "expected"]

_LONGEST = 200  # characters of a text that is looked at closely


def advise(
    make: Patterns,
    pattern: Pattern,
    text: str,
    *,
    units: Pattern | None = None,
    unit: str | None = None,
    beside: frozenset[str] = frozenset(),
    attribute: str = "",
    unit_of_field: Callable[[], str | None] = unknown_unit,
) -> Advice:
    """Why a text is wrong and what was probably meant. There is no advice about a text that is allowed.

    ``units``: what its element's attribute for the unit allows, if it has one, ``unit`` what that is; ``beside``: what
    attributes the element has; ``attribute``: the name of the attribute that the text is of; ``unit_of_field``: what it
    counts in, where no unit can be written.
    """
    attempt = Attempt(make, pattern, text, units, unit, beside, attribute, unit_of_field)
    return (None if attempt.accepts(text) else _advice(attempt)) or Advice()


def _advice(attempt: Attempt) -> Advice | None:
    checks = _CHECKS if len(attempt.text) <= _LONGEST else _CHECKS_OF_LONG_TEXTS
    return next(filter(None, (check(attempt) for check in checks)), None)


# What stands around a value


def _blank(attempt: Attempt) -> Advice | None:
    return Advice(phrase("reason", "empty")) if is_blank(attempt.text) else None


def _padded(attempt: Attempt) -> Advice | None:
    return attempt.suggest(phrase("reason", "padded"), attempt.text.strip())


def _wrapped(attempt: Attempt) -> Advice | None:
    """White space or quotation marks around a value that has another fault besides."""
    bare, before = attempt.text, ""
    while bare != before:
        before, bare = bare, bare.strip().strip(_QUOTES)
    if not bare or bare == attempt.text:
        return None
    inner = replace(attempt, text=bare)
    return attempt.suggest(phrase("reason", "quotation-marks"), bare) or _advice(inner)


_QUOTES = "\"'`\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb"


def _spaced(attempt: Attempt) -> Advice | None:
    """White space inside a value. It is taken out only of what cannot have been two values."""
    joined, line = "".join(attempt.text.split()), " ".join(attempt.text.split())
    if "\n" in attempt.text and _is_any_line(attempt) and " " in line:
        return attempt.suggest(phrase("reason", "line-break"), line)
    if joined == attempt.text or not attempt.accepts(joined):
        return None
    is_one = joined in attempt.spellings or attempt.allows("mac", "uuid")
    return Advice(phrase("reason", "white-space"), joined if is_one else None)


def _is_any_line(attempt: Attempt) -> bool:
    """Whether every text is allowed that has no line break."""
    return attempt.accepts(_ANY_LINE) and not attempt.accepts(f"a\n{_ANY_LINE}")


_ANY_LINE = "a: 'b', c/../d & (e)"


def _placeholder(attempt: Attempt) -> Advice | None:
    """What a template has in the place of a value."""
    return Advice(phrase("reason", "placeholder")) if _PLACEHOLDER.fullmatch(attempt.text.strip()) else None


def is_template(text: str) -> bool:
    """Whether a text is a part of a template: ``{% if x %}``."""
    return len(text) <= _LONGEST and _TEMPLATE.search(text) is not None


_TEMPLATE = re.compile(r"\{[{%#]|[}%#]\}|<%|%>|\$\{")
_PLACEHOLDER = re.compile(
    r".*(?:\{\{.*\}\}|\{%.*%\}|<%.*%>|\$\{.*\}|\$\(.*\)).*|\$\w+|@\w+@|%\w+%|__\w+__|<[\w -]+>|\[?\.\.\.\]?"
    "|(?:CHANGE|REPLACE|FILL)[-_]?(?:ME|THIS|IN)|(?:YOUR|MY)[-_ ][\\w -]+|TODO|FIXME|TBD|X{3,}"
)

# Words

TRUE = ("yes", "on", "true", "1", "enabled", "enable", "y")
FALSE = ("no", "off", "false", "0", "disabled", "disable", "n")


def _truth(attempt: Attempt) -> Advice | None:
    """``true`` for ``yes`` and the like."""
    word = attempt.text.lower()
    if word not in (*TRUE, *FALSE):
        return None
    listed = set(attempt.spellings)
    if any(spelling.isdecimal() and spelling not in "01" for spelling in listed):
        listed = {spelling for spelling in listed if not spelling.isdecimal()}
    alike = TRUE if word in TRUE else FALSE
    pair = [spelling for spelling in (*TRUE, *FALSE) if spelling in listed]
    if not pair and word in FALSE[:-1] and word != "0" and "none" in listed:
        return attempt.suggest(None, "none")
    meant = [spelling for spelling in pair if spelling in alike]
    meant = [spelling for spelling in meant if not spelling.isdecimal()] or meant  # false rather than 0
    if word in meant or len(meant) != 1:
        return None
    return Advice(phrase("reason", "truth-values", values=pair), meant[0])


def _case(attempt: Attempt) -> Advice | None:
    """Letters of the wrong case."""
    text = attempt.text
    listed = [word for word in attempt.spellings if word.lower() == text.lower()]
    others = [text.lower(), text.upper()] if text.isascii() and not listed else []
    allowed = [word for word in (*listed, *others) if attempt.accepts(word)]
    return Advice(phrase("reason", "case"), allowed[0]) if len(allowed) == 1 else None


def _misspelt(attempt: Attempt) -> Advice | None:
    """A word that one of those listed resembles more than the others do."""
    nearness = sorted((of_documents().difference(attempt.text, word), word) for word in attempt.spellings)
    if not nearness or nearness[0][0] >= 1 or (len(nearness) > 1 and nearness[0][0] == nearness[1][0]):
        return None
    word = nearness[0][1]
    is_figure = _FIGURES.fullmatch(word) and _FIGURES.fullmatch(attempt.text)
    if is_figure and word not in of_documents().meanings(attempt.text):
        return None
    is_joined_otherwise = _JOINTS.sub("", word.lower()) == _JOINTS.sub("", attempt.text.lower())
    return attempt.suggest(phrase("reason", "joints") if is_joined_otherwise else None, word)


_FIGURES = re.compile(r"[0-9.,+\-]+")
_JOINTS = re.compile("[-_ ]")


# Numbers


def _lookalikes(attempt: Attempt) -> Advice | None:
    """Digits of another script, wide letters, dashes."""
    text = _DASHES.sub("-", unicodedata.normalize("NFKC", attempt.text))
    plain = "".join(str(unicodedata.decimal(character, character)) for character in text)
    return attempt.suggest(phrase("reason", "look-alikes"), plain)


_DASHES = re.compile("[\u2010-\u2015\u2212]")


def _number_in_words(attempt: Attempt) -> Advice | None:
    meaning = vocabulary("numbers").meaning(attempt.text) if attempt.allows(*_NUMBERS) else None
    return None if meaning is None else attempt.suggest(None, meaning)


def _grouped(attempt: Attempt) -> Advice | None:
    """Digits in groups of three; with one comma, it may also have been a decimal one."""
    if not _GROUPS.fullmatch(attempt.text):
        return None
    if attempt.accepts(attempt.text.replace(",", ".")):
        return Advice(phrase("reason", "comma"))
    return attempt.suggest(phrase("reason", "grouped-digits"), re.sub("[^0-9]", "", attempt.text))


_GROUPS = re.compile(r"[0-9]{1,3}(?:[\s,'_][0-9]{3})+")


def _hexadecimal(attempt: Attempt) -> Advice | None:
    """A hexadecimal number with no prefix or another one, with too many digits, or where only decimals are allowed."""
    parts = _HEXADECIMAL.fullmatch(attempt.text)
    if parts is None:
        return None
    digits = parts["digits"]
    if parts["prefix"] == "0x":
        value = int(digits, 16)
        shorter = attempt.suggest(phrase("reason", "too-many-digits"), f"{value:#x}")
        return shorter or attempt.suggest(phrase("reason", "decimal"), str(value))
    is_decimal = digits.isdecimal() and not parts["prefix"] and not parts["suffix"] and attempt.allows("decimal")
    is_word = attempt.spellings and not re.search("[0-9]", digits)
    return None if is_decimal or is_word else attempt.suggest(phrase("reason", "hexadecimal"), f"0x{digits}")


_HEXADECIMAL = re.compile("(?P<prefix>0x|[xX#])?(?P<digits>[0-9a-fA-F]+)(?P<suffix>[hH])?")


def _limits(attempt: Attempt) -> Advice | None:
    """A number that is too great or too small."""
    value = _number(attempt)
    if value is None or any(word.startswith("-") for word in attempt.spellings):
        return None
    is_plain = _DECIMAL.fullmatch(attempt.text) is not None
    is_decimal = attempt.allows("decimal") and (is_plain or not attempt.allows("hexadecimal"))
    ranges = attempt.ranges("decimal" if is_decimal else "hexadecimal")
    least = [limit for limit, _ in ranges if limit is not None]
    most = [limit for _, limit in ranges if limit is not None]
    if most and len(most) == len(ranges) and value > max(most):
        reason = phrase("reason", "largest", limit=_written(max(most), is_decimal=is_decimal))
        return Advice(reason, names_limit=True)
    if not least or len(least) < len(ranges) or value >= min(least):
        return None
    if min(least) == 0:
        return Advice(phrase("reason", "negative"))
    reason = phrase("reason", "smallest", limit=_written(min(least), is_decimal=is_decimal))
    return Advice(reason, names_limit=True)


def _number(attempt: Attempt) -> Decimal | None:
    if _DECIMAL.fullmatch(attempt.text) and attempt.allows("decimal"):
        return Decimal(attempt.text)
    parts = _HEXADECIMAL.fullmatch(attempt.text) if len(attempt.text) <= _LONGEST else None
    is_number = parts is not None and (parts["prefix"] == "0x" or attempt.text.isdecimal())
    return Decimal(int(parts["digits"], 16)) if parts is not None and is_number else None


def _written(limit: Decimal, *, is_decimal: bool) -> int | str:
    return limit_number(limit) if is_decimal else f"{int(limit):#x}"


_DECIMAL = re.compile("[+-]?[0-9]+")


# Addresses, identities and paths


def _mac(attempt: Attempt) -> Advice | None:
    if not attempt.allows("mac"):
        return None
    if re.search("[^0-9a-fA-F:. -]", attempt.text):
        reason = phrase("reason", "mac-letters")
        return _without_letter(attempt, reason) or (Advice(reason) if _SIX_PARTS.fullmatch(attempt.text) else None)
    parts = re.split("[:. -]", attempt.text)
    digits = "".join(parts)
    if len(parts) == 6 and all(1 <= len(part) <= 2 for part in parts):
        digits = "".join(part.zfill(2) for part in parts)
    if len(digits) != 12:
        return Advice(phrase("reason", "mac-parts"))
    address = ":".join(re.findall("..", digits))
    if attempt.accepts(address):
        is_short = len(attempt.text) < 17 and len(parts) == 6
        return Advice(phrase("reason", "mac-digits") if is_short else phrase("reason", "mac-colons"), address)
    return Advice(phrase("reason", "mac-multicast"))


_SIX_PARTS = re.compile("[0-9a-zA-Z]{1,3}([:-][0-9a-zA-Z]{1,3}){5}")


def _uuid(attempt: Attempt) -> Advice | None:
    digits = re.sub("^(?:urn:)?uuid:|[-{}]", "", attempt.text)
    if not attempt.allows("uuid") or not re.fullmatch("[0-9a-zA-Z]+", digits):
        return None
    if re.search("[^0-9a-fA-F]", digits):
        reason = phrase("reason", "uuid-letters")
        return Advice(reason) if len(digits) == 32 else _without_letter(attempt, reason)
    if len(digits) != 32:
        return Advice(phrase("reason", "uuid-digits", number=len(digits)))
    reason = phrase("reason", "uuid-braces") if "{" in attempt.text else phrase("reason", "uuid-groups")
    return attempt.suggest(reason, "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])))


def _without_letter(attempt: Attempt, reason: Phrase) -> Advice | None:
    """An identity with one letter too many: all its digits are there without that, in groups of the right size."""
    text = attempt.text
    odd = [at for at, character in enumerate(text) if character.isalnum() and character not in string.hexdigits]
    return attempt.suggest(reason, text[: odd[0]] + text[odd[0] + 1 :]) if len(odd) == 1 else None


def _path(attempt: Attempt) -> Advice | None:
    is_path = attempt.text.startswith(("./", "../", "~")) or "/" in attempt.text.strip("/")
    is_only_path = not attempt.spellings and all(wording.kind == "path" for wording in attempt.wordings)
    if not attempt.allows("path") or attempt.text.startswith("/") or not (is_path or is_only_path):
        return None
    if "://" in attempt.text:
        return Advice(phrase("reason", "path-not-url"))
    return Advice(phrase("reason", "path-absolute"))


def _address(attempt: Attempt) -> Advice | None:
    is_dotted = re.fullmatch(r"(?:[0-9]{1,9}\.){3}[0-9]{1,9}", attempt.text)
    if not attempt.allows("ipv4") or not is_dotted or max(map(int, attempt.text.split("."))) < 256:
        return None
    return Advice(phrase("reason", "ipv4-parts"))


def _with_prefix(attempt: Attempt) -> Advice | None:
    """The length of a network's prefix behind an address."""
    parts = re.fullmatch(rf"({_IPV4}|{_IPV6})/([0-9]+)", attempt.text) if attempt.allows(*_IP) else None
    if parts is None:
        return None
    homes = [name for name in ("prefix", f"{attempt.attribute.removesuffix('addr')}mask") if name in attempt.beside]
    if not homes or not attempt.accepts(parts[1]):
        return None if homes else attempt.suggest(phrase("reason", "no-prefix"), parts[1])
    family = [("family", "ipv6")] if ":" in parts[1] and "family" in attempt.beside else []
    reason = phrase("reason", "prefix", attribute=homes[0])
    return Advice(reason, instead=parts[1], beside=((homes[0], parts[2]), *family))


def _foreign(attempt: Attempt) -> Advice | None:
    """Letters that only look like those that are allowed."""
    odd = next((character for character in attempt.text if not character.isascii() and character.isalpha()), None)
    if odd is None:
        return None
    name = unicodedata.name(odd, "a character without a name").lower()
    reason = phrase("reason", "foreign-letter", letter=odd, code=f"U+{ord(odd):04X}", name=name)
    return attempt.suggest(reason, attempt.text.translate(_ALIKE)) or Advice(reason)


_ALIKE = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u03bf\u03bd",
    "aeopcyxijABEKMHOPCTXov",
)


def _rewritten(attempt: Attempt) -> Advice | None:
    """Slips that one replacement fixes."""
    for kinds, wrong, right, reason in _REWRITINGS:
        parts = re.fullmatch(wrong, attempt.text) if attempt.allows(*kinds) else None
        advice = attempt.suggest(reason, parts.expand(right)) if parts else None
        if advice:
            return advice
    return None


_NUMBERS, _IP = ("decimal", "hexadecimal", "number"), ("ipv4", "ipv6")
_IPV4, _IPV6 = r"(?:[0-9]+\.){3}[0-9]+", "[0-9a-fA-F.]*:[0-9a-fA-F:.]+"
_TOP = "boot|dev|etc|home|mnt|opt|root|run|srv|sys|tmp|usr|var"
_REWRITINGS = (
    (_NUMBERS, r"\+([0-9.]+)", r"\1", phrase("reason", "plus")),
    (_NUMBERS, r"/([0-9]+)", r"\1", phrase("reason", "slash")),
    (_NUMBERS, r"([0-9]+)\.0+", r"\1", phrase("reason", "whole-number")),
    (_NUMBERS, r"([0-9]+),([0-9]+)", r"\1.\2", phrase("reason", "decimal-point")),
    (_NUMBERS, r"0+([0-9]+)", r"\1", phrase("reason", "too-many-digits")),
    (_IP, rf"\[({_IPV6})\]", r"\1", phrase("reason", "ipv6-brackets")),
    (("number-set",), r"([0-9]+)(?:\.\.|:| ?to ?)([0-9]+)", r"\1-\2", phrase("reason", "range")),
    (("number-set",), r",*([0-9^].*?),*", r"\1", phrase("reason", "commas-around")),
    (("path",), r"file://(?:localhost)?(/.+)", r"\1", phrase("reason", "path-not-url")),
    (("path",), rf"((?:{_TOP})/.+)", r"/\1", phrase("reason", "path-slash")),
    (("date",), r"([0-9-]+) ([0-9]{2}:[0-9:.Z+-]+)", r"\1T\2", phrase("reason", "date-t")),
)

_CHECKS = (
    _blank,
    _placeholder,
    _padded,
    _wrapped,
    _truth,
    _case,
    _lookalikes,
    _number_in_words,
    _grouped,
    _with_prefix,
    _rewritten,
    _hexadecimal,
    _limits,
    unit_behind_number,
    fraction_of_unit,
    unit_as_word,
    number_with_word,
    file_of_device,
    part_of_word,
    _spaced,
    _misspelt,
    _mac,
    _uuid,
    _address,
    letter_too_many,
    _path,
    _foreign,
)
_CHECKS_OF_LONG_TEXTS: tuple[Callable[[Attempt], Advice | None], ...] = (_blank, _padded, _limits)
