"""Which libvirts are asked, how many random machines each, and whether machines are started.

``RULES=whole``, as in ``make real``: the trees that ``tests/real/newer/fetch.sh`` made are asked too, and machines are
started where a rule says that only a start is refused.
"""

from __future__ import annotations

import os
from pathlib import Path

from libvirt_xml.validation.rules.rule_model import VERIFIED
from tests.sources import REPOSITORY

SEED = 14
"""Of chance, in the tests."""
IS_WHOLE = os.environ.get("RULES") == "whole"
_NUMBERS = {"own": 700, "recorded": 900, "objects": 400}


def places() -> list[Path | None]:
    """Where the libvirts are: None is this machine's."""
    named = os.environ.get("LIBVIRT_TREE")
    if named:
        return [Path(named)]
    fetched = sorted((REPOSITORY / ".cache").glob("libvirt-*")) if IS_WHOLE else []
    return [None, *(path for path in fetched if (path / "usr/sbin/libvirtd").exists())]


def number_of(seeds: str) -> int:
    """How many machines are asked about: as many as take a few seconds; many more with ``RULES=whole``."""
    return _NUMBERS[seeds] * (5 if IS_WHOLE else 1)


def is_verified(version: str) -> bool:
    """Whether the rules were asked of this release. A newer one that disagrees is told, and does not fail."""
    return version in VERIFIED
