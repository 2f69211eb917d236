"""The options for the values of variables in YAML, which several commands have."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from libvirt_xml.cli.exits import UsageError, counted, system_reason
from libvirt_xml.cli.inputs.limiting import read_file
from libvirt_xml.cli.reports.shown import show_problems
from libvirt_xml.messages import render

if TYPE_CHECKING:
    from libvirt_xml.cli.options import OptionGroup


def add_variables(parser: OptionGroup) -> None:
    """Add the options for the values of variables."""
    add = parser.add_argument
    add("--set", metavar="K=V", action="append", default=[], help="replace ${K} in YAML by V")
    add("--vars", metavar="FILE", action="append", default=[], help="read variables from a YAML file of K: V")


def add_references(parser: OptionGroup) -> None:
    """Add the options for what references in YAML may lead to."""
    add = parser.add_argument
    add(
        "--allow-files", metavar="DIR", action="append", default=[],
        help="read {file: PATH} below DIR too, not only below the folder of the YAML file; can be repeated",
    )  # fmt: skip
    add(
        "--allow-env", metavar="NAME", action="append",
        help="read {env: NAME} for this NAME only; can be repeated (default: for any name)",
    )  # fmt: skip


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
