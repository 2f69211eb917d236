"""Comments that silence problems: ``libvirt-xml: ignore=CODE,CODE -- reason``, in XML and in YAML.

``comments`` reads their words and reports what is wrong with them. ``xml_comments`` and ``yaml_comments`` know in which
part of a document each of them holds.
"""

from __future__ import annotations

MARK = "libvirt-xml:"
"""What a comment that silences something begins with."""


def may_silence(source: str | bytes) -> bool:
    """Whether a document may have a comment that is to silence problems, in any encoding."""
    if isinstance(source, str):
        return MARK in source
    return MARK.encode() in source or (b"\0" in source[:4] and MARK in source.replace(b"\0", b"").decode("latin-1"))
