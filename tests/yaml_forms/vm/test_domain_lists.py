"""Lists under ``domain:``: an item changes what it names, or is a new one, or is asked about; nothing is lost."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from hypothesis import given, strategies as st

from libvirt_xml import Domain
from libvirt_xml.changes import compare
from libvirt_xml.yaml_forms import to_yaml
from libvirt_xml.yaml_forms.loading import Loaded, Source, load
from libvirt_xml.yaml_forms.text.emitting import dump
from libvirt_xml.yaml_forms.text.yaml_tree import NOWHERE, make

BASE = """
vm:
  name: a
  disks: [{name: root, path: /a.qcow2}, {name: data, path: /b.qcow2}]
  nics: [{name: lan, network: default}, {name: dmz, network: other, mac: "52:54:00:00:00:02"}]
  cpus: {features: {vmx: disable}}
  os: debian12
"""

MERGED: dict[str, tuple[str, str, list[str]]] = {
    "by alias": (
        "interfaces: [{alias: {name: ua-nic-lan}, mtu: {size: 9000}}]",
        "interface",
        ["default mtu", "other"],
    ),
    "by address": ("interfaces: [{mac: {address: 52:54:00:00:00:02}, mtu: {size: 9}}]", "interface", ["", "mtu"]),
    "by target": ("disks: [{target: {dev: vdb}, serial: S}]", "disk", ["/a.qcow2", "/b.qcow2 serial"]),
    "by name in a map": ("disks: {ua-disk-data: {serial: S}, vda: {serial: T}}", "disk", ["serial", "serial"]),
    "a new one": (
        "interfaces: [{alias: {name: ua-third}, type: user, model: {type: virtio}}]",
        "interface",
        ["default", "other", "ua-third"],
    ),
    "a new one of another kind": ("controllers: [{type: scsi, model: virtio-scsi}]", "controller[@type='scsi']", [""]),
    "a new one in an empty list": (
        "redirdevs: [{type: pty, bus: usb}, {type: pty, bus: usb}]",
        "redirdev",
        ["", ""],
    ),
    "a single one without a name": ("rngs: {0: {rate: {bytes: 5}}}", "rng", ["rate"]),
    "null for one": ("disks: {vda: null}", "disk", ["/b.qcow2"]),
    "null for all": ("disks: null", "disk", []),
    "a tag": ("interfaces: !replace [{type: user}]", "interface", ["user"]),
    "nothing": ("parallels: []", "parallel", []),
}


@pytest.mark.parametrize(("said", "tag", "expected"), MERGED.values(), ids=MERGED)
def test_an_item_changes_what_it_names_or_is_new(said: str, tag: str, expected: list[str]) -> None:
    """Each device is there, in its order, with the words that are expected in it."""
    devices = domain_of(load(with_devices(said))).to_element().find("devices")
    assert devices is not None
    texts = ["".join(map(_shown, found.iter())) for found in devices.findall(tag)]
    assert len(texts) == len(expected), texts
    for text, words in zip(texts, expected, strict=True):
        assert all(word in text for word in words.split()), text


UNCLEAR = {
    "a NIC without a name": (
        "interfaces: [{type: network, source: {network: extra}}]",
        "missing-key",
        "interfaces[0]",
        ["ua-nic-lan", "alias.name or mac.address", "!replace"],
    ),
    "a part of one of several": ("interfaces: [{mtu: {size: 9}}]", "missing-key", "interfaces[0]", ["ua-nic-dmz"]),
    "a device that has no names": ("rngs: [{model: virtio}]", "missing-key", "rngs[0]", ["rngs: {0: "]),
    "an empty list": ("disks: []", "invalid-value", "disks", ["null removes"]),
    "an unknown name": ("disks: {ua-disk-rot: {serial: S}}", "unknown-name", "disks.ua-disk-rot", ["ua-disk-root"]),
    "one twice": ("disks: [{target: {dev: vda}}, {alias: {name: ua-disk-root}}]", "duplicate-name", "disks[1]", []),
    "no list": ("interfaces: {type: user}", "wrong-type", "interfaces", ["'[{type: user}]'"]),
}  # fmt: skip


@pytest.mark.parametrize(("said", "code", "path", "words"), UNCLEAR.values(), ids=UNCLEAR)
def test_what_is_unclear_is_asked(said: str, code: str, path: str, words: list[str]) -> None:
    """One problem, which says what there is and how to say which."""
    loaded = load(with_devices(said))
    (problem,) = loaded.problems
    assert (problem.code, problem.path) == (code, f"vm.domain.devices.{path}")
    assert problem.line == len(BASE.splitlines()) + 3
    assert all(word in problem.full_message for word in words), problem.full_message
    assert loaded.documents == ()


def test_an_alias_that_is_nearly_another_is_a_warning() -> None:
    """It is added, and the other one is named."""
    loaded = load(with_devices("interfaces: [{alias: {name: ua-nic-lna}, type: user}]"))
    assert [(each.code, each.severity, each.suggestion) for each in loaded.problems] == [
        ("similar-name", "warning", "ua-nic-lan")
    ]
    assert len(domain_of(loaded).devices.interfaces) == 3


def test_other_lists_of_a_domain() -> None:
    """CPU features and timers by name, NUMA cells by number, foreign metadata by namespace; text beside attributes."""
    said = """
  numa: [{cpus: 0, memory: 1GiB}, {cpus: 1, memory: 1GiB}]
  memory: 2GiB
  domain:
    cpu:
      features: [{name: svm, policy: disable}]
      numa: {cells: [{id: 1, memory: 524288, unit: KiB}]}
    clock: {timers: [{name: hpet, present: true}, {name: kvmclock, present: false}]}
    metadata: {elements: ["<app:x xmlns:app='urn:app'/>"]}
    vcpu: {placement: static}
