"""UUIDs that say who created a pool, a filter or a secret: libvirt has no place for a stamp in these.

It keeps the UUID that it is given. One that is computed from the object's name is nobody else's, as others take random
ones.
"""

from __future__ import annotations

import uuid

from libvirt_xml.apply.stamping.stamp import STAMP_NAMESPACE
from libvirt_xml.binding.element import Element

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, STAMP_NAMESPACE)


def own_uuid(document: Element) -> str | None:
    """The UUID that an object gets when it is created here; ``None`` for one without a name, a secret for nothing."""
    name = getattr(document, "name", None) or _purpose(document)
    return str(uuid.uuid5(_NAMESPACE, f"{document.tag_} {name}")) if name else None


def _purpose(document: Element) -> str:
    """What a secret is for: libvirt has no two for the same."""
    usage = getattr(document, "usage", None)
    parts = [getattr(usage, part, None) for part in ("type", "name", "volume", "target")]
    return " ".join(str(part) for part in parts if part) if any(parts[1:]) else ""
