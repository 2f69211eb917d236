"""What the least document of a pattern is, so that recursion ends."""

from __future__ import annotations

import math

from libvirt_xml.relaxng.schema import tree

NEVER = math.inf


class Sizes:
    """The patterns below one pattern: how small they can be, and which of them can be nothing."""

    def __init__(self, start: tree.Pattern) -> None:
        self._least: dict[tree.Pattern, float] = {}
        patterns = _reachable(start)
        changed = True
        while changed:
            changed = False
            for pattern in patterns:
                least = self._measured(pattern)
                if least < self._least.get(pattern, NEVER):
                    self._least[pattern] = least
                    changed = True

    def least(self, pattern: tree.Pattern) -> float:
        """The least number of elements, attributes and values; ``NEVER`` if no document matches."""
        return self._least.get(pattern, NEVER)

    def can_be_nothing(self, pattern: tree.Pattern) -> bool:
        """Whether the pattern can be left out."""
        return self.least(pattern) == 0

    def _measured(self, pattern: tree.Pattern) -> float:
        match pattern:
            case tree.NotAllowed():
                return NEVER
            case tree.Empty() | tree.Text() | tree.Optional() | tree.ZeroOrMore():
                return 0
            case tree.Value() | tree.Data() | tree.List():
                return 1
            case tree.Element(content=content) | tree.Attribute(content=content):
                return 1 + self.least(content)
            case tree.Group(items) | tree.Interleave(items):
                return sum(map(self.least, items))
            case tree.Choice(items):
                return min(map(self.least, items), default=NEVER)
            case tree.OneOrMore(content) | tree.Mixed(content):
                return self.least(content)
            case tree.Ref() | tree.Nested():
                return self.least(pattern.target)


def _reachable(start: tree.Pattern) -> list[tree.Pattern]:
    """All patterns below one, references followed, the inner ones first as far as that goes."""
    found: dict[tree.Pattern, None] = {}
    stack = [start]
    while stack:
        pattern = stack.pop()
        if pattern not in found:
            found[pattern] = None
            stack += [pattern.target] if isinstance(pattern, tree.Ref | tree.Nested) else tree.children(pattern)
    return list(found)[::-1]
