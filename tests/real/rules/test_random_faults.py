"""Random machines: whatever a rule calls refused libvirt refuses, and most of what it refuses is told."""

from __future__ import annotations

import subprocess
import tomllib
from collections.abc import Callable

import pytest

from tests.real.rules.asking.oracle import Oracle
from tests.real.rules.figures import measure
from tests.real.rules.floors import PATH, floor
from tests.real.rules.libvirts import IS_WHOLE, SEED, is_verified, number_of
from tests.real.rules.mutants import mutants
from tests.real.rules.seeds import seeds_for
from tests.sources import ABSENT, REPOSITORY


@pytest.mark.parametrize("seeds", ["own", "recorded", "objects"])
def test_what_libvirt_refuses_is_told(
    oracle: Oracle, seeds: str, record_property: Callable[[str, object], None]
) -> None:
    machines = seeds_for(oracle, seeds)
    if not machines:
        pytest.skip(ABSENT)
    figures = measure(oracle, mutants(machines, SEED), number_of(seeds), is_whole=IS_WHOLE)
    record_property("figures", f"libvirt {oracle.version}, seeds {seeds}: {figures}")
    assert figures.asked >= 0.9 * number_of(seeds), "libvirt dies of everything"
    if is_verified(oracle.version):
        assert figures.alarms == [], "libvirt takes what a rule calls refused"
        of_refusals, of_kinds = floor(seeds, oracle.version)
        if not IS_WHOLE:  # the floors are of these machines; with more of them there are more kinds
            assert figures.recall >= of_refusals
            assert figures.recall_of_kinds >= of_kinds


@pytest.mark.parametrize("commit", ["HEAD", "HEAD^"])
def test_floors_only_rise(commit: str) -> None:
    name = f"{commit}:{PATH.relative_to(REPOSITORY)}"
    shown = subprocess.run(["git", "show", name], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    if shown.returncode:
        pytest.skip("git does not know an older state")
    for seeds, releases in tomllib.loads(shown.stdout).items():
        for version, old in releases.items():
            refusals, kinds = floor(seeds, version)
            assert refusals >= old["refusals"], (seeds, version)
            assert kinds >= old["kinds"], (seeds, version)
