"""Whether the overlay lists the model's approximations: all of them, and no others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from codegen.model.model import Approximation
from codegen.overlay.overlay import Allowance


def complaints(approximations: Iterable[Approximation], allowed: Iterable[Allowance]) -> Iterator[str]:
    """One sentence for each approximation that no entry lists, and for each entry that lists none."""
    allowed = list(allowed)
    used: set[tuple[str, str]] = set()
    for approximation in approximations:
        matches = [
            (allowance.code, path)
            for allowance in allowed
            for path in allowance.paths
            if allowance.code == approximation.code and fnmatchcase(approximation.path, path)
        ]
        used.update(matches)
        if not matches:
            yield f"unlisted approximation {approximation.code} at {approximation.path}: {approximation.detail}"
    for allowance in allowed:
        for path in allowance.paths:
            if (allowance.code, path) not in used:
                yield f"approximations.toml: {allowance.code} at {path} does not occur (any more)"
