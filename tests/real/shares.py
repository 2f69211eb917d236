"""How much of what takes long is tried: all under ``make real`` (``REAL=whole``), a share in CI, which says so."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

IS_WHOLE = os.environ.get("REAL") == "whole"
CaseType = TypeVar("CaseType")


def share(cases: Sequence[CaseType], first: int, parts: int = 2) -> list[CaseType]:
    """Every so manyth case from one on: what one test leaves out another one takes, with another ``first``."""
    return list(cases) if IS_WHOLE else list(cases[first::parts])
