"""A whole grammar as one pattern."""

from __future__ import annotations

from libvirt_xml.relaxng.patterns.builder import Patterns
from libvirt_xml.relaxng.patterns.patterns import Pattern
from libvirt_xml.relaxng.patterns.simplify import Simplifier
from libvirt_xml.relaxng.schema import tree


def simplify(grammar: tree.Grammar, patterns: Patterns) -> Pattern:
    """The pattern of a grammar's start, made by ``patterns``. Raises SchemaError where the grammar has no start."""
    return Simplifier(patterns).pattern(grammar.start)
