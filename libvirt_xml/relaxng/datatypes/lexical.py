"""What the texts of XML Schema's types mean: one function a type, from text without outer white space to its value.

Each gives ``None`` for a text that the type does not have. Values are hashable and equal where the type says so;
those of ordered types compare.

Source: XML Schema Part 2, second edition, section 3.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Mapping
from decimal import Decimal

from libvirt_xml.markup import characters

Namespaces = Mapping[str, str]
DatatypeValue = object

_INTEGER = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_DOUBLE = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_SPECIAL_NUMBERS = {"INF": float("inf"), "-INF": float("-inf")}
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
_LANGUAGE = r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*"
_DATE_TIME = (
    r"(?P<year>-?(?:[1-9][0-9]{3,}|0[0-9]{3}))-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
    r"T(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2}(?:\.[0-9]+)?)"
    r"(?P<zone>Z|[+-][0-9]{2}:[0-9]{2})?"
)
_ZONE = re.compile(r"[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00)")

# RFC 2396 with RFC 2732, what XLink would escape (5.4) let through.
_URI_CHARACTER = r"(?:[^\x00-\x20%#?/:@\[\]]|[\x20]|%[0-9A-Fa-f]{2})"
_ANY_URI = (
    rf"(?:(?:[A-Za-z][A-Za-z0-9+.\-]*:(?=[^#]))|(?!(?:{_URI_CHARACTER}|@)*:))"
    rf"(?://(?:(?:{_URI_CHARACTER}|[@:])*@)?(?:\[[0-9A-Fa-f:.]+\]|{_URI_CHARACTER}*)(?::[0-9]*)?(?=[/?#]|\Z))?"
    rf"(?:{_URI_CHARACTER}|[/:@])*"
    rf"(?:\?(?:{_URI_CHARACTER}|[/:@?\[\]])*)?"
    rf"(?:#(?:{_URI_CHARACTER}|[/:@?\[\]])*)?"
)


def any_text(text: str, _: Namespaces) -> DatatypeValue | None:
    """``string``, ``token`` and the like: the text itself."""
    return text


def of_pattern(pattern: str) -> Callable[[str, Namespaces], DatatypeValue | None]:
    """A type whose values are the texts that match a pattern, which is compiled when it is first needed."""
    return lambda text, _: text if re.fullmatch(pattern, text) else None


nc_name = of_pattern(characters.NC_NAME)
name = of_pattern(characters.NAME)
nm_token = of_pattern(characters.NM_TOKEN)
language = of_pattern(_LANGUAGE)
any_uri = of_pattern(_ANY_URI)


def boolean(text: str, _: Namespaces) -> DatatypeValue | None:
    """``true``, ``false``, ``1``, ``0``."""
    return _BOOLEANS.get(text)


def decimal(text: str, _: Namespaces) -> Decimal | None:
    """A decimal number of any length."""
    return Decimal(text) if _DECIMAL.fullmatch(text) else None


def integers(least: int | None = None, most: int | None = None) -> Callable[[str, Namespaces], DatatypeValue | None]:
    """Integers of a range. As Decimal: exact at any length, where ``int()`` refuses more than 4,300 digits."""

    def value(text: str, _: Namespaces) -> DatatypeValue | None:
        if not _INTEGER.fullmatch(text):
            return None
        number = Decimal(text)
        return number if (least is None or number >= least) and (most is None or number <= most) else None

    return value


def double(text: str, _: Namespaces) -> DatatypeValue | None:
    """A 64-bit number; ``NaN`` equals itself (3.2.5)."""
    if text == "NaN":
        return "NaN"
    return float(text) if _DOUBLE.fullmatch(text) else _SPECIAL_NUMBERS.get(text)


def single(text: str, namespaces: Namespaces) -> DatatypeValue | None:
    """A 32-bit number."""
    number = double(text, namespaces)
    if not isinstance(number, float):
        return number
    try:
        rounded: float = struct.unpack("f", struct.pack("f", number))[0]
    except OverflowError:
        return float("inf") if number > 0 else float("-inf")
    return rounded


def q_name(text: str, namespaces: Namespaces) -> DatatypeValue | None:
    """A name with its namespace, by the prefixes in scope (key empty: the default namespace)."""
    if not re.fullmatch(characters.Q_NAME, text):
        return None
    prefix, _, local = text.rpartition(":")
    if prefix and prefix not in namespaces:
        return None
    return namespaces.get(prefix, ""), local


def date_time(text: str, _: Namespaces) -> DatatypeValue | None:
    """(Whether it has a time zone, seconds since the year 1), so that equal instants are equal."""
    parts = re.fullmatch(_DATE_TIME, text)
    if parts is None:
        return None
    year, month, day, hour, minute = (int(parts[key]) for key in ("year", "month", "day", "hour", "minute"))
    second = Decimal(parts["second"])
    is_end_of_day = hour == 24 and not minute and not second
    if year == 0 or not 1 <= month <= 12 or not 1 <= day <= _days_in_month(year, month):
        return None
    if (hour > 23 and not is_end_of_day) or minute > 59 or second >= 60:
        return None
    zone = parts["zone"]
    if zone not in (None, "Z") and not _ZONE.fullmatch(zone):
        return None
    seconds = (_days_before(year, month) + day) * 86400 + hour * 3600 + minute * 60 - _offset(zone) * 60
    return zone is not None, seconds + second


def _offset(zone: str | None) -> int:
    """Minutes east of UTC."""
    if zone in (None, "Z"):
        return 0
    minutes = int(zone[1:3]) * 60 + int(zone[4:6])
    return -minutes if zone[0] == "-" else minutes


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _days_in_month(year: int, month: int) -> int:
    if month == 2:
        return 29 if _is_leap(year + (year < 0)) else 28  # there is no year 0: -1 is the leap year before 1
    return 30 if month in (4, 6, 9, 11) else 31


def _days_before(year: int, month: int) -> int:
    whole = year + (year < 0) - 1
    days = whole * 365 + whole // 4 - whole // 100 + whole // 400
    return days + sum(_days_in_month(year, earlier) for earlier in range(1, month))
