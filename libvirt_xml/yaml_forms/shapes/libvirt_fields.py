"""Libvirt's own fields, for which a map of the form has no keys: where they are written."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cache
from typing import Any, NamedTuple

from libvirt_xml.messages import Sentence, render
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar

_DECIDED = frozenset({"type", "device", "source", "target", "alias"})  # by the keys of the form


class KeysOfFields(NamedTuple):
    """What the form says of some fields of libvirt's."""

    fields: Mapping
    """The fields, as they stand below ``domain:``."""
    keys: Any
    """The keys that mean the same, or the value of a device; ``None`` where the form has none."""
    left: tuple[str, ...] = ()
    """The paths of fields that the form has no key for, beside those that it has."""


class LibvirtFields(NamedTuple):
    """The fields of a class, below ``domain:`` or, for a device, in its item of a list there."""

    owner: str
    list: str = ""
    alias: str = ""
    """What the alias of a device begins with: ``ua-nic``."""
    writes: Callable[[str, str, Node], str | None] | None = None
    """Makes what to write of a class, a field of it and a value."""
    reads: Callable[[str, Node], KeysOfFields | None] | None = None
    """Finds the keys of the form that mean the same as a field and its value."""

    def tag(self) -> str:
        """What libvirt calls such a device."""
        from libvirt_xml import documents

        return str(getattr(documents, self.owner).tag_)

    def names(self) -> Collection[str]:
        """The fields that are not decided by keys of the form."""
        return _fields(self.owner) - _DECIDED if self.list else _fields(self.owner)

    def written(self, owner: str, field: str, item: Node) -> str | None:
        """What to write for a field of a class, on one line, where that is known."""
        return None if self.writes is None else self.writes(owner, field, item)

    def sentence(self, what: str, key: str, field: str, node: Mapping) -> Sentence:
        """What is said of a key that is such a field."""
        if not self.list:
            value = self.written(self.owner, field, node.items[key])
            if value is None:
                return render("unknown-key", "inner", what=what, key=key, field=field)
            parts = {"what": what, "key": key, "field": field, "part": "domain", "value": value}
            if "domain" in node.items:
                return render("unknown-key", "inner-below-with-value", **parts)
            return render("unknown-key", "inner-with-value", **parts)
        name = node.get("name")
        is_named = isinstance(name, Scalar) and not name.is_hidden
        parts = {"what": what, "key": key, "field": field, "list": self.list}
        if isinstance(name, Scalar) and is_named:
            return render("unknown-key", "inner-of-device", alias=f"{self.alias}-{name.text}", **parts)
        return render("unknown-key", "inner-of-unnamed-device", alias=f"{self.alias}-NAME", **parts)


@cache
def _fields(owner: str) -> frozenset[str]:
    from libvirt_xml import documents
    from libvirt_xml.binding.fields import specs_of

    return frozenset(specs_of(getattr(documents, owner)))
