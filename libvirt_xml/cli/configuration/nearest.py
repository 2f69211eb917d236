"""The configuration of each file: the nearest one above it, with what options replace."""

from __future__ import annotations

import os
from argparse import Namespace
from dataclasses import dataclass, field, replace
from typing import Any

from libvirt_xml.cli.config import Config, config_in, load_config
from libvirt_xml.cli.exits import UsageError
from libvirt_xml.messages import render

_TARGETS = {"libvirt", "schema_dir"}


@dataclass
class Configurations:
    """The configurations of a run. A file of ``--config`` is that of every file."""

    here: Config
    """That of the working folder, for files outside of all configured folders too."""
    is_only_one: bool = False
    replaced: dict[str, Any] = field(default_factory=dict)
    """Fields that options replace in every configuration."""
    _folders: dict[str, Config] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.here = self._with_options(self.here)

    def of_file(self, path: str) -> Config:
        """The configuration of a file, or of a folder as a part of the one above it. Raises UsageError."""
        return self.here if self.is_only_one else self._of_folder(os.path.dirname(path))

    def is_excluded(self, path: str) -> bool:
        """Whether a file or folder is excluded by its configuration."""
        return self.of_file(path).is_excluded(path)

    def respects_gitignore(self, path: str) -> bool:
        """Whether the files in a folder that git ignores are skipped."""
        return self.here.respect_gitignore if self.is_only_one else self._of_folder(path).respect_gitignore

    def _of_folder(self, folder: str) -> Config:
        config = self._folders.get(folder)
        if config is None:
            config = self._folders[folder] = self._find(folder)
        return config

    def _find(self, folder: str) -> Config:
        if not os.path.isabs(folder):
            return self._of_folder(os.path.abspath(folder))
        config = config_in(folder)
        if config is not None:
            return self._with_options(config)
        above = os.path.dirname(folder)
        return self.here if above == folder else self._of_folder(above)

    def _with_options(self, config: Config) -> Config:
        also = self.replaced.get("extend_select", ())
        return replace(config, **{**self.replaced, "extend_select": (*config.extend_select, *also)})


def find_configurations(options: Namespace, *fields: str) -> Configurations:
    """The configurations that a command line asks for; ``fields`` are those that its options replace.

    Raises UsageError.
    """
    is_only_one = options.config is not None or options.no_config
    return Configurations(load_config(options.config, not options.no_config), is_only_one, _replaced(options, fields))


def _replaced(options: Namespace, fields: tuple[str, ...]) -> dict[str, Any]:
    given = {name: getattr(options, name) for name in fields if getattr(options, name) is not None}
    if given.keys() >= _TARGETS:
        raise UsageError(render("option", "two-schemas"))
    if given.keys() & _TARGETS:
        given = {"libvirt": None, "schema_dir": None, **given}
    if given.keys() & {*_TARGETS, "host", "inventory"}:
        given["per_path"] = ()
    if "exclude" in given:
        given |= {"exclude": (), "excluded_here": given["exclude"]}
    if "extend_exclude" in given:
        given["excluded_here"] = (*given.get("excluded_here", ()), *given.pop("extend_exclude"))
    return {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}
