"""``libvirt-xml apply``: bring a host to what files ask for."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from libvirt_xml.cli import streams
from libvirt_xml.cli.commands.plan import planned_for, show_plan
from libvirt_xml.cli.exits import FINE, PROBLEMS, UNREACHABLE, WRONG, UsageError
from libvirt_xml.cli.hosts.asking import check_paths
from libvirt_xml.cli.hosts.host_options import add_asking, add_connection, with_host
from libvirt_xml.cli.hosts.interrupts import ReportedInterrupt, telling_nothing_changed
from libvirt_xml.cli.options import Parser, at_least, one_of
from libvirt_xml.messages import render

if TYPE_CHECKING:
    from libvirt_xml.apply.execution.results import StepResult
    from libvirt_xml.apply.hosts.host import Host
    from libvirt_xml.apply.planning.host_plan import HostPlan, PlannedStep
    from libvirt_xml.apply.planning.wishes import Terms

_DESCRIPTION = """\
Brings a host to what files ask for: creates what is missing, changes what differs, in running guests too where libvirt
can, and says what waits for a power cycle. What the files do not mention stays as it is; no disk is ever deleted,
overwritten or shrunk. A second run has nothing to do.

It shows the plan and asks first, unless --yes is given."""
_EXAMPLES = """\
  libvirt-xml apply web1.yaml
  libvirt-xml apply --yes machines/ -c qemu+ssh://root@host/system
  libvirt-xml apply --restart web1.yaml            # shut down and start what waits for a power cycle
  libvirt-xml apply --allow disk-source web1.yaml

exit status: 0 all done, or nothing to do, 1 something waits for a power cycle, 2 wrong use, an invalid document, or
blocked: nothing was sent, 3 the host cannot be reached, or libvirt refused a step"""


def make_parser() -> Parser:
    """The options of this command."""
    parser = Parser("apply", _DESCRIPTION, _EXAMPLES)
    add = parser.add_argument
    add_connection(parser)
    add_asking(parser)
    add("-y", "--yes", action="store_true", help="do not ask")
    add(
        "--timeout", metavar="SECONDS", type=at_least(1), default=120,
        help="how long a guest may take to shut down (default: 120)",
    )  # fmt: skip
    add("--no-live", action="store_true", help="change definitions only, not running guests")
    add(
        "--format", metavar="FORMAT", type=one_of("text", "json"), default="text", help="text or json; json needs --yes"
    )
    return parser


def run(argv: Sequence[str]) -> int:
    """Run the command; the exit status."""
    options, paths = make_parser().parse(argv)
    if options.format == "json" and not options.yes:
        raise UsageError(render("apply", "json-needs-yes"))
    check_paths(paths)
    with telling_nothing_changed():
        return with_host(options, lambda host: _apply(host, paths, options))


def _apply(host: Host, paths: Sequence[str], options: Namespace) -> int:
    planned = planned_for(host, paths, options)
    if planned is None:
        return WRONG
    plan, terms = planned
    return _carry_out(host, plan, terms, options) if _show_and_ask(plan, options) else WRONG


def _show_and_ask(plan: HostPlan, options: Namespace) -> bool:
    """Show the plan; whether it may be carried out. Nothing is sent if nobody could see it."""
    if options.format == "text" or plan.is_blocked:
        show_plan(plan, options.format)
        streams.flush()
    if plan.is_blocked:
        return False
    changes_guests = plan.is_live_only and not options.no_live
    return options.yes or not (plan.sends or changes_guests) or _agreed()


def _agreed() -> bool:
    """Ask on the terminal; nobody there is a no."""
    if sys.stdin is None or not sys.stdin.isatty():
        raise UsageError(render("apply", "nobody-to-ask"))
    streams.write_text(f"{render('apply', 'question')} ")
    streams.flush()
    answer = ""
    try:
        answer = sys.stdin.readline()
    finally:
        if not answer.endswith("\n"):  # Ctrl-C or Ctrl-D
            streams.write_text("\n")
    is_agreed = answer.strip().lower() in ("y", "yes")
    if not is_agreed:
        streams.complain(render("apply", "declined"))
    return is_agreed


def _carry_out(host: Host, plan: HostPlan, terms: Terms, options: Namespace) -> int:
    from libvirt_xml.apply.execution.executor import apply_plan

    reporting = _Reporting(options)
    try:
        apply_plan(
            host,
            plan,
            terms,
            timeout=options.timeout,
            is_live=not options.no_live,
            begin=reporting.begin,
            end=reporting.end,
        )
    except KeyboardInterrupt:
        raise ReportedInterrupt from None
    finally:
        if options.format == "json":
            _show_json(plan, reporting.results)
    if reporting.failure is not None:
        raise reporting.failure
    return _status(reporting.results)


class _Reporting:
    """Says what is done, at once, so that it is known also if the rest is interrupted. It stops nothing.

    ``failure`` is why standard output cannot be written: then the report is on standard error.
    """

    def __init__(self, options: Namespace) -> None:
        self.results: list[StepResult] = []
        self.failure: OSError | None = None
        self._is_text = options.format == "text"
        self._shows_progress = not options.quiet and streams.is_terminal(sys.stderr)

    def begin(self, step: PlannedStep) -> None:
        """Say on a terminal what is begun."""
        if step.sends and self._shows_progress:
            streams.warn(f"{step.title} ...\n")

    def end(self, result: StepResult) -> None:
        """Say what came of it."""
        from libvirt_xml.apply.execution.result_text import result_lines

        self.results.append(result)
        if not self._is_text:
            return
        text = "".join(f"{line}\n" for line in result_lines(result))
        try:
            if self.failure is None:
                streams.write_text(text)
                streams.flush()
                return
        except OSError as error:
            streams.discard()
            self.failure = error
        streams.warn(text)


def _show_json(plan: HostPlan, results: Sequence[StepResult]) -> None:
    import json

    document = {"uri": plan.uri, "libvirt": plan.version, "results": [result.to_dict() for result in results]}
    streams.write_text(f"{json.dumps(document, indent=2, ensure_ascii=False)}\n")


def _status(results: Sequence[StepResult]) -> int:
    if any(result.outcome == "failed" for result in results):
        return UNREACHABLE
    return PROBLEMS if any(result.pending for result in results) else FINE
