"""The words of comments that silence problems: ``libvirt-xml: ignore=CODE,CODE -- reason``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from libvirt_xml.messages import Sentence, render
from libvirt_xml.validation.catalogue import CODES
from libvirt_xml.validation.problem import Problem, make_problem
from libvirt_xml.validation.suppression import MARK
from libvirt_xml.words.vocabulary import PLAIN

_UNUSED = "unused-ignore"
_CODE = "[a-z]+(?:-[a-z]+)*"
_COMMENT = re.compile(
    rf"\s*{MARK}\s*ignore\s*=\s*({_CODE}(?:\s*,\s*{_CODE})*)"
    r"(?:\s*(?:--|[-\u2013\u2014:;#(]).*|\s+(?P<rest>[^\s,].*)|\s*)",  # XML has no -- in a comment
    re.DOTALL,
)
_FIRST_WORD = re.compile(r"[\w-]+")


class CommentPlace(NamedTuple):
    """Where a comment stands, and the path of what it is about."""

    line: int
    column: int | None
    path: str | None = None
    end: tuple[int, int] | None = None


@dataclass(slots=True, eq=False)
class Use:
    """A code that comments silence in one part of a document, and whether it was of use."""

    places: list[CommentPlace] = field(default_factory=list)
    is_used: bool = False


Codes = dict[str, Use]
"""What is silenced in one part of a document."""


def silence(codes: Codes, comment: str, place: CommentPlace) -> None:
    """Add the codes of a comment to those that are silenced in its part of the document."""
    for code in _codes(comment):
        codes.setdefault(code, Use()).places.append(place)


def is_silenced(code: str, parts: Iterable[Codes]) -> bool:
    """Whether a problem is silenced, being in some parts of a document; what silences it is of use."""
    uses = [codes[code] for codes in parts if code in codes]
    for use in uses:
        use.is_used = True
    return bool(uses)


def unused(parts: Iterable[Codes]) -> Iterator[Problem]:
    """A warning for each code of a comment that has silenced nothing."""
    for codes in parts:
        for code, use in codes.items():
            if not use.is_used and code in CODES and code != _UNUSED:
                for place in use.places:
                    yield _problem(render("unused-ignore", "code", code=code), place)


def misspelt(comment: str, place: CommentPlace) -> Iterator[Problem]:
    """What is wrong with a comment that is to silence something."""
    if not comment.lstrip().startswith(MARK):
        return
    codes = _codes(comment)
    if not codes:
        yield _problem(render("unknown-code", "none", mark=MARK), place)
    for code in codes:
        if code not in CODES:
            meant = PLAIN.closest(code, list(CODES))
            yield _problem(render("unknown-code", "code", code=code), place, meant)
    behind = _code_behind(comment)
    if behind:
        yield _problem(render("unknown-code", "comma", code=behind), place, f", {behind}")


def _problem(sentence: Sentence, place: CommentPlace, suggestion: str | None = None) -> Problem:
    return make_problem(
        sentence, line=place.line, column=place.column, path=place.path, suggestion=suggestion, end=place.end
    )


def _codes(comment: str) -> list[str]:
    matched = _COMMENT.fullmatch(comment)
    return list(dict.fromkeys(re.split(r"\s*,\s*", matched[1]))) if matched else []


def _code_behind(comment: str) -> str | None:
    """A code that follows the others without a comma, and so looks like the beginning of a reason."""
    matched = _COMMENT.fullmatch(comment)
    word = _FIRST_WORD.match(matched["rest"]) if matched and matched["rest"] else None
    return word[0] if word and word[0] in CODES else None
