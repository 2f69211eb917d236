"""``libvirt-xml validate``: report the problems of documents, XML or YAML, with suggestions."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING

from libvirt_xml.cli import streams
from libvirt_xml.cli.config import Config, load_config
from libvirt_xml.cli.exits import FINE, PROBLEMS, WRONG, UsageError, counted
from libvirt_xml.cli.inputs.checking import Checks, Outcome, check_sources, stand_in
from libvirt_xml.cli.inputs.discovery import find_sources
from libvirt_xml.cli.inputs.searching import LeftOut, make_search, max_size
from libvirt_xml.cli.options import (
    Parser,
    add_common,
    add_force_exclude,
    add_max_size,
    add_no_atomic,
    at_least,
    codes,
    one_of,
)
from libvirt_xml.cli.progress import Progress
from libvirt_xml.cli.reports.report import FORMATS, Report, Totals, make_report
from libvirt_xml.cli.selection.filtering import Filter
from libvirt_xml.cli.style import choose_style
from libvirt_xml.cli.variable_options import add_variables, chosen_variables
from libvirt_xml.messages import render

if TYPE_CHECKING:
    from libvirt_xml.cli.selection.baseline import Baseline

_DESCRIPTION = """\
Checks libvirt's XML documents: complete ones, and fragments such as those for virsh attach-device. YAML files, which
convert turns into XML, are checked one by one.

PATH is an XML or YAML file, a folder (searched for *.xml, *.yaml and *.yml, except for files that git ignores and YAML
of other tools), or - for standard input."""
_EXAMPLES = """\
  libvirt-xml validate vm.xml
  libvirt-xml validate --libvirt 9.0.0 --jobs 0 machines/
  virsh dumpxml web1 | libvirt-xml validate --stdin-filename web1.xml -
  libvirt-xml validate --set memory=4GiB web1.yaml
  libvirt-xml validate --format sarif machines/ > problems.sarif
  libvirt-xml validate --baseline known.json --write-baseline machines/

kinds of documents, for --as:
  capability cpu device domain domainbackup domaincaps domaincheckpoint domainsnapshot inactiveDomain interface
  network network-update networkport nodedev nwfilter nwfilterbinding secret storagepool storagepoolcaps storagevol
  sysinfo

