"""``${name}`` in YAML: put in from ``--set`` and ``--vars``, never from the environment. ``$${`` stands for ``${``."""

from __future__ import annotations

import re
from collections.abc import Mapping as AnyMapping

from libvirt_xml.messages import render
from libvirt_xml.words.vocabulary import PLAIN
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.text.resolving import resolve
from libvirt_xml.yaml_forms.text.yaml_reading import read_yaml
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence

_MOST_COMPARED = 1000  # variables: each costs a microsecond at each name that is unknown
_USE = re.compile(r"\$(\$)?\{([^{}]*)\}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*").fullmatch


def substitute(node: Node, variables: AnyMapping[str, str], findings: Findings, path: str = "") -> Node:
    """A tree with every use of a variable put in. What is nothing but one use takes the type of the variable's text."""
    match node:
        case Scalar(value=str(text)) if "${" in text:
            return _substituted(node, text, variables, findings, path)
        case Sequence():
            items = [substitute(item, variables, findings, f"{path}[{at}]") for at, item in enumerate(node.items)]
            return Sequence(items, node.origin, replaces=node.replaces)
        case Mapping():
            values = {
                name: substitute(item, variables, findings, f"{path}.{name}" if path else name)
                for name, item in node.items.items()
            }
            return Mapping(values, node.origin, node.keys, replaces=node.replaces)
        case _:
            return node


def _substituted(node: Scalar, text: str, variables: AnyMapping[str, str], findings: Findings, path: str) -> Scalar:
    used: list[str] = []

    def put_in(match: re.Match[str]) -> str:
        if match[1]:
            return match[0][1:]
        name = match[2]
        if name not in variables:
            _complain(name, node, variables, findings, path)
            return ""
        used.append(name)
        return variables[name]

    result = _USE.sub(put_in, text)
    origin = node.origin._replace(cause="variable", name=", ".join(used)) if used else node.origin
    is_whole = len(used) == 1 and text == f"${{{used[0]}}}"
    return Scalar(resolve(result) if is_whole else result, result, origin)


def _complain(name: str, node: Node, variables: AnyMapping[str, str], findings: Findings, path: str) -> None:
    if not _NAME(name):
        findings.add("undefined-variable", render("undefined-variable", "no-name", name=name), node, path)
        return
    meant = PLAIN.closest(name, variables) if len(variables) <= _MOST_COMPARED else None
    findings.add(
        "undefined-variable",
        render("undefined-variable", "misspelt", name=name)
        if meant
        else render("undefined-variable", "no-value", name=name),
        node,
        path,
        expected=sorted(variables),
        suggestion=meant,
    )


def read_variables(source: str | bytes, findings: Findings, file: str | None = None) -> dict[str, str]:
    """The variables in a YAML file: a map of names to single values, as they are written."""
    result: dict[str, str] = {}
    for document in read_yaml(source, findings, file):
        if not isinstance(document, Mapping):
            findings.add("wrong-type", render("wrong-type", "variables"), document, "")
            continue
        for name, item in document.items.items():
            if not isinstance(item, Scalar) or item.value is None:
                findings.add("wrong-type", render("wrong-type", "variable", name=name), item, name)
            elif not _NAME(name):
                message = render("invalid-value", "variable-name", name=name)
                findings.add("invalid-value", message, document.place_of(name), name)
            else:
                result[name] = item.text
    return result


def parse_setting(setting: str) -> tuple[str, str]:
    """Name and text of ``NAME=VALUE``. Raises ValueError."""
    name, equals, text = setting.partition("=")
    if not equals or not _NAME(name):
        raise ValueError(render("command-line", "setting", setting=setting))
    return name, text


def escape_variables(text: str) -> str:
    """Text in which nothing is taken for a variable."""
    return _USE.sub(lambda match: f"${match[0]}", text)
