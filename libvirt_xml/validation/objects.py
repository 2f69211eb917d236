"""Validating objects: the problems of what they would be written as, with paths into the objects."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from libvirt_xml.binding.element import Element
from libvirt_xml.binding.fields import specs_of
from libvirt_xml.binding.navigation import members_of, prefixed
from libvirt_xml.binding.sequence import parts_count
from libvirt_xml.binding.specs import Spec
from libvirt_xml.messages import Phrase, phrase, render
from libvirt_xml.validation.functions import _validator
from libvirt_xml.validation.problem import Problem, with_parts
from libvirt_xml.validation.rules.host_facts.known_host import KnownHost

_STEP = re.compile(r"/(@?)([^/@\[\]]+)(?:\[([0-9]+)\])?")


def validate_object(
    element: Element,
    *,
    libvirt: str | None = None,
    schema_dir: str | None = None,
    kind: str | None = None,
    max_problems: int | None = None,
    text: str | None = None,
    rules: bool = True,
    host: KnownHost | None = None,
    select: frozenset[str] = frozenset(),
) -> list[Problem]:
    """The problems of the document, or of the part of one, that an object stands for; see ``Element.validate``.

    ``schema_dir`` is a directory of libvirt's RNG files to use instead; ``text`` is the object as XML text, where that
    is known: it is not written again if that is valid. ``host`` is what is known of the host that it is for, ``select``
    the codes and groups of rules that are off otherwise.
    """
    validator = _validator(libvirt, schema_dir, max_problems, host, select, rules=rules)
    if text is not None and not validator.validate_part(text, kind=kind):
        return []
    problems = validator.validate_part(element.to_xml(indent=None), kind=kind)  # no message is to name lines of a text
    return [_without_lines(problem, object_path(element, problem.path or "")) for problem in problems]


def _without_lines(problem: Problem, path: str) -> Problem:
    """The problem of an object, of whose text nobody has seen a line."""
    placed = replace(problem, **_NOWHERE, path=path)
    parameters = {name: _without_line(value) for name, value in problem.parameters.items()}
    if parameters == problem.parameters:
        return placed
    return with_parts(placed, render(problem.code, problem.variant, **parameters))


def _without_line(value: object) -> object:
    """A parameter of a message, or a part of one, without the lines that it names."""
    if not isinstance(value, Phrase):
        return value
    if str(value["phrase"]).startswith("lines."):
        return phrase("lines", "none")
    return Phrase({name: _without_line(part) for name, part in value.items()})


_NOWHERE: dict[str, Any] = dict.fromkeys(("line", "column", "end_line", "end_column"))


def object_path(element: Element, path: str) -> str:
    """An XML path in an object: ``devices.disks[1].target.bus`` for ``/domain/devices/disk[2]/target/@bus``.

    What no field stands for is the ``extra_`` of the object that holds it; the object itself is the empty path.
    """
    steps: list[str] = []
    current: object = element
    part: int | None = None
    for mark, name, index in _STEP.findall(path)[1:]:
        if not isinstance(current, Element):
            break
        spec = _spec(current, mark, name)
        if spec is None:
            steps.append("extra_")
            break
        value = current.__dict__.get(spec.name)
        position = int(index or 1) - 1
        members = members_of(current, spec.name, part) if spec.is_list and isinstance(value, list) else ()
        part = position if spec.repeats and position < parts_count(value) > 1 else None
        if isinstance(value, list) and position < len(members):
            at = members[position]
            steps.append(f"{spec.name}[{at}]")
            current = value[at]
        else:
            steps.append(spec.name)
            current = value
    return ".".join(steps)


def _spec(element: Element, mark: str, name: str) -> Spec | None:
    for spec in specs_of(type(element)).values():
        if mark and spec.kind == "attribute" and spec.xml == name:
            return spec
        if not mark and spec.kind in ("child", "scalar", "flag") and prefixed(spec.namespace, spec.xml) == name:
            return spec
    return None
