"""What the commands that ask a libvirt share: the option for its address, and exit status 3."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from typing import TYPE_CHECKING

from libvirt_xml.cli import streams
from libvirt_xml.cli.exits import UNREACHABLE
from libvirt_xml.cli.options import Parser

if TYPE_CHECKING:
    from libvirt_xml.apply.hosts.host import Host


def add_connection(parser: Parser) -> None:
    """Add the option that says which libvirt."""
    parser.add_argument(
        "-c", "--connect", metavar="URI",
        help="the libvirt to use (default: LIBVIRT_DEFAULT_URI, then qemu:///system)",
    )  # fmt: skip


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
