"""``libvirt-xml rule``: what a code of a problem means."""

from __future__ import annotations

from collections.abc import Sequence

from libvirt_xml.cli import streams
from libvirt_xml.cli.exits import FINE, UsageError, suggest
from libvirt_xml.cli.options import Parser, known_codes
from libvirt_xml.messages import render

_DESCRIPTION = """\
Explains rules: what libvirt refuses, or does otherwise, although its schema allows it. For each code it prints what
is wrong, why, which versions of libvirt do it, and two examples. --all lists all rules, one per line."""
_EXAMPLES = """\
  libvirt-xml rule disk-io-native-cache
  libvirt-xml rule --all"""


def make_parser() -> Parser:
    """The options of this command."""
    parser = Parser("rule", _DESCRIPTION, _EXAMPLES, paths=" CODE...")
    parser.add_argument("--all", action="store_true", help="list all rules, one per line")
    return parser


def run(argv: Sequence[str]) -> int:
    """Run the command; the exit status."""
    parser = make_parser()
    options, codes = parser.parse(argv)
    if options.all and codes:
        parser.refuse_argument(codes[0])
    if not options.all and not codes:
        raise UsageError(render("usage", "no-code"))
    from libvirt_xml.validation.rules.rule_pages import rule_list

    if options.all:
        from libvirt_xml.validation.rules.rule_sources import rule_sources

        streams.write_text(rule_list(iter(rule_sources().values())))
        return FINE
    streams.write_text("\n".join([_page(code) for code in codes]))
    return FINE


def _page(code: str) -> str:
    from libvirt_xml.validation.catalogue import CODES, WITHOUT_RULES, page_of
    from libvirt_xml.validation.rules.rule_pages import rule_page
    from libvirt_xml.validation.rules.rule_sources import rule_sources

    if code in WITHOUT_RULES:
        return f"# {code}\n\n{WITHOUT_RULES[code].summary}. See {page_of(code)}.\n"
    sources = rule_sources()
    if code not in sources:
        raise UsageError(render("usage", "unknown-code", code=code, advice=suggest(code, CODES) or known_codes()))
    return rule_page(sources[code])
