"""Edits of a ``vm`` are linear in its devices."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

import libvirt_xml
from libvirt_xml.editing.texts.encoded_text import decoded_text
from libvirt_xml.editing.yaml.edited_yaml import YamlText
from tests.cost import calls_of

_COUNT = 60
_MOST = 2.3  # what twice the devices may cost
_CHANGES: dict[str, Callable[[Any], object]] = {
    "a value": lambda domain: setattr(domain.devices.disks[0].driver, "cache", "none"),
    "the first of the boot order goes": lambda domain: domain.devices.disks.pop(0),
    "another name": lambda domain: setattr(domain, "name", "web2"),
}


def _text(count: int) -> str:
    names = [f"d{index}" for index in range(count)]
    disks = "".join(f"    - {{name: {name}, path: /{name}.qcow2}}\n" for name in names)
    return f"vm:\n  name: web1\n  memory: 2GiB\n  hotplug: 0\n  disks:\n{disks}  boot: [{', '.join(names)}]\n"


@pytest.mark.parametrize("change", _CHANGES)
def test_twice_the_devices_cost_twice(change: str) -> None:
    """Whatever is changed of a machine of which each disk can be booted."""
    calls = []
    for count in (_COUNT, 2 * _COUNT):
        text = _text(count)
        domain: Any = copy.deepcopy(YamlText(decoded_text(text), {}).documents[0].element)
        _CHANGES[change](domain)
        calls.append(calls_of(lambda text=text, domain=domain: libvirt_xml.edited(text, domain)))
    assert calls[1] <= _MOST * calls[0]
