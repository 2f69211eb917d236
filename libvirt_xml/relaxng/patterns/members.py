"""What a pattern is made of, in whatever circumstances it may stand."""

from __future__ import annotations

from collections.abc import Iterator

from libvirt_xml.relaxng.patterns.patterns import Choice, Element, Group, Interleave, OneOrMore, Pattern


def elements(pattern: Pattern) -> Iterator[Element]:
    """The elements directly in a content, those left out that a schema names only to forbid them."""
    return (element for element in named_elements(pattern) if element.is_allowed)


def named_elements(pattern: Pattern) -> Iterator[Element]:
    """The elements directly in a content, also forbidden ones; their own contents are not looked at."""
    return (part for part in parts(pattern) if isinstance(part, Element))


def parts(pattern: Pattern) -> Iterator[Pattern]:
    """The parts of a content that are no mere combination of others, each once."""
    seen: set[Pattern] = set()
    stack = [pattern]
    while stack:
        part = stack.pop()
        if part in seen:
            continue
        seen.add(part)
        match part:
            case Choice(items) | Interleave(items):
                stack.extend(reversed(items))
            case Group(first, rest):
                stack.extend((rest, first))
            case OneOrMore(content):
                stack.append(content)
            case _:
                yield part
