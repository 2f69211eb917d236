"""What all tests share: libvirt's own documents, and how hypothesis runs.

``HYPOTHESIS_PROFILE=explore`` looks for new examples, many of them; the default, ``ci``, tries the same ones each time.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.agreement import checked_agreement
from tests.sources import ABSENT, document_roots

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much, HealthCheck.large_base_example]
settings.register_profile(
    "ci", derandomize=True, deadline=None, database=None, suppress_health_check=_SLOW, print_blob=False
)
settings.register_profile("explore", deadline=None, suppress_health_check=_SLOW, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write tests/golden/*.golden; read what changes")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What tests measured, at the end."""
    for report in (report for reports in terminalreporter.stats.values() for report in reports):
        for name, value in getattr(report, "user_properties", ()):
            if name == "figures" and report.when == "call":
                terminalreporter.write_line(value)


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The root of libvirt's own test documents: ``tests`` and ``examples`` are folders in it."""
    roots = document_roots()
    if not roots:
        pytest.skip(ABSENT)
    return roots[0]


@pytest.fixture(scope="session", autouse=True)
def _schema_agrees() -> Iterator[None]:
    """In all tests, the JSON Schema takes what converting takes, and refuses what it can refuse."""
    with checked_agreement():
        yield
