"""``libvirt-xml clone``: make another machine of a domain's file."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from libvirt_xml.binding.element import Element
from libvirt_xml.cli import streams
from libvirt_xml.cli.changing.changed_files import ChangedText, changed_texts
from libvirt_xml.cli.exits import FINE, WRONG, UsageError, counted, unwritable
from libvirt_xml.cli.opening.named_files import find_file
from libvirt_xml.cli.options import Parser, add_common, add_max_size, add_no_atomic, one_of
from libvirt_xml.cli.style import printable
from libvirt_xml.cli.variable_options import chosen_variables
from libvirt_xml.markup.limits import MAX_INPUT
from libvirt_xml.messages import render

if TYPE_CHECKING:
    from libvirt_xml.cloning import HostWork

_DESCRIPTION = """\
Makes another machine of a domain's file, in XML or YAML, and prints it: a new name, UUID, MAC addresses, and paths of
its own for disks and NVRAM. Everything else stays as it is, comments too. What must be copied on the host is listed on
standard error, as commands.

FILE can be - for standard input. The machine's name in a path becomes the clone's; to a path without it, the clone's
name is added. Disks that are read-only, shareable, CD-ROMs or floppies stay shared."""
_EXAMPLES = """\
  libvirt-xml clone web1.xml --name web2 -o web2.xml
  libvirt-xml clone web1.yaml --name web2 --ids derived    # the same UUID and MAC addresses each time
  virsh dumpxml --inactive web1 | libvirt-xml clone - --name web2 -q | virsh define /dev/stdin

exit status: 0 fine, 2 wrong use, or a file that cannot be read or written"""


def make_parser() -> Parser:
    """The options of this command."""
    parser = Parser("clone", _DESCRIPTION, _EXAMPLES, paths=" --name NAME FILE")
    add = parser.add_argument
    add("--name", metavar="NAME", help="the name of the clone; required")
    add(
        "--ids", metavar="HOW", type=one_of("random", "derived"), default="random",
        help="random or derived: UUID and MAC addresses that follow from the names (default: random)",
    )  # fmt: skip
    add("-o", "--output", metavar="FILE", help="write the clone into FILE instead of printing it")
    add("--force", action="store_true", help="accept a result with new errors")
    add("--document", metavar="NAME", help="the name of the domain, in a YAML file with several documents")
    add("--vars", metavar="FILE", action="append", default=[], help="read variables from a YAML file of K: V")
    add_no_atomic(parser)
    add_max_size(parser)
    add_common(parser)
    return parser


def run(argv: Sequence[str]) -> int:
    """Run the command; the exit status."""
    options, paths = make_parser().parse(argv)
    if len(paths) != 1 or not options.name:
        raise UsageError(render("edit-files", "clone-usage"))
    from libvirt_xml.documents.domain import Domain

    source = find_file(paths[0], options.max_size or MAX_INPUT)
    variables = chosen_variables(Namespace(**{**vars(options), "set": []}))
    done: list[tuple[str, HostWork]] = []

    def change(document: Element) -> None:
        done.append(_clone(document, options))

    texts = changed_texts([source], change, variables, options, likely=Domain)
    if texts is None:
        return WRONG
    status = _write(texts[0], options)
    if not options.quiet and status == FINE:
        _report(*done[0], options.name)
    return status


def _clone(document: Element, options: Namespace) -> tuple[str, HostWork]:
    """The name that the machine had, and what its host must do."""
    from libvirt_xml.cloning import make_clone
    from libvirt_xml.documents.domain import Domain

    if not isinstance(document, Domain):
        raise UsageError(render("clone", "no-domain", kind=document.tag_))
    name = document.name
    try:
        return name, make_clone(document, options.name, ids=options.ids)
    except ValueError as error:
        raise UsageError(str(error)) from None


def _write(text: ChangedText, options: Namespace) -> int:
    from libvirt_xml.editing.files.file_writing import replace_file

    if options.output is None:
        streams.write_bytes(text.after)
        return FINE
    try:
        replace_file(options.output, text.after, is_atomic=not options.no_atomic)
    except OSError as error:
        streams.complain(unwritable(options.output, error))
        return WRONG
    return FINE


def _report(old: str, work: HostWork, new: str) -> None:
    """The commands that copy what the clone needs, and what both machines would use."""
    if work.copies:
        number = counted(len(work.copies), "path")
        streams.warn(printable(render("clone", "rule", number=number, old=old, new=new)) + "\n")
    for copy in work.copies:
        streams.warn(f"  {printable(copy.command)}\n")
    for note in work.notes:
        streams.warn(f"note: {printable(note)}\n")
