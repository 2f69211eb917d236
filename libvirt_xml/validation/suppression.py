"""Comments that silence problems: ``<!-- libvirt-xml: ignore=CODE,CODE -->``.

One before the root element holds for the whole document; one inside an element for the element that follows it, with
all that is in it, or, where none follows, for the element that it is in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from libvirt_xml.relaxng.document import Comment, Document, Node
from libvirt_xml.relaxng.similarity import closest
from libvirt_xml.validation.catalogue import CODES
from libvirt_xml.validation.problem import Problem

MARK = "libvirt-xml:"
"""What a comment that silences something begins with."""

_COMMENT = re.compile(r"\s*libvirt-xml:\s*ignore\s*=\s*([a-z][a-z-]*(?:\s*,\s*[a-z][a-z-]*)*)\s*")
Silenced = dict[Node, frozenset[str]]


def silenced(document: Document) -> Silenced:
    """The codes that are silenced in each element that a comment names, with all that is in it."""
    found: dict[Node, set[str]] = {}
    for target, comment in _comments(document):
        found.setdefault(target, set()).update(_codes(comment.text))
    return {node: frozenset(codes) for node, codes in found.items() if codes}


def misspelt(document: Document, file: str | None) -> Iterator[Problem]:
    """What is wrong with the comments that are to silence something."""
    for target, comment in _comments(document):
        for message, code in wrong_codes(comment.text):
            place = (file, comment.line, comment.column, target.path)
            yield Problem("unknown-code", CODES["unknown-code"].severity, message, *place, suggestion=code)


def wrong_codes(comment: str) -> Iterator[tuple[str, str | None]]:
    """What is to be said of a comment: a sentence for each code that there is not, and the one that was meant."""
    if not comment.lstrip().startswith(MARK):
        return
    codes = _codes(comment)
    if not codes:
        yield f"a comment that begins with '{MARK}' silences nothing; did you mean '{MARK} ignore=CODE'?", None
    for code in codes:
        if code not in CODES:
            meant = closest(code, list(CODES))
            hint = f"; did you mean '{meant}'?" if meant else ""
            yield f"there is no code '{code}' that a comment could silence{hint}", meant


def is_silenced(silent: Silenced, node: Node, code: str) -> bool:
    """Whether a problem of an element is not to be reported."""
    here: Node | None = node
    while here is not None:
        if code in silent.get(here, ()):
            return True
        here = here.parent
    return False


def _comments(document: Document) -> Iterator[tuple[Node, Comment]]:
    """The comments of a document that may silence something, each with the element that it is about."""
    for comment in document.comments:
        yield document.root, comment
    for node in document.root.walk():
        for before, comment in node.comments:
            yield node.children[before] if before < len(node.children) else node, comment


def _codes(comment: str) -> list[str]:
    matched = _COMMENT.fullmatch(comment)
    return re.split(r"\s*,\s*", matched[1]) if matched else []
