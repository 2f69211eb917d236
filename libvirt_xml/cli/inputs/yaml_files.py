"""Reads YAML: the only module of the command that uses ``yaml_forms`` for reading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from libvirt_xml.validation.rules.host_facts.known_host import KnownHost
    from libvirt_xml.yaml_forms.loading import Loaded


def load_specs(
    contents: Iterable[tuple[str, bytes]],
    variables: Mapping[str, str],
    *,
    libvirt: str | None = None,
    schema_dir: str | None = None,
    host: KnownHost | None = None,
    select: frozenset[str] = frozenset(),
    is_checked: bool = True,
    is_probing: bool = False,
    allow_files: Sequence[str] = (),
    allow_env: Sequence[str] | None = None,
    reads_references: bool = True,
    looks_for_files: bool = False,
    reads_secret_values: bool = False,
) -> Loaded:
    """The documents in YAML files; each file is laid over those before it."""
    from libvirt_xml.yaml_forms.loading import Options, Source, load

    options = Options(
        variables=variables,
        libvirt=libvirt,
        schema_dir=schema_dir,
        host=host,
        select=select,
        is_checked=is_checked,
        is_probing=is_probing,
        allow_files=allow_files,
        allow_env=allow_env,
        reads_references=reads_references,
        looks_for_files=looks_for_files,
        reads_secret_values=reads_secret_values,
    )
    return load(*(Source(data, name) for name, data in contents), options=options)
