"""Documents to YAML text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from libvirt_xml.binding.element import Element
from libvirt_xml.yaml_forms.document import key_of, write_document
from libvirt_xml.yaml_forms.text.emitting import dump
from libvirt_xml.yaml_forms.text.yaml_tree import Node
from libvirt_xml.yaml_forms.typed.as_trees import plain_tree
from libvirt_xml.yaml_forms.typed.spec_parts import SpecPart

if TYPE_CHECKING:
    from libvirt_xml.yaml_forms.classes import Vm


def to_yaml(*documents: Element | Vm, form: Literal["document", "vm"] = "document", exact: bool = True) -> str:
    """Documents as YAML, parted by ``---``: field for field, or domains as the smallest ``vm`` that means them.

    A ``Vm`` is written as it is.

    Nothing is lost: ``load`` gives the same documents. A ``vm`` that is not ``exact`` is shorter: it leaves out what
    libvirt assigns itself when it is omitted (addresses, root ports, the emulator); libvirt makes the same of it, but
    ``load`` does not. Raises TypeError for an object that is no document, and for what is no domain where ``form`` is
    ``vm``.
    """
    return dump([_entry(document, form, exact=exact) for document in documents])


def _entry(document: Element | Vm, form: str, *, exact: bool) -> tuple[str, Node]:
    if isinstance(document, SpecPart):
        return "vm", plain_tree(document.to_dict())
    from libvirt_xml.documents.domain import Domain

    if form == "vm":
        from libvirt_xml.yaml_forms.vm.back import to_short_vm, to_vm

        if not isinstance(document, Domain):
            raise TypeError(f"a vm is made of a Domain, not of {type(document).__name__}")
        return "vm", to_vm(document) if exact else to_short_vm(document)[0]
    key = key_of(type(document))
    if key is None:
        raise TypeError(f"{type(document).__name__} is no document by itself")
    return key, write_document(document)
