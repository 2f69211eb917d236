"""Reading YAML takes time and memory in proportion to its size, also where it is wrong or hostile."""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Callable
from time import process_time
from types import FrameType
from typing import Any

import pytest

from libvirt_xml.messages.table import Parameters
from libvirt_xml.yaml_forms import Source, load
from libvirt_xml.yaml_forms.loading import Options

_MOST = 2.3  # times the calls and the memory for twice the input

_SPEC = "vm:\n  name: a\n  memory: 1GiB\n"
_KINDS: dict[str, Callable[[int], list[str]]] = {
    "unknown keys": lambda n: [_SPEC + "".join(f"  key{i}: 1\n" for i in range(n))],
    "unknown keys in a map of a map": lambda n: [
        _SPEC + "  cloud_init:\n" + "".join(f"    hostnam{i}: 1\n" for i in range(n))
    ],
    "duplicate keys": lambda n: [_SPEC + "  name: b\n" * n],
    "wrong values": lambda n: [_SPEC + "  disks:\n" + "    - {size: x}\n" * n],
    "wrong types": lambda n: [_SPEC + "  nics:\n" + "    - 1\n" * n],
    "undefined variables": lambda n: [_SPEC + "  description: x\n" + "".join(f"  k{i}: ${{v{i}}}\n" for i in range(n))],
    "documents": lambda n: ["---\n".join(f"network: {{name: n{i}}}\n" for i in range(n))],
    "named disks over others": lambda n: [_disks(n, "size: 1GiB"), _disks(n, "cache: none")],
    "devices over others": lambda n: [_targets(n, "readonly: true"), _targets(n, "shareable: true")],
    "unknown names of devices": lambda n: [
        _targets(n, "readonly: true"),
        "domain:\n  devices:\n    disks:\n" + "".join(f"      x{i}: {{readonly: true}}\n" for i in range(n)),
    ],
    "devices removed by name": lambda n: [
        _targets(n, "readonly: true"),
        "domain:\n  devices:\n    disks:\n" + "".join(f"      t{i}: null\n" for i in range(n)),
    ],
    "aliases": lambda n: ["base: &b {a: 1}\nall:\n" + "  - *b\n" * n],
    "aliases of aliases": lambda n: ["".join(f"a{i}: &a{i} [{f'*a{i - 1}' if i else 1}]\n" for i in range(n))],
    "merge keys": lambda n: ["".join(f"m{i}: &m{i} {{{f'<<: *m{i - 1}, ' if i else ''}k{i}: 1}}\n" for i in range(n))],
    "flow": lambda n: [f"a: [{'[1], ' * n}]"],
    "namespaces of foreign elements": lambda n: [_foreign(n)],
    "one long text": lambda n: [_SPEC + f"  description: {'x' * 40 * n}\n"],
    "a block": lambda n: [_SPEC + "  description: |\n" + "    some words\n" * n],
    "comments": lambda n: [_SPEC + "# words\n" * n],
}


def _disks(count: int, what: str) -> str:
    return _SPEC + "  disks:\n" + "".join(f"    - {{name: d{i}, {what}}}\n" for i in range(count))


def _foreign(count: int) -> str:
    names = "".join(f"      p{i}: 'urn:{i}'\n" for i in range(count))
    elements = "".join(f"      - '<p{i}:a b=\"p{i}:c\"/>'\n" for i in range(count))
    return f"domain:\n  type: kvm\n  name: a\n  extra_:\n    namespaces:\n{names}  metadata:\n    elements:\n{elements}"


def _targets(count: int, what: str) -> str:
    disks = "".join(f"      - {{target: {{dev: t{i}}}, {what}}}\n" for i in range(count))
    return f"domain:\n  type: kvm\n  name: a\n  devices:\n    disks:\n{disks}"


@pytest.mark.parametrize("kind", _KINDS)
def test_growth(kind: str) -> None:
    """Twice as much costs at most 2.3 times as many calls and as much memory."""
    size = 150 if "merge" in kind else 300
    _measured(_KINDS[kind](20))
    calls, peak = _measured(_KINDS[kind](size))
    more_calls, more_peak = _measured(_KINDS[kind](2 * size))
    assert more_calls <= _MOST * calls + 500
    assert more_peak <= _MOST * peak + 50_000


def _measured(texts: list[str]) -> tuple[int, int]:
    """How many functions reading a spec calls, and how many bytes it holds at most."""
    sources = [Source(text) for text in texts]
    count = 0

    def note(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    tracemalloc.start()
    sys.setprofile(note)
    try:
        load(*sources, options=Options(is_checked=False))
    finally:
        sys.setprofile(None)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return count, peak


@pytest.mark.parametrize("wrong", ["source: /a", "cache: none, format: raw"])
def test_problems_are_compared_in_proportion(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the schemas add to some of them is put in its place once, not once for each."""
    hash_of = Parameters.__hash__
    count = 0

    def counted(parameters: Parameters) -> int:
        nonlocal count
        count += 1
        return hash_of(parameters)

    monkeypatch.setattr(Parameters, "__hash__", counted)
    counts = []
    for size in (50, 100):
        count = 0
        load(Source(_targets(size, wrong)))
        counts.append(count)
    assert counts[1] <= _MOST * counts[0]


@pytest.mark.parametrize("sign", ["{{ ", "<% ", "{% "])
def test_signs_of_templates_without_an_end(sign: str) -> None:
    """A search for the end of each would take half a minute; no function is called for it that could be counted."""
    begin = process_time()
    load(Source(f"vm:\n  name: a\n  title: '{sign * 40_000}'\n"))
    assert process_time() - begin < 5
