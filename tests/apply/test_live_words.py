"""What leaves a running guest is called as its owner knows it."""

from __future__ import annotations

import pytest

from libvirt_xml import Domain
from libvirt_xml.apply.planning.live_words import describe_live_change
from libvirt_xml.changes.change import Change

LIVE = Domain.from_xml(
    """<domain type='qemu' id='4'><name>vm</name><memory>65536</memory><os><type>hvm</type></os><devices>
<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='/a' index='1'/><backingStore/>
<target dev='vda' bus='virtio'/><alias name='virtio-disk0'/></disk>
<serial type='pty'><source path='/dev/pts/7'/><target type='pci-serial' port='0'/><alias name='serial0'/></serial>
</devices></domain>"""
)
ASKED = Domain.from_xml("<domain type='qemu'><name>vm</name><memory>65536</memory><os><type>hvm</type></os></domain>")


@pytest.mark.parametrize(
    ("path", "device", "words"),
    [
        ("devices.disks[vda]", LIVE.devices.disks[0], "disk vda: file /a, format raw, bus virtio"),
        ("devices.serials[0]", LIVE.devices.serials[0], "serial 0: type pty, target type pci-serial"),
    ],
)
def test_state_is_not_told(path: str, device: object, words: str) -> None:
    """Numbers of images, aliases and terminals are libvirt's own; the device itself stays as it was."""
    change = Change("removed", path, device, None)
    assert str(describe_live_change(change, LIVE, ASKED)) == words
    assert LIVE.devices.disks[0].alias is not None
