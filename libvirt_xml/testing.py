"""Assertions about documents, for pytest and unittest.

>>> from libvirt_xml import Memory
>>> assert_same(Memory(4, unit="GiB"), Memory(4194304))
"""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from libvirt_xml.binding.element import Element
from libvirt_xml.messages import render


def assert_same(actual: Element | str | bytes | PathLike[str], expected: Element | str | bytes | PathLike[str]) -> None:
    """Raise AssertionError if two documents do not say the same; objects, XML text, or paths of files.

    As ``libvirt_xml.changes.same``: the order of devices with a name, units and forms of numbers do not count. The
    error has a line for each difference, from what is expected to what there is.
    """
    from libvirt_xml.changes import compare
    from libvirt_xml.changes.wording.change_words import describe_change

    __tracebackhide__ = True
    old, new = _document(expected), _document(actual)
    if type(old) is not type(new):
        classes = {"actual": type(new).__name__, "expected": type(old).__name__}
        raise AssertionError(render("assertion", "class", **classes))
    changes = compare(old, new)
    if changes:
        signs = {"added": "+", "removed": "-", "changed": "~"}
        described = [describe_change(change, old, new) for change in changes]
        lines = [f"  {signs[words.shown_kind]} {words}" for words in described]
        raise AssertionError("\n".join([render("assertion", "different", name=new.tag_), *lines]))


def assert_valid(document: Element | str | bytes | PathLike[str], *, libvirt: str | None = None) -> None:
    """Raise AssertionError if a document has errors, with a line for each. Warnings do not count.

    ``libvirt`` is the version that the document is for, the newest if omitted.
    """
    from libvirt_xml.validation.functions import validate, validate_file

    __tracebackhide__ = True
    if isinstance(document, PathLike):
        problems = validate_file(Path(document), libvirt=libvirt)
    else:
        problems = validate(document, libvirt=libvirt)
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        name = document.tag_ if isinstance(document, Element) else "document"
        raise AssertionError(
            "\n".join([render("assertion", "invalid", name=name), *(f"  {error}" for error in errors)])
        )


def _document(document: Element | str | bytes | PathLike[str]) -> Element:
    from libvirt_xml.parsing import parse, parse_file

    if isinstance(document, PathLike):
        return parse_file(Path(document))
    return document if isinstance(document, Element) else parse(document)
