"""``libvirt-xml versions``: list the versions for ``--libvirt``."""

from __future__ import annotations

from collections.abc import Sequence

from libvirt_xml.cli import streams
from libvirt_xml.cli.exits import FINE, counted
from libvirt_xml.cli.options import Parser
from libvirt_xml.documents import VERSIONS

_DESCRIPTION = """\
Lists the libvirt versions whose schemas come with libvirt-xml, oldest first. A version between two of them is
checked against the next older one; --schema-dir takes the schemas of any other."""
_EXAMPLES = """\
  libvirt-xml versions
  libvirt-xml validate --libvirt 9.0.0 vm.xml"""


def make_parser() -> Parser:
    """The options of this command."""
    return Parser("versions", _DESCRIPTION, _EXAMPLES, paths="")


def run(argv: Sequence[str]) -> int:
    """Run the command; the exit status."""
    parser = make_parser()
    _, paths = parser.parse(argv)
    if paths:
        parser.refuse_argument(paths[0])
    from libvirt_xml.validation import kinds

    *older, newest = VERSIONS
    for version in (*older, newest):
        number = counted(len(kinds(version)), "kind")
        streams.write_text(f"{version:<8} {number} of documents{' (default)' if version == newest else ''}\n")
    return FINE
