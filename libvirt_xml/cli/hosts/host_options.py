"""What the commands that ask a libvirt share: the option for its address, and exit status 3."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from typing import TYPE_CHECKING

from libvirt_xml.cli import streams
from libvirt_xml.cli.exits import UNREACHABLE
from libvirt_xml.cli.options import Parser, add_common, add_max_size, one_of
from libvirt_xml.cli.variable_options import add_references, add_variables

if TYPE_CHECKING:
    from libvirt_xml.apply.hosts.host import Host


def add_connection(parser: Parser) -> None:
    """Add the option that says which libvirt."""
    parser.add_argument(
        "-c", "--connect", metavar="URI",
        help="the libvirt to use (default: LIBVIRT_DEFAULT_URI, then qemu:///system)",
    )  # fmt: skip


def add_asking(parser: Parser) -> None:
    """Add the options of plan and apply for what is asked, and what is allowed."""
    from libvirt_xml.apply.planning.host_plan import CONSENTS

    add = parser.add_argument
    add("--adopt", action="store_true", help="change what libvirt-xml did not define")
    add(
        "--allow", metavar="WHAT", action="append", default=[], type=one_of(*CONSENTS),
        help="allow what is blocked: disk-source, new-hardware or discard-saved; can be repeated",
    )  # fmt: skip
    add("--restart", action="store_true", help="shut guests down and start them, if something waits for that")
    add(
        "--secret-value", metavar="NAME=WHERE", action="append", default=[],
        help="the value of a secret, by its usage or UUID: env:NAME, file:PATH or base64:file:PATH; can be repeated",
    )  # fmt: skip
    add("--send-private", action="store_true", help="send the values of private secrets again: none can be compared")
    add_variables(parser)
    add_references(parser)
    add_max_size(parser)
    add_common(parser)


def with_host(options: Namespace, action: Callable[[Host], int], *, read_only: bool = False) -> int:
    """The exit status of an action on the host of ``--connect``; 3 if the host cannot be reached, or refuses."""
    from libvirt_xml.apply.hosts.host import Host
    from libvirt_xml.apply.hosts.host_errors import HostError

    try:
        with Host(options.connect, read_only=read_only) as host:
            return action(host)
    except HostError as error:
        streams.complain(str(error))
        return UNREACHABLE
