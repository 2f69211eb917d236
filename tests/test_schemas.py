"""The vendored schemas are libvirt's own, and say where they are from."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.sources import SCHEMAS, VERSIONS

_LISTED: list[dict[str, Any]] = tomllib.loads((SCHEMAS / "SOURCE.toml").read_text(encoding="utf-8"))["schemas"]
_BESIDE = {"SOURCE.toml", "COPYING.LESSER"}

each_version = pytest.mark.parametrize("entry", _LISTED, ids=lambda entry: entry["version"])


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_every_version_is_listed_once() -> None:
    """SOURCE.toml and the folders name the same versions, oldest first."""
    assert tuple(entry["version"] for entry in _LISTED) == VERSIONS
    assert {path.name for path in SCHEMAS.iterdir() if path.is_dir()} == set(VERSIONS)


def test_nothing_else_is_there() -> None:
    """Beside the versions stand the list and the licence's text, and nothing else."""
    assert {path.name for path in SCHEMAS.iterdir() if path.is_file()} == _BESIDE
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in (SCHEMAS / "COPYING.LESSER").read_text(encoding="utf-8")


@each_version
def test_files_are_verbatim(entry: dict[str, Any]) -> None:
    """Each file has the sha256 that was noted when it was copied; none is missing, none is extra."""
    found = {path.name: _sha256(path) for path in sorted((SCHEMAS / entry["version"]).iterdir())}
    assert found == entry["sha256"]
    assert "domain.rng" in found


@each_version
def test_origin_and_licence(entry: dict[str, Any]) -> None:
    """Each version says where its files are from and under which licence they stand."""
    assert entry["version"] in entry["origin"]
    assert entry["licence"] == "LGPL-2.1-or-later"


def test_the_package_names_the_schemas_licence() -> None:
    """``pyproject.toml`` names both licences, and the file with the text of the schemas' one."""
    project = tomllib.loads((SCHEMAS.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "LGPL-2.1-or-later" in project["license"]
    assert "schemas/COPYING.LESSER" in project["license-files"]
