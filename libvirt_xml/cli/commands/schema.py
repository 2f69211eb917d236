"""``libvirt-xml schema``: JSON Schema, by which editors complete and check YAML."""

from __future__ import annotations

from collections.abc import Sequence

from libvirt_xml.cli import streams
from libvirt_xml.cli.exits import FINE, UsageError, reason
from libvirt_xml.cli.options import Parser, add_no_atomic

_DESCRIPTION = """\
Prints the JSON Schema (2020-12) of YAML files, for editors. NAME is a kind of document (domain, network, ...), vm for
the short form, or all, which is the default: whatever a file can hold.

An editor with yaml-language-server heeds this line above a document:

  # yaml-language-server: $schema=libvirt.schema.json"""
_EXAMPLES = """\
  libvirt-xml schema -o libvirt.schema.json
  libvirt-xml schema network
  libvirt-xml schema --list"""


def make_parser() -> Parser:
    """The options of this command."""
    parser = Parser("schema", _DESCRIPTION, _EXAMPLES, paths=" [NAME]")
    parser.add_argument("--list", action="store_true", help="list the names, one a line")
    parser.add_argument("-o", dest="output", metavar="FILE", help="write FILE, at once, rather than print")
    add_no_atomic(parser)
    return parser


def run(argv: Sequence[str]) -> int:
    """Run the command; the exit status."""
    parser = make_parser()
    options, names = parser.parse(argv)
    if len(names) > 1 or (names and options.list):
        parser.error(f"nothing can follow: {names[-1]!r}")
    from libvirt_xml.yaml_forms.shapes.jsonschema import schema_names, schema_text

    try:
        text = "\n".join([*schema_names(), ""]) if options.list else schema_text(*names)
    except ValueError as error:
        raise UsageError(f"{error} (libvirt-xml schema --list lists them)") from None
    _write(text.encode(), options.output, is_atomic=not options.no_atomic)
    return FINE


def _write(data: bytes, path: str | None, *, is_atomic: bool) -> None:
    if path in (None, "-"):
        streams.write_bytes(data)
        return
    from libvirt_xml.cli.outputs.file_writing import replace_file

    try:
        replace_file(str(path), data, is_atomic=is_atomic)
    except OSError as error:
        raise UsageError(f"cannot write {path!r}: {reason(error)}") from None
