"""``libvirt-xml schema``: the JSON Schema with which editors complete and check YAML."""

from __future__ import annotations

from collections.abc import Sequence

from libvirt_xml.cli import streams
from libvirt_xml.cli.exits import FINE, UsageError, suggest_or_list, unwritable
from libvirt_xml.cli.options import Parser, add_no_atomic
from libvirt_xml.messages import render

_DESCRIPTION = """\
Prints the JSON Schema (2020-12) of YAML files, for editors. NAME is a kind of document (domain, network, ...), vm for
the short form, or all (the default) for files of any kind.

Editors with yaml-language-server read this line above a document:

  # yaml-language-server: $schema=libvirt.schema.json"""
_EXAMPLES = """\
  libvirt-xml schema -o libvirt.schema.json
  libvirt-xml schema network
  libvirt-xml schema --list"""


def make_parser() -> Parser:
    """The options of this command."""
    parser = Parser("schema", _DESCRIPTION, _EXAMPLES, paths=" [NAME]")
    parser.add_argument("--list", action="store_true", help="list the names, one per line")
    parser.add_argument("-o", dest="output", metavar="FILE", help="write to FILE instead of standard output")
    add_no_atomic(parser)
    return parser


def run(argv: Sequence[str]) -> int:
    """Run the command; the exit status."""
    parser = make_parser()
    options, names = parser.parse(argv)
    if len(names) > 1 or (names and options.list):
        parser.refuse_argument(names[-1])
    from libvirt_xml.yaml_forms.shapes.jsonschema import schema_names, schema_text

    known = schema_names()
    for name in names:
        if name not in known:
            raise UsageError(render("option", "unknown-schema", name=name, advice=suggest_or_list(name, known)))
    text = "\n".join([*known, ""]) if options.list else schema_text(*names)
    _write(text.encode(), options.output, is_atomic=not options.no_atomic)
    return FINE


def _write(data: bytes, path: str | None, *, is_atomic: bool) -> None:
    if path in (None, "-"):
        streams.write_bytes(data)
        return
    from libvirt_xml.editing.files.file_writing import replace_file

    try:
        replace_file(str(path), data, is_atomic=is_atomic)
    except OSError as error:
        raise UsageError(unwritable(path, error)) from None
