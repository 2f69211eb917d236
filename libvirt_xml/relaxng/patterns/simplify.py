"""A located grammar tree to interned patterns.

Source: RELAX NG specification, 4.12 to 4.21.
"""

from __future__ import annotations

from typing import assert_never

from libvirt_xml.relaxng.datatypes.library import make_datatype
from libvirt_xml.relaxng.patterns.builder import Patterns
from libvirt_xml.relaxng.patterns.patterns import EMPTY, NOT_ALLOWED, TEXT, Pattern
from libvirt_xml.relaxng.schema import tree


class Simplifier:
    """Simplifies parts of one or more grammars; what a define stands for is worked out once."""

    def __init__(self, patterns: Patterns) -> None:
        self._patterns = patterns
        self._defines: dict[tree.Pattern, Pattern] = {}

    def pattern(self, node: tree.Pattern) -> Pattern:
        """The simplified form of a pattern; its references must be checked, as ``load`` does."""
        make = self._patterns
        match node:
            case tree.Empty():
                return EMPTY
            case tree.Text():
                return TEXT
            case tree.NotAllowed():
                return NOT_ALLOWED
            case tree.Element(name, content):
                return make.element(name, node, lambda: self.pattern(content))
            case tree.Attribute(name, content):
                return make.attribute(name, self.pattern(content))
            case tree.Value() | tree.Data():
                return self._datum(node)
            case tree.List(content):
                return make.list(self.pattern(content))
            case tree.Group(items):
                return make.group(*map(self.pattern, items))
            case tree.Interleave(items):
                return make.interleave(*map(self.pattern, items))
            case tree.Choice(items):
                return make.choice(*map(self.pattern, items))
            case tree.Optional(content):
                return make.optional(self.pattern(content))
            case tree.ZeroOrMore(content):
                return make.zero_or_more(self.pattern(content))
            case tree.OneOrMore(content):
                return make.one_or_more(self.pattern(content))
            case tree.Mixed(content):
                return make.interleave(self.pattern(content), TEXT)
            case tree.Ref() | tree.Nested():
                return self._referenced(node.target)
            case _:
                assert_never(node)

    def _referenced(self, target: tree.Pattern) -> Pattern:
        known = self._defines.get(target)
        if known is None:
            known = self._defines[target] = self.pattern(target)
        return known

    def _datum(self, node: tree.Value | tree.Data) -> Pattern:
        match node:
            case tree.Value(text, name, library):
                datatype = make_datatype(library, name)
                value = datatype.value(text, node.prefixes)
                return self._patterns.value(datatype, value)
            case tree.Data(name, library, params, excluded):
                datatype = make_datatype(library, name, params)
                return self._patterns.data(datatype, self.pattern(excluded) if excluded else NOT_ALLOWED)
