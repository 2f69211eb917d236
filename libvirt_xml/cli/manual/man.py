"""``libvirt-xml man``: the manual page."""

from __future__ import annotations

from collections.abc import Sequence

from libvirt_xml.cli import streams
from libvirt_xml.cli.exits import FINE
from libvirt_xml.cli.manual.generated_texts import generated_text
from libvirt_xml.cli.options import Parser

_DESCRIPTION = """\
Prints the manual page of all commands, for man(1). pip and pipx install it too; man finds it if the folder of the
installation is in its path."""
_EXAMPLES = """\
  libvirt-xml man | man -l -
  libvirt-xml man > ~/.local/share/man/man1/libvirt-xml.1"""


def make_parser() -> Parser:
    """The options of this command."""
    return Parser("man", _DESCRIPTION, _EXAMPLES, paths="")


def run(argv: Sequence[str]) -> int:
    """Run the command; the exit status."""
    parser = make_parser()
    _, arguments = parser.parse(argv)
    if arguments:
        parser.refuse_argument(arguments[0])
    streams.write_text(generated_text("libvirt-xml.1"))
    return FINE
