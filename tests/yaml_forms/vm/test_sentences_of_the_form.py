"""Each sentence about the form is reported by a case, so that it is seen once by somebody."""

from __future__ import annotations

import tomllib
from pathlib import Path

from libvirt_xml.messages.table import templates
from libvirt_xml.validation.catalogue import CODES
from libvirt_xml.yaml_forms.loading import Source, load
from tests.yaml_forms.vm import test_errors as errors, test_impossible as impossible

WITHOUT_CASE: list[str] = tomllib.loads(Path(__file__).with_name("errors.toml").read_text("utf-8"))["without_case"]


def test_every_sentence_has_a_case() -> None:
    """In errors.toml, or in impossible.toml with the spec beside it that is right."""
    problems = [problem for case in errors.CASES for problem in load(Source(errors.spec_of(case), "a.yaml")).problems]
    for case in impossible.CASES:
        problems += impossible.problems(case["wrong"], case.get("libvirt"))
    reported = {f"{problem.code}.{problem.variant}" for problem in problems}
    of_form = {
        f"{code}.{variant}"
        for (code, variant), template in templates().items()
        if template.file.startswith("vm_") and code in CODES
    }
    assert sorted(of_form - reported) == WITHOUT_CASE
