"""``validate --fix``: files without the problems that can be repaired, written or shown before the rest is reported."""

from __future__ import annotations

from argparse import Namespace
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from libvirt_xml.cli import streams
from libvirt_xml.cli.changing.changed_files import ChangedText, show_difference, write_files
from libvirt_xml.cli.exits import FINE, PROBLEMS, WRONG, counted, unreadable
from libvirt_xml.cli.inputs.checking import Checks, Validators, check_one
from libvirt_xml.cli.inputs.discovery import InputSource
from libvirt_xml.cli.inputs.input_forms import is_yaml
from libvirt_xml.cli.reports.report import shown_place
from libvirt_xml.cli.selection.filtering import Filter
from libvirt_xml.cli.style import printable
from libvirt_xml.fixing.fixing import Fixed, fixed_by
from libvirt_xml.fixing.repairs import TextRepair, repairs_of
from libvirt_xml.fixing.yaml_repairs import yaml_repairs
from libvirt_xml.messages import render
from libvirt_xml.validation.catalogue import WITHOUT_RULES
from libvirt_xml.validation.problem import Problem
from libvirt_xml.validation.validator import Validator

_Choose = Callable[[str, Sequence[Problem]], Sequence[Problem]]


@dataclass(frozen=True)
class FixedText:
    """A file after its repairs, and what they were for."""

    source: InputSource
    text: ChangedText
    fixed: Sequence[Problem]

    @property
    def is_changed(self) -> bool:
        """Whether there is a difference."""
        return self.text.before != self.text.after


def fix_files(sources: Sequence[InputSource], checks: Checks, chosen: Filter, options: Namespace) -> int:
    """Repair documents, and write them; with ``--diff``, only show what would change. The exit status of that.

    What was read from standard input is written to standard output. Raises UsageError.
    """
    choose = Filter(chosen.config_of, has_warnings=chosen.has_warnings).apply
    validators = Validators(checks)
    read = [_fixed(source, checks, validators, choose, options) for source in sources]
    texts = [text for text in read if text is not None]
    changed = [text for text in texts if text.is_changed]
    if options.diff:
        for text in changed:
            show_difference(text.text, options, why="fixed")
        return WRONG if None in read else PROBLEMS if changed else FINE
    if not write_files([text.text for text in changed if text.source.data is None], options):
        return WRONG
    for text in texts:
        if text.source.data is not None:
            text.source.data = text.text.after
            streams.write_bytes(text.text.after)
    if not options.quiet:
        _report(changed)
    return FINE


def _fixed(
    source: InputSource, checks: Checks, validators: Validators, choose: _Choose, options: Namespace
) -> FixedText | None:
    """A document after its repairs; ``None`` if it cannot be read, which the report says later."""
    try:
        data = source.read() if source.failure is None else None
    except OSError as error:
        source.failure = unreadable(source.name, error)
        data = None
    if data is None:
        if options.diff:
            streams.complain(source.failure or "")
        return None
    rulebook = validators.of_target(checks.targets_of(source.name)[0]).rulebook if checks.kind is None else None
    is_of_yaml = is_yaml(source.name, data)

    def repairs(text: str, problems: Sequence[Problem]) -> Sequence[TextRepair]:
        if is_of_yaml:
            return [*yaml_repairs(text, problems)]
        return [*repairs_of(text, problems, rulebook, unsafe=options.unsafe_fixes)]

    def check(text: str | bytes) -> Sequence[Problem]:
        return check_one(InputSource(source.name, _bytes(text)), checks, validators).problems

    result = fixed_by(data, check, repairs, lambda problems: choose(source.name, problems))
    if is_of_yaml:
        validator = validators.of_target(checks.targets_of(source.name)[0])
        codes = {problem.code for problem in choose(source.name, result.left)} - set(WITHOUT_RULES)
        result = _with_rules(result, codes, check, validator, checks, unsafe=options.unsafe_fixes)
    return FixedText(source, ChangedText(source.name, data, result.text), result.fixed)


def _with_rules(
    result: Fixed[bytes],
    codes: Collection[str],
    check: Callable[[bytes], Sequence[Problem]],
    validator: Validator,
    checks: Checks,
    *,
    unsafe: bool,
) -> Fixed[bytes]:
    """YAML after the fixes of the rules that it breaks, if they leave fewer problems and no other error."""
    if not codes:
        return result
    from libvirt_xml.fixing.yaml_rule_fixes import with_rules_fixed

    text = with_rules_fixed(result.text, validator, codes, unsafe=unsafe, variables=checks.variables)
    if text == result.text:
        return result
    left = check(text)
    before, after = (Counter(problem.code for problem in problems) for problems in (result.left, left))
    errors = Counter(problem.code for problem in left if problem.severity == "error")
    if after.total() >= before.total() or errors - before:
        return result
    gone = before - after
    fixed = [problem for problem in result.left if gone[problem.code] > 0]
    return Fixed(text, [*result.fixed, *fixed], left)


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text


def _report(changed: Sequence[FixedText]) -> None:
    """Say what was repaired, on standard error: standard output has the report."""
    for text in changed:
        for problem in text.fixed:
            place = printable(shown_place(problem, text.source.name))
            sentence = printable(problem.full_message)
            streams.warn(str(render("fix", "fixed", place=place, code=problem.code, message=sentence)) + "\n")
    if changed:
        number = counted(sum(len(text.fixed) for text in changed), "problem")
        streams.warn(str(render("fix", "summary", problems=number, files=counted(len(changed), "file"))) + "\n")
