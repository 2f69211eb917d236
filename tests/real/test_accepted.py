"""What the check of the vm form lets pass, libvirt takes: each word of the keys that have closed sets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from libvirt_xml.yaml_forms.loading import Options, Source, load
from libvirt_xml.yaml_forms.shapes.field_words import words_of
from tests.real.hypervisor import Hypervisor
from tests.real.test_impossible import OF_HOST, refusal

DISK = "disks: [{{path: /a.raw, format: raw, {}}}]"
KEYS = [
    ("DiskTarget", "bus", DISK.format("bus: WORD")),
    ("DiskTarget", "bus", "disks: [{cdrom: /a.iso, bus: WORD}]"),
    ("DiskTarget", "bus", DISK.format("bus: WORD, readonly: true")),
    ("DiskTarget", "bus", DISK.format("bus: WORD, wwn: '5000c50015ea71ac'")),
    ("DiskTarget", "bus", DISK.format("bus: WORD, serial: A")),
    ("DiskDriver", "type", "disks: [{path: /a, format: WORD}]"),
    ("DiskDriver", "io", DISK.format("io: WORD")),
    ("DiskDriver", "cache", DISK.format("io: native, cache: WORD")),
    ("VideoModel", "type", "graphics: vnc, video: WORD"),
    ("VideoModel", "type", "graphics: spice, video: {model: WORD, heads: 2}"),
    ("Sound", "model", "sound: WORD"),
    ("Watchdog", "model", "watchdog: WORD"),
    ("Input", "bus", "input: [{type: tablet, bus: WORD}]"),
    ("Input", "bus", "input: [{type: keyboard, bus: WORD}]"),
    ("InterfaceSource", "mode", "nics: [{direct: {dev: eth0, mode: WORD}, vlan: 5}]"),
]
MACHINES = ("q35", "pc", "isapc")


def choices() -> Iterator[str]:
    """Specs, each with one word of one key."""
    for owner, field, keys in KEYS:
        words = words_of(owner, field)
        assert words, (owner, field)
        yield from (keys.replace("WORD", word) for word in words)


@pytest.mark.parametrize("machine", MACHINES)
def test_libvirt_takes_what_passes_the_check(hypervisor: Hypervisor, machine: str) -> None:
    refused = {}
    for choice in choices():
        keys = f"machine: {machine}, {choice}"
        text = f"vm: {{name: probe, accel: tcg, {keys}}}"
        loaded = load(Source(text, "probe.yaml"), options=Options(libvirt=hypervisor.version))
        if any(problem.severity == "error" for problem in loaded.problems):
            continue
        said = refusal(hypervisor, keys, "command")
        if said is not None and not OF_HOST.search(said):
            refused[choice] = said
    assert refused == {}