exit status: 0 fine, 1 problems found, 2 wrong use, no file to check, or a file that cannot be read"""


def make_parser() -> Parser:
    """The options of this command."""
    parser = Parser("validate", _DESCRIPTION, _EXAMPLES)
    _add_checks(parser)
    _add_choice(parser)
    add_force_exclude(parser)
    add_no_atomic(parser)
    _add_output(parser)
    add_max_size(parser)
    add_common(parser)
    return parser


def _add_checks(parser: Parser) -> None:
    add = parser.add_argument
    add("--libvirt", metavar="VERSION", help="check for this libvirt version (default: the newest known)")
    add(
        "--schema-dir",
        metavar="DIR",
        help="check against the RELAX NG files in DIR, for example /usr/share/libvirt/schemas",
    )
    add(
        "--as",
        dest="kind",
        metavar="KIND",
        help="the kind of the XML documents (see below), if the root element belongs to several",
    )
    add_variables(parser)
    add("--stdin-filename", metavar="NAME", help="the file name for standard input, for messages and patterns")
    add(
        "-j",
        "--jobs",
        metavar="N",
        type=at_least(0),
        default=1,
        help="use N processes; 0: one for each core (default: 1)",
    )


def _add_choice(parser: Parser) -> None:
    add = parser.add_argument
    add("--select", metavar="CODES", type=codes, action="extend", help="report only these codes (CODE,CODE...)")
    add("--ignore", metavar="CODES", type=codes, action="extend", help="do not report these codes")
    add("--max-problems", metavar="N", type=at_least(1), help="report at most N problems of each file")
    add("--baseline", metavar="FILE", help="do not report the problems that FILE lists")
    add("--write-baseline", action="store_true", help="write all current problems to the --baseline file")
    add(
        "--fail-on", metavar="SEVERITY", type=one_of("error", "warning"),
        help="exit with 1 for problems of at least this severity: error or warning (default: error)",
    )  # fmt: skip


def _add_output(parser: Parser) -> None:
    parser.add_argument(
        "--format", metavar="FORMAT", type=one_of(*FORMATS), default="text",
        help="text, json, github (annotations), sarif (2.1.0) or junit (default: text)",
    )  # fmt: skip


def run(argv: Sequence[str]) -> int:
    """Run the command; the exit status."""
    options, paths = make_parser().parse(argv)
    config = load_config(options.config, not options.no_config)
    baseline = _make_baseline(options)
    chosen = _make_filter(options, config, baseline)
    checks = _make_checks(options, config, chosen)
    search = make_search(options, config)
    sources = find_sources(paths, search, options.stdin_filename)
    outcomes = check_sources(sources, checks, options.jobs)
    if not options.quiet and (sentence := stand_in(checks)):
        streams.complain(sentence)
    fail_on = options.fail_on or config.fail_on or "error"
    style = choose_style(options.color, sys.stdout)
    report = make_report(options.format, style, fail_on=fail_on, is_quiet=options.quiet)
    totals = Totals(skipped=search.left_out[LeftOut.FOREIGN])
    _report_all(outcomes, chosen, report, totals, Progress(len(sources), is_wanted=not options.quiet))
    if baseline is not None and options.write_baseline:
        number = baseline.save(is_atomic=not options.no_atomic)
        streams.complain(render("baseline", "written", problems=counted(number, "problem"), file=baseline.file))
        return WRONG if totals.unreadable else FINE
    if baseline is not None and baseline.stale() and not options.quiet:
        _mention_stale(baseline)
    return _status(totals, fail_on)


def _make_baseline(options: Namespace) -> Baseline | None:
    if options.write_baseline and not options.baseline:
        raise UsageError(render("option", "baseline-missing"))
    if not options.baseline:
        return None
    from libvirt_xml.cli.selection.baseline import load_baseline

    return load_baseline(options.baseline, is_to_be_written=options.write_baseline)


def _make_filter(options: Namespace, config: Config, baseline: Baseline | None) -> Filter:
    select = options.select if options.select is not None else config.select
    ignore = options.ignore if options.ignore is not None else config.ignore
    return Filter(
        select=None if select is None else frozenset(select),
        ignore=frozenset(ignore),
        config=config,
        baseline=baseline,
        limit=None if options.write_baseline else options.max_problems,
    )


def _make_checks(options: Namespace, config: Config, chosen: Filter) -> Checks:
    """What to check for. A version or folder of schemas on the command line replaces both in the configuration."""
    named = options if options.libvirt is not None or options.schema_dir is not None else config
    if named.libvirt is not None and named.schema_dir is not None:
        is_option = named is options
        raise UsageError(render("option", "two-schemas") if is_option else render("configuration", "two-schemas"))
    return Checks(
        libvirt=named.libvirt,
        schema_dir=named.schema_dir,
        kind=options.kind,
        max_problems=chosen.enough(),
        max_size=max_size(options, config),
        variables=chosen_variables(options),
    )


def _report_all(
    outcomes: Generator[Outcome, None, None], chosen: Filter, report: Report, totals: Totals, progress: Progress
) -> None:
    try:
        for outcome in outcomes:
            outcome.problems = chosen.apply(outcome.name, outcome.problems)
            totals.add(outcome)
            progress.step()
            if outcome.failure is not None or outcome.problems:
                progress.clear()
            if outcome.failure is not None:
                streams.complain(outcome.failure)
            report.add(outcome)
    finally:
        progress.clear()
        outcomes.close()
    totals.known = chosen.known
    totals.limit = chosen.limit if chosen.is_cut else None
    report.finish(totals)


def _mention_stale(baseline: Baseline) -> None:
    number = baseline.stale()
    if number == 1:
        streams.complain(render("baseline", "stale-one", file=baseline.file))
    else:
        streams.complain(render("baseline", "stale", problems=counted(number, "problem"), file=baseline.file))


def _status(totals: Totals, fail_on: str) -> int:
    if totals.unreadable:
        return WRONG
    return PROBLEMS if totals.errors or (fail_on == "warning" and totals.warnings) else FINE
