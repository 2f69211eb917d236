"""Texts that are expressions of a template, which nobody has expanded: ``memory: "{{ memory }}"``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from libvirt_xml.markup.secrets import is_secret_text
from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.text.lookalikes import FREE, last_key_of
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar

_SIGNS = re.compile(r"\{\{|\{%|<%|%\{|\$\(|\$[A-Za-z_]|@\w+@").search
_EXPRESSION = re.compile(  # of a bounded length, to be linear
    r"(?P<jinja>\{\{.{0,200}?\}\}|\{%.{0,200}?%\})|(?P<erb><%.{0,200}?%>)|\A(?P<hiera>%\{[^{}]+\})|\A(?P<at>@\w+@)\Z"
    r"|\A(?P<shell>\$\([\w.-]+\)|\$[A-Za-z_]\w*)\Z",
    re.DOTALL,
)


def has_templates(trees: Iterable[Node], text: str, findings: Findings) -> bool:
    """Whether there are such texts; the first of them is a problem, and the others are the same mistake."""
    if not _SIGNS(text):
        return False
    for tree in trees:
        for path, node in _texts(tree, "", set()):
            expression = _EXPRESSION.search(node.text)
            if expression is None:
                continue
            parts = {"key": last_key_of(path), "expression": expression[0][:40]}
            message = (
                render("invalid-value", "shell-variable-for-secret", name=expression[0].strip("$()"), **parts)
                if expression.lastgroup == "shell" and is_secret_text(last_key_of(path).strip("'"))
                else render("invalid-value", "shell-variable", name=expression[0].strip("$()"), **parts)
                if expression.lastgroup == "shell"
                else render("invalid-value", "template", **parts)
            )
            findings.add("invalid-value", message, node, path)
            return True
    return False


def _texts(node: Node, path: str, seen: set[int]) -> Iterator[tuple[str, Scalar]]:
    """The texts of a tree that are not written for people, with their paths; those of aliases once."""
    if isinstance(node, Scalar):
        if isinstance(node.value, str):
            yield path, node
        return
    if id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, Mapping):
        for key, item in node.items.items():
            if key not in FREE:
                yield from _texts(item, f"{path}.{key}" if path else key, seen)
    else:
        for at, item in enumerate(node.items):
            yield from _texts(item, f"{path}[{at}]", seen)
