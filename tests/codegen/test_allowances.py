"""``codegen.checks.allowances``: the overlay lists every approximation, and no others."""

from __future__ import annotations

from codegen.checks.allowances import complaints
from codegen.model.model import Approximation, Model
from codegen.overlay.overlay import Allowance, Overlay

FOUND = Approximation("same-name", "domain/os/firmware", "both an attribute and a child")


def test_listed() -> None:
    """An approximation that is listed by code and path is fine; ``*`` matches anything."""
    assert list(complaints([FOUND], [Allowance("same-name", ("domain/os/firmware",), "why")])) == []
    assert list(complaints([FOUND], [Allowance("same-name", ("domain/*",), "why")])) == []


def test_unlisted() -> None:
    """One that is not listed is named with code, path and detail."""
    (complaint,) = complaints([FOUND], [])
    assert complaint == "unlisted approximation same-name at domain/os/firmware: both an attribute and a child"


def test_a_code_does_not_cover_another() -> None:
    """An entry for the path under another code does not list it, and is stale itself."""
    found = list(complaints([FOUND], [Allowance("open-set", ("domain/os/firmware",), "why")]))
    assert len(found) == 2
    assert found[1] == "approximations.toml: open-set at domain/os/firmware does not occur (any more)"


def test_stale() -> None:
    """An entry that lists nothing is stale, path by path."""
    allowance = Allowance("same-name", ("domain/os/firmware", "domain/os/nvram"), "why")
    assert list(complaints([FOUND], [allowance])) == [
        "approximations.toml: same-name at domain/os/nvram does not occur (any more)"
    ]


def test_the_project_lists_its_own(model: Model, overlay: Overlay) -> None:
    """Every approximation of the project's model is listed with a reason, and there are some."""
    assert list(complaints(model.approximations, overlay.allowances)) == []
    assert model.approximations
    assert all(allowance.reason for allowance in overlay.allowances)
