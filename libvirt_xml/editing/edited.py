"""A document's text with an object written into it: only what the object changes is changed."""

from __future__ import annotations

from typing import AnyStr

from libvirt_xml.binding.element import Element
from libvirt_xml.binding.writing.writer import write
from libvirt_xml.editing.texts.encoded_text import decoded_text
from libvirt_xml.editing.xml.object_edits import NotPlacedError, edit_object
from libvirt_xml.editing.xml.same_objects import SameObjects
from libvirt_xml.editing.xml.xml_edits import XmlEdits
from libvirt_xml.errors import WriteError
from libvirt_xml.messages import render


def edited(source: AnyStr, document: Element) -> AnyStr:
    """The text of a document, with what an object of its class has otherwise; everything else stays as it is.

    Comments, order, quotation marks, indentation, encoding and line ends are kept, also in YAML. What is new is
    indented as the text is. Raises ParseError for a text that is none of the object's class, WriteError for an object
    that cannot be written, or that does not come back when the result is read.
    """
    return edited_from(source, type(document).from_xml(source), document)


def edited_from(source: AnyStr, old: Element, document: Element) -> AnyStr:
    """``edited`` where it is known what the text says."""
    same = SameObjects(old, document)
    if same.is_same(old, document):
        return source
    text = decoded_text(source)
    edits = XmlEdits(text.text)
    try:
        edit_object(edits, old, document, same)
        if not edits.has_edits:
            return source
        result = text.encoded(edits.apply())
    except NotPlacedError:
        raise _not_edited(document) from None
    except (WriteError, TypeError):
        write(document)  # which says where in the whole document
        raise
    _check(result, document)
    return result  # type: ignore[return-value]


def _check(result: str | bytes, document: Element) -> None:
    """Raise WriteError if a text does not say what an object does."""
    cls = type(document)
    reread = cls.from_xml(result)
    if SameObjects(reread, document).is_same(reread, document) or reread == document:
        return
    if reread != cls.from_xml(write(document)):
        raise _not_edited(document)


def _not_edited(document: Element) -> WriteError:
    return WriteError(render("edit", "not-read-back"), path=f"/{document.tag_}")
