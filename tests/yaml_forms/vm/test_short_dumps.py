"""Dumps of machines that libvirt made of specs come back about as short as these.

``dumps/`` has specs and what libvirt 9.0.0 dumped of their expansions (``virsh dumpxml --inactive``); the specs are for
KVM, the dumps of machines that were emulated. ``dumps/other_tools/`` has what it dumped of machines as other tools
describe them, and the specs that these become (``UPDATE_GOLDENS=1`` writes them). ``tests/real`` asks libvirt whether
it makes the same of what comes back.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from statistics import median

import pytest

from libvirt_xml import Controller, Domain, Graphics
from libvirt_xml.changes import compare
from libvirt_xml.completion import completed
from libvirt_xml.yaml_forms import Source, load, to_yaml
from libvirt_xml.yaml_forms.vm.back import to_short_vm
from tests.sources import ABSENT, document_roots
from tests.yaml_forms.vm.test_back import expanded

FOLDER = Path(__file__).parent / "dumps"
DUMPS = sorted(FOLDER.glob("*.xml"))
OF_OTHER_TOOLS = sorted((FOLDER / "other_tools").glob("*.xml"))


def lines_of(path: Path) -> tuple[int, int]:
    """How long a spec is, and what comes back."""
    spec = path.with_suffix(".spec.yaml").read_text(encoding="utf-8")
    return len(spec.splitlines()), len(to_yaml(Domain.from_file(path), form="vm", exact=False).splitlines())


def test_a_spec_comes_back_about_as_short() -> None:
    """Though it also has the generation of defaults, the UUID, the machine type, and that it is emulated."""
    assert len(DUMPS) == 11
    assert median(back / spec for spec, back in map(lines_of, DUMPS)) <= 1.35


@pytest.mark.parametrize("path", DUMPS, ids=lambda path: path.stem)
def test_none_is_much_longer(path: Path) -> None:
    spec, back = lines_of(path)
    assert back <= 1.6 * spec


@pytest.mark.parametrize("path", OF_OTHER_TOOLS, ids=lambda path: path.stem)
def test_a_machine_of_another_tool(path: Path) -> None:
    """An alias of its own, or metadata beside libosinfo's, puts no whole device and no more metadata below domain."""
    golden = path.with_suffix(".yaml")
    text = to_yaml(Domain.from_file(path), form="vm", exact=False)
    if os.environ.get("UPDATE_GOLDENS"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [*DUMPS, *OF_OTHER_TOOLS], ids=lambda path: path.stem)
def test_libvirt_makes_the_same_of_it(path: Path) -> None:
    domain = Domain.from_file(path)
    (document,) = load(Source(to_yaml(domain, form="vm", exact=False))).raise_errors().documents
    assert isinstance(document.element, Domain)
    assert compare(completed(document.element), completed(domain)) == []


@pytest.mark.parametrize("path", DUMPS, ids=lambda path: path.stem)
def test_the_exact_form_is_exact(path: Path) -> None:
    domain = Domain.from_file(path)
    (document,) = load(Source(to_yaml(domain, form="vm"))).raise_errors().documents
    assert isinstance(document.element, Domain)
    assert compare(document.element, domain) == []


@pytest.mark.skipif(not document_roots(), reason=ABSENT)
def test_libvirt_makes_the_same_of_the_domains_of_its_tests() -> None:
    """Every fortieth of them."""
    texts = [path.read_bytes() for root in document_roots() for path in sorted(root.rglob("*.xml"))]
    domains = [text for text in texts if re.match(rb"\s*(<!--.*?-->\s*)*<domain[\s>]", text, re.DOTALL)]
    for text in domains[::40]:
        domain = Domain.from_xml(text)
        spec, _ = to_short_vm(domain)
        assert compare(completed(expanded(spec)), completed(domain)) == [], text.decode()


USUAL = "cpus: 2\n  memory: 2GiB\n  "
GL = "<graphics type='spice'><listen type='none'/><gl enable='yes'/></graphics>"
SHORT = [
    f"{USUAL}graphics: {{type: spice, port: 5905}}",
    f"{USUAL}graphics: {{type: spice, listen: host}}",
    f"{USUAL}graphics:\n    - {{type: spice, listen: host}}\n    - {{type: vnc, listen: host}}",
    f"{USUAL}hotplug: 0",
    f"{USUAL}rng: {{source: /dev/random, rate: 1MiB}}",
    f"{USUAL}disks:\n    - {{block: /dev/sdb, bus: scsi}}",
    f"{USUAL}disks:\n    - {{path: /a.img, format: raw}}",
    "cpus: {count: 2, max: 8}\n  memory: {size: 4GiB, max: 16GiB}",
]


@pytest.mark.parametrize("keys", SHORT)
def test_what_libvirt_completed_comes_back_as_it_was_said(keys: str) -> None:
    """Nothing is under ``domain``."""
    spec = f"vm:\n  name: a\n  defaults: 2\n  {keys}\n"
    (document,) = load(Source(spec)).raise_errors().documents
    assert isinstance(document.element, Domain)
    assert to_yaml(completed(document.element), form="vm", exact=False) == spec


