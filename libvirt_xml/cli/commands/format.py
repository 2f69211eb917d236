"""``libvirt-xml format``: indent documents by two spaces, and change nothing else."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence
from enum import Enum

from libvirt_xml.cli import streams
from libvirt_xml.cli.configuration.nearest import find_configurations
from libvirt_xml.cli.configuration.searches import make_search
from libvirt_xml.cli.exits import FINE, PROBLEMS, WRONG, UsageError, counted, unreadable, unwritable
from libvirt_xml.cli.inputs.discovery import InputSource, find_sources
from libvirt_xml.cli.inputs.wellformed import ReadDocument, read_well_formed
from libvirt_xml.cli.options import OF_SEARCH, Parser, add_common, add_force_exclude, add_max_size, add_no_atomic
from libvirt_xml.cli.outputs.layout import indent
from libvirt_xml.cli.outputs.text_difference import text_difference
from libvirt_xml.cli.style import choose_style, printable
from libvirt_xml.errors import ParseError
from libvirt_xml.messages import render

_DESCRIPTION = """\
Indents libvirt's XML documents by two spaces and prints them. Comments, order, attribute values, text and significant
white space do not change.

PATH is a file, a folder (searched for *.xml files that git does not ignore), or - for standard input. XML documents of
other tools are not changed."""
_EXAMPLES = """\
  libvirt-xml format vm.xml
  virsh dumpxml web1 | libvirt-xml format -
  libvirt-xml format --in-place machines/
  libvirt-xml format --check --diff machines/

exit status: 0 fine, 1 with --check: something would change, 2 wrong use, or a file that is not XML or cannot be read"""


def make_parser() -> Parser:
    """The options of this command."""
    parser = Parser("format", _DESCRIPTION, _EXAMPLES)
    add = parser.add_argument
    add("--check", action="store_true", help="write nothing; exit with 1 if a file is not formatted")
    add("--in-place", action="store_true", help="write the files instead of printing them")
    add("--diff", action="store_true", help="print what would change, and write nothing")
    add_no_atomic(parser)
    add_force_exclude(parser)
    add_max_size(parser)
    add_common(parser)
    return parser


class _State(Enum):
    """The result for one file."""

    SAME = "same"
    CHANGED = "changed"
    FAILED = "failed"
    FOREIGN = "foreign"


def run(argv: Sequence[str]) -> int:
    """Run the command; the exit status."""
    options, paths = make_parser().parse(argv)
    if options.in_place and (options.check or options.diff):
        raise UsageError(render("option", "check-in-place"))
    configurations = find_configurations(options, *OF_SEARCH)
    sources = find_sources(paths, make_search(options, configurations, (".xml",)))
    if options.in_place and any(source.data is not None for source in sources):
        raise UsageError(render("option", "stream-in-place"))
    states = [_format_one(source, options) for source in sources]
    if not options.quiet and (options.check or options.in_place):
        streams.complain(_summary(states, is_check=options.check))
    if _State.FAILED in states:
        return WRONG
    return PROBLEMS if options.check and _State.CHANGED in states else FINE


def _format_one(source: InputSource, options: Namespace) -> _State:
    if source.name.endswith((".yaml", ".yml")):
        streams.complain(render("format", "is-yaml", name=repr(source.name)))
        return _State.FAILED
    data = _read(source)
    if data is None:
        return _State.FAILED
    try:
        document = read_well_formed(data)
    except ParseError as error:
        _show(error, source.name, data, options)
        return _State.FAILED
    if not _is_for_libvirt(document):
        return _leave_alone(source, data, options)
    text = indent(document)
    is_same = text == document.text
    if options.in_place:
        if not is_same and not _write(source, text.encode(document.codec), options):
            return _State.FAILED
    elif options.diff:
        style = choose_style(options.color, sys.stdout)
        streams.write_text(text_difference(source.name, document.text, text, style, why="formatted"))
    elif options.check:
        if not is_same:
            streams.write_text(render("format", "would-change", name=printable(source.name)) + "\n")
    else:
        streams.write_bytes(text.encode(document.codec))
    return _State.SAME if is_same else _State.CHANGED


def _is_for_libvirt(document: ReadDocument) -> bool:
    from libvirt_xml.validation.functions import begins_document

    return document.root is not None and begins_document(document.root)


def _leave_alone(source: InputSource, data: bytes, options: Namespace) -> _State:
    """Keep a document that is not libvirt's as it is; say so if a person has named the file."""
    if source.is_named:
        streams.complain(render("format", "foreign", name=repr(source.name)))
        if not (options.in_place or options.check or options.diff):
            streams.write_bytes(data)
    return _State.FOREIGN


def _read(source: InputSource) -> bytes | None:
    """The content of a file; ``None`` if it cannot be read, which is reported."""
    try:
        if source.failure is None:
            return source.read()
        streams.complain(source.failure)
    except OSError as error:
        streams.complain(unreadable(source.name, error))
    return None


def _write(source: InputSource, data: bytes, options: Namespace) -> bool:
    from libvirt_xml.editing.files.file_writing import replace_file

    try:
        replace_file(source.name, data, is_atomic=not options.no_atomic)
    except OSError as error:
        streams.complain(unwritable(source.name, error))
        return False
    if not options.quiet:
        streams.write_text(render("format", "changed", name=printable(source.name)) + "\n")
    return True


def _show(error: ParseError, name: str, data: bytes, options: Namespace) -> None:
    """Report why a file cannot be formatted, on standard error, in the form of ``validate``."""
    from libvirt_xml.cli.reports.excerpt import excerpts_of
    from libvirt_xml.cli.reports.text import render_problem as render_problem
    from libvirt_xml.validation.explaining.examine import malformed

    problem = malformed(error, name)
    streams.warn(render_problem(problem, name, excerpts_of(data), choose_style(options.color, sys.stderr)))


def _summary(states: Sequence[_State], *, is_check: bool) -> str:
    failed, foreign = states.count(_State.FAILED), states.count(_State.FOREIGN)
    changed = f"{states.count(_State.CHANGED):,}"
    files = counted(len(states) - foreign, "file")
    summary: str
    if is_check:
        summary = render("format", "check-summary", changed=changed, files=files)
    else:
        summary = render("format", "summary", changed=changed, files=files)
    if foreign:
        summary += render("format", "not-libvirt", files=counted(foreign, "file"))
    if failed:
        summary += render("format", "failed", files=counted(failed, "file"))
    return summary
