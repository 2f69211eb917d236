"""The configuration of a project: ``[tool.libvirt-xml]`` in ``pyproject.toml``, or ``libvirt-xml.toml``."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from libvirt_xml.cli.exits import UsageError, suggest_or_list, system_reason
from libvirt_xml.cli.inputs.globs import matches_glob, relative
from libvirt_xml.cli.inputs.limiting import read_file
from libvirt_xml.cli.inputs.targets import PathTargets, Target, TargetKeys
from libvirt_xml.messages import hint_of, render
from libvirt_xml.validation.catalogue import WITHOUT_RULES

OWN_FILE = "libvirt-xml.toml"
SHARED_FILE = "pyproject.toml"
TABLE = "libvirt-xml"


@dataclass(frozen=True)
class Config(TargetKeys):
    """The content of a configuration file, with what options replace; the defaults if there is none."""

    file: str | None = None
    folder: str = "."
    """The folder of the file; patterns and other files are relative to it."""
    per_path: tuple[PathTargets, ...] = ()
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Patterns of paths, and the codes that are ignored there."""
    exclude: tuple[str, ...] = ()
    excluded_here: tuple[str, ...] = ()
    """The same by options, relative to the working folder."""
    fail_on: str = "error"
    respect_gitignore: bool = True
    max_size: int | None = None

    def is_excluded(self, path: str) -> bool:
        """Whether the configuration excludes a file or folder."""
        by_option = bool(self.excluded_here) and matches_glob(relative(path, "."), self.excluded_here)
        return by_option or (bool(self.exclude) and matches_glob(relative(path, self.folder), self.exclude))

    def ignored_in(self, path: str) -> frozenset[str]:
        """The codes that are ignored in one file."""
        if not self.per_file_ignores:
            return frozenset(self.ignore)
        name = relative(path, self.folder)
        of_file = (code for glob, codes in self.per_file_ignores if matches_glob(name, [glob]) for code in codes)
        return frozenset((*self.ignore, *of_file))

    def targets_of(self, path: str) -> tuple[Target, ...]:
        """What a file is checked for, with the rules that are selected. Raises UsageError."""
        select = frozenset((*(self.select or ()), *self.extend_select)).difference(WITHOUT_RULES)
        targets = self._entry_of(path).targets()
        return tuple(target._replace(select=select) for target in targets) if select else targets

    def _entry_of(self, path: str) -> TargetKeys:
        """What says what a file is checked for: the last entry of ``per-path`` that matches, or else the whole."""
        if self.per_path:
            name = relative(path, self.folder)
            for entry in reversed(self.per_path):
                if matches_glob(name, entry.paths):
                    return entry
        if self.libvirt is not None and self.schema_dir is not None:
            raise UsageError(render("configuration", "two-schemas"))
        return self


def load_config(file: str | None, is_wanted: bool = True) -> Config:
    """The configuration in a file; without a name, in the nearest file here or above. Raises UsageError."""
    if not is_wanted:
        return Config()
    if file is not None:
        table = _table_of(file, is_named=True)
        return _make(table or {}, file)
    folder = os.getcwd()
    while True:
        config = config_in(folder)
        if config is not None:
            return config
        parent = os.path.dirname(folder)
        if parent == folder:
            return Config()
        folder = parent


def config_in(folder: str) -> Config | None:
    """The configuration in a file of this very folder. Raises UsageError."""
    for name in (OWN_FILE, SHARED_FILE):
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            file = relative(path, ".")
            table = _table_of(file)
            if table is not None:
                return _make(table, file)
    return None


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
    from libvirt_xml.cli.configuration.config_values import READERS, WrongValueError, field_of

    values: dict[str, Any] = {"file": file, "folder": os.path.dirname(file) or "."}
    for key, value in table.items():
        if key not in READERS:
            raise UsageError(render("configuration", "unknown-key", file=file, key=key, advice=_advice(key, value)))
        try:
            values[field_of(key)] = READERS[key](value)
        except WrongValueError as error:
            invalid = render(
                "configuration", "invalid", file=file, key=key, reason=error.sentence, advice=hint_of(error.sentence)
            )
            raise UsageError(invalid) from None
    return _placed(Config(**values))


_Keys = TypeVar("_Keys", bound=TargetKeys)


def _placed(config: Config) -> Config:
    """The configuration with its files and folders as they are seen from the working folder."""

    def place(path: str | None) -> str | None:
        return path if path is None or "://" in path else os.path.join(config.folder, os.path.expanduser(path))

    def place_all(keys: _Keys) -> _Keys:
        schema_dir, host, inventory = map(place, (keys.schema_dir, keys.host, keys.inventory))
        return replace(keys, schema_dir=schema_dir, host=host, inventory=inventory)

    return replace(place_all(config), per_path=tuple(map(place_all, config.per_path)))


def _advice(key: str, value: object) -> str:
    """What to write instead of an unknown key."""
    if key == "tool" and isinstance(value, dict) and TABLE in value:
        return render("configuration", "tool-table")
    from libvirt_xml.cli.configuration.config_values import READERS

    return suggest_or_list(key, READERS)
