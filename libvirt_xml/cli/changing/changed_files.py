"""Files whose documents a command changes: read, changed in memory, then shown or written all together."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from libvirt_xml.binding.element import Element
from libvirt_xml.cli import streams
from libvirt_xml.cli.exits import FINE, PROBLEMS, WRONG, UsageError, unwritable
from libvirt_xml.cli.inputs.discovery import InputSource
from libvirt_xml.cli.opening.named_files import read_files
from libvirt_xml.cli.options import Parser, add_max_size, add_no_atomic
from libvirt_xml.cli.outputs.text_difference import text_difference
from libvirt_xml.cli.reports.shown import show_problems
from libvirt_xml.cli.style import choose_style, printable
from libvirt_xml.messages import hint_of, render


class ChangedText(NamedTuple):
    """The content of a file before and after."""

    name: str
    before: bytes
    after: bytes


def add_changing(parser: Parser) -> None:
    """Add the options of what happens to a changed file."""
    add = parser.add_argument
    add("--in-place", action="store_true", help="write the files instead of printing them")
    add("--diff", action="store_true", help="print what would change, and write nothing")
    add("--check", action="store_true", help="write nothing; exit with 1 if a file would change")
    add("--force", action="store_true", help="accept a result with new errors")
    add("--document", metavar="NAME", help="the name of the document, in a YAML file with several")
    add("--vars", metavar="FILE", action="append", default=[], help="read variables from a YAML file of K: V")
    add_no_atomic(parser)
    add_max_size(parser)


def check_changing(options: Namespace, sources: Sequence[InputSource]) -> None:
    """Raise UsageError for options that exclude each other."""
    if options.in_place and (options.check or options.diff):
        raise UsageError(render("option", "check-in-place"))
    if options.in_place and any(source.data is not None for source in sources):
        raise UsageError(render("option", "stream-in-place"))
    if len(sources) > 1 and not (options.in_place or options.check or options.diff):
        raise UsageError(render("edit-files", "several"))


def changed_texts(
    sources: Sequence[InputSource],
    change: Callable[[Element], None],
    variables: Mapping[str, str],
    options: Namespace,
    likely: type[Element] | None = None,
) -> list[ChangedText] | None:
    """The files as they would be; ``None`` if one cannot be changed, after showing why.

    Of several documents in a file, the only one of the class that is ``likely`` meant is changed.
    """
    contents = read_files(sources)
    if contents is None:
        return None
    texts = [_changed(name, data, change, variables, options, likely) for name, data in contents]
    changed = [text for text in texts if text is not None]
    return changed if len(changed) == len(texts) else None


def _changed(
    name: str,
    data: bytes,
    change: Callable[[Element], None],
    variables: Mapping[str, str],
    options: Namespace,
    likely: type[Element] | None,
) -> ChangedText | None:
    from libvirt_xml.editing.opened_text import opened_text
    from libvirt_xml.editing.paths.edit_paths import PathError
    from libvirt_xml.errors import ParseError, WriteError
    from libvirt_xml.yaml_forms.findings import SpecError

    try:
        text = opened_text(data, None, options.document, variables, name, likely=likely)
        change(text.document)
        changed = ChangedText(name, data, text.edited())
    except PathError as error:
        hint = hint_of(error.sentence)
        streams.complain(f"{printable(name)}: {error.sentence}" + (f"; {hint}" if hint else ""))
    except SpecError as error:
        show_problems(error.problems, {name: data}, options)
    except (ParseError, WriteError, TypeError) as error:
        streams.complain(printable(str(error) if isinstance(error, ParseError) else f"{name}: {error}"))
    else:
        return changed if options.force or not _show_new_errors(changed, variables, options) else None
    return None


def _show_new_errors(text: ChangedText, variables: Mapping[str, str], options: Namespace) -> bool:
    """Show the errors that the file did not have; whether there are some."""
    if text.before == text.after:
        return False
    before = {(problem.code, problem.message) for problem in _errors(text.name, text.before, variables)}
    errors = [
        problem
        for problem in _errors(text.name, text.after, variables)
        if (problem.code, problem.message) not in before
    ]
    if errors:
        show_problems(errors, {text.name: text.after}, options)
        streams.complain(render("edit-files", "new-errors", name=printable(text.name)))
    return bool(errors)


def _errors(name: str, data: bytes, variables: Mapping[str, str]):  # type: ignore[no-untyped-def]
    from libvirt_xml.cli.inputs.input_forms import is_xml
    from libvirt_xml.validation.validator import Validator
    from libvirt_xml.yaml_forms import Options, Source, load

    if is_xml(data, name):
        problems = Validator().validate(data, file=name)
    else:
        options = Options(variables=variables, reads_references=False)
        problems = list(load(Source(data, name), options=options).problems)
    return [problem for problem in problems if problem.severity == "error"]


def finish_files(texts: Sequence[ChangedText], options: Namespace) -> int:
    """Print, compare or write the files; the exit status."""
    changed = [text for text in texts if text.before != text.after]
    if options.in_place:
        return _write(changed, options)
    for text in texts if not (options.diff or options.check) else ():
        streams.write_bytes(text.after)
    for text in changed if options.diff else ():
        show_difference(text, options)
    if options.check and not options.diff:
        for text in changed:
            streams.write_text(render("format", "would-change", name=printable(text.name)) + "\n")
    return PROBLEMS if options.check and changed else FINE


def show_difference(text: ChangedText, options: Namespace, why: str = "edited") -> None:
    """Print what changes in a file; ``why`` stands behind its name."""
    from libvirt_xml.markup.encoding import decode

    style = choose_style(options.color, sys.stdout)
    streams.write_text(text_difference(text.name, decode(text.before), decode(text.after), style, why=why))


def _write(changed: Sequence[ChangedText], options: Namespace) -> int:
    if not write_files(changed, options):
        return WRONG
    for text in changed if not options.quiet else ():
        streams.write_text(render("format", "changed", name=printable(text.name)) + "\n")
    return FINE


def write_files(changed: Sequence[ChangedText], options: Namespace) -> bool:
    """Write all files or none; whether they could be written. One that somebody else has changed is not."""
    from libvirt_xml.cli.inputs.limiting import read_file
    from libvirt_xml.editing.files.file_writing import replace_files

    try:
        for text in changed:
            if read_file(text.name) != text.before:
                streams.complain(render("edit", "changed-meanwhile-file", name=printable(text.name)))
                return False
        replace_files({text.name: text.after for text in changed}, is_atomic=not options.no_atomic)
    except OSError as error:
        streams.complain(unwritable(error.filename, error))
        return False
    return True
