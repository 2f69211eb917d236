"""A guest that can be cloned."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Literal, cast

from libvirt_xml.binding.element import Element

if TYPE_CHECKING:
    from libvirt_xml.documents.domain import Domain


class Cloneable(Element):
    """A guest that can be cloned."""

    __slots__ = ()

    def cloned(self, name: str, *, ids: Literal["random", "derived"] = "random") -> Domain:
        """A copy of the machine under another name: with a UUID, MAC addresses, disk and NVRAM paths of its own.

        UUID and addresses are random, or ``derived`` from the names and so the same each time. User aliases stay; the
        id of a running guest and the stamp of ``apply`` do not. ``libvirt_xml.cloning.make_clone`` does it in place and
        says what must be copied on the host. Raises ValueError for the name that the machine has.
        """
        from libvirt_xml.cloning.cloned_domain import make_clone

        clone = deepcopy(cast("Domain", self))
        make_clone(clone, name, ids=ids)
        return clone
