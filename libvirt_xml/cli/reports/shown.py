"""Shows problems outside of a report: those of YAML that cannot be converted."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from libvirt_xml.cli import streams
from libvirt_xml.cli.style import choose_style

if TYPE_CHECKING:
    from libvirt_xml.validation.problem import Problem


def show_problems(problems: Sequence[Problem], contents: Mapping[str, bytes], options: Namespace) -> None:
    """Show problems on standard error, in the form of ``validate``, each with the line of its file."""
    from libvirt_xml.cli.inputs.input_forms import is_xml
    from libvirt_xml.cli.reports.excerpt import Excerpts, excerpts_of
    from libvirt_xml.cli.reports.text import render_problem as render_problem

    style = choose_style(options.color, sys.stderr)
    documents = {name: excerpts_of(data, is_yaml=not is_xml(data, name)) for name, data in contents.items()}
    for at, problem in enumerate(problems):
        name = problem.file or next(iter(contents), "the result")
        shown = render_problem(problem, name, documents.get(name, Excerpts()), style)
        streams.warn(("\n" if at else "") + shown)
