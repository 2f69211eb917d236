"""Reads YAML: the only module of the command that uses ``yaml_forms`` for reading."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from libvirt_xml.cli import streams
from libvirt_xml.cli.exits import UsageError, counted, system_reason
from libvirt_xml.cli.inputs.limiting import read_file
from libvirt_xml.cli.style import choose_style
from libvirt_xml.messages import render

if TYPE_CHECKING:
    from libvirt_xml.cli.options import Parser
    from libvirt_xml.validation.problem import Problem
    from libvirt_xml.yaml_forms.loading import Loaded


def add_variables(parser: Parser) -> None:
    """Add the options for the values of variables."""
    add = parser.add_argument
    add("--set", metavar="K=V", action="append", default=[], help="replace ${K} in YAML by V")
    add("--vars", metavar="FILE", action="append", default=[], help="read variables from a YAML file of K: V")


def chosen_variables(options: Namespace) -> dict[str, str]:
    """The variables of a command line: later files replace earlier ones, ``--set`` replaces all. Raises UsageError."""
    variables: dict[str, str] = {}
    for file in options.vars:
        variables |= _read_file(file, options)
    for setting in options.set:
        from libvirt_xml.yaml_forms.text.variables import parse_setting

        try:
            name, text = parse_setting(setting)
        except ValueError as error:
            raise UsageError(render("option", "set", reason=error)) from None
        variables[name] = text
    return variables


def _read_file(file: str, options: Namespace) -> dict[str, str]:
    from libvirt_xml.yaml_forms.findings import Findings
    from libvirt_xml.yaml_forms.text.variables import read_variables

    try:
        data = read_file(file)
    except OSError as error:
        raise UsageError(render("option", "variables-unreadable", file=file, reason=system_reason(error))) from None
    findings = Findings()
    variables = read_variables(data, findings, file)
    if findings.has_errors:
        show_problems(findings.in_order(), {file: data}, options)
        problems = counted(len(findings.problems), "problem")
        raise UsageError(render("option", "variables-invalid", problems=problems, file=file))
    return variables


def load_specs(
    contents: Iterable[tuple[str, bytes]],
    variables: Mapping[str, str],
    *,
    libvirt: str | None = None,
    schema_dir: str | None = None,
    is_checked: bool = True,
    is_probing: bool = False,
    allow_files: Sequence[str] = (),
    allow_env: Sequence[str] | None = None,
    reads_references: bool = True,
) -> Loaded:
    """The documents in YAML files; each file is laid over those before it."""
    from libvirt_xml.yaml_forms.loading import Options, Source, load

    options = Options(
        variables=variables,
        libvirt=libvirt,
        schema_dir=schema_dir,
        is_checked=is_checked,
        is_probing=is_probing,
        allow_files=allow_files,
        allow_env=allow_env,
        reads_references=reads_references,
    )
    return load(*(Source(data, name) for name, data in contents), options=options)


def show_problems(problems: Sequence[Problem], contents: Mapping[str, bytes], options: Namespace) -> None:
    """Show problems on standard error, in the form of ``validate``, each with the line of its file."""
    from libvirt_xml.cli.inputs.input_forms import is_xml
    from libvirt_xml.cli.reports.excerpt import Excerpts, excerpts_of
    from libvirt_xml.cli.reports.text import render_problem as render_problem

    style = choose_style(options.color, sys.stderr)
    documents = {name: excerpts_of(data, is_yaml=not is_xml(data)) for name, data in contents.items()}
    for at, problem in enumerate(problems):
        name = problem.file or next(iter(contents), "the result")
        shown = render_problem(problem, name, documents.get(name, Excerpts()), style)
        streams.warn(("\n" if at else "") + shown)
