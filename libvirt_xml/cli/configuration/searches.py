"""How files are searched and read, by the options and the configurations."""

from __future__ import annotations

from argparse import Namespace

from libvirt_xml.cli.config import Config
from libvirt_xml.cli.configuration.nearest import Configurations
from libvirt_xml.cli.inputs.searching import YAML, Search
from libvirt_xml.markup.limits import MAX_INPUT


def max_size(options: Namespace, config: Config) -> int:
    """How many bytes of a file or stream are read at most."""
    size: int = options.max_size or config.max_size or MAX_INPUT
    return size


def make_search(
    options: Namespace, configurations: Configurations, endings: tuple[str, ...] = (".xml", *YAML)
) -> Search:
    """The search that the command line and the configurations ask for."""
    return Search(
        configurations.is_excluded,
        endings,
        respects_gitignore=configurations.respects_gitignore,
        is_forced=getattr(options, "force_exclude", False),
        max_size_of=lambda path: max_size(options, configurations.of_file(path)),
    )
