"""What a problem is known by between two runs, and how files are named, for services that show reports."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import quote

from libvirt_xml.cli.inputs.globs import relative

if TYPE_CHECKING:
    from libvirt_xml.validation.problem import Problem


def fingerprint(problem: Problem, name: str) -> str:
    """What stays when lines move, and when a sentence is reworded."""
    made_of = json.dumps(_without_lines(problem.parameters), sort_keys=True) if problem.variant else problem.message
    parts = (as_uri(name), problem.code, problem.path or "", problem.variant, made_of)
    return sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def _without_lines(value: object) -> object:
    """Parameters without the lines in them."""
    if isinstance(value, Mapping):
        return {key: _without_lines(part) for key, part in value.items() if key not in ("line", "lines")}
    return [*map(_without_lines, value)] if isinstance(value, tuple) else value


def path_in_project(name: str, variable: str) -> str:
    """The path as a service shows it: from the folder of the project that a variable names, or from the current folder.

    It does not begin with ``./``, which services do not recognize.
    """
    path = relative(name, os.environ.get(variable) or ".")
    return name if path.split("/")[0] == ".." else path


def as_uri(name: str) -> str:
    """A URI relative to the working folder for what lies in it, else a ``file:`` URI."""
    path = relative(name, ".")
    if path.split("/")[0] != ".." and not os.path.isabs(path):
        return quote(os.fsencode(path), safe="/")
    whole = os.path.abspath(name).replace(os.sep, "/")
    return "file://" + quote(os.fsencode(whole if whole.startswith("/") else f"/{whole}"), safe="/:")
