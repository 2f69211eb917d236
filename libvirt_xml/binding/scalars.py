"""Texts and the Python values that they mean.

A converter is a mapping from text to value, so that reading an attribute costs one look-up; what it meets it
remembers, up to a limit. ``write`` is the way back. Text that is not a number or boolean by libvirt's rules stays text,
marked as read (``KeptText``): it is written as it was, where the same text set in Python is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from libvirt_xml.binding.wrong_values import WrongType
from libvirt_xml.markup.characters import WHITE_SPACE

_LIMIT = 4096  # entries that one converter remembers
_DIGITS: dict[int, Callable[[str], re.Match[str] | None]] = {
    8: re.compile(r"[+-]?0*[0-7]{1,300}").fullmatch,
    10: re.compile(r"[+-]?[0-9]{1,300}").fullmatch,
    16: re.compile(r"[+-]?(?:0[xX])?[0-9a-fA-F]{1,300}").fullmatch,
}
_FLOAT = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?").fullmatch


class LooseForm(KeyError):
    """A boolean with white space around it: a value whose written form a ``bool`` cannot carry."""

    def __init__(self, value: bool) -> None:
        super().__init__(value)
        self.value = value


class KeptText(str):
    """Text that was read where a number or a boolean belongs; it is written back as it was."""

    __slots__ = ()

    def __copy__(self) -> KeptText:
        return self

    def __deepcopy__(self, memo: object) -> KeptText:
        return self


class WrittenInt(int):
    """An integer that remembers how it was written: equal to the plain integer, written back as it was read."""

    text: str
    bases: tuple[int, int | None] | None  # the base that the text was read in, and the fallback, if known

    def __new__(cls, value: int, text: str, bases: tuple[int, int | None] | None = None) -> WrittenInt:
        self = super().__new__(cls, value)
        self.text = text
        self.bases = bases
        return self

    def __reduce__(self) -> tuple[object, ...]:
        return (WrittenInt, (int(self), self.text, self.bases))

    def __repr__(self) -> str:
        return int.__repr__(self)

    def __copy__(self) -> WrittenInt:
        return self

    def __deepcopy__(self, memo: object) -> WrittenInt:
        return self


class WrittenFloat(float):
    """A floating-point number that remembers how it was written."""

    text: str

    def __new__(cls, value: float, text: str) -> WrittenFloat:
        self = super().__new__(cls, value)
        self.text = text
        return self

    def __reduce__(self) -> tuple[object, ...]:
        return (WrittenFloat, (float(self), self.text))

    def __repr__(self) -> str:
        return float.__repr__(self)

    def __copy__(self) -> WrittenFloat:
        return self

    def __deepcopy__(self, memo: object) -> WrittenFloat:
        return self


class _Memo(dict[str, Any]):
    """The mapping side of a converter: made on a miss, kept up to the limit."""

    __slots__ = ("_make",)

    def __init__(self, make: Callable[[str], object]) -> None:
        self._make = make

    def __missing__(self, text: str) -> object:
        value = self._make(text)
        if len(self) >= _LIMIT:
            self.clear()
        if len(text) <= 64:
            self[text] = value
        return value


class Converter:
    """Text to value and back. ``read`` is ``None`` where text stays as it is. ``expected`` is the type, in messages."""

    expected = "a str"
    read: Mapping[str, Any] | None = None
    words: tuple[str, ...] = ()
    is_open = True

    def write(self, value: Any, siblings: Mapping[str, Any]) -> str:
        """The text of a value. Raises WrongType."""
        if isinstance(value, str):
            return value
        raise WrongType(self.expected, value)

    def is_converted(self, value: object) -> bool:
        """Whether a value is what reading is meant to give, not text that stayed behind."""
        return True


class _Typed(Converter):
    """A converter to another type than text. Text beside it is one of some words, or any."""

    def __init__(self, words: tuple[str, ...] = (), *, is_open: bool = False) -> None:
        self.words = words
        self.is_open = is_open

    def kept(self, text: str) -> str:
        """Text that was read and does not convert."""
        return text if self.is_converted(text) else KeptText(text)

    def written(self, value: object) -> str:
        """Text as a value. Raises WrongType for all but a word and what was read."""
        if isinstance(value, str) and (value.__class__ is KeptText or self.is_converted(value)):
            return value
        raise WrongType(self.expected, value)

    def is_converted(self, value: object) -> bool:
        return self.is_open or not isinstance(value, str) or value.strip(WHITE_SPACE) in self.words


class Boolean(_Typed):
    """One of two words."""

    expected = "a bool"

    def __init__(self, true: str, false: str, words: tuple[str, ...] = (), *, is_open: bool = False) -> None:
        super().__init__(words, is_open=is_open)
        self._texts = {True: true, False: false}
        self._values = {true: True, false: False}
        self.read = _Memo(self._make)
        self.read.update(self._values)

    def _make(self, text: str) -> str:
        value = self._values.get(text.strip(WHITE_SPACE))
        if value is None:
            return self.kept(text)
        raise LooseForm(value)

    def write(self, value: Any, siblings: Mapping[str, Any]) -> str:
        if value is True or value is False:
            return self._texts[value]
        return self.written(value)


@dataclass(frozen=True, slots=True)
class Form:
    """How a number is read and written beside one value of a sibling field; ``when`` is ``None`` for always.

    ``base`` is that of C's ``strtoul``: 0 takes ``0x`` and a leading 0. ``fallback`` is tried where ``base`` fails.
    ``bases``, both of them, is what decides the number that a text means.
    """

    when: tuple[str, str] | None
    base: int
    form: str
    fallback: int | None = None
    bases: tuple[int, int | None] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "bases", (self.base, self.fallback))


_PLAIN = Form(None, 10, "%d")


class Integer(_Typed):
    """A whole number. Where forms differ, ``reading`` tells the mapping that goes with some siblings."""

    expected = "an int"

    def __init__(self, *forms: Form, words: tuple[str, ...] = (), is_open: bool = False) -> None:
        super().__init__(words, is_open=is_open)
        self._forms = forms or (_PLAIN,)
        if all(form.when for form in self._forms):
            self._forms += (_PLAIN,)
        self._field, self._by_text = _deciding(self._forms)
        self._is_plain = all(form.form == "%d" for form in self._forms)
        self._readings = {form: _Memo(partial(self._parse, form)) for form in self._forms}
        self.read = self._readings[self._forms[0]]
        self.varies = len(self._forms) > 1
        self.deciding = {form.when[0]: None for form in self._forms if form.when and form.when[1] != "*"}

    def reading(self, siblings: Mapping[str, Any]) -> Mapping[str, Any]:
        """The mapping from text to number beside some siblings."""
        return self._readings[self._form(siblings)]

    def _parse(self, form: Form, text: str) -> int | str:
        """A number that remembers its text wherever writing would not come to the same by itself."""
        value = parse_integer(text, form.base, form.fallback)
        if isinstance(value, str):
            return self.kept(value)
        return value if self._is_plain or type(value) is not int else WrittenInt(value, text, form.bases)

    def _form(self, siblings: Mapping[str, Any]) -> Form:
        form = self._by_text.get(siblings.get(self._field))
        if form is not None:
            return form
        for form in self._forms:
            if form.when is None:
                return form
            sibling = siblings.get(form.when[0])
            if sibling is not None and form.when[1] in ("*", str(sibling).strip(WHITE_SPACE)):
                return form
        return self._forms[-1]

    def write(self, value: Any, siblings: Mapping[str, Any]) -> str:
        if value.__class__ is WrittenInt:
            form = self._by_text.get(siblings.get(self._field)) or self._form(siblings)
            text: str = value.text
            if value.bases == form.bases or parse_integer(text, *form.bases) == value:
                return text
            return _formed(form.form, int(value))
        if value.__class__ is int:
            return str(value) if self._is_plain else _formed(self._form(siblings).form, value)
        if isinstance(value, int) and not isinstance(value, bool):
            return _formed(self._form(siblings).form, int(value))
        return self.written(value)


class _Float(_Typed):
    """A floating-point number."""

    expected = "a float"

    def __init__(self, words: tuple[str, ...] = (), *, is_open: bool = False) -> None:
        super().__init__(words, is_open=is_open)
        self.read = _Memo(self._make)

    def _make(self, text: str) -> object:
        value = _parse_float(text)
        return self.kept(value) if isinstance(value, str) else value

    def write(self, value: Any, siblings: Mapping[str, Any]) -> str:
        if isinstance(value, WrittenFloat):
            return value.text
        if isinstance(value, float | int) and not isinstance(value, bool):
            text = repr(value)
            if text.strip("-").replace(".", "").replace("e", "").replace("+", "").replace("-", "").isdigit():
                return text
            raise WrongType("a finite float", value)
        return self.written(value)


def parse_integer(text: str, base: int, fallback: int | None = None) -> int | str:
    """A whole number in a base, by the rules of C's ``strtoul``; the text itself where it is none.

    White space as XML knows it is allowed around the number. Other scripts' digits, underscores and numbers of more
    than 300 digits are text.
    """
    stripped = text.strip(WHITE_SPACE)
    actual = _actual_base(stripped) if base == 0 else base
    if not _DIGITS[actual](stripped):
        return text if fallback is None else _with_bases(parse_integer(text, fallback), (base, fallback))
    value = int(stripped, actual)
    return value if str(value) == text else WrittenInt(value, text, (base, fallback))


def _with_bases(value: int | str, bases: tuple[int, int | None]) -> int | str:
    return WrittenInt(value, value.text, bases) if isinstance(value, WrittenInt) else value


def _actual_base(text: str) -> int:
    digits = text.lstrip("+-")
    if digits[:2] in ("0x", "0X"):
        return 16
    return 8 if len(digits) > 1 and digits[0] == "0" else 10


def _parse_float(text: str) -> float | str:
    stripped = text.strip(WHITE_SPACE)
    if len(stripped) > 300 or not _FLOAT(stripped):
        return text
    value = float(stripped)
    return value if repr(value) == text else WrittenFloat(value, text)


def _deciding(forms: tuple[Form, ...]) -> tuple[str, dict[str | None, Form]]:
    """The one sibling whose text decides, and the form by its text; no forms where it is more than that.

    The last form, if it is for always, goes with the sibling's absence.
    """
    if len(forms) == 1 and forms[0].when is None:
        return "", {None: forms[0]}
    names = {form.when[0] for form in forms if form.when}
    if len(names) != 1 or any(form.when and form.when[1] == "*" for form in forms):
        return "", {}
    by_text: dict[str | None, Form] = {form.when[1]: form for form in reversed(forms) if form.when}
    return names.pop(), by_text


def _formed(form: str, value: int) -> str:
    """A number in a form such as ``0x%02x``, its sign before all."""
    return form % value if value >= 0 else "-" + form % -value


STRING = Converter()
YES_NO = Boolean("yes", "no")
ON_OFF = Boolean("on", "off")
INTEGER = Integer()
FLOAT = _Float()


def integer(*forms: tuple[Any, ...], words: tuple[str, ...] = (), is_open: bool = False) -> Converter:
    """A converter for whole numbers of other bases or forms (see Form), beside some words or any text."""
    return Integer(*(Form(*form) for form in forms), words=words, is_open=is_open)


def yes_no(*words: str, is_open: bool = False) -> Converter:
    """A converter for ``yes`` and ``no`` beside some words or any text."""
    return Boolean("yes", "no", words, is_open=is_open)


def on_off(*words: str, is_open: bool = False) -> Converter:
    """A converter for ``on`` and ``off`` beside some words or any text."""
    return Boolean("on", "off", words, is_open=is_open)


def number(*words: str, is_open: bool = False) -> Converter:
    """A converter for floating-point numbers beside some words or any text."""
    return _Float(words, is_open=is_open)
