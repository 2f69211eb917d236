"""What machines have and lack is data: the code of the ``vm`` form names no architecture and no machine type."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from libvirt_xml.facts.machines import Architecture, architectures, find_family, machine_types
from libvirt_xml.yaml_forms import vm

FOLDER = Path(vm.__file__).parent
NAMES = frozenset(
    {
        *architectures(),
        *(name for machine in machine_types() for name in (machine.family, *machine.names)),
    }
    - {"none", "other", "board"}
)
"""What nobody but the facts names; ``none`` is a word of many keys."""
EXAMPLES = {("machine.py", "q35"): "the example in a message about a wrong name"}


def _literals() -> Iterator[tuple[str, str]]:
    for path in sorted(FOLDER.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in NAMES:
                yield path.name, node.value


def test_no_machine_is_named_in_code() -> None:
    """Every exception has a reason, and none is stale."""
    assert sorted(_literals()) == sorted(EXAMPLES)


def test_each_architecture_has_machine_types() -> None:
    """And each machine type that libvirt starts belongs to architectures that are described."""
    of_machines = {arch for machine in machine_types() for arch in machine.architectures}
    assert of_machines == set(architectures())
    for machine in machine_types():
        assert (machine.abilities is None) == (not machine.has), machine.names


@pytest.mark.parametrize(
    ("name", "arch", "family"),
    [
        ("q35", "x86_64", "q35"),
        ("pc-q35-9.0", "x86_64", "q35"),
        ("pc-q35-7.2+custom", "x86_64", "q35"),
        ("q35-custom", "x86_64", "q35"),
        ("s390-ccw-virtio-7.2", "s390x", "s390"),
        ("q35", "aarch64", None),
    ],
)
def test_a_machine_has_the_abilities_of_its_family(name: str, arch: str, family: str | None) -> None:
    """Also a version that only a build of one's own has."""
    machine = find_family(name, arch)
    assert (machine.family if machine else None) == family


def test_what_is_not_known_is_neither_offered_nor_lacking() -> None:
    """Of a board nothing is known."""
    board = find_family("raspi4b", "aarch64")
    assert board is not None
    assert not board.offers("usb")
    assert not board.lacks("usb")
    assert architectures()["aarch64"] == Architecture(("uefi",), ("2.0",), has_requirements=True)
