"""Reports take time and memory in proportion to the document and its problems."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from libvirt_xml.cli import streams
from libvirt_xml.cli.inputs.checking import Outcome
from libvirt_xml.cli.inputs.discovery import InputSource
from libvirt_xml.cli.reports.report import FORMATS, Layout, Totals, make_report
from libvirt_xml.cli.selection.baseline import Baseline, load_baseline
from libvirt_xml.cli.style import Style
from libvirt_xml.validation.problem import Problem
from libvirt_xml.validation.suppression.yaml_comments import without_silenced
from tests.cost import cost_of

_SIZE = 300
_MOST = 2.3


def _assert_linear(make: Callable[[int], Callable[[], object]]) -> None:
    make(2)()
    (calls, memory), (more_calls, more_memory) = cost_of(make(_SIZE)), cost_of(make(2 * _SIZE))
    assert calls > _SIZE
    assert more_calls <= _MOST * calls
    assert more_memory <= _MOST * memory


_FILLS = {
    "elements": "<target dev='vd{0}' bus='virtoi'/>",
    "wide": "<é名 a='\u202e{0}'/>",
    "text": "word {0} ",
    "passwords": "<a passwd='{0}'/>",
    "quotes": "\"{0}' ",
    "flow": "{{a: [{0}, 'b']}}, ",
    "blanks": "            ",
}


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", ["a.xml", "a.yaml"])
@pytest.mark.parametrize("fill", _FILLS)
def test_a_long_line(format: str, name: str, fill: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Problems all over a document on one line."""
    with Path(os.devnull).open("w") as nowhere:
        monkeypatch.setattr(sys, "stdout", nowhere)

        def make(size: int) -> Callable[[], object]:
            pieces = [_FILLS[fill].format(at) for at in range(size)]
            problems = [
                Problem("invalid-value", "error", f"problem {at}", name, 1, len(pieces[0]) * at + 1, f"/a[{at}]")
                for at in range(size)
            ]
            source = InputSource(name, data="".join(pieces).encode())

            def write() -> None:
                report = make_report(format, streams.write_text, Layout(Style(False)))
                totals = Totals()
                outcome = Outcome(source, problems)
                totals.add(outcome)
                report.add(outcome)
                report.finish(totals)

            return write

        _assert_linear(make)


def test_a_baseline(tmp_path: Path) -> None:
    """A baseline with many problems is read, applied and written."""

    def make(size: int) -> Callable[[], object]:
        problems = [Problem("invalid-value", "error", "x", "a.xml", 1, 1, f"/a/b{at}") for at in range(size)]
        file = str(tmp_path / f"{size}.json")

        def use() -> None:
            for is_to_be_written in (True, False):
                baseline = load_baseline(file, is_to_be_written=is_to_be_written)
                assert baseline.new_ones("a.xml", problems) == []
                baseline.save()

        return use

    _assert_linear(make)


def test_renamed_files(tmp_path: Path) -> None:
    """Many files of a baseline are gone, and many others have come that are like them."""

    def make(size: int) -> Callable[[], object]:
        known = Counter({(f"a{at}.xml", "invalid-value", "/a"): 1 for at in range(size)})
        problem = Problem("invalid-value", "error", "x", "b.xml", 1, 1, "/a")

        def use() -> None:
            baseline = Baseline(str(tmp_path / "known.json"), known)
            assert not any(baseline.new_ones(f"b{at}.xml", [problem]) for at in range(size))

        return use

    _assert_linear(make)


@pytest.mark.parametrize(
    "text", ["# libvirt-xml: ignore=unknown-key\nk{0}:\n", "  # libvirt-xml: ignore=unknown-key\n"]
)
def test_silencing(text: str) -> None:
    """Many comments in YAML, and many problems."""

    def make(size: int) -> Callable[[], object]:
        data = ("a:\n" + "".join(text.format(at) for at in range(size)) + "b:\n" + "  c: 1\n" * size).encode()
        problems = [Problem("invalid-value", "error", "x", "a.yaml", at, 1) for at in range(1, size)]
        return lambda: without_silenced(problems, data)

    _assert_linear(make)
