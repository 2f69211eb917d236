"""A machine of ten lines starts from the disk that it is to start from, and its console works in both directions."""

from __future__ import annotations

import pytest

from libvirt_xml.yaml_forms.loading import Source, load
from tests.real.guests import write_disk
from tests.real.hypervisor import Hypervisor

SPEC = """
vm:
  name: small
  os: debian12
  accel: tcg
  memory: 128MiB
  disks:
    - {name: first, path: FOLDER/first.raw}
    - {name: second, path: FOLDER/second.raw}
    - {name: tray, cdrom: true}
"""

ORDERS = [
    ("", "first"),
    ("  boot: [second, first]\n", "second"),
    ("  boot: [tray, second]\n", "second"),
    ("  machine: pc\n  boot: [second]\n", "second"),
]


@pytest.mark.parametrize(("more", "chosen"), ORDERS)
def test_a_machine_starts_from_its_disk_and_talks(hypervisor: Hypervisor, more: str, chosen: str) -> None:
    for name in ("first", "second"):
        write_disk(hypervisor.folder / f"{name}.raw", f"This is the {name} disk")
    text = SPEC.replace("FOLDER", str(hypervisor.folder)) + more
    xml = load(Source(text, "small.yaml")).raise_errors().documents[0].element.to_xml()
    with hypervisor.defined(xml), hypervisor.console("small") as console:
        assert console.hears("disk\r\n"), console.heard
        assert f"This is the {chosen} disk" in console.heard.decode("ascii", "replace")
        console.say("x")
        assert console.hears("<x>"), console.heard


def test_six_devices_can_be_plugged_in_and_no_seventh(hypervisor: Hypervisor) -> None:
    loaded = load(Source("vm: {name: plugged, accel: tcg, memory: 128MiB, nics: [{user: true}]}", "plugged.yaml"))
    nic = hypervisor.folder / "nic.xml"
    nic.write_text("<interface type='user'><model type='virtio'/></interface>")
    with hypervisor.defined(loaded.raise_errors().documents[0].element.to_xml()), hypervisor.console("plugged"):
        answers = [hypervisor.virsh("attach-device", "plugged", str(nic), "--live") for _ in range(7)]
    assert [answer.returncode for answer in answers] == [0] * 6 + [1], [answer.stderr for answer in answers]
    assert "No more available PCI slots" in answers[-1].stderr
