"""Objects as Jupyter shows them."""

from __future__ import annotations

import copy
from html import escape
from typing import TYPE_CHECKING

from libvirt_xml.binding.fields import specs_of
from libvirt_xml.binding.writing.python_advice import keeps_secret
from libvirt_xml.errors import WriteError

if TYPE_CHECKING:
    from libvirt_xml.binding.element import Element

_HIDDEN = "(not shown)"


def as_html(element: Element) -> str:
    """The XML of an object, without its passwords; the ``repr`` of one that cannot be written."""
    shown = copy.deepcopy(element)
    for _, part in shown.walk():
        for name, spec in specs_of(type(part)).items():
            if isinstance(part.__dict__.get(name), str) and keeps_secret(spec):
                setattr(part, name, _HIDDEN)
    try:
        text = shown.to_xml()
    except WriteError:
        text = repr(shown)
    return f"<pre>{escape(text, quote=False)}</pre>"
