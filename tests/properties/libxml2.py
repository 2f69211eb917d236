"""libxml2's verdict on a document, its known errors minded."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy

from lxml import etree

from libvirt_xml.relaxng.schema import tree
from tests.schemas import load_grammar, load_validator

_NESTED_INTERLEAVES = ("domain", "inactiveDomain", "pool")
"""The elements with an interleave inside their interleave: ``ids`` and ``events`` of a domain, ``sizing`` of a pool."""


def is_valid(version: str, name: str, root: etree._Element) -> bool:
    """Whether libxml2 finds a document valid by a schema, or would but for one thing.

    Of an interleave that stands inside another, libxml2 wants the elements together; RELAX NG lets those of the outer
    one stand between them (specification, 6.2.7 and 9.3.4; jing takes them). So a second try has them in the order
    of the schema.
    """
    validator = load_validator(version, name)
    return validator.validate(root) or validator.validate(_sorted(root, load_grammar(version, name)))


def _sorted(root: etree._Element, grammar: tree.Grammar) -> etree._Element:
    copy = deepcopy(root)
    for element in copy.iter(*_NESTED_INTERLEAVES):
        patterns = [each for each in _elements(grammar.start, set()) if tree.contains(each.name, "", str(element.tag))]
        order = {name: rank for rank, name in enumerate(_child_names(patterns))}
        element[:] = sorted(element.iterchildren(etree.Element), key=lambda child: order.get(str(child.tag), -1))
    return copy


def _elements(pattern: tree.Pattern, met: set[tree.Pattern]) -> Iterator[tree.Element]:
    """All elements below a pattern, the outer ones first."""
    if pattern in met:
        return
    met.add(pattern)
    if isinstance(pattern, tree.Element):
        yield pattern
    inside = (pattern.target,) if isinstance(pattern, tree.Ref | tree.Nested) else tree.children(pattern)
    for child in inside:
        yield from _elements(child, met)


def _child_names(patterns: list[tree.Element]) -> Iterator[str]:
    """The names of the children in the order of the schema."""
    for element in patterns:
        stack = [element.content]
        while stack:
            pattern = stack.pop()
            if isinstance(pattern, tree.Element):
                yield from (
                    f"{{{name.namespace}}}{name.local}" if name.namespace else name.local
                    for name in tree.names(pattern.name)
                )
            elif isinstance(pattern, tree.Ref | tree.Nested):
                stack.append(pattern.target)
            elif not isinstance(pattern, tree.Attribute):
                stack += reversed(tree.children(pattern))
