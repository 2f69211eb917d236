"""Documents that an older libvirt wrote: one problem, instead of all that a newer one writes otherwise."""

from __future__ import annotations

from dataclasses import replace

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


def with_writer(findings: list[Finding], root: Node, libvirt: str, base: str, file: str | None) -> list[Finding]:
    """What is said of a document that only libvirt writes: of several findings, which version wrote it; of the only one
    also what it is, since it may be a slip."""
    problem = findings[0].problem
    if len(findings) == 1 and problem.code != "missing-element":
        return findings
    writer = writer_of(root, base)
    if writer is None:
        return findings
    if len(findings) > 1:
        return [_needs_older(root, writer, libvirt, file)]
    hint = render("hint", "older-writer", version=writer)
    return [replace(findings[0], problem=replace(problem, hint=hint))]


def _needs_older(root: Node, version: str, libvirt: str, file: str | None) -> Finding:
    """That a document is what an older version writes."""
    sentence = render("needs-older-libvirt", "written", tag=root.shown, version=version, libvirt=libvirt)
    line, column, end = root.line, root.column, root.end_of_tag
    return Finding(make_problem(sentence, file=file, line=line, column=column, path=root.path, end=end), root)
