"""Values that cannot be written, as errors of Python that say what is wrong."""

from __future__ import annotations

from libvirt_xml.messages import render

_SHOWN = (str, bytes, int, float, complex)


class Unwritable(TypeError):
    """A value that XML cannot contain; the message is a sentence of ours."""


class WrongType(TypeError):
    """A value that a field cannot have; ``expected`` says what it can."""

    def __init__(self, expected: str, value: object) -> None:
        super().__init__(expected, value)
        self.expected = expected
        self.value = value

    def __str__(self) -> str:
        return render("cannot-write", "type", expected=self.expected, actual=shown_value(self.value))


def shown_value(value: object) -> str:
    """A value of a wrong type, as a message shows it: its type, and itself where that is short."""
    name = type(value).__name__
    if isinstance(value, list | tuple):
        is_short = len(value) <= 3 and all(isinstance(item, _SHOWN) for item in value)
    else:
        is_short = isinstance(value, _SHOWN)
    if not is_short or value is None:
        return name
    text = repr(value[:50] if isinstance(value, str | bytes) else value)
    return f"{name} {text if len(text) <= 40 else text[:37] + '...'}"
