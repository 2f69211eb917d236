"""The vendored schemas as the tests use them: libxml2's validators, and located grammar trees."""

from __future__ import annotations

from functools import cache

from lxml import etree

from libvirt_xml.relaxng.schema import tree
from libvirt_xml.relaxng.schema.loader import load_schema
from tests.sources import SCHEMAS, VERSIONS

_START = "{http://relaxng.org/ns/structure/1.0}start"


@cache
def grammar_names(version: str) -> tuple[str, ...]:
    """The schemas of a version that describe a document, by their files' stems."""
    paths = sorted((SCHEMAS / version).glob("*.rng"))
    return tuple(path.stem for path in paths if etree.parse(path).getroot().find(_START) is not None)


@cache
def load_grammar(version: str, name: str) -> tree.Grammar:
    """One schema as a located grammar tree."""
    return load_schema(SCHEMAS / version / f"{name}.rng")


@cache
def load_validator(version: str, name: str) -> etree.RelaxNG:
    """One schema as libxml2 reads it."""
    return etree.RelaxNG(file=str(SCHEMAS / version / f"{name}.rng"))


@cache
def schemas_by_root() -> dict[tuple[str, str], tuple[str, ...]]:
    """The schemas that describe documents with a root element, by version and the root's name."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for version in VERSIONS:
        for name in grammar_names(version):
            for root in _first_elements(load_grammar(version, name).start):
                for root_name in tree.names(root.name):
                    names = found.get((version, root_name.local), ())
                    found[version, root_name.local] = names if name in names else (*names, name)
    return found


def is_valid(version: str, root: etree._Element) -> bool:
    """Whether libxml2 finds a document valid by some schema of a version."""
    names = schemas_by_root().get((version, str(root.tag)), ())
    return any(load_validator(version, name).validate(root) for name in names)


@cache
def text_names() -> frozenset[str]:
    """The elements that hold text, whichever schema describes them: white space alone is a value there."""
    plain: set[str] = set()
    texts: set[str] = set()
    for version in VERSIONS:
        for name in grammar_names(version):
            for element in _elements(load_grammar(version, name).start):
                has_text = any(isinstance(node, tree.Text | tree.Data | tree.Value) for node in _inside(element))
                (texts if has_text else plain).update(name.local for name in tree.names(element.name))
    return frozenset(texts - plain)


def _first_elements(pattern: tree.Pattern) -> list[tree.Element]:
    return [node for node in _reach(pattern) if isinstance(node, tree.Element)]


def _inside(element: tree.Element) -> list[tree.Pattern]:
    return _reach(element.content)


def _reach(pattern: tree.Pattern) -> list[tree.Pattern]:
    """The patterns that stand at one level: those inside an element or attribute are left out."""
    found: dict[tree.Pattern, None] = {}
    stack = [pattern]
    while stack:
        node = stack.pop()
        if node in found:
            continue
        found[node] = None
        if isinstance(node, tree.Ref | tree.Nested):
            stack.append(node.target)
        elif not isinstance(node, tree.Element | tree.Attribute):
            stack.extend(tree.children(node))
    return list(found)


def _elements(pattern: tree.Pattern) -> list[tree.Element]:
    """All elements that a document can have below a pattern."""
    found: dict[tree.Element, None] = {}
    stack = _first_elements(pattern)
    while stack:
        element = stack.pop()
        if element not in found:
            found[element] = None
            stack.extend(_first_elements(element.content))
    return list(found)
