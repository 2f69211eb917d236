"""Which function of libvirt defines a kind of document, and how it is told to check the document first."""

from __future__ import annotations

from typing import NamedTuple


class Definer(NamedTuple):
    """How a kind of document is defined."""

    noun: str
    name_field: str
    function: str
    old_function: str = ""
    """For a libvirt-python that lacks ``function``."""


VALIDATE = 1
"""The flag that makes libvirt check a document against its schema: the same number for all kinds."""

DEFINERS: dict[str, Definer] = {
    "domain": Definer("domain", "name", "defineXMLFlags"),
    "network": Definer("network", "name", "networkDefineXMLFlags", "networkDefineXML"),
    "pool": Definer("storage pool", "name", "storagePoolDefineXML"),
    "secret": Definer("secret", "uuid", "secretDefineXML"),
    "filter": Definer("network filter", "name", "nwfilterDefineXMLFlags", "nwfilterDefineXML"),
}
