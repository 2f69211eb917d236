"""What a field does is in every report, not only in the text for people."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from libvirt_xml import Problem, validate
from libvirt_xml.cli.main import main
from libvirt_xml.cli.reports.exchange.json import as_json
from libvirt_xml.cli.reports.notes import note_of
from libvirt_xml.yaml_forms.loading import Source, load

OF_XML = "<disk><driver name='qemu' cache='no'/><target dev='vda'/></disk>"
OF_YAML = "vm: {name: a, agent: off}"


def _problems() -> list[Problem]:
    (of_xml,) = [problem for problem in validate(OF_XML) if (problem.path or "").endswith("@cache")]
    (of_yaml,) = load(Source(OF_YAML)).problems
    return [of_xml, of_yaml]


@pytest.mark.parametrize(("at", "words"), [(0, "'cache': How the host caches"), (1, "'agent': ")])
def test_the_note_of_a_problem(at: int, words: str) -> None:
    """Of libvirt's field, and of a key of the ``vm`` form; as ``note`` in JSON."""
    problem = _problems()[at]
    note = note_of(problem)
    assert note is not None
    assert note.startswith(words)
    assert json.loads(as_json(problem))["note"] == note


@pytest.mark.parametrize("form", ["github", "sarif", "json"])
def test_reports_for_programs_have_it(
    folder: Path, capsys: pytest.CaptureFixture[str], form: str, write: Callable[..., None]
) -> None:
    """With the message that its readers show."""
    write(**{"disk.xml": OF_XML})
    main(["validate", "disk.xml", "--format", form])
    assert "'cache': How the host caches" in capsys.readouterr().out
