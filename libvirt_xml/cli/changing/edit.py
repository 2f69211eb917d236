"""``libvirt-xml edit``: change values of documents, and nothing else in their files."""

from __future__ import annotations

import argparse
from argparse import Namespace
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from libvirt_xml.binding.element import Element
from libvirt_xml.cli.changing.changed_files import add_changing, changed_texts, check_changing, finish_files
from libvirt_xml.cli.configuration.nearest import find_configurations
from libvirt_xml.cli.configuration.searches import make_search
from libvirt_xml.cli.exits import WRONG, UsageError
from libvirt_xml.cli.inputs.discovery import find_sources
from libvirt_xml.cli.options import Parser, add_common
from libvirt_xml.cli.variable_options import chosen_variables
from libvirt_xml.messages import render

_DESCRIPTION = """\
Changes values of documents and prints the result. Everything else in the file stays byte for byte: comments, quotation
marks, indentation. XML, YAML and vm files can be edited.

PATH is a file, a folder, or - for standard input. Paths in a document are those that diff prints
(devices.disks[vda].driver.cache); an item of a list is named by what identifies it, by its index, or by * for all.
The XPath that a problem has (/domain/devices/disk[2]/driver/@cache) leads there too."""
_EXAMPLES = """\
  libvirt-xml edit web1.xml --set memory=8GiB --set 'devices.disks[vda].driver.cache=none' --diff
  libvirt-xml edit web1.yaml --remove devices.sounds --in-place
  libvirt-xml edit web1.xml --add 'disk: {type: file, source: {file: /iso/debian.iso}, target: {dev: sda}}'
  libvirt-xml edit machines/ --set 'devices.interfaces[*].model.type=virtio' --in-place
  virsh dumpxml web1 --inactive | libvirt-xml edit - --add "<sound model='ich9'/>" | virsh define /dev/stdin

exit status: 0 fine, 1 with --check: something would change, 2 wrong use, a path that leads nowhere, or a file that
cannot be read; then no file is written"""


class _Change(argparse.Action):
    """One of several options that are done in the order in which they are given."""

    def __call__(
        self, parser: argparse.ArgumentParser, options: Namespace, value: Any, name: str | None = None
    ) -> None:
        options.changes.append((self.dest, value))


def make_parser() -> Parser:
    """The options of this command."""
    parser = Parser("edit", _DESCRIPTION, _EXAMPLES)
    add = parser.add_argument
    parser.set_defaults(changes=[])
    add("--set", metavar="PATH=VALUE", action=_Change, help="give a field a value; elements on the way are made")
    add("--remove", metavar="PATH", action=_Change, help="remove a field or an item")
    add("--add", metavar="ELEMENT", action=_Change, help="add an element: as XML, or as 'disk: {FIELD: VALUE, ...}'")
    add_changing(parser)
    add_common(parser)
    return parser


def run(argv: Sequence[str]) -> int:
    """Run the command; the exit status."""
    options, paths = make_parser().parse(argv)
    if not options.changes:
        raise UsageError(render("edit-files", "no-change"))
    sources = find_sources(paths, make_search(options, find_configurations(options)))
    check_changing(options, sources)
    variables = chosen_variables(Namespace(**{**vars(options), "set": []}))
    texts = changed_texts(sources, partial(_change, options.changes), variables, options)
    return WRONG if texts is None else finish_files(texts, options)


def _change(changes: Sequence[tuple[str, str]], document: Element) -> None:
    from libvirt_xml.editing.paths.path_changes import add_element, remove_value, set_value

    ways: dict[str, Callable[[Element, str], None]] = {"set": set_value, "remove": remove_value, "add": add_element}
    for way, text in changes:
        ways[way](document, text)
