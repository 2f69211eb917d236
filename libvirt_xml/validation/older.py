"""Documents that an older libvirt wrote: one problem, instead of all that a newer one writes otherwise."""

from __future__ import annotations

from libvirt_xml.documents import VERSIONS
from libvirt_xml.markup.located import Node
from libvirt_xml.messages import render
from libvirt_xml.validation.explaining.explain import OUTPUT, Finding, is_valid
from libvirt_xml.validation.grammars import shipped
from libvirt_xml.validation.problem import make_problem


def writer_of(root: Node, base: str) -> str | None:
    """The newest shipped version before one by whose schemas a document is right that only libvirt itself writes."""
    if root.name not in OUTPUT:
        return None
    older = reversed(VERSIONS[: VERSIONS.index(base)])
    return next((version for version in older if is_valid(shipped(version), root)), None)


def needs_older(root: Node, version: str, libvirt: str, file: str | None) -> Finding:
    """That a document is what an older version writes."""
    sentence = render("needs-older-libvirt", "written", tag=root.shown, version=version, libvirt=libvirt)
    line, column, end = root.line, root.column, root.end_of_tag
    return Finding(make_problem(sentence, file=file, line=line, column=column, path=root.path, end=end), root)
