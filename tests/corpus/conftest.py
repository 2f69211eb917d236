"""One test for each folder of libvirt's own documents; the totals at the end of the run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources import ABSENT, document_roots


def directories() -> list[tuple[Path, str]]:
    """Every folder that holds XML files, with the tree that it is in."""
    return [
        (root, directory)
        for root in document_roots()
        for directory in sorted({path.parent.relative_to(root).as_posix() for path in root.rglob("*.xml")})
    ]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "directory" in metafunc.fixturenames:
        found = directories()
        ids = [f"{index}-{directory}" for index, (_, directory) in enumerate(found)]
        skipped = pytest.param((Path(), ""), marks=pytest.mark.skip(reason=ABSENT), id="absent")
        metafunc.parametrize("directory", found or [skipped], ids=ids or None)


@pytest.fixture(scope="session")
def folders() -> list[tuple[Path, str]]:
    if not document_roots():
        pytest.skip(ABSENT)
    return directories()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, text in report.user_properties:
            if name == "corpus":
                terminalreporter.write_line(str(text))
