"""What is wrong with a document, as data. Reports render it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from libvirt_xml.messages import Parameters, Sentence, render
from libvirt_xml.validation.catalogue import CODES, Code, Severity, page_of
from libvirt_xml.words.guessed_names import GuessedNames

__all__ = ["Code", "Problem", "Severity", "make_problem", "reworded", "with_parts"]


@dataclass(frozen=True, slots=True)
class Problem(GuessedNames):
    """One thing to fix in a document.

    ``path`` is an XPath as lxml's ``getpath`` gives it, an attribute as its last step
    (``/domain/devices/disk[2]/target/@bus``). ``line`` and ``column`` count from 1 and are those of the start tag
    concerned, of the attribute for an attribute; for something that is missing, of its parent.
    """

    code: Code
    """Which sort of problem: a key of ``catalogue.CODES``."""
    severity: Severity
    message: str
    """One sentence: what is wrong, in which circumstances, what is allowed. What to do instead is ``advice``."""
    file: str | None = None
    line: int | None = None
    column: int | None = None
    path: str | None = None
    expected: tuple[str, ...] = ()
    """What would have been right: names or values."""
    suggestion: str | None = None
    """What replaces the wrong name or value literally."""
    variant: str = ""
    """Which of the sentences of its code ``message`` is: ``[code.variant]`` of ``libvirt_xml/messages``."""
    parameters: Mapping[str, object] = Parameters()
    """What ``message`` was made of; it cannot be changed, and ``json`` can write it."""
    end_line: int | None = None
    """Where the tag, attribute or value that begins at ``line`` and ``column`` ends."""
    end_column: int | None = None
    """The column behind its last character."""
    hint: str | None = None
    """What to do, where a ``suggestion`` does not say it; empty where ``message`` does."""
    libvirt: tuple[str, ...] = ()
    """The versions that have this problem, if a document is checked for several."""
    url: str = field(default="", repr=False, compare=False)
    """The address of the documentation of ``code``, whatever is given."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "url", page_of(self.code))
        if not isinstance(self.parameters, Parameters):
            object.__setattr__(self, "parameters", Parameters(self.parameters))

    @property
    def advice(self) -> str | None:
        """What to do, as reports add it to the message."""
        if self.hint is not None or self.suggestion is None:
            return self.hint or None
        return str(render("hint", "suggestion", suggestion=self.suggestion))

    @property
    def statement(self) -> str:
        """The message, and the versions that it is about if there are several."""
        if not self.libvirt:
            return self.message
        return str(render("problem", "of-versions", message=self.message, versions=", ".join(self.libvirt)))

    @property
    def full_message(self) -> str:
        """The statement and the advice."""
        return f"{self.statement}; {self.advice}" if self.advice else self.statement

    def __str__(self) -> str:
        place = [str(part) for part in (self.file, self.line, self.column) if part is not None]
        if self.line is None and self.path:  # of an object, where the path is all there is to find it by
            place.append(self.path)
        return f"{':'.join(place)}: {self.full_message}" if place else self.full_message


def make_problem(
    sentence: Sentence,
    *,
    file: str | None = None,
    line: int | None = None,
    column: int | None = None,
    path: str | None = None,
    expected: Iterable[str] = (),
    suggestion: str | None = None,
    end: tuple[int, int] | None = None,
    severity: Severity | None = None,
) -> Problem:
    """The problem of a sentence, which is one of its code; with the severity of the code unless another is given."""
    entry = CODES[sentence.code]
    return Problem(
        code=entry.name,
        severity=severity or entry.severity,
        message=str(sentence),
        file=file,
        line=line,
        column=column,
        path=path,
        expected=tuple(expected),
        suggestion=suggestion,
        variant=sentence.variant,
        parameters=sentence.parameters,
        end_line=end[0] if end else None,
        end_column=end[1] if end else None,
        hint=sentence.hint,
    )


def with_parts(problem: Problem, message: str) -> Problem:
    """A problem with what its message was made of, where that is a sentence of its code."""
    if not isinstance(message, Sentence) or message.code != problem.code:
        return replace(problem, message=str(message))
    hint = problem.hint if message.hint is None else message.hint
    return replace(problem, message=str(message), variant=message.variant, parameters=message.parameters, hint=hint)


def reworded(problem: Problem, sentence: Sentence, severity: Severity) -> Problem:
    """A problem at the same place that says something else, with no suggestion."""
    return replace(
        problem,
        code=CODES[sentence.code].name,
        severity=severity,
        message=str(sentence),
        suggestion=None,
        variant=sentence.variant,
        parameters=sentence.parameters,
        hint=sentence.hint,
    )
