"""``--show-settings``: what is in effect for some files, as a configuration file would say it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from libvirt_xml.cli.config import Config
from libvirt_xml.cli.configuration.nearest import Configurations
from libvirt_xml.cli.exits import counted
from libvirt_xml.cli.inputs.targets import Target
from libvirt_xml.cli.style import printable
from libvirt_xml.markup.limits import MAX_INPUT
from libvirt_xml.messages import render

_Settings = tuple[str | None, tuple[tuple[str, object], ...]]
"""The configuration file, and the keys with their values."""


def settings_text(files: Sequence[str], configurations: Configurations) -> str:
    """A block for all files that have the same settings, in TOML."""
    blocks: dict[_Settings, list[str]] = {}
    for file in files:
        config = configurations.of_file(file)
        blocks.setdefault((config.file, tuple(_settings(config, file))), []).append(file)
    return "\n".join(_block(file, settings, names) for (file, settings), names in blocks.items())


def _block(file: str | None, settings: Sequence[tuple[str, object]], names: Sequence[str]) -> str:
    first, more = printable(names[0]), len(names) - 1
    whose = render("settings", "files", first=first, more=counted(more, "other file")) if more else first
    source = render("settings", "no-file") if file is None else render("settings", "file", file=printable(file))
    lines = (f"{key} = {_toml(value)}\n" for key, value in settings)
    return f"# {whose}\n# {source}\n{''.join(lines)}"


def _settings(config: Config, file: str) -> Iterator[tuple[str, object]]:
    yield from _of_targets(config.targets_of(file))
    if config.select is not None:
        yield "select", config.select
    if config.extend_select:
        yield "extend-select", config.extend_select
    yield "ignore", tuple(sorted(config.ignored_in(file)))
    yield "exclude", (*config.exclude, *config.excluded_here)
    yield "fail-on", config.fail_on
    yield "respect-gitignore", config.respect_gitignore
    yield "max-size", config.max_size or MAX_INPUT


def _of_targets(targets: Sequence[Target]) -> Iterator[tuple[str, object]]:
    from libvirt_xml.documents import VERSIONS

    folder = targets[0].schema_dir
    if folder is not None:
        yield "schema-dir", folder
    elif targets[0].libvirt is not None or targets[0].host is None:  # else it is the version of the host
        yield "libvirt", tuple(target.libvirt or VERSIONS[-1] for target in targets)
    for name in ("host", "inventory"):
        if getattr(targets[0], name) is not None:
            yield name, getattr(targets[0], name)


def _toml(value: object) -> str:
    """A text, number, truth or list in TOML, which writes all of these as JSON does."""
    return json.dumps(value)
