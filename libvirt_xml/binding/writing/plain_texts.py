"""The texts of single values, before they are escaped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from libvirt_xml.binding.fields import specs_of
from libvirt_xml.binding.navigation import step_of, tag_of
from libvirt_xml.binding.writing.refusals import refused
from libvirt_xml.errors import WriteError

if TYPE_CHECKING:
    from libvirt_xml.binding.element import Element


def plain_text(element: Element, name: str, index: int = -1) -> str:
    """What an attribute, a text, or an item of a list of texts is written as. Raises WriteError, with its path."""
    value = element.__dict__[name]
    item = value[index] if index >= 0 else value
    form = element.extra_.forms.get(name) if element.extra_ else None
    if form is not None and form[0] is item:
        return form[1]
    try:
        return specs_of(type(element))[name].converter.write(item, element.__dict__)
    except TypeError as error:
        refusal = refused(error, element, name, step_of(element, name, index))
        raise WriteError(str(refusal), path="/".join([f"/{tag_of(element)}", *refusal.steps])) from None
