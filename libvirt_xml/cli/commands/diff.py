"""``libvirt-xml diff``: what differs between documents, in words."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence

from libvirt_xml.cli import streams
from libvirt_xml.cli.configuration.nearest import find_configurations
from libvirt_xml.cli.configuration.searches import make_search
from libvirt_xml.cli.exits import FINE, PROBLEMS, WRONG, UsageError, counted
from libvirt_xml.cli.inputs.discovery import find_sources
from libvirt_xml.cli.inputs.searching import Search
from libvirt_xml.cli.opening.comparable import Comparable, comparable_documents, pair_up
from libvirt_xml.cli.opening.named_files import read_files
from libvirt_xml.cli.options import Parser, add_common, add_max_size, one_of
from libvirt_xml.cli.reports.differences import Difference, json_of_differences, text_of_differences
from libvirt_xml.cli.style import choose_style
from libvirt_xml.cli.variable_options import add_variables, chosen_variables
from libvirt_xml.messages import render

_DESCRIPTION = """\
Shows what differs between two documents, by meaning: devices are matched by name, target or MAC, and units and order do
not count. XML, YAML and vm files can be mixed. Passwords are not shown.

OLD and NEW are files or folders; one of them can be - for standard input. If there are several documents, those of one
kind and name are compared."""
_EXAMPLES = """\
  libvirt-xml diff web1.xml web2.xml
  libvirt-xml diff web1.yaml web1.xml --format json
  virsh dumpxml --inactive web1 | libvirt-xml diff - web1.yaml --asked    # what web1.yaml would change
  libvirt-xml diff host1/ host2/                                          # two folders that export wrote

exit status: 0 no difference, 1 differences, 2 wrong use, or a file that cannot be read"""


def make_parser() -> Parser:
    """The options of this command."""
    parser = Parser("diff", _DESCRIPTION, _EXAMPLES, paths=" OLD NEW")
    parser.add_argument(
        "--asked", action="store_true",
        help="show only what NEW asks for and OLD does not have: what libvirt filled in is not a difference",
    )  # fmt: skip
    parser.add_argument(
        "--format", metavar="FORMAT", type=one_of("text", "json"), default="text", help="text or json (default: text)"
    )
    add_variables(parser)
    add_max_size(parser)
    add_common(parser)
    return parser


def run(argv: Sequence[str]) -> int:
    """Run the command; the exit status."""
    options, paths = make_parser().parse(argv)
    if len(paths) != 2:
        raise UsageError(render("diff", "two-files", number=len(paths)))
    if paths[0] == paths[1] == "-":
        raise UsageError(render("diff", "one-stream"))
    search = make_search(options, find_configurations(options))
    variables = chosen_variables(options)
    olds, news = (_read(path, search, variables, options) for path in paths)
    if olds is None or news is None:
        return WRONG
    return _report(olds, news, paths, options)


def _read(path: str, search: Search, variables: Mapping[str, str], options: Namespace) -> list[Comparable] | None:
    """The documents of a file or folder; ``None`` if one cannot be read, after showing why."""
    contents = read_files(find_sources([path], search))
    if contents is None:
        return None
    read = [comparable_documents(name, data, variables, options) for name, data in contents]
    documents = [document for of_file in read for document in of_file or ()]
    return None if None in read else documents


def _report(olds: list[Comparable], news: list[Comparable], names: Sequence[str], options: Namespace) -> int:
    differences = [difference for pair in pair_up(olds, news) if (difference := _difference(pair, options)) is not None]
    if options.format == "json":
        streams.write_text(json_of_differences(differences, *names))
    else:
        streams.write_text(text_of_differences(differences, choose_style(options.color, sys.stdout)))
    if not options.quiet and options.format == "text":
        number = sum(max(1, len(difference.changes)) for difference in differences)
        sentence = render(
            "diff",
            "different",
            differences=counted(number, "difference"),
            documents=counted(len(differences), "document"),
        )
        streams.complain(sentence if differences else render("diff", "same"))
    return PROBLEMS if differences else FINE


def _difference(pair: tuple[Comparable | None, Comparable | None], options: Namespace) -> Difference | None:
    """What differs between a document and its counterpart; ``None`` for nothing."""
    from libvirt_xml.apply.merging.merge import merge
    from libvirt_xml.changes import compare
    from libvirt_xml.changes.matching import remembered_places
    from libvirt_xml.changes.wording.change_words import describe_change

    old, new = pair
    if old is None or new is None:
        one = old or new
        assert one is not None
        is_ignored = options.asked and new is None
        return None if is_ignored else Difference(one.kind, one.name, "added" if old is None else "removed", ())
    changes = merge(new.element, old.element).changes if options.asked else compare(old.element, new.element)
    hidden = old.hidden | new.hidden
    with remembered_places():
        described = tuple(
            (change.path, describe_change(change, old.element, new.element).without(hidden)) for change in changes
        )
    return Difference(new.kind, new.name, "changed", described) if described else None
