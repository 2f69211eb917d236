"""``libvirt-xml capture``: what a host can do and has, in files for checks elsewhere."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from libvirt_xml.cli import streams
from libvirt_xml.cli.exits import FINE, UNREACHABLE, UsageError, unwritable
from libvirt_xml.cli.hosts.host_options import add_connection, with_host
from libvirt_xml.cli.hosts.interrupts import telling_what_was_written
from libvirt_xml.cli.options import Parser, add_no_atomic, one_of
from libvirt_xml.cli.progress import Progress
from libvirt_xml.messages import render

if TYPE_CHECKING:
    from libvirt_xml.apply.hosts.host import Host

_DESCRIPTION = """\
Writes what a host can run, as JSON: the release of libvirt, its capabilities, and those of each emulator, type of guest
and machine type. With such a file, validate --host checks for that host without it.

--inventory writes what exists there to a file of its own: names of networks, pools, volumes and filters, what secrets
are for, devices, and of domains names, UUIDs, MAC addresses, disks and ports. Neither file has the host's UUID, a
secret, a user name or a query of a URL.

It needs a connection that may write, although it changes nothing: libvirt tells no domain capabilities to others."""
_EXAMPLES = """\
  libvirt-xml capture -o host1.json
  libvirt-xml capture -c qemu+ssh://root@host1/system -o host1.json --inventory host1-inventory.json
  libvirt-xml validate --host host1.json machines/
  libvirt-xml capture --schema host      # the JSON Schema of the file

exit status: 0 fine, 2 wrong use, or a file that cannot be written, 3 the host cannot be reached, or refuses"""


def make_parser() -> Parser:
    """The options of this command."""
    parser = Parser("capture", _DESCRIPTION, _EXAMPLES, paths="")
    add_connection(parser)
    add = parser.add_argument
    add("-o", dest="output", metavar="FILE", help="write what the host can run to FILE (default: standard output)")
    add("--inventory", metavar="FILE", help="write what exists there to FILE; without -o, only that")
    add(
        "--schema", metavar="NAME", type=one_of("host", "inventory"),
        help="print the JSON Schema of a file, host or inventory, and ask no host",
    )  # fmt: skip
    add_no_atomic(parser)
    add("-q", "--quiet", action="store_true", help="show no progress")
    return parser


def run(argv: Sequence[str]) -> int:
    """Run the command; the exit status."""
    parser = make_parser()
    options, words = parser.parse(argv)
    if words:
        parser.refuse_argument(words[0])
    if options.schema is not None:
        from libvirt_xml.validation.rules.host_facts.facts_files import schema_of

        streams.write_text(schema_of(options.schema))
        return FINE
    written: list[str] = []
    is_to_file = not {options.output, options.inventory} <= {None, "-"}
    with telling_what_was_written(written, is_wanted=is_to_file):
        return with_host(options, lambda host: _capture(host, options, written))


def _capture(host: Host, options: Namespace, written: list[str]) -> int:
    from libvirt_xml.apply.hosts.host_errors import AccessError

    try:
        if options.output is not None or options.inventory is None:
            _write(_host_text(host, options), options.output, options, written)
        if options.inventory is not None:
            _write(_inventory_text(host), options.inventory, options, written)
    except AccessError as error:
        streams.complain(render("capture", "rights", uri=host.uri, words=error.words))
        return UNREACHABLE
    return FINE


def _host_text(host: Host, options: Namespace) -> str:
    from libvirt_xml.apply.capturing.asking_capabilities import capture_host
    from libvirt_xml.validation.rules.host_facts.facts_files import host_text

    progress: list[Progress] = []

    def step(number: int, total: int) -> None:
        if not progress:
            progress.append(Progress(total, is_wanted=not options.quiet))
        progress[0].step()

    try:
        return host_text(capture_host(host, step))
    finally:
        for shown in progress:
            shown.clear()


def _inventory_text(host: Host) -> str:
    from libvirt_xml.apply.capturing.taking_inventory import take_inventory
    from libvirt_xml.validation.rules.host_facts.facts_files import inventory_text

    return inventory_text(take_inventory(host))


def _write(text: str, path: str | None, options: Namespace, written: list[str]) -> None:
    if path in (None, "-"):
        streams.write_text(text)
        return
    from libvirt_xml.editing.files.file_writing import replace_file

    try:
        replace_file(str(path), text.encode(), is_atomic=not options.no_atomic)
        written.append(str(path))
    except OSError as error:
        raise UsageError(unwritable(path, error)) from None
