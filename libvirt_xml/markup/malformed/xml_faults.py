"""The causes for which a text is not read, by expat's numbers and by the limits of this package."""

from __future__ import annotations

from enum import Enum, auto

from libvirt_xml.errors import ParseError


class Cause(Enum):
    """Why a text is not read."""

    DOCTYPE = auto()
    DEPTH = auto()
    NODES = auto()
    SURROGATE = auto()
    """Text that no encoding can hold."""
    ENCODING = auto()
    SYNTAX = auto()
    """Something else than a tag outside of the root element."""
    NO_ELEMENTS = auto()
    """The text ends between two tags."""
    INVALID_TOKEN = auto()
    UNCLOSED_TOKEN = auto()
    """The text ends inside a tag or comment."""
    UNCLOSED_CDATA = auto()
    TAG_MISMATCH = auto()
    REPEATED_ATTRIBUTE = auto()
    AFTER_ROOT = auto()
    UNDEFINED_ENTITY = auto()
    CHARACTER_REFERENCE = auto()
    LATE_DECLARATION = auto()
    DECLARATION = auto()
    UNDECLARED_PREFIX = auto()
    EMPTY_NAMESPACE = auto()
    XML_PREFIX = auto()
    XMLNS_PREFIX = auto()
    RESERVED_NAMESPACE = auto()
    OTHER = auto()
    """What expat reports only of documents with a DTD, or out of memory."""


# Source: enum XML_Error in expat.h; its numbers are part of expat's interface.
_BY_NUMBER = {
    2: Cause.SYNTAX,
    3: Cause.NO_ELEMENTS,
    4: Cause.INVALID_TOKEN,
    5: Cause.UNCLOSED_TOKEN,
    6: Cause.INVALID_TOKEN,  # a character of which bytes are missing
    7: Cause.TAG_MISMATCH,
    8: Cause.REPEATED_ATTRIBUTE,
    9: Cause.AFTER_ROOT,
    11: Cause.UNDEFINED_ENTITY,
    14: Cause.CHARACTER_REFERENCE,
    17: Cause.LATE_DECLARATION,
    18: Cause.ENCODING,
    19: Cause.ENCODING,
    20: Cause.UNCLOSED_CDATA,
    27: Cause.UNDECLARED_PREFIX,
    28: Cause.EMPTY_NAMESPACE,
    30: Cause.DECLARATION,
    38: Cause.XML_PREFIX,
    39: Cause.XMLNS_PREFIX,
    40: Cause.RESERVED_NAMESPACE,
}


def cause_of(number: int) -> Cause:
    """The cause that expat means by the number of an error."""
    return _BY_NUMBER.get(number, Cause.OTHER)


class Refused(ParseError):
    """A text that is not read; users never see it, but what ``diagnosis.explained`` makes of it."""

    def __init__(self, cause: Cause, line: int | None = None, column: int | None = None) -> None:
        super().__init__(cause.name, line=line, column=column)
        self.cause = cause
