"""What only a former model of a device has goes; so does an address that another device is asked to have."""

from __future__ import annotations

import pytest

from libvirt_xml.apply import merge
from tests.changes.reading import devices

ADDRESS = "<address type='pci' domain='0' bus='3' slot='0' function='0'/>"
ISA = "<address type='isa' iobase='0x505'/>"


@pytest.mark.parametrize(
    ("had", "asked", "goes"),
    [
        (f"<watchdog model='i6300esb'>{ADDRESS}</watchdog>", "<watchdog model='ib700'/>", ["address"]),
        (f"<watchdog model='i6300esb'>{ADDRESS}</watchdog>", "<watchdog action='reset'/>", []),
        (f"<video><model type='vga'/>{ADDRESS}</video>", "<video><model type='ramfb'/></video>", ["address"]),
        (f"<video><model type='vga'/>{ADDRESS}</video>", "<video><model type='virtio'/></video>", []),
        (
            "<serial type='pty'><target type='isa-serial' port='0'><model name='isa-serial'/></target></serial>",
            "<serial type='pty'><target type='pci-serial'/></serial>",
            ["target.model"],
        ),
        (
            f"<serial type='pty'><target type='pci-serial' port='0'/>{ADDRESS}</serial>",
            "<serial type='pty'><target type='isa-serial'/></serial>",
            ["address"],
        ),
        (f"<panic model='isa'>{ISA}</panic>", "<panic model='hyperv'/>", ["address"]),
        (f"<iommu model='virtio'>{ADDRESS}</iommu>", "<iommu model='intel'/>", ["address"]),
        (
            "<disk device='cdrom'><target dev='sda' bus='sata'/><readonly/></disk>",
            "<disk device='disk'><target dev='sda' bus='sata'/></disk>",
            ["readonly"],
        ),
    ],
)
def test_another_model_of_a_device(had: str, asked: str, goes: list[str]) -> None:
    """What only the former model has goes; a model that can have the address keeps it."""
    merged = merge(devices(asked), devices(had))
    assert [drop.path.partition(".")[2].partition(".")[2] for drop in merged.dropped] == goes
    assert merge(devices(asked), merged.document, merged.owned).changes == ()


@pytest.mark.parametrize(("address", "others"), [(ADDRESS, None), (ADDRESS.replace("bus='3'", "bus='4'"), 3), ("", 3)])
def test_an_address_that_another_device_has(address: str, others: int | None) -> None:
    """libvirt gives the device that nobody asked for another one."""
    merged = merge(devices(f"<memballoon model='virtio'>{address}</memballoon>"), devices(f"<video>{ADDRESS}</video>"))
    (video,) = merged.document.devices.videos
    assert (None if video.address is None else video.address.bus) == others
    assert merged.document.devices.memballoon is not None
    assert (merged.document.devices.memballoon.address is None) == (not address)
