"""Texts in the place of maps: which key they are the value of, as libvirt's schemas say it of the XML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from libvirt_xml.binding.element import Element, _Dataclass
from libvirt_xml.binding.sequence import extra_of
from libvirt_xml.errors import WriteError
from libvirt_xml.messages import render
from libvirt_xml.validation.problem import Problem, with_parts
from libvirt_xml.yaml_forms.document.advice.yaml_hints import attribute_in_yaml, with_yaml_hint
from libvirt_xml.yaml_forms.document.form_tables import CHILD, table_of, tables_along
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from libvirt_xml.yaml_forms.findings import Findings

_OF_TEXTS = ("shape", "none", "shape-with-sample")
_BELOW = ("below", "below-with-value", "below-written")
_UNSURE = ("with-keys", "below-one-of", "like-below-one-of")
_is_name = re.compile(r"[A-Za-z_][\w-]*").fullmatch
_STEP = re.compile(r"([^.\[\]]+)|\[([0-9]+)\]")
_new = object.__new__
_set_known: Any = _Dataclass.__dict__["known_"].__set__


def explain_by_schema(
    element: Element, node: Node, findings: Findings, path: str, *, libvirt: str | None, schema_dir: str | None
) -> None:
    """Add what the schemas know of the XML to the problems of texts in the place of maps, and of unknown keys.

    ``source: /a`` of a disk gets the suggestion ``{file: /a}``. ``element`` is what was read of the tree at ``path``,
    with these findings. It has the texts and keys afterwards.
    """
    asked: dict[str, Problem] = {}
    lists: set[str] = set()
    for problem in findings.problems:
        within = (problem.path or "").removeprefix(f"{path}.")
        if problem.suggestion is not None:
            continue
        if problem.code == "wrong-type" and problem.variant in _OF_TEXTS:
            item = _put_text(element, node, within)
            if item is not None:
                asked[within] = problem
                lists |= {within} if isinstance(item, Sequence) else set()
        elif _is_unsure(problem, type(element), within) and _put_attribute(element, node, within):
            asked[within] = problem
    explained: dict[Problem, Problem] = {}
    for within, of_schema in _of_schemas(element, libvirt, schema_dir) if asked else ():
        unsure = asked.pop(within, None)  # the first that is said of a place counts
        if unsure is None:
            continue
        if of_schema.code == "unknown-attribute":
            explained[unsure] = _explained_key(unsure, of_schema, element)
        else:
            explained[unsure] = _explained(unsure, of_schema, element, is_list=within in lists)
    findings.replace(explained)


def _is_unsure(problem: Problem, cls: type[Element], path: str) -> bool:
    """Whether the XML may be known better than an unknown key: it is an attribute at most below another key, which may
    have it in other circumstances only."""
    if problem.code != "unknown-key" or problem.variant not in _BELOW:
        return problem.code == "unknown-key" and problem.variant in _UNSURE
    *_, (_, table) = tables_along(table_of(cls), "", path.rpartition(".")[0])
    home = table.fields.get(str(problem.parameters["home"]))
    inner = None if home is None or home.cls is None else table_of(home.cls).fields
    field = None if inner is None else inner.get(str(problem.parameters["field"]))
    return field is not None and field.spec.kind == "attribute"


def _of_schemas(element: Element, libvirt: str | None, schema_dir: str | None) -> Iterator[tuple[str, Problem]]:
    """What the schemas say of texts and attributes of an object, with the places of these."""
    from libvirt_xml.validation.objects import validate_object

    try:
        problems = validate_object(element, libvirt=libvirt, schema_dir=schema_dir, rules=False)
    except WriteError:
        return
    for problem in problems:
        path = problem.path or ""
        if problem.code == "unexpected-text":
            yield path, problem
        elif problem.code == "unknown-attribute":
            yield f"{path.removesuffix('extra_')}{problem.parameters.get('attribute', '')}", problem


def _explained_key(problem: Problem, of_schema: Problem, element: Element) -> Problem:
    """The problem of an unknown key, with what the schemas say of an attribute of this name."""
    holder = (of_schema.path or "").removesuffix("extra_").removesuffix(".")
    parts = {"what": problem.parameters["what"], "key": problem.parameters["key"]}
    *_, (_, table) = tables_along(table_of(type(element)), "", holder)
    meant = (key for key, field in table.fields.items() if field.spec.xml == of_schema.suggestion)
    suggestion = next(meant, None) if of_schema.suggestion else None
    if suggestion is not None:
        return replace(with_parts(problem, render("unknown-key", "likely", **parts)), suggestion=suggestion)
    if of_schema.variant != "remedy":
        return problem
    sentence = render("unknown-key", "remedy", remedy=of_schema.parameters["remedy"], **parts)
    return with_yaml_hint(with_parts(problem, sentence), type(element), holder)


def _explained(problem: Problem, of_schema: Problem, element: Element, *, is_list: bool) -> Problem:
    """The problem of a text, with what the schemas say of it."""
    sayings, within = of_schema.parameters, of_schema.path or ""
    parts = {name: problem.parameters[name] for name in ("key", "expected", "actual")}
    if is_list and of_schema.variant != "remedy":
        return problem
    match of_schema.variant:
        case "is-value":
            written = attribute_in_yaml(str(sayings["attribute"]), str(sayings["text"]), type(element), within)
            return replace(problem, suggestion=f"{{{written}}}")
        case "is-element" if within.endswith("]"):  # a part of a whole item
            return problem
        case "is-values" | "is-element":
            sentence = render("wrong-type", "values-of-map", written=sayings["written"], **parts)
        case "remedy":
            sentence = render("wrong-type", "remedy", remedy=sayings["remedy"], **parts)
        case _:
            return problem
    return with_yaml_hint(with_parts(problem, sentence), type(element), within)


def _put_text(element: Element, node: Node, path: str) -> Node | None:
    """Put the text, or list of texts, at a path of a tree into the object there, if there is one."""
    steps = _STEP.findall(path)
    holder: object = element
    item: Node | None = node
    for name, index in steps[:-1]:
        item, holder = _below(item, name, index), _member(holder, name, index)
    name, index = steps[-1] if steps else ("", "")
    item = _below(item, name, index)
    text = _text_of(item)
    target = _member(holder, name, index) if index else _child(holder, name)
    if text is None or not isinstance(target, Element):
        return None
    extra_of(target.__dict__).content = [text]
    return item


def _text_of(item: Node | None) -> str | None:
    if isinstance(item, Sequence):
        texts = [_text_of(part) for part in item.items]
        return ", ".join(text or "" for text in texts) if texts and all(texts) else None
    is_text = isinstance(item, Scalar) and isinstance(item.value, str) and not item.is_hidden
    return str(item.text) if is_text and isinstance(item, Scalar) else None


def _put_attribute(element: Element, node: Node, path: str) -> bool:
    """Put a text under an unknown key as an attribute into the object around it; whether there is one."""
    *steps, (name, _) = _STEP.findall(path) or [("", "")]
    item: Node | None = node
    holder: object = element
    for step, index in steps:
        item, holder = _below(item, step, index), _member(holder, step, index)
    item = _below(item, name, "")
    text = _text_of(item) if isinstance(item, Scalar) else None
    if text is None or not isinstance(holder, Element) or not _is_name(name):
        return False
    extra_of(holder.__dict__).attributes[name] = text
    return True


def _below(node: Node | None, name: str, index: str) -> Node | None:
    if isinstance(node, Mapping):
        return node.items.get(name) if name else node if index == "0" else None  # an item without its list
    if not isinstance(node, Sequence) or not index:
        return None
    return node.items[int(index)] if int(index) < len(node) else None


def _member(holder: object, name: str, index: str) -> object:
    if name:
        return holder.__dict__.get(name) if isinstance(holder, Element) else None
    return holder[int(index)] if isinstance(holder, list) and int(index or 0) < len(holder) else None


def _child(holder: object, name: str) -> Element | None:
    """A new child of an object, where reading has left it out."""
    field = table_of(type(holder)).fields.get(name) if isinstance(holder, Element) else None
    if field is None or field.kind != CHILD or not isinstance(holder, Element):
        return None
    child: Element = _new(field.cls)
    _set_known(child, None)
    holder.__dict__[name] = child
    return child
