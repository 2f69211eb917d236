"""Which of two neighbours is the one that is out of order."""

from __future__ import annotations

from collections.abc import Sequence

from libvirt_xml.markup.located import Node
from libvirt_xml.relaxng.patterns import derivatives
from libvirt_xml.relaxng.patterns.builder import Patterns
from libvirt_xml.relaxng.patterns.patterns import NOT_ALLOWED, Pattern
from libvirt_xml.relaxng.repair.completion import Addition


def is_early(
    make: Patterns, children: Sequence[Node], pattern: Pattern, rest: Pattern, additions: Sequence[Addition]
) -> bool:
    """Whether the first of some children is too early, rather than that something must be added before it.

    So it is where what would be added comes right behind it, and to exchange the two is enough; unless it names
    another one as that to which it belongs. ``pattern`` is what may follow before it, ``rest`` after it and what was
    added.
    """
    if len(children) < 2 or not any(children[1].name in addition.names for addition in additions):
        return False
    child, later, *others = children
    if later.name == child.name:
        return False
    named = child.attribute(later.name)
    if named is not None and named.value != later.text.strip():
        return False
    return may_follow(make, rest, [later]) and may_follow(make, pattern, [later, child, *others])


def may_follow(make: Patterns, pattern: Pattern, children: Sequence[Node]) -> bool:
    """Whether elements may follow one after the other, by their names."""
    for child in children:
        pattern = make.choice(*(rest for _, rest in derivatives.start_tag(make, pattern, child.name)))
    return pattern is not NOT_ALLOWED
