"""Command lines: argparse, with one sentence for each mistake, and options anywhere among the paths."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from libvirt_xml.cli.exits import TextWanted, UsageError, suggest
from libvirt_xml.cli.streams import terminal_width
from libvirt_xml.messages import Phrase, Sentence, hint_of, phrase, render

OptionGroup = argparse._ActionsContainer
"""What takes options: a parser, or a group of its options with a title of its own in the help."""


class _Help(argparse.Action):
    """``--help`` as a text to print; it does not end the process."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> NoReturn:
        raise TextWanted(parser.format_help())


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Lines as long as those of the terminal, up to 100; argparse itself would import ``shutil`` in every run."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=min(terminal_width(sys.stdout, 100), 100) - 2)


class Parser(argparse.ArgumentParser):
    """The options of one command."""

    def __init__(self, command: str, description: str, examples: str, paths: str = " [PATH|-]...") -> None:
        super().__init__(
            prog=f"libvirt-xml {command}",
            usage=f"libvirt-xml {command} [OPTIONS]{paths}",
            description=description,
            epilog=f"examples:\n{examples}",
            formatter_class=_Formatter,
            allow_abbrev=False,
            add_help=False,
            exit_on_error=False,
        )
        self.add_argument("-h", "--help", action=_Help, nargs=0, help="show this help")

    def error(self, message: str) -> NoReturn:
        raise UsageError(message)

    def parse(self, argv: Sequence[str]) -> tuple[argparse.Namespace, list[str]]:
        """The options, and the paths between and after them; everything after ``--`` is a path."""
        end = argv.index("--") if "--" in argv else len(argv)
        try:
            options, rest = self.parse_known_args(argv[:end])
        except argparse.ArgumentError as error:
            raise UsageError(self._wrong_value(error)) from None
        for word in rest:
            if word.startswith("-") and word != "-":
                name = word.split("=")[0]
                advice = self._advice(_of_other_program(name, self.names()) or suggest(name, self.names()))
                raise UsageError(render("option", "unknown", option=name, advice=advice))
        return options, [*rest, *argv[end + 1 :]]

    def _wrong_value(self, error: argparse.ArgumentError) -> Sentence:
        """The sentence for a value that an option does not take: ours for what a type refuses, else by the option."""
        option = error.argument_name or ""
        if isinstance(error.__context__, argparse.ArgumentTypeError):
            (reason,) = error.__context__.args
            return render("option", "invalid", option=option, reason=reason, advice=self._advice(hint_of(reason)))
        names = option.split("/")
        if any(name in names and action.nargs == 0 for name, action in self._option_string_actions.items()):
            return render("option", "no-value", option=option, advice=self._advice())
        return render("option", "value", option=option, advice=self._advice())

    def _advice(self, advice: str = "") -> Phrase:
        """What to do instead, and where the options are described."""
        if advice:
            return phrase("usage", "help-too", advice=advice, program=self.prog)
        return phrase("usage", "help", program=self.prog)

    def refuse_argument(self, word: str) -> NoReturn:
        """Raise the error for an argument that the command does not take."""
        raise UsageError(render("option", "extra-argument", word=word, advice=self._advice()))

    def names(self) -> list[str]:
        """Every option, long and short."""
        return [*self._option_string_actions]


def _of_other_program(option: str, known: Sequence[str]) -> str:
    """What to say of an option that another program has; empty for one of no other, and where ours is not known."""
    import tomllib
    from pathlib import Path

    table = tomllib.loads(Path(__file__).with_name("options_of_others.toml").read_text(encoding="utf-8"))
    instead, reason = table["options"].get(option, ""), table["reasons"].get(option, "")
    if instead and instead.split()[0].rstrip(",:") in known:
        return render("option", "instead", instead=instead)
    return reason if "--show-settings" in known else ""


@dataclass(frozen=True)
class OneWord:
    """A type of option: one of some words, which shells complete."""

    known: tuple[str, ...]

    def __call__(self, text: str) -> str:
        if text not in self.known:
            advice = suggest(text, self.known)
            choice = render("option", "choice", word=text, words=", ".join(self.known), advice=advice)
            raise argparse.ArgumentTypeError(choice)
        return text


