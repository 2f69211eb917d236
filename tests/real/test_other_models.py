"""A device of another model in place of one, both ways: libvirt takes what is merged if it takes what is asked."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

import pytest

from libvirt_xml import Domain
from libvirt_xml.apply import Host, Wish, apply_plan, make_plan, terms_of
from tests.real.hypervisor import Hypervisor

pytest.importorskip("libvirt", reason="needs libvirt-python", exc_type=ImportError)

MACHINE = (
    "<domain type='qemu'><name>models</name><memory unit='MiB'>64</memory><os><type machine='{}'>hvm</type></os>"
    "<features><acpi/></features><devices>{}</devices></domain>"
)
SERIALS = [f"<serial type='pty'><target type='{kind}-serial'/></serial>" for kind in ("isa", "pci", "usb")]
DISKS = [f"<disk type='file' device='{kind}'><target dev='sda' bus='sata'/>{{}}</disk>" for kind in ("cdrom", "disk")]
KINDS = {
    "watchdog": [f"<watchdog model='{model}' action='reset'/>" for model in ("i6300esb", "ib700", "itco")],
    "video": [f"<video><model type='{model}'/></video>" for model in ("vga", "virtio", "ramfb", "none")],
    "serial": SERIALS,
    "panic": ["<panic model='isa'><address type='isa' iobase='0x505'/></panic>", "<panic model='hyperv'/>"],
    "iommu": [f"<iommu model='{model}'/>" for model in ("intel", "virtio")],
    "disk": [disk.format("<source file='/a'/>") for disk in DISKS],
    "sound": [f"<sound model='{model}'/>" for model in ("ich9", "ac97", "usb", "sb16")],
}


@pytest.fixture
def host(hypervisor: Hypervisor) -> Iterator[Host]:
    """The libvirt of the tests, without the machine afterwards."""
    with Host(hypervisor.uri) as opened:
        yield opened
        for domain in opened.domains():
            if domain.name == "models":
                domain.undefine()


@pytest.mark.parametrize("machine", ["q35", "pc"])
@pytest.mark.parametrize("kind", KINDS)
def test_one_after_the_other(host: Host, kind: str, machine: str) -> None:
    """After each model that libvirt takes each other one, and the second plan has nothing to do."""
    wishes = [Wish("domain", Domain.from_xml(MACHINE.format(machine, device))) for device in KINDS[kind]]
    taken = [wish for wish in wishes if _refusal(host, wish, is_removed=True) is None]
    for former, other in permutations(taken, 2):
        assert _refusal(host, former) is None
        assert _refusal(host, other) is None
        assert not make_plan(host, [other], terms_of(host)).sends


def _refusal(host: Host, wish: Wish, *, is_removed: bool = False) -> Exception | None:
    terms = terms_of(host, ["disk-source", "new-hardware"])
    (result,) = apply_plan(host, make_plan(host, [wish], terms), terms)
    if is_removed and result.error is None:
        host.domain("models").undefine()
    return result.error
