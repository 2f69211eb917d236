"""The least that is told of what each libvirt refuses; it may only rise."""

from __future__ import annotations

import tomllib
from pathlib import Path

from tests.real.rules.figures import Figures

_SLACK = 3
"""The examples of rules are seeds: with each rule, the figures move a little."""
PATH = Path(__file__).with_name("floors.toml")
_HEAD = """# The least that rules tell of what libvirt refuses of random machines, in percent of refusals and of kinds.
# `python -m tests.real.rules --raise` measures, and raises them; they are never lowered. [SEEDS."VERSION"], where the
# seeds are this project's own, or recorded: those that libvirt tests itself with.
"""


def floors() -> dict[str, dict[str, dict[str, float]]]:
    """By seeds and version."""
    return tomllib.loads(PATH.read_text("utf-8"))


def floor(seeds: str, version: str) -> tuple[float, float]:
    """Of refusals and of kinds; of a version that was never measured nothing is expected."""
    entry = floors().get(seeds, {}).get(version, {})
    return entry.get("refusals", 0.0), entry.get("kinds", 0.0)


def raise_floor(seeds: str, version: str, figures: Figures) -> None:
    """Take over what is better than before."""
    table = floors()
    old = floor(seeds, version)
    new = tuple(
        max(before, int(now) - _SLACK)
        for before, now in zip(old, (figures.recall, figures.recall_of_kinds), strict=True)
    )
    table.setdefault(seeds, {})[version] = {"refusals": new[0], "kinds": new[1]}
    entries = [
        f'\n[{name}."{release}"]\n' + "".join(f"{key} = {value:g}\n" for key, value in entry.items())
        for name, releases in sorted(table.items())
        for release, entry in sorted(releases.items())
    ]
    PATH.write_text(_HEAD + "".join(entries), encoding="utf-8")
