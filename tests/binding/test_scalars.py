"""Numbers by libvirt's rules, which are those of C."""

import ctypes

from hypothesis import given, strategies as st

from libvirt_xml.binding.scalars import FLOAT, Form, Integer, WrittenInt, parse_integer

LIBC = ctypes.CDLL(None)
LIBC.strtoll.restype = ctypes.c_longlong


def strtoll(text: str, base: int) -> int | None:
    """What C reads, if it reads all of the text; ``None`` otherwise. The oracle."""
    data = text.encode()
    end = ctypes.c_char_p()
    start = ctypes.c_char_p(data)
    value = LIBC.strtoll(start, ctypes.byref(end), base)
    return value if data and end.value == b"" else None


@given(st.text("0123456789abcdefxX+-_ ", min_size=1, max_size=12), st.sampled_from([0, 8, 10, 16]))
def test_integers_are_read_as_by_c(text: str, base: int) -> None:
    """Whole numbers of every base convert as strtoll converts them; other text stays text."""
    value = parse_integer(text, base)
    expected = strtoll(text.strip(), base)
    if isinstance(value, int):
        assert value == expected
    elif expected is not None:
        assert text.strip() in ("0x", "0X") or text.strip()[1:] in ("0x", "0X")


@given(st.integers(0, 2**64), st.sampled_from(["0x%02x", "0x%x", "%d"]))
def test_integers_keep_their_text(value: int, form: str) -> None:
    """A number that was read is written as it was read; one that was made, in libvirt's form."""
    converter = Integer(Form(None, 0, form))
    for text in (str(value), hex(value), f"0x{value:016X}"):
        assert converter.read is not None
        read = converter.read[text]
        assert read == value
        assert converter.write(read, {}) == text
    assert converter.write(value, {}) == form % value


def test_other_scripts_and_underscores_are_no_numbers() -> None:
    """Python's own liberties are not libvirt's."""
    for text in ("1_0", "\u0661", "\uff11", "1e3", "", " ", "0o7", "0b1", "\u00a01"):
        assert parse_integer(text, 10) == text
        assert parse_integer(text, 0) == text


def test_written_integers_are_integers() -> None:
    """A number that remembers its text is equal, hashes, sorts, prints and adds as the plain one."""
    value = WrittenInt(3, "0x03")
    assert (value, hash(value), str(value), f"{value}", value + 1) == (3, hash(3), "3", "3", 4)
    assert type(value + 1) is int


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats(value: float) -> None:
    """A floating-point number reads back equal."""
    assert FLOAT.read is not None
    assert FLOAT.read[FLOAT.write(value, {})] == value