def one_of(*known: str) -> OneWord:
    """A type of option: one of some words."""
    return OneWord(known)


def at_least(least: int) -> Callable[[str], int]:
    """A type of option: a whole number that is large enough."""

    def convert(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) >= least):
            raise argparse.ArgumentTypeError(render("option", "number", text=text, least=least))
        return int(text)

    return convert


def words(text: str) -> tuple[str, ...]:
    """A type of option: words, separated by commas."""
    return tuple(word.strip() for word in text.split(",") if word.strip())


def versions(text: str) -> tuple[str, ...]:
    """A type of option: versions, separated by commas, each once. An empty one is kept, to be reported."""
    return tuple(dict.fromkeys(version.strip() for version in text.split(",")))


def codes(text: str) -> tuple[str, ...]:
    """A type of option: codes of problems, separated by commas."""
    named = words(text)
    error = unknown_code(named)
    if error is not None:
        raise argparse.ArgumentTypeError(error)
    return named


def unknown_code(words: Iterable[str]) -> str | None:
    """A sentence about the first word that is neither a code nor a group of rules."""
    from libvirt_xml.validation.catalogue import CODES, WITHOUT_RULES

    for word in words:
        if word in WITHOUT_RULES or word in CODES:
            continue
        from libvirt_xml.validation.rules.rulebook import rule_groups

        groups = sorted(rule_groups())
        if word not in groups:
            advice = suggest(word, [*groups, *CODES]) or known_codes()
            return render("usage", "unknown-code", code=word, advice=advice)
    return None


def known_codes() -> str:
    """Where the codes are listed, and the groups."""
    from libvirt_xml.validation.rules.rulebook import rule_groups

    return render("usage", "known-codes", groups=", ".join(sorted(rule_groups())))


def add_common(parser: OptionGroup) -> None:
    """Add the options of every command that reads documents."""
    parser.add_argument(
        "--color", metavar="WHEN", default="auto", type=one_of("auto", "always", "never"),
        help="auto, always or never; auto: on a terminal, unless NO_COLOR is set (default: auto)",
    )  # fmt: skip
    parser.add_argument("-q", "--quiet", action="store_true", help="print no summary and no progress")
    parser.add_argument("--config", metavar="FILE", help="read the configuration from FILE")
    parser.add_argument("--no-config", action="store_true", help="read no configuration file")


OF_SEARCH = ("exclude", "extend_exclude", "respect_gitignore")
"""The options of a search that replace keys of a configuration."""


def add_force_exclude(parser: OptionGroup) -> None:
    """Add the options of what is skipped, for the commands that search folders."""
    add = parser.add_argument
    add(
        "--exclude", metavar="PATTERNS", type=words, action="extend",
        help="skip these files and folders when folders are searched, for example 'old/,*.tmpl.xml'",
    )  # fmt: skip
    add(
        "--extend-exclude", metavar="PATTERNS", type=words, action="extend",
        help="skip these too, besides those of the configuration",
    )  # fmt: skip
    add(
        "--no-respect-gitignore", dest="respect_gitignore", action="store_const", const=False,
        help="do not skip files that git ignores",
    )  # fmt: skip
    add(
        "--force-exclude", action="store_true",
        help="skip excluded files and files of other tools even if they are named; for hooks",
    )  # fmt: skip


def add_no_atomic(parser: OptionGroup) -> None:
    """Add the option of every command that writes files."""
    parser.add_argument(
        "--no-atomic", action="store_true",
        help="write into existing files instead of replacing them; for hard links and read-only files",
    )  # fmt: skip


def add_max_size(parser: OptionGroup) -> None:
    """Add the option of every command that reads documents."""
    parser.add_argument(
        "--max-size", metavar="SIZE", type=_size, help="refuse larger files and streams (default: 64MiB)"
    )  # fmt: skip


def _size(text: str) -> int:
    from libvirt_xml.cli.inputs.limiting import parse_limit

    try:
        return parse_limit(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
