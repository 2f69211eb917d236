"""expat, set up for many small documents: the one place where a parser is made and run."""

from __future__ import annotations

from typing import Any, NoReturn
from xml.parsers import expat

from libvirt_xml.errors import ParseError
from libvirt_xml.markup.malformed.xml_faults import Refused, XmlCause, cause_of

_names: dict[str, Any] = {}  # the names that all parsers share, so that each is made and hashed once
_NAMES_LIMIT = 10_000
_LARGE = 100_000  # a source of this length keeps its names to itself


def new_parser(source: str | bytes, separator: str | None = None, encoding: str | None = None) -> Any:
    """A parser for a source that gives whole texts and refuses a DTD.

    With a separator, names are namespace, separator, local name. An encoding overrides what the source declares.
    """
    if len(_names) > _NAMES_LIMIT:
        _names.clear()
    parser = expat.ParserCreate(encoding, separator, _names if len(source) < _LARGE else {})
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*_: object) -> NoReturn:
    raise Refused(XmlCause.DOCTYPE)


def feed(parser: Any, source: str | bytes, *, is_last: bool = True) -> None:
    """Let a parser read. Raises Refused, and what the handlers raise."""
    try:
        parser.Parse(source, is_last)
    except expat.ExpatError as error:
        raise Refused(cause_of(error.code), error.lineno, error.offset + 1) from None
    except (ParseError, KeyError):
        raise
    except UnicodeEncodeError:
        raise Refused(XmlCause.SURROGATE, 1, 1) from None
    except (LookupError, ValueError):
        raise Refused(XmlCause.ENCODING, 1, 1) from None


def refused_at(parser: Any, cause: XmlCause) -> Refused:
    """An error at the place where a parser is; only a handler can ask, as expat goes on after one that raises."""
    return Refused(cause, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)


def is_well_formed(source: str | bytes) -> bool:
    """Whether expat accepts a document."""
    try:
        expat.ParserCreate().Parse(source, True)
    except (expat.ExpatError, ValueError, LookupError):
        return False
    return True
