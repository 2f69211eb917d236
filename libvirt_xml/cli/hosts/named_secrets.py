"""The option --secret-value: where the value of a secret is that a file does not name, as in XML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from libvirt_xml.cli.exits import UsageError
from libvirt_xml.messages import render

if TYPE_CHECKING:
    from libvirt_xml.apply.planning.wishes import Wish
    from libvirt_xml.yaml_forms.text.yaml_tree import Node


def with_values(wishes: Iterable[Wish], settings: Sequence[str]) -> list[Wish]:
    """The wishes, the secrets among them with the values that the option names. Raises UsageError."""
    values = dict(_value(setting) for setting in settings)
    wanted = set(values)
    result = []
    for wish in wishes:
        names = {wish.name, str(getattr(wish.document, "uuid", None))} & values.keys() if wish.kind == "secret" else ()
        result.append(replace(wish, value=values[next(iter(names))]) if names else wish)
        wanted -= set(names)
    for name in wanted:
        raise UsageError(render("option", "no-such-secret", name=name))
    return result


def _value(setting: str) -> tuple[str, bytes]:
    """The secret and the value of ``NAME=env:VARIABLE``, ``NAME=file:PATH``, ``NAME=base64:file:PATH``."""
    from libvirt_xml.yaml_forms.findings import Findings
    from libvirt_xml.yaml_forms.references import References
    from libvirt_xml.yaml_forms.secret_values import read_value

    name, _, reference = setting.partition("=")
    findings = Findings()
    value = read_value(_node(reference), References(allow_files=["/"]), findings)
    if value is None:
        problem = next(iter(findings.problems))
        if not name or problem.code == "wrong-type":
            raise UsageError(render("option", "secret-value", name=name or "NAME"))
        raise UsageError(render("option", "secret-unreadable", name=name, reason=problem.message))
    return name, value


def _node(reference: str) -> Node:
    """The reference as YAML has it."""
    from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Scalar

    kind, colon, place = reference.partition(":")
    if not colon:
        return Scalar("")
    return Mapping({kind: _node(place) if kind == "base64" else Scalar(place)})