"""
    domain = domain_of(load(Source(BASE + said)))
    assert domain.cpu
    assert domain.cpu.numa
    assert domain.clock
    assert domain.metadata
    assert domain.vcpu
    assert [feature.name for feature in domain.cpu.features] == ["vmx", "svm"]
    assert [(cell.id, cell.cpus, cell.memory) for cell in domain.cpu.numa.cells] == [(0, "0", 1), (1, "1", 524288)]
    timers = {timer.name: timer.present for timer in domain.clock.timers}
    assert timers == {"rtc": None, "pit": None, "hpet": True, "kvmclock": False}
    assert [element.name for element in domain.metadata.elements] == ["libosinfo:libosinfo", "app:x"]
    assert (domain.vcpu.value, domain.vcpu.placement) == (2, "static")


def test_layers_are_laid_over_one_another() -> None:
    """What a second file says is laid over what comes of the first; maps become one, lists are kept apart."""
    first = Source(BASE + "  domain: {devices: {disks: [{target: {dev: vda}, serial: A}]}, on_crash: restart}")
    second = Source("vm: {name: a, domain: {devices: {disks: {ua-disk-root: {serial: B}, vdb: null}}}}")
    third = Source("vm: {name: a, domain: {on_crash: destroy}}")
    loaded = load(first, second, third)
    domain = domain_of(loaded)
    assert [(disk.target and disk.target.dev, disk.serial) for disk in domain.devices.disks] == [("vda", "B")]
    assert domain.on_crash == "destroy"
    spec = loaded.documents[0].spec
    assert spec is not None
    again = load(Source(dump([("vm", spec)])))
    assert compare(domain_of(again), domain) == []


def test_the_first_generation_is_as_it_was() -> None:
    """A list without names replaces, as it did when specs with this number were written."""
    said = "  defaults: 1\n  domain: {devices: {interfaces: [{type: user}]}}"
    assert [nic.type for nic in domain_of(load(Source(BASE + said))).devices.interfaces] == ["user"]


def test_a_tag_replaces_between_layers_too() -> None:
    """Also where the layers below come later: ``defaults`` lie below all."""
    text = "defaults: {nics: [{name: lan, network: x}]}\n---\nvm: {name: a, nics: !replace [{name: b, network: y}]}"
    (nic,) = domain_of(load(Source(text))).devices.interfaces
    assert nic.source
    assert nic.source.network == "y"


ITEMS: dict[str, list[dict[str, Any]]] = {
    "interfaces": [
        {"type": "user"},
        {"type": "user", "mac": {"address": "52:54:00:00:00:01"}},
        {"mac": {"address": "52:54:00:00:00:02"}, "mtu": {"size": 9000}},
        {"alias": {"name": "ua-nic-x0"}, "link": {"state": "down"}},
        {"alias": {"name": "ua-other"}, "type": "user"},
        {"type": "network", "source": {"network": "extra"}, "model": {"type": "virtio"}},
    ],
    "disks": [
        {"target": {"dev": "vda"}, "serial": "S"},
        {"target": {"dev": "vdz", "bus": "virtio"}, "type": "file", "device": "disk", "source": {"file": "/z"}},
        {"type": "file", "device": "disk", "source": {"file": "/z"}},
        {"alias": {"name": "ua-disk-x1"}, "serial": "T"},
        {"serial": "U"},
    ],
    "filesystems": [{"target": {"dir": "x0"}, "readonly": True}, {"type": "mount"}],
    "hostdevs": [{"type": "usb", "mode": "subsystem"}, {"alias": {"name": "ua-hostdev-x0"}, "managed": False}],
    "rngs": [{"model": "virtio"}],
}
COUNTS = {"disks": "disks", "nics": "interfaces", "shares": "filesystems", "hostdevs": "hostdevs"}


@st.composite
def machines(draw: st.DrawFn) -> dict[str, Any]:
    """A ``vm`` with some devices, and lists in the document form over them."""
    items = {
        "disks": [{"name": f"x{n}", "path": f"/{n}.qcow2"} for n in range(draw(st.integers(0, 3)))],
        "nics": [{"name": f"x{n}", "network": "n"} for n in range(draw(st.integers(0, 3)))],
        "shares": [{"name": f"x{n}", "path": "/s"} for n in range(draw(st.integers(0, 2)))],
        "hostdevs": [{"name": f"x{n}", "pci": f"3b:00.{n}"} for n in range(draw(st.integers(0, 2)))],
    }
    if draw(st.booleans()):
        items["nics"] = [{"network": "n"}]
    over = {
        name: draw(st.lists(st.sampled_from(choices), max_size=3))
        for name, choices in ITEMS.items()
        if draw(st.booleans())
    }
    return {"name": "a", "aliases": draw(st.booleans()), **items, "domain": {"devices": over}}


@given(machines())
def test_no_list_loses_a_device(spec: dict[str, Any]) -> None:
    """There are problems, or all devices of the plain keys and no fewer; and the way back gives the same."""
    loaded = load(Source(dump([("vm", make(spec, NOWHERE))])))
    if not loaded.documents:
        assert any(problem.severity == "error" for problem in loaded.problems)
        return
    domain = domain_of(loaded)
    plain = domain_of(load(Source(dump([("vm", make({**spec, "domain": {}}, NOWHERE))]))))
    for key, kind in COUNTS.items():
        got, least = getattr(domain.devices, kind), getattr(plain.devices, kind)
        assert len(got) >= len(least) == len(spec[key])
        for device in least:  # its source is still there: what changes a device does not change what it is
            assert any(same_source(device, other) for other in got)
    (again,) = load(Source(to_yaml(domain, form="vm"))).raise_errors().documents
    assert compare(again.element, domain) == []


def same_source(one: Any, two: Any) -> bool:
    """Whether two devices have one source."""
    return one.source is None or (two.source is not None and one.source == two.source)


def with_devices(said: str) -> Source:
    """A spec with devices in the document form."""
    return Source(f"{BASE}  domain:\n    devices:\n      {said}\n")


def domain_of(loaded: Loaded) -> Domain:
    """The one domain of a spec."""
    (document,) = loaded.raise_errors().documents
    assert isinstance(document.element, Domain)
    return document.element


def _shown(element: Any) -> str:
    return f"{element.tag} {' '.join(element.attrib.values())} {element.text or ''} "


@pytest.mark.parametrize(
    "item", ["alias: {{name: ua-disk-d{n}}}", "target: {{dev: vdzz{n}}}, serial: x", "serial: S{n}"]
)
def test_time_grows_with_the_items(item: str) -> None:
    """Twice as many items take about twice as many calls, also where all of them are wrong."""

    def calls(count: int) -> int:
        disks = [f"{{name: d{n}, path: /d{n}.qcow2}}" for n in range(count)]
        items = [f"{{{item.format(n=n)}}}" for n in range(count)]
        over = f"{{devices: {{disks: [{', '.join(items)}]}}}}"
        made = Source(f"vm: {{name: a, disks: [{', '.join(disks)}], domain: {over}}}")
        total = 0

        def count(*_: object) -> None:
            nonlocal total
            total += 1

        sys.setprofile(count)
        try:
            load(made)
        finally:
            sys.setprofile(None)
        return total

    for _ in range(2):  # what every disk costs once, and when it is met again
        calls(200)
    assert calls(200) < 2.3 * calls(100)
