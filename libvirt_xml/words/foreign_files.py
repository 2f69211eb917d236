"""The tool to which a file belongs that is given as a spec or as a document."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("foreign_files.toml")
_TAGS = Path(__file__).with_name("foreign_tags.toml")
_FIRST_LINE = re.compile(r"^[ \t]*([^#\s].*)", re.MULTILINE)


def tool_of_keys(names: Iterable[str]) -> str | None:
    """The tool whose files have such keys at the top."""
    return _tool_with(names, lambda row: row.get("keys", ()))


def tool_of_item(names: Iterable[str]) -> str | None:
    """The tool whose files are lists of items with such keys."""
    return _tool_with(names, lambda row: row.get("items", ()))


def tool_below(key: str, names: Iterable[str]) -> str | None:
    """The tool whose files have such keys below one that is ours too."""
    return _tool_with(names, lambda row: row.get("below", {}).get(key, ()))


def tool_of_text(text: str) -> str | None:
    """The tool whose files, which are no YAML, begin like a text."""
    line = _FIRST_LINE.search(text)
    if line is None:
        return None
    return next((tool for tool, row in _table().items() if line[1].startswith(tuple(row.get("begins", ())))), None)


def tool_of_root(name: str) -> str | None:
    """The tool whose files have a root element of such a name, without its namespace."""
    return _tool_with((name,), lambda row: row.get("roots", ()))


def command_for(tool: str) -> str | None:
    """What makes a document of libvirt of a file of a tool, if there is such a command."""
    command: str | None = _table()[tool].get("command")
    return command


def sort_of_tag(tag: str) -> str | None:
    """What a tag of another tool's YAML is for: ``secret``, ``file`` or ``template``."""
    table = tomllib.loads(_TAGS.read_text("utf-8"))
    return next((sort for sort, tags in table.items() if tag.lower() in tags), None)


def _tool_with(names: Iterable[str], keys_of: Any) -> str | None:
    present = set(names)
    return next((tool for tool, row in _table().items() if not present.isdisjoint(keys_of(row))), None)


@cache
def _table() -> dict[str, dict[str, Any]]:
    return tomllib.loads(_FILE.read_text("utf-8"))
