"""All commands as one parser of argparse, with what each value may be."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module

import shtab

from libvirt_xml.cli.commands.export import EXPORTED
from libvirt_xml.cli.main import COMMANDS, PROGRAM, command_module
from libvirt_xml.cli.manual.shell_completion import SHELLS
from libvirt_xml.cli.options import OneWord, Parser
from libvirt_xml.documents import VERSIONS
from libvirt_xml.validation import kinds
from libvirt_xml.yaml_forms.shapes.jsonschema import schema_names

_FILES = {"FILE": shtab.FILE, "DIR": shtab.DIRECTORY}
"""What completes a value, by the name that ``--help`` gives it."""
_WORDS = {"KIND": kinds(), "VERSION": VERSIONS, "VERSIONS": VERSIONS}
"""The words that a value may be, in the same way."""
_ARGUMENTS = {"SHELL": SHELLS, "KIND NAME": EXPORTED, "[NAME]": schema_names()}
"""The words that the first argument of a command may be, in the same way."""
_OF_FILES = ("PATH", "FILE", "OLD")


@dataclass(frozen=True)
class Command:
    """One command."""

    name: str
    summary: str
    parser: Parser

    def options(self) -> Iterator[argparse.Action]:
        """Its options, as argparse holds them."""
        yield from self.parser._actions

    def groups(self) -> Iterator[tuple[str, list[argparse.Action]]]:
        """The same in groups with titles; those without a title of their own are the last."""
        _, plain, *titled = self.parser._action_groups
        for group in (*titled, plain):
            yield f"{group.title}", group._group_actions


def all_commands() -> list[Command]:
    """The commands, in the order of the help."""
    return [
        Command(name, summary, import_module(command_module(name)).make_parser()) for name, summary in COMMANDS.items()
    ]


def whole_parser() -> argparse.ArgumentParser:
    """What shtab reads: a parser with a subparser for each command."""
    whole = argparse.ArgumentParser(prog=PROGRAM, add_help=False)
    whole.add_argument("-h", "--help", action="help", help="show this help")
    whole.add_argument("-V", "--version", action="version", version="", help="show the version of libvirt-xml")
    commands = whole.add_subparsers(dest="command", metavar="COMMAND")
    for command in all_commands():
        _prepare(command)
        commands.choices[command.name] = command.parser
        commands._choices_actions.append(commands._ChoicesPseudoAction(command.name, [], command.summary))
    return whole


def _prepare(command: Command) -> None:
    """Say of each value and argument what it may be."""
    parser = command.parser
    parser.description = command.summary  # which is what the shells show of a command
    for action in command.options():
        metavar = str(action.metavar)
        if metavar in _FILES:
            action.complete = _FILES[metavar]  # type: ignore[attr-defined]
        words = action.type.known if isinstance(action.type, OneWord) else _WORDS.get(metavar)
        action.choices = None if words is None else [*words]
    usage = parser.format_usage()
    for argument, known in _ARGUMENTS.items():
        if argument in usage:
            parser.add_argument("argument", metavar=argument.strip("[]").split()[0], choices=[*known])
    if any(word in usage for word in _OF_FILES):
        parser.add_argument("paths", nargs="*").complete = shtab.FILE  # type: ignore[attr-defined]
