"""``libvirt-xml plan``: what would change on a host."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from libvirt_xml.cli import streams
from libvirt_xml.cli.exits import FINE, PROBLEMS, WRONG
from libvirt_xml.cli.hosts.asking import check_paths, read_wishes
from libvirt_xml.cli.hosts.host_options import add_asking, add_connection, with_host
from libvirt_xml.cli.hosts.interrupts import telling_nothing_changed
from libvirt_xml.cli.options import Parser, one_of
from libvirt_xml.cli.reports.shown import show_problems

if TYPE_CHECKING:
    from libvirt_xml.apply.hosts.host import Host
    from libvirt_xml.apply.planning.host_plan import Consent, HostPlan
    from libvirt_xml.apply.planning.wishes import Terms, Wish

_DESCRIPTION = """\
Shows what apply would change on a host: in the definition (now), in a running guest too (live), in that alone (live
only), or when it is off and on again (power cycle); what waits for that already (pending), and what somebody else added
(left alone). Nothing is changed. The connection must be read-write, as libvirt shows passwords to no other."""
_EXAMPLES = """\
  libvirt-xml plan web1.yaml
  libvirt-xml plan machines/ -c qemu+ssh://root@host/system
  libvirt-xml plan --format json machines/

exit status: 0 nothing to do, 1 something to do, or something waits for a power cycle, 2 wrong use, an invalid document,
or blocked: --allow or --adopt is needed, 3 the host cannot be reached, or refuses"""


def make_parser() -> Parser:
    """The options of this command."""
    parser = Parser("plan", _DESCRIPTION, _EXAMPLES)
    add_connection(parser)
    add_asking(parser)
    parser.add_argument("--format", metavar="FORMAT", type=one_of("text", "json"), default="text", help="text or json")
    return parser


def run(argv: Sequence[str]) -> int:
    """Run the command; the exit status."""
    options, paths = make_parser().parse(argv)
    check_paths(paths)
    with telling_nothing_changed():
        return with_host(options, lambda host: _plan(host, paths, options))


def _plan(host: Host, paths: Sequence[str], options: Namespace) -> int:
    planned = planned_for(host, paths, options)
    if planned is None:
        return WRONG
    plan, _ = planned
    show_plan(plan, options.format)
    if plan.is_blocked:
        return WRONG
    return PROBLEMS if plan.sends or plan.waits else FINE


def planned_for(host: Host, paths: Sequence[str], options: Namespace) -> tuple[HostPlan, Terms] | None:
    """The plan for the files of a command line, and its terms; ``None`` if a file is wrong, after showing why."""
    from libvirt_xml.apply.execution.executor import make_plan
    from libvirt_xml.apply.execution.held_objects import pool_folders, terms_of

    allow: list[Consent] = list(options.allow)
    if options.adopt:
        allow.append("adopt")
    terms = terms_of(host, allow, restart=options.restart, sends_private=options.send_private)
    wishes = read_wishes(paths, options, terms.libvirt, pool_folders(host))
    if wishes is None:
        return None
    plan = make_plan(host, wishes, terms)
    return None if _show_invalid(plan, wishes, options) else (plan, terms)


def _show_invalid(plan: HostPlan, wishes: Sequence[Wish], options: Namespace) -> bool:
    """Show the problems of documents; whether one is an error of a document that is not as libvirt itself wrote it."""
    changed = {(step.kind, step.name) for step in plan.steps if step.sends}
    is_wrong = False
    for wish in wishes:
        if wish.problems and (wish.kind, wish.name) in changed:
            show_problems(wish.problems, {}, options)
            is_wrong |= any(problem.severity == "error" for problem in wish.problems)
    return is_wrong


def show_plan(plan: HostPlan, form: str) -> None:
    """Write a plan to standard output."""
    if form == "json":
        import json

        streams.write_text(f"{json.dumps(plan.to_dict(), indent=2, ensure_ascii=False)}\n")
        return
    from libvirt_xml.apply.planning.plan_text import plan_lines

    streams.write_text("".join(f"{line}\n" for line in plan_lines(plan)))
