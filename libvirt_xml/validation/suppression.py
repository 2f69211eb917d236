"""Comments that silence problems: ``<!-- libvirt-xml: ignore=CODE,CODE -->``.

One before the root element holds for the whole document; one inside an element for the element that follows it, with
all that is in it, or, where none follows, for the element that it is in.
"""

from __future__ import annotations

import re

from libvirt_xml.relaxng.document import Document, Node

_COMMENT = re.compile(r"\s*libvirt-xml:\s*ignore\s*=\s*([a-z][a-z-]*(?:\s*,\s*[a-z][a-z-]*)*)\s*")
Silenced = dict[Node, frozenset[str]]


def silenced(document: Document) -> Silenced:
    """The codes that are silenced in each element that a comment names, with all that is in it."""
    found: dict[Node, set[str]] = {}
    for comment in document.comments:
        found.setdefault(document.root, set()).update(_codes(comment))
    for node in document.root.walk():
        for before, comment in node.comments:
            codes = _codes(comment)
            if codes:
                target = node.children[before] if before < len(node.children) else node
                found.setdefault(target, set()).update(codes)
    return {node: frozenset(codes) for node, codes in found.items() if codes}


def is_silenced(silent: Silenced, node: Node, code: str) -> bool:
    """Whether a problem of an element is not to be reported."""
    here: Node | None = node
    while here is not None:
        if code in silent.get(here, ()):
            return True
        here = here.parent
    return False


def _codes(comment: str) -> list[str]:
    matched = _COMMENT.fullmatch(comment)
    return re.split(r"\s*,\s*", matched[1]) if matched else []
