"""The vendored schemas: one folder a libvirt version, one grammar for each file that has a start."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from libvirt_xml.errors import SchemaError
from libvirt_xml.relaxng.schema import tree
from libvirt_xml.relaxng.schema.loader import load_schema

ROOT = Path(__file__).resolve().parent.parent.parent
SCHEMAS = ROOT / "schemas"


@dataclass(frozen=True, slots=True)
class Version:
    """One libvirt version: its grammars by file name without the suffix."""

    name: str
    grammars: dict[str, tree.Grammar]


def version_names(folder: Path = SCHEMAS) -> list[str]:
    """The vendored versions, oldest first."""
    return sorted((path.name for path in folder.iterdir() if path.is_dir()), key=version_key)


def version_key(name: str) -> tuple[int, ...]:
    """A version as numbers, for ordering."""
    return tuple(int(part) for part in name.split("."))


def load_version(folder: Path) -> Version:
    """The grammars of one folder of RNG files. Raises SchemaError."""
    grammars = {path.stem: load_schema(path) for path in sorted(folder.glob("*.rng")) if _has_start(path)}
    if not grammars:
        raise SchemaError("no RELAX NG grammar with a <start>", file=str(folder))
    return Version(folder.name, grammars)


def load_versions(folder: Path = SCHEMAS) -> list[Version]:
    """Every vendored version, oldest first."""
    return [load_version(folder / name) for name in version_names(folder)]


def _has_start(path: Path) -> bool:
    return b"<start" in path.read_bytes()
