"""Documents that libvirt refuses are neither completed nor shortened, and take no time."""

from __future__ import annotations

from time import process_time

import pytest

from libvirt_xml.changes import same
from libvirt_xml.completion import completed, without_assigned
from tests.completion.test_omitting import Q35, domain_of

FAULTS = [
    "<controller type='pci' index='4294967296' model='pcie-root-port'/>",
    "<controller type='pci' index='x' model='pcie-root-port'/>",
    "<controller type='usb' index='-1'/>",
    "<controller type='usb' index='0' model='qemu-xhci' ports='4294967296'/>",
    "<memballoon model='virtio'><address type='pci' bus='0x7fffffff' slot='0x1'/></memballoon>",
    "<memballoon model='virtio'><address type='pci' bus='0' slot='0x20'/></memballoon>",
    "<input type='tablet' bus='usb'><address type='usb' bus='0' port='1.x'/></input>",
    "<input type='tablet' bus='usb'/>" * 5000,
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault[:60])
def test_faults_are_kept(fault: str) -> None:
    """Wherever the number that makes no sense stands."""
    domain = domain_of(Q35.replace("</devices>", f"{fault}</devices>"))
    begin = process_time()
    assert same(completed(domain), domain)
    short, omitted = without_assigned(domain)
    assert same(short, domain)
    assert omitted == []
    assert process_time() - begin < 2


def test_a_machine_without_room() -> None:
    """libvirt refuses a slot that is taken twice: what it would assign is not known, and all places stay."""
    balloon = "<memballoon model='virtio'><address type='pci' bus='0' slot='0x1f' function='0x0'/></memballoon>"
    twice = f"<rng model='virtio'><backend model='builtin'/><address type='pci' slot='0x1f'/></rng>{balloon}"
    domain = domain_of(Q35.replace("</devices>", f"{twice}</devices>"))
    short, _ = without_assigned(domain)
    assert same(completed(short), completed(domain))
    assert short.devices.rngs[0].address
