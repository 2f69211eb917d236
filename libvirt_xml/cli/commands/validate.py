"""``libvirt-xml validate``: report the problems of documents, XML or YAML, with suggestions."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Generator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from libvirt_xml.cli import streams
from libvirt_xml.cli.configuration.nearest import Configurations, find_configurations
from libvirt_xml.cli.configuration.searches import make_search
from libvirt_xml.cli.exits import FINE, PROBLEMS, WRONG, UsageError, counted
from libvirt_xml.cli.hosts.host_files import host_of
from libvirt_xml.cli.inputs.checking import Checks, Outcome, all_targets, check_sources, stand_in
from libvirt_xml.cli.inputs.discovery import InputSource, find_sources
from libvirt_xml.cli.inputs.searching import LeftOut
from libvirt_xml.cli.options import (
    OF_SEARCH,
    OptionGroup,
    Parser,
    add_common,
    add_force_exclude,
    add_max_size,
    add_no_atomic,
    at_least,
    codes,
    one_of,
    versions,
)
from libvirt_xml.cli.progress import Progress
from libvirt_xml.cli.reports.opened import open_report
from libvirt_xml.cli.reports.report import FORMATS, STATISTICS, Report, Totals
from libvirt_xml.cli.selection.filtering import Filter
from libvirt_xml.cli.style import printable
from libvirt_xml.cli.variable_options import add_variables, chosen_variables
from libvirt_xml.messages import render

if TYPE_CHECKING:
    from libvirt_xml.cli.selection.baseline import Baseline

_TARGETS = ("libvirt", "schema_dir", "host", "inventory")
_REPLACING = (*_TARGETS, "select", "extend_select", "ignore", *OF_SEARCH, "fail_on", "max_size")
"""The options that replace keys of a configuration."""
_DESCRIPTION = """\
Checks libvirt's XML documents: complete ones, and fragments such as those for virsh attach-device. YAML files, which
convert turns into XML, are checked one by one.

PATH is an XML or YAML file, a folder (searched for *.xml, *.yaml and *.yml, except for files that git ignores and YAML
of other tools), or - for standard input."""
_EXAMPLES = """\
  libvirt-xml validate vm.xml
  libvirt-xml validate --libvirt 9.0.0 --jobs 0 machines/
  libvirt-xml validate --host host1.json machines/
  virsh dumpxml web1 | libvirt-xml validate --stdin-filename web1.xml -
  libvirt-xml validate --set memory=4GiB web1.yaml
  libvirt-xml validate --diff machines/ && libvirt-xml validate --fix machines/
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
    _add_files(parser.add_argument_group("which files"))
    _add_checks(parser.add_argument_group("what is checked"))
    _add_fixing(parser.add_argument_group("what is repaired"))
    _add_choice(parser.add_argument_group("what is reported"))
    _add_output(parser.add_argument_group("how it is reported"))
    add_common(parser)
    return parser


def _add_files(options: OptionGroup) -> None:
    add = options.add_argument
    add_force_exclude(options)
    add("--stdin-filename", metavar="NAME", help="the file name for standard input, for messages and patterns")
    add_max_size(options)
    add("--show-files", action="store_true", help="print the files that would be checked, and check nothing")
    add("--show-settings", action="store_true", help="print the settings of these files, and check nothing")
    add(
        "-j", "--jobs", metavar="N", type=at_least(0), default=1,
        help="use N processes; 0: one for each core (default: 1)",
    )  # fmt: skip


def _add_checks(options: OptionGroup) -> None:
    add = options.add_argument
    add(
        "--libvirt", metavar="VERSIONS", type=versions,
        help="check for this libvirt version, or several: 9.0.0,12.8.0 (default: the newest known)",
    )  # fmt: skip
    add(
        "--schema-dir", metavar="DIR",
        help="check against the RELAX NG files in DIR, for example /usr/share/libvirt/schemas",
    )  # fmt: skip
    add(
        "--host", metavar="HOST",
        help="check for this host too: a file of libvirt-xml capture, or the address of a libvirt that is asked now",
    )  # fmt: skip
    add("--inventory", metavar="FILE", help="check for what exists there too: a file of capture --inventory")
    add(
        "--as", dest="kind", metavar="KIND",
        help="the kind of the XML documents (see below), if the root element belongs to several",
    )  # fmt: skip
    add_variables(options)


