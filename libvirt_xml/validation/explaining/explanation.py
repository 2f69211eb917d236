"""What is said of a fault: a problem without its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from libvirt_xml.markup.located import Node
from libvirt_xml.messages import Phrase, Sentence, phrase
from libvirt_xml.relaxng.schema.nameclasses import local
from libvirt_xml.validation.explaining.reasons.circumstances import Decision
from libvirt_xml.words.vocabulary import of_documents


class Explanation(NamedTuple):
    """A problem without its place."""

    sentence: Sentence
    expected: tuple[str, ...] = ()
    suggestion: str | None = None
    span: tuple[int, int] | None = None
    """Where it is, if that is not the tag or attribute concerned: bytes of the document."""


def circumstance(decision: Decision, owner: Node) -> Phrase:
    """In which circumstances something is not allowed in an element, and in which it would be."""
    name, tag, values = decision.name, decision.node.shown, decision.values
    if not name:
        return phrase("circumstance", "text", tag=tag, text=decision.value, values=values)
    is_own = decision.node is owner
    if decision.value is None and is_own:
        return phrase("circumstance", "without", attribute=name, values=values)
    if decision.value is None:
        return phrase("circumstance", "outer-without", attribute=name, values=values, tag=tag)
    if is_own:
        return phrase("circumstance", "with", attribute=name, value=decision.value, values=values)
    return phrase("circumstance", "outer-with", attribute=name, value=decision.value, values=values, tag=tag)


def requirement(need: Decision, owner: Node) -> Phrase:
    """In which circumstances something is required in an element."""
    if need.node is owner:
        return phrase("circumstance", "required-with", attribute=need.name, value=need.value or "")
    tag = need.node.shown
    return phrase("circumstance", "outer-required-with", attribute=need.name, value=need.value or "", tag=tag)


def similar_name(name: str, known: Sequence[str]) -> str | None:
    """The name that was probably meant: one that is spelt alike."""
    closest = of_documents().closest(local(name), [local(candidate) for candidate in known])
    return next((candidate for candidate in known if local(candidate) == closest), None)
