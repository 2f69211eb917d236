"""CPU models and features: the names that libvirt and QEMU know, by architecture."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

_FILE = Path(__file__).with_name("cpus.toml")


class Since(NamedTuple):
    """When libvirt got to know a name."""

    version: str
    """The first version that is known to have it."""
    without: str | None
    """The newest version that is known to lack it; ``None`` where all known versions have it."""


@cache
def models(arch: str) -> Mapping[str, Since]:
    """The models of an architecture; empty for one without facts."""
    family = _data()["families"].get(arch, "")
    names = _with_versions(_data()["models"].get(family, {}))
    return {name: Since("", None) for name in _data()["qemu"].get(family, ())} | names


@cache
def features(arch: str) -> Mapping[str, Since]:
    """The features of an architecture; empty for one whose features QEMU names."""
    return _with_versions(_data()["features"].get(_data()["families"].get(arch, ""), {}))


def is_complete(arch: str) -> bool:
    """Whether libvirt refuses every other name: on x86 it knows all models and features itself."""
    return bool(_data()["families"].get(arch) in _data()["features"])


def _with_versions(table: Mapping[str, list[str]]) -> dict[str, Since]:
    versions: list[str | None] = [None, *table]
    return {
        name: Since(version, before)
        for before, version in zip(versions, table, strict=False)
        for name in table[version]
    }


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
