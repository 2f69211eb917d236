"""A validator whose findings the documents spell out: ``<disk fault='unknown-attribute'/>`` has one problem.

So the tests of reports, filters and configuration do not depend on what real documents are blamed for.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from libvirt_xml.errors import SchemaError
from libvirt_xml.validation.catalogue import CODES
from libvirt_xml.validation.problem import Problem

GOOD = "<domain type='kvm'>\n  <name>a</name>\n</domain>\n"
BAD = "<domain type='kvm'>\n  <name fault='unknown-attribute'>a</name>\n</domain>\n"
WARNED = "<domain fault='needs-newer-libvirt'/>\n"
TWO = "<domain>\n  <a fault='invalid-value'/>\n  <b fault='missing-element'/>\n</domain>\n"

_FAULT = re.compile(rb"fault='([a-z-]+)'")


class Validator:
    """Has the signature of the real one."""

    made: list[dict[str, Any]] = []

    def __init__(
        self,
        libvirt: str | None = None,
        schema_dir: str | None = None,
        max_problems: int | None = None,
        *,
        host: object = None,
        select: object = (),
    ) -> None:
        if libvirt is not None and not re.fullmatch(r"\d+\.\d+\.\d+", libvirt):
            raise ValueError(f"{libvirt!r} is no libvirt version, such as 9.0.0")
        if schema_dir == "broken":
            raise SchemaError("no such element", file="domain.rng", line=3)
        self.made.append({"libvirt": libvirt, "schema_dir": schema_dir, "max_problems": max_problems})

    kinds = ("domain", "network", "device")

    def validate(self, source: bytes, *, file: str | None = None, kind: str | None = None) -> list[Problem]:
        """One problem for each fault that the document names."""
        return [_problem(source, found, file) for found in _FAULT.finditer(source)]


def _problem(source: bytes, found: re.Match[bytes], file: str | None) -> Problem:
    code = found[1].decode()
    before = source[: found.start()]
    line = before.count(b"\n") + 1
    column = len(before.rpartition(b"\n")[2]) + 1
    return Problem(
        code=CODES[code].name,
        severity="warning" if code == "needs-newer-libvirt" else "error",
        message=f"something about {code}",
        file=file,
        line=line,
        column=column,
        path="/domain/@fault",
        expected=("fine", "good"),
        suggestion="fine" if code == "unknown-attribute" else None,
        end_line=line,
        end_column=column + len(found[0]),
    )


def install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the fake in the library's place."""
    monkeypatch.setattr(Validator, "made", [])
    monkeypatch.setattr("libvirt_xml.validation.Validator", Validator)