def test_memory_beside_a_memory_device_is_what_the_guest_starts_with() -> None:
    """libvirt counts the device; a person says the rest, and it is the one node that memory can be plugged into."""
    keys = "cpus: 2\n  memory: {size: 4GiB, max: 16GiB}"
    device = "model: dimm, target: {size: {value: 1048576, unit: KiB}, node: 0}"
    spec = f"vm:\n  name: a\n  defaults: 2\n  {keys}\n  domain: {{devices: {{memory_devices: [{{{device}}}]}}}}\n"
    (document,) = load(Source(spec)).raise_errors().documents
    assert isinstance(document.element, Domain)
    whole = completed(document.element)
    assert whole.memory is not None
    assert whole.memory.bytes == 5 << 30
    assert f"  {keys}\n" in to_yaml(whole, form="vm", exact=False)
    assert "numa" not in to_yaml(whole, form="vm", exact=False)


PLAIN = """<domain type='qemu'><name>a</name><memory unit='KiB'>1048576</memory><vcpu>1</vcpu>
<os><type arch='x86_64' machine='pc'>hvm</type></os><devices><disk type='file' device='cdrom'>
<source file='/boot.iso'/><target dev='sda' bus='usb'/></disk><controller type='ide' index='0'/></devices></domain>"""


def test_what_libvirt_assigns_is_a_key_where_the_form_assigns_another() -> None:
    """The CPU model; and a list that has to be replaced has only what libvirt does not add."""
    spec = to_yaml(completed(Domain.from_xml(PLAIN)), form="vm", exact=False)
    assert "  cpus: {count: 1, model: qemu64}\n" in spec
    assert "controllers: !replace\n        - {type: ide, index: 0}\n    " in spec


def test_a_device_without_a_key_is_said_without_its_address() -> None:
    """Where libvirt assigns the same."""
    spec = "vm:\n  name: a\n  defaults: 2\n  cpus: 2\n  memory: 2GiB\n  graphics: spice\n"
    spec += "  domain:\n    devices:\n      redirdevs:\n        - {bus: usb, type: spicevmc}\n"
    (document,) = load(Source(spec)).raise_errors().documents
    assert isinstance(document.element, Domain)
    whole = completed(document.element)
    assert whole.devices.redirdevs[0].address is not None
    assert to_yaml(whole, form="vm", exact=False) == spec


def test_a_key_that_needs_what_libvirt_adds_comes_back() -> None:
    """libvirt lets a display that the host's GPU draws listen nowhere, and the form takes ``gl`` only then."""
    domain = Domain.from_file(FOLDER / "w04.xml")
    domain.devices.graphics = [Graphics.from_xml(GL)]
    assert "  graphics: {type: spice, listen: none, gl: true}\n" in to_yaml(domain, form="vm", exact=False)


def test_what_is_left_out_is_told() -> None:
    _, omitted = to_short_vm(Domain.from_file(FOLDER / "w01.xml"))
    paths = {value.path for value in omitted}
    assert "devices.emulator" in paths
    assert any(path.startswith("devices.disks[") and path.endswith(".address") for path in paths)


def test_what_libvirt_would_assign_otherwise_is_kept() -> None:
    """Without its address the guest would find the last device in another slot, and with the first one all others."""
    domain = Domain.from_file(FOLDER / "w01.xml")
    (rng,), (nic,) = domain.devices.rngs, domain.devices.interfaces
    assert rng.address is not None
    assert nic.address is not None
    rng.address.bus = 9
    last = to_yaml(domain, form="vm", exact=False)
    assert "'0':\n          address: {type: pci, domain: 0x0000, bus: 0x09, slot: 0x00, function: 0x0}" in last
    assert last.count("address:") == 1
    nic.address.bus = 10
    first = to_yaml(domain, form="vm", exact=False)
    assert "ua-nic-lan:\n          address: {type: pci, domain: 0x0000, bus: 0x0a, slot: 0x00, function: 0x0}" in first
    assert first.count("address:") > 1


def test_a_device_is_not_wanted_for_the_places_of_others() -> None:
    """The watchdog that a libvirt adds itself is not written, though another would take the place of a device that has
    gone."""
    xml = (FOLDER / "w01.xml").read_text(encoding="utf-8")
    domain = Domain.from_xml(xml.replace("<memballoon", "<watchdog model='itco' action='reset'/><memballoon", 1))
    devices = [item for item in domain.devices if not isinstance(item, Controller) or item.type != "pci"]
    for address in (getattr(device, "address", None) for device in devices):
        if address is not None and address.type == "pci" and address.bus >= 2:
            address.bus += 1
    spec, _ = to_short_vm(domain, "12.8.0")
    assert spec.get("watchdog") is None