def _add_fixing(options: OptionGroup) -> None:
    add = options.add_argument
    add("--fix", action="store_true", help="repair what has one certain repair; report what is left")
    add("--unsafe-fixes", action="store_true", help="repair also what changes the meaning of a document")
    add("--diff", action="store_true", help="print what --fix would change, and write nothing; exit with 1 if it would")


def _add_choice(options: OptionGroup) -> None:
    add = options.add_argument
    add(
        "--select",
        metavar="CODES",
        type=codes,
        action="extend",
        help="report only these codes and groups (CODE,CODE...)",
    )
    add(
        "--extend-select", metavar="CODES", type=codes, action="extend",
        help="report these codes and groups of rules too, which are off otherwise, for example 'advice'",
    )  # fmt: skip
    add("--ignore", metavar="CODES", type=codes, action="extend", help="do not report these codes and groups")
    add("--no-warnings", action="store_true", help="report errors only")
    add("--max-problems", metavar="N", type=at_least(1), help="report at most N problems of each file")
    add("--baseline", metavar="FILE", help="do not report the problems that FILE lists")
    add("--write-baseline", action="store_true", help="write all current problems to the --baseline file")
    add(
        "--fail-on", metavar="SEVERITY", type=one_of("error", "warning"),
        help="exit with 1 for problems of at least this severity: error or warning (default: error)",
    )  # fmt: skip
    add("-e", "--exit-zero", action="store_true", help="exit with 0 even if there are problems")


def _add_output(options: OptionGroup) -> None:
    add = options.add_argument
    add(
        "--format", metavar="FORMAT", type=one_of(*FORMATS), default="text",
        help=f"{', '.join([*FORMATS][:-1])} or {[*FORMATS][-1]} (default: text)",
    )  # fmt: skip
    add("--statistics", action="store_true", help="print how often each code occurs instead of the problems")
    add("-o", "--output-file", metavar="FILE", help="write the report to FILE instead of standard output")
    add_no_atomic(options)


def run(argv: Sequence[str]) -> int:
    """Run the command; the exit status."""
    options, paths = make_parser().parse(argv)
    _refuse_combinations(options)
    baseline = _make_baseline(options)
    configurations = find_configurations(options, *_REPLACING)
    search = make_search(options, configurations)
    sources = find_sources(paths, search, options.stdin_filename)
    _keep_documents(options.output_file, sources)
    if options.show_files or options.show_settings:
        return _show(sources, configurations, options)
    chosen = _make_filter(options, configurations, baseline)
    checks = _make_checks(options, configurations, chosen.enough(source.name for source in sources))
    if options.fix or options.diff:
        from libvirt_xml.cli.changing.fixed_files import fix_files

        status = fix_files(sources, replace(checks, max_problems=None), chosen, options)
        if options.diff or status != FINE:
            return status
    outcomes = check_sources(sources, checks, options.jobs)
    if not options.quiet:
        for sentence in filter(None, map(stand_in, all_targets(sources, checks))):
            streams.complain(sentence)
    totals = Totals(skipped=search.left_out[LeftOut.FOREIGN])
    progress = Progress(len(sources), is_wanted=not options.quiet)
    is_text_out = options.fix and any(source.data is not None for source in sources)
    with open_report(options, streams.warn if is_text_out else streams.write_text) as report:
        _report_all(_chosen(outcomes, chosen), report, totals, progress)
        totals.known = chosen.known
        totals.limit = chosen.limit if chosen.is_cut else None
        report.finish(totals)
    return _conclude(options, totals, baseline)


