"""Problems of an object, shown where its YAML says the thing that is wrong."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping as AnyMapping
from typing import TYPE_CHECKING, Any

from libvirt_xml.errors import ParseError, WriteError
from libvirt_xml.messages.table import template
from libvirt_xml.yaml_forms.document.advice.yaml_hints import with_yaml_hint
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Origin, Scalar, Sequence

if TYPE_CHECKING:
    from libvirt_xml.binding.element import Element
    from libvirt_xml.validation.problem import Problem
    from libvirt_xml.validation.rules.host_facts.known_host import KnownHost

_MISSING = ("missing-element", "missing-attribute")
_OF_VALUES = ("invalid-value", "stray-white-space")
_TAG = re.compile(r"<(\w+)")
_KEY = re.compile(r"(\w+): ")
_NUMBER = re.compile(r"\[[0-9]+\]\Z")
_STEP = re.compile(r"([^.\[\]]+)|\[([0-9]+)\]")


def node_at(tree: Node, path: str, place: Origin | None = None) -> Origin:
    """Where a path of an object (``devices.disks[1].target.bus``) stands in its tree; how far it leads decides.

    A single value stands where it is, a map or a list where its key is, an item of a list where it begins; the tree
    itself at ``place``, that of its own key.
    """
    return _found(tree, path, place)[1]


def _found(tree: Node, path: str, place: Origin | None) -> tuple[Node, Origin]:
    """The last node that a path leads to, and its place."""
    node, origin = tree, place or tree.origin
    for name, index in _STEP.findall(path):
        if name and isinstance(node, Mapping) and name in node:
            within = node.items[name]
            origin = within.origin if isinstance(within, Scalar) else node.place_of(name)
        elif index and isinstance(node, Sequence) and int(index) < len(node):
            within = node.items[int(index)]
            origin = within.origin
        else:
            break
        node = within
    return node, origin


def validate_document(
    element: Element,
    node: Node,
    findings: Findings,
    path: str,
    libvirt: str | None = None,
    kind: str | None = None,
    *,
    place: Origin | None = None,
    schema_dir: str | None = None,
    host: KnownHost | None = None,
    select: frozenset[str] = frozenset(),
) -> str | None:
    """Note what libvirt's schemas find wrong with an object, at the places of the tree that it was read from.

    Returns the text that was looked at; ``None`` where the object cannot be written.

    ``path`` is that of the tree (``domain``), ``place`` that of its key; ``schema_dir`` is a directory of libvirt's RNG
    files to use instead, ``host`` what is known of the host that the object is for, ``select`` the codes and groups of
    rules that are off otherwise. What only follows from something
    that reading has found, such as a name missing because it was a list, is left out. Raises ValueError for an unknown
    version or kind.
    """
    from libvirt_xml.validation.objects import object_path, validate_object

    is_whole = not any(problem.severity == "error" for problem in _within(node, findings.problems))
    try:
        text = element.to_xml()
        problems = validate_object(
            element, libvirt=libvirt, schema_dir=schema_dir, kind=kind, text=text, host=host, select=select,
            rules=is_whole,  # what reading left out is not missing
        )  # fmt: skip
    except WriteError as error:
        within = object_path(element, error.path.removesuffix("/text()"))
        findings.add("invalid-value", error.message, node_at(node, within, place), _joined(path, within))
        return None
    except ParseError as error:
        findings.add("not-well-formed", error.message, place or node.origin, path)
        return None
    known = _Known(_within(node, findings.problems) if problems else (), findings.misplaced)
    shown: set[tuple[object, ...]] = set()
    for problem in problems:
        within = problem.path or ""
        if problem.code in _OF_VALUES and _is_of_same_value(problem, *_found(node, within, place), shown):
            continue
        if known.explains(problem, _joined(path, within)) or known.tells(problem, node_at(node, within, place)):
            continue
        problem = with_yaml_hint(problem, type(element), within)
        if problem.code in _OF_VALUES and _has_text(node, within):
            within = f"{within}.value"
        findings.add_problem(problem, node_at(node, within, place), _joined(path, within))
    return text


def _is_of_same_value(problem: Problem, node: Node, origin: Origin, shown: set[tuple[object, ...]]) -> bool:
    """Whether the same is shown already of a value that stands for several of the object."""
    place = (problem.code, problem.suggestion, *origin[2:5])
    is_shown = isinstance(node, Scalar) and origin.line is not None and place in shown
    shown.add(place)
    return is_shown


def _has_text(tree: Node, path: str) -> bool:
    """Whether a path leads to a map with the text of an element."""
    node, _ = _found(tree, path, None)
    return isinstance(node, Mapping) and isinstance(node.get("value"), Scalar) and bool(path)


def _joined(path: str, within: str) -> str:
    return f"{path}.{within}" if path and within else path or within


def _within(tree: Node, problems: Collection[Problem]) -> Iterator[Problem]:
    """The problems that are at places of a tree: those of other documents have the same paths."""
    if not problems:
        return iter(())
    places = {(origin.file, origin.line, origin.column) for origin in _origins(tree)}
    return (problem for problem in problems if (problem.file, problem.line, problem.column) in places)


def _origins(tree: Node) -> Iterator[Origin]:
    yield tree.origin
    if isinstance(tree, Mapping):
        yield from tree.keys.values()
    for node in () if isinstance(tree, Scalar) else tree.items.values() if isinstance(tree, Mapping) else tree.items:
        yield from _origins(node)


class _Known:
    """What reading has found: paths of what was left out, and by the path of its holder what it is called."""

    def __init__(self, problems: Iterable[Problem], misplaced: Iterable[str]) -> None:
        self.paths: set[str] = set()
        self._told: set[tuple[str | None, int | None, int | None, str]] = set()
        self._names: dict[str, set[str]] = {}
        for problem in problems:
            path = problem.path or ""
            self.paths.add(path)
            self._told.add((problem.file, problem.line, problem.column, problem.severity))
            holder, _, name = path.rpartition(".")
            parameters: Any = problem.parameters
            homes = parameters.get("homes", ())
            likely = (parameters.get(what, "") for what in ("home", "list", "meant"))
            others = (*_in_remedy(parameters.get("remedy")), *_KEY.findall(parameters.get("pairs", "")))
            names = (name, problem.suggestion or "", *likely, *homes, *others)
            self._names.setdefault(holder, set()).update(map(_folded, names))
        for path in misplaced:
            holder, _, name = path.rpartition(".")
            self._names.setdefault(holder, set()).add(_folded(name))

    def tells(self, problem: Problem, origin: Origin) -> bool:
        """Whether reading has told at the same place, as strongly, what a rule tells."""
        from libvirt_xml.validation.catalogue import WITHOUT_RULES

        return problem.code not in WITHOUT_RULES and (
            (origin.file, origin.line, origin.column, problem.severity) in self._told
        )

    def explains(self, problem: Problem, path: str) -> bool:
        """Whether a problem of the object is there because of something that was left out."""
        steps = path.split(".")
        if any(".".join(steps[:count]) in self.paths for count in range(1, len(steps) + 1)):
            return True
        if problem.code == "unknown-attribute":  # of a key that was put there to ask the schemas
            holder = path.removesuffix("extra_").rstrip(".")
            return _folded(str(problem.parameters.get("attribute", ""))) in self._names.get(holder, set())
        here = self._names.get(path, set())
        if problem.variant == "lacks":
            return self._tell_elsewhere(problem, path.rpartition(".")[0])
        if problem.code in _MISSING:
            of_items = self._names.get(_NUMBER.sub("[]", path), set()) if path.endswith("]") else set()
            return not (here | of_items).isdisjoint(map(_folded, problem.expected))
        return problem.code == "invalid-value" and bool(here)

    def _tell_elsewhere(self, problem: Problem, holder: str) -> bool:
        """Whether all that a value requires is what unknown keys below its holder mean."""
        additions: Any = problem.parameters.get("additions", ())
        tags = {_folded(str(addition.get("tag", ""))) for addition in additions}
        inside = (names for path, names in self._names.items() if f"{path}.".startswith(f"{holder}."))
        return bool(tags) and tags <= set().union(*inside)


def _in_remedy(remedy: AnyMapping[str, Any] | None) -> list[str]:
    """The elements that a remedy says to write."""
    variant = str(remedy["phrase"]).partition(".")[2] if remedy else ""
    return _TAG.findall(template("remedy", variant).text) if variant else []


def _folded(name: str) -> str:
    """A name as it is compared: a key of a list is that of its elements."""
    folded = name.replace("_", "").lower().removesuffix("element")
    return f"{folded[:-3]}y" if folded.endswith("ies") else folded.removesuffix("s")
