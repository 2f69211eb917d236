"""What is said of a root element that is not that of any document."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from libvirt_xml.markup.located import Node
from libvirt_xml.messages import Sentence, render
from libvirt_xml.relaxng.patterns.members import elements
from libvirt_xml.relaxng.patterns.patterns import Pattern
from libvirt_xml.relaxng.schema.nameclasses import local
from libvirt_xml.relaxng.verdict.contents import fits
from libvirt_xml.validation.explaining.explanation import Explanation, similar_name
from libvirt_xml.validation.explaining.shown_names import same_local, shown_qualified
from libvirt_xml.validation.grammars import Grammars
from libvirt_xml.words.foreign_files import command_for, tool_of_root
from libvirt_xml.words.vocabulary import of_documents

_MOST = 3  # elements that are named as those in which a part belongs
_DEEPEST = 6
_XSLT = "http://www.w3.org/1999/XSL/Transform"
_COMMANDS = Path(__file__).with_name("dump_commands.toml")


def about_root(grammars: Grammars, root: Node, kind: str | None) -> Explanation:
    """A root element that is not that of any document, or of none of a kind."""
    known = grammars.root_names(kind)
    if any(same_local(root.name, name) for name in known):
        namespace = root.name.rpartition("}")[0]
        return Explanation(render("unknown-document", "namespace", tag=root.shown, namespace=namespace), known)
    if kind is not None:
        sentence = render("unknown-document", "kind", tag=root.shown, kind=kind)
        return Explanation(sentence, known, similar_name(root.name, known))
    foreign = _of_other_tool(root)
    if foreign is not None:
        return Explanation(foreign, known)
    similar = similar_name(root.name, known)
    inner = next((child for child in root.children if child.name in grammars.document_names()), None)
    is_misspelt = similar is not None and of_documents().is_misspelling(root.name, similar)
    if inner is not None and (not is_misspelt or inner.name == similar):
        sentence = render("unknown-document", "wrapped", tag=root.shown, inner=inner.shown, line=inner.line)
        return Explanation(sentence, known)
    meant = next((name for name in of_documents().meanings(root.name) if name in known), None)
    if meant is not None:
        return Explanation(render("unknown-document", "root", tag=root.shown), known, meant)
    part = _about_part(grammars, root)
    if part is not None:
        return part
    if similar is None:
        return Explanation(render("unknown-document", "unlike", tag=root.shown), known)
    return Explanation(render("unknown-document", "root", tag=root.shown), known, similar)


def _of_other_tool(root: Node) -> Sentence | None:
    """For a file of another tool that is XML too, or a stylesheet for documents."""
    name = local(root.name)
    if root.name.rpartition("}")[0] == _XSLT:
        return render("unknown-document", "stylesheet", tag=root.shown)
    tool = tool_of_root(name)
    command = command_for(tool) if tool is not None else None
    if command is not None:
        return render("unknown-document", "of-tool-with-command", tool=tool, command=command)
    return None if tool is None else render("unknown-document", "of-tool", tool=tool)


def _about_part(grammars: Grammars, root: Node) -> Explanation | None:
    """For a part of a document: where it belongs, and what prints the whole."""
    places = [(kind, *place) for kind in grammars.document_kinds for place in _places(grammars, kind, root.name)]
    if not places:
        return None
    rank = min(_rank(grammars, root, *place) for place in places)
    best = [place for place in places if _rank(grammars, root, *place) == rank]
    homes = tuple(dict.fromkeys(shown_qualified(parent, root) for _, _, parent, _ in best))[:_MOST]
    command = _commands().get(best[0][0])
    if command is None:
        sentence = render("unknown-document", "part", tag=root.shown, homes=homes)
    else:
        sentence = render("unknown-document", "part-of", tag=root.shown, homes=homes, command=command)
    return Explanation(sentence, homes)


def _rank(
    grammars: Grammars, root: Node, kind: str, depth: int, _: str, content: Pattern
) -> tuple[bool, int, int, str]:
    """How unlikely it is that a part is from a place: where it fits, in a usual document, and near the root first."""
    usual = _USUAL.index(kind) if kind in _USUAL else len(_USUAL)
    return not fits(grammars.automaton, root, content), usual, depth, kind


_USUAL = ("domain", "network", "storagepool", "storagevol", "nwfilter", "secret")


def _places(grammars: Grammars, kind: str, name: str) -> Iterator[tuple[int, str, Pattern]]:
    """Where an element of a name may be in a kind of document: how deep, in which element, with which content."""
    level = {(min(element.elements or ["*"]), element.content): None for element in grammars.document_elements(kind)}
    seen: set[Pattern] = set()
    for depth in range(_DEEPEST):
        below: dict[tuple[str, Pattern], None] = {}
        for parent, content in level:
            seen.add(content)
            for element in elements(content):
                if name in (element.elements or ()):
                    yield depth, parent, element.content
                if element.content not in seen:
                    below[min(element.elements or ["*"]), element.content] = None
        level = below


@cache
def _commands() -> Mapping[str, str]:
    return tomllib.loads(_COMMANDS.read_text(encoding="utf-8"))
