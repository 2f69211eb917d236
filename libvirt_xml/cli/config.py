"""The configuration of a project: ``[tool.libvirt-xml]`` in ``pyproject.toml``, or ``libvirt-xml.toml``."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from libvirt_xml.cli.exits import UsageError, suggest_or_list, system_reason
from libvirt_xml.cli.inputs.globs import matches_glob, relative
from libvirt_xml.cli.inputs.limiting import read_file
from libvirt_xml.messages import hint_of, render

OWN_FILE = "libvirt-xml.toml"
SHARED_FILE = "pyproject.toml"
TABLE = "libvirt-xml"


@dataclass
class Config:
    """The content of a configuration file; the defaults if there is none."""

    folder: str = "."
    """The folder of the file; patterns and ``schema_dir`` are relative to it."""
    libvirt: str | None = None
    schema_dir: str | None = None
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Patterns of paths, and the codes that are ignored there."""
    exclude: tuple[str, ...] = ()
    fail_on: str | None = None
    respect_gitignore: bool = True
    max_size: int | None = None

    def is_excluded(self, path: str) -> bool:
        """Whether the configuration excludes a file or folder."""
        return bool(self.exclude) and matches_glob(relative(path, self.folder), self.exclude)

    def ignored_in(self, path: str) -> frozenset[str]:
        """The codes that are ignored in one file."""
        if not self.per_file_ignores:
            return frozenset()
        name = relative(path, self.folder)
        return frozenset(code for glob, codes in self.per_file_ignores if matches_glob(name, [glob]) for code in codes)


def load_config(file: str | None, is_wanted: bool = True) -> Config:
    """The configuration in a file; without a name, in the nearest file here or above. Raises UsageError."""
    if not is_wanted:
        return Config()
    if file is not None:
        table = _table_of(file, is_named=True)
        return _make(table or {}, file)
    for candidate in _candidates():
        table = _table_of(candidate)
        if table is not None:
            return _make(table, candidate)
    return Config()


def _candidates() -> Iterator[str]:
    """The files that can contain a configuration, the nearest first."""
    folder = os.getcwd()
    while True:
        for name in (OWN_FILE, SHARED_FILE):
            path = os.path.join(folder, name)
            if os.path.isfile(path):
                yield os.path.relpath(path)
        parent = os.path.dirname(folder)
        if parent == folder:
            return
        folder = parent


def _table_of(file: str, *, is_named: bool = False) -> Mapping[str, Any] | None:
    """The table for libvirt-xml in a TOML file; ``None`` for a ``pyproject.toml`` without one."""
    try:
        data = read_file(file)
    except OSError as error:
        raise UsageError(render("configuration", "unreadable", file=file, reason=system_reason(error))) from None
    is_shared = os.path.basename(file) == SHARED_FILE
    if is_shared and TABLE.encode() not in data and not is_named:
        return None
    whole = _parse(file, data)
    if not is_shared:
        return whole
    tools = whole.get("tool", {})
    table = tools.get(TABLE) if isinstance(tools, dict) else None
    if table is None and is_named:
        raise UsageError(render("configuration", "no-table", file=file))
    if table is not None and not isinstance(table, dict):
        raise UsageError(render("configuration", "not-a-table", file=file))
    return table


def _parse(file: str, data: bytes) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UsageError(render("configuration", "not-toml", file=file, reason=error)) from None


def _make(table: Mapping[str, Any], file: str) -> Config:
    values: dict[str, Any] = {"folder": os.path.dirname(file) or "."}
    for key, value in table.items():
        if key not in _READERS:
            raise UsageError(render("configuration", "unknown-key", file=file, key=key, advice=_advice(key, value)))
        try:
            values[key.replace("-", "_")] = _READERS[key](value)
        except _WrongValueError as error:
            invalid = render(
                "configuration", "invalid", file=file, key=key, reason=error.sentence, advice=hint_of(error.sentence)
            )
            raise UsageError(invalid) from None
    if values.get("schema_dir") is not None:
        values["schema_dir"] = os.path.join(values["folder"], os.path.expanduser(values["schema_dir"]))
    return Config(**values)


def _advice(key: str, value: object) -> str:
    """What to write instead of an unknown key."""
    if key == "tool" and isinstance(value, dict) and TABLE in value:
        return render("configuration", "tool-table")
    return suggest_or_list(key, _READERS)


class _WrongValueError(Exception):
    """A value is invalid; ``sentence`` says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        raise _WrongValueError(render("configuration", "quoted", value=value, kind=_kind(value)))
    raise _WrongValueError(render("configuration", "string", kind=_kind(value)))


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise _WrongValueError(render("usage", "flag", kind=_kind(value)))
    return value


def _size(value: object) -> int:
    from libvirt_xml.cli.inputs.limiting import parse_limit

    try:
        return parse_limit(str(value) if type(value) is int else _text(value))
    except ValueError as error:
        raise _WrongValueError(str(error)) from None


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise _WrongValueError(render("configuration", "strings", kind=_kind(value)))
    return tuple(value)


def _codes(value: object) -> tuple[str, ...]:
    from libvirt_xml.cli.options import unknown_code

    codes = _texts(value)
    error = unknown_code(codes)
    if error is not None:
        raise _WrongValueError(error)
    return codes


def _codes_by_glob(value: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if not isinstance(value, dict):
        raise _WrongValueError(render("configuration", "patterns", kind=_kind(value)))
    return tuple((glob, _codes(codes)) for glob, codes in value.items())


def _severity(value: object) -> str:
    if value not in ("error", "warning"):
        raise _WrongValueError(render("configuration", "severity", value=value))
    return str(value)


def _kind(value: object) -> str:
    if isinstance(value, list):
        return "a list with other values"
    kinds = {bool: "true or false", int: "a number", float: "a number", str: "a string", dict: "a table"}
    return kinds.get(type(value), "a date")


_READERS: dict[str, Callable[[object], object]] = {
    "libvirt": _text,
    "schema-dir": _text,
    "select": _codes,
    "ignore": _codes,
    "per-file-ignores": _codes_by_glob,
    "exclude": _texts,
    "fail-on": _severity,
    "respect-gitignore": _flag,
    "max-size": _size,
}