def _refuse_combinations(options: Namespace) -> None:
    if options.write_baseline and not options.baseline:
        raise UsageError(render("option", "baseline-missing"))
    if options.unsafe_fixes and not (options.fix or options.diff):
        raise UsageError(render("option", "fix-missing"))
    if options.write_baseline and (options.fix or options.diff):
        raise UsageError(render("option", "fix-baseline"))
    if options.statistics and options.format not in STATISTICS:
        raise UsageError(render("option", "statistics-format", format=options.format, known=" or ".join(STATISTICS)))


def _keep_documents(output: str | None, sources: Sequence[InputSource]) -> None:
    """Refuse to write the report over a file that is to be checked."""
    if output is None or not os.path.exists(output):
        return
    for source in sources:
        if source.is_named and os.path.exists(source.name) and os.path.samefile(output, source.name):
            raise UsageError(render("option", "report-over-document", file=output))


def _show(sources: Sequence[InputSource], configurations: Configurations, options: Namespace) -> int:
    """Print the files, or their settings, instead of checking them."""
    if options.show_settings:
        from libvirt_xml.cli.configuration.shown_settings import settings_text

        streams.write_text(settings_text([source.name for source in sources], configurations))
    else:
        streams.write_text("".join(f"{printable(source.name)}\n" for source in sources if source.failure is None))
    for failure in (source.failure for source in sources if source.failure is not None):
        streams.complain(failure)
    return WRONG if any(source.failure is not None for source in sources) else FINE


def _make_baseline(options: Namespace) -> Baseline | None:
    if not options.baseline:
        return None
    from libvirt_xml.cli.selection.baseline import load_baseline

    return load_baseline(options.baseline, is_to_be_written=options.write_baseline)


def _make_filter(options: Namespace, configurations: Configurations, baseline: Baseline | None) -> Filter:
    limit = None if options.write_baseline else options.max_problems
    return Filter(configurations.of_file, baseline, limit, has_warnings=not options.no_warnings)


def _make_checks(options: Namespace, configurations: Configurations, max_problems: int | None) -> Checks:
    return Checks(
        lambda path: configurations.of_file(path).targets_of(path),
        kind=options.kind,
        max_problems=max_problems,
        variables=chosen_variables(options),
        read_host=host_of,
    )


def _chosen(outcomes: Generator[Outcome, None, None], chosen: Filter) -> Generator[Outcome, None, None]:
    """The outcomes without the problems that are not reported."""
    try:
        for outcome in outcomes:
            outcome.problems = chosen.apply(outcome.name, outcome.problems)
            outcome.fail_on = chosen.config_of(outcome.name).fail_on
            yield outcome
    finally:
        outcomes.close()


def _report_all(outcomes: Generator[Outcome, None, None], report: Report, totals: Totals, progress: Progress) -> None:
    try:
        for outcome in outcomes:
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


def _conclude(options: Namespace, totals: Totals, baseline: Baseline | None) -> int:
    """What is left to do after the report, and the exit status."""
    if baseline is not None and options.write_baseline:
        number = baseline.save(is_atomic=not options.no_atomic)
        streams.complain(render("baseline", "written", problems=counted(number, "problem"), file=baseline.file))
        return WRONG if totals.unreadable else FINE
    if baseline is not None and not options.quiet:
        _mention_changes(baseline)
    if totals.unreadable:
        return WRONG
    return PROBLEMS if totals.failures and not options.exit_zero else FINE


def _mention_changes(baseline: Baseline) -> None:
    """Say what in a baseline is not up to date."""
    if baseline.renamed:
        files = counted(baseline.renamed, "file")
        streams.complain(render("baseline", "renamed", file=baseline.file, files=files))
    number = baseline.stale()
    if number == 1:
        streams.complain(render("baseline", "stale-one", file=baseline.file))
    elif number:
        streams.complain(render("baseline", "stale", problems=counted(number, "problem"), file=baseline.file))
