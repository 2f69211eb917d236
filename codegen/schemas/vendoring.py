"""Adding a libvirt version: its RNG files, verbatim, and where they are from."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from pathlib import Path

from codegen.schemas.vendored import SCHEMAS, load_version, version_key

_VERSION = re.compile(r"(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*)){2}").fullmatch
LICENCE = "LGPL-2.1-or-later"
SOURCE = SCHEMAS / "SOURCE.toml"
_SUBFOLDERS = ("", "src/conf/schemas", "docs/schemas", "share/libvirt/schemas", "usr/share/libvirt/schemas")
_HEAD = """\
# Where the schemas are from. The files are libvirt's own, verbatim; `python -m codegen add` writes this file.
"""


class VendoringError(Exception):
    """A folder that holds no libvirt schemas, or a version that is none."""


def schema_files(folder: Path) -> list[Path]:
    """The RNG files of an installed libvirt or of its source tree. Raises VendoringError where there are none."""
    for subfolder in _SUBFOLDERS:
        files = sorted((folder / subfolder).glob("*.rng"))
        if any(path.name == "domain.rng" for path in files):
            return files
    raise VendoringError(f"no libvirt schemas (domain.rng) in {folder} or its usual subfolders")


def add_version(version: str, folder: Path, origin: str) -> Path:
    """Copy a version's schemas and note their source; the new folder. Raises VendoringError, or SchemaError."""
    if not _VERSION(version):
        raise VendoringError(f"{version!r} is no libvirt version, such as 12.8.0")
    target = SCHEMAS / version
    if target.exists():
        raise VendoringError(f"{version} is vendored already")
    files = schema_files(folder)
    load_version(files[0].parent)
    target.mkdir(parents=True)
    for path in files:
        (target / path.name).write_bytes(path.read_bytes())
    origins = {name: entry["origin"] for name, entry in read_source().items()}
    SOURCE.write_text(render_source(origins | {version: origin}), encoding="utf-8")
    return target


def read_source() -> dict[str, dict[str, object]]:
    """What SOURCE.toml says, by version."""
    if not SOURCE.exists():
        return {}
    return {entry["version"]: entry for entry in tomllib.loads(SOURCE.read_text(encoding="utf-8"))["schemas"]}


def render_source(origins: dict[str, object]) -> str:
    """The text of SOURCE.toml for the schemas on disk."""
    parts = [_HEAD]
    for version in sorted(origins, key=version_key):
        origin = json.dumps(origins[version], ensure_ascii=False)
        parts.append(f'\n[[schemas]]\nversion = "{version}"\norigin = {origin}\nlicence = "{LICENCE}"\n')
        parts.append("[schemas.sha256]\n")
        for path in sorted((SCHEMAS / version).glob("*.rng")):
            parts.append(f'"{path.name}" = "{hashlib.sha256(path.read_bytes()).hexdigest()}"\n')
    return "".join(parts)
