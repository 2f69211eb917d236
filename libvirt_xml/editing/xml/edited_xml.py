"""XML text with an object written into it."""

from __future__ import annotations

from typing import AnyStr

from libvirt_xml.binding.element import Element
from libvirt_xml.binding.writing.writer import write
from libvirt_xml.editing.objects.same_objects import SameObjects
from libvirt_xml.editing.texts.encoded_text import decoded_text
from libvirt_xml.editing.texts.not_edited import not_edited
from libvirt_xml.editing.xml.object_edits import NotPlacedError, edit_object
from libvirt_xml.editing.xml.xml_edits import XmlEdits
from libvirt_xml.errors import WriteError


def edited_xml(source: AnyStr, old: Element, document: Element) -> AnyStr:
    """The text of an object with what another has otherwise. Raises WriteError."""
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
        raise not_edited(document) from None
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
        raise not_edited(document)
