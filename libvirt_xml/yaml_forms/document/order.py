"""The order of elements where the keys of a map cannot tell it: ``[disks, interfaces, 2 disks, content]``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from libvirt_xml.binding.element import Element
from libvirt_xml.binding.foreign import Extra
from libvirt_xml.binding.sequence import sequence_of
from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.document.form_tables import FormTable
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.shapes.describing import describe
from libvirt_xml.yaml_forms.text.yaml_tree import Scalar, Sequence

CONTENT = "content"  # no field has this name
_STEP = re.compile(r"(?:([0-9]{1,9}) )?([a-zA-Z_0-9]+)").fullmatch


def expanded(
    node: Sequence, values: dict[str, Any], unknown: int, table: FormTable, findings: Findings, path: str
) -> list[str | int]:
    """``Extra.order`` for the fields of an object and so many unknown parts."""
    left = {
        name: len(value) if isinstance(value, list) else 1
        for name, value in values.items()
        if table.fields[name].rank >= 2 and name != "extra_"
    }
    left[CONTENT] = unknown
    names = {name for name, field in table.fields.items() if field.rank >= 2 and name != "extra_"} | {CONTENT}
    result: list[str | int] = []
    for at, item in enumerate(node):
        match = _STEP(item.text) if isinstance(item, Scalar) else None
        if match is None or match[2] not in names:
            message = render("invalid-value", "order", actual=describe(item), names=", ".join(left))
            findings.add("invalid-value", message, item, f"{path}[{at}]", expected=list(left))
            continue
        name = match[2]
        count = min(int(match[1] or 1), left.get(name, 0))
        if name == CONTENT:
            result += range(unknown - left[name], unknown - left[name] + count)
        else:
            result += [name] * count
        left[name] = left.get(name, 0) - count
    return result


def written(element: Element, table: FormTable, names: list[str]) -> tuple[list[int], list[str]]:
    """Which unknown parts come when, and the least that ``order`` must say beside keys in the order of ``names``."""
    extra = element.extra_
    given = [name for name in names if table.fields[name].rank >= 2]
    if (extra is None or not (extra.order or extra.content)) and table.sorted(given) == given:
        return [], []
    sequence = sequence_of(element)
    parts = [index for name, index, _ in sequence if not name]
    places = {index: at for at, index in enumerate(parts)}
    steps = [name or places[index] for name, index, _ in sequence]
    return parts, list(_runs(_least(element, table, given, parts, steps)))


def _least(
    element: Element, table: FormTable, names: list[str], parts: list[int], steps: list[str | int]
) -> list[str | int]:
    """The shortest beginning of the steps from which the rest follows."""
    values = element.__dict__
    content = element.extra_.content if element.extra_ else []
    plain = object.__new__(type(element))
    plain.__dict__.update((name, values[name]) for name in table.sorted(names))
    extra = plain.__dict__["extra_"] = Extra(content=[content[at] for at in parts])

    def is_enough(count: int) -> bool:
        extra.order = steps[:count]
        return [name or index for name, index, _ in sequence_of(plain)] == steps

    low, high = 0, len(steps)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(middle) else (middle + 1, high)
    return steps[:low]


def _runs(steps: Iterable[str | int]) -> Iterable[str]:
    names = (step if isinstance(step, str) else CONTENT for step in steps)
    for name, run in groupby(names):
        count = sum(1 for _ in run)
        yield name if count == 1 else f"{count} {name}"
