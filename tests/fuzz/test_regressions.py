"""What fuzzing found once stays mended."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.seeds import seeds_of
from tests.fuzz.targets import TARGETS

_FOLDER = Path(__file__).parent / "regressions"
_FILES = sorted(path for path in _FOLDER.rglob("*") if path.is_file())


@pytest.mark.parametrize("path", _FILES, ids=[path.relative_to(_FOLDER).as_posix() for path in _FILES])
def test_regressions(path: Path) -> None:
    """An input that was a defect of a target is none now."""
    TARGETS[path.parent.name](path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_seeds(name: str) -> None:
    """What fuzzing starts from is fine, and there is enough of it."""
    seeds = seeds_of(name)
    assert len(seeds) >= 10
    for data in seeds:
        TARGETS[name](data)
