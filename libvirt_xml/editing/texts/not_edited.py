"""The error of an object that cannot be written into a text."""

from __future__ import annotations

from libvirt_xml.binding.element import Element
from libvirt_xml.errors import WriteError
from libvirt_xml.messages import render


def not_edited(document: Element) -> WriteError:
    """The error; nothing was changed."""
    return WriteError(render("edit", "not-read-back"), path=f"/{document.tag_}")
