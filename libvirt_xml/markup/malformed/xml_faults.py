"""The causes for which a text is not read, by expat's numbers and by the limits of this package."""

from __future__ import annotations

from enum import Enum, auto

from libvirt_xml.errors import ParseError


class XmlCause(Enum):
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
    2: XmlCause.SYNTAX,
    3: XmlCause.NO_ELEMENTS,
    4: XmlCause.INVALID_TOKEN,
    5: XmlCause.UNCLOSED_TOKEN,
    6: XmlCause.INVALID_TOKEN,  # a character of which bytes are missing
    7: XmlCause.TAG_MISMATCH,
    8: XmlCause.REPEATED_ATTRIBUTE,
    9: XmlCause.AFTER_ROOT,
    11: XmlCause.UNDEFINED_ENTITY,
    14: XmlCause.CHARACTER_REFERENCE,
    17: XmlCause.LATE_DECLARATION,
    18: XmlCause.ENCODING,
    19: XmlCause.ENCODING,
    20: XmlCause.UNCLOSED_CDATA,
    27: XmlCause.UNDECLARED_PREFIX,
    28: XmlCause.EMPTY_NAMESPACE,
    30: XmlCause.DECLARATION,
    38: XmlCause.XML_PREFIX,
    39: XmlCause.XMLNS_PREFIX,
    40: XmlCause.RESERVED_NAMESPACE,
}


def cause_of(number: int) -> XmlCause:
    """The cause that expat means by the number of an error."""
    return _BY_NUMBER.get(number, XmlCause.OTHER)


class Refused(ParseError):
    """A text that is not read; users never see it, but what ``diagnosis.explained`` makes of it."""

    def __init__(self, cause: XmlCause, line: int | None = None, column: int | None = None) -> None:
        super().__init__(cause.name, line=line, column=column)
        self.cause = cause
