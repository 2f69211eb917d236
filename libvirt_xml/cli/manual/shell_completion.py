"""``libvirt-xml completion``: the script by which a shell completes command lines."""

from __future__ import annotations

from collections.abc import Sequence

from libvirt_xml.cli import streams
from libvirt_xml.cli.exits import FINE, UsageError, suggest_or_list
from libvirt_xml.cli.manual.generated_texts import generated_text
from libvirt_xml.cli.options import Parser
from libvirt_xml.messages import render

SHELLS = ("bash", "zsh", "fish")
_DESCRIPTION = """\
Prints a script for bash, zsh or fish that completes commands, options, their values, and files. pip and pipx install it
where these shells look for it, if they install for the whole system."""
_EXAMPLES = """\
  libvirt-xml completion bash > ~/.local/share/bash-completion/completions/libvirt-xml
  libvirt-xml completion zsh > ~/.zfunc/_libvirt-xml                                    # a folder of $fpath
  libvirt-xml completion fish > ~/.config/fish/completions/libvirt-xml.fish"""


def make_parser() -> Parser:
    """The options of this command."""
    return Parser("completion", _DESCRIPTION, _EXAMPLES, paths=" SHELL")


def run(argv: Sequence[str]) -> int:
    """Run the command; the exit status."""
    parser = make_parser()
    _, shells = parser.parse(argv)
    if not shells:
        raise UsageError(render("usage", "no-shell", shells=", ".join(SHELLS)))
    shell, *others = shells
    if others:
        parser.refuse_argument(others[0])
    if shell not in SHELLS:
        raise UsageError(render("usage", "unknown-shell", shell=shell, advice=suggest_or_list(shell, SHELLS)))
    streams.write_text(generated_text(f"libvirt-xml.{shell}"))
    return FINE
