"""Where a file asks for what a plan would change."""

from __future__ import annotations

import pytest

from libvirt_xml import Domain
from libvirt_xml.apply.planning.asking_places import XmlPlaces, YamlPlaces
from libvirt_xml.apply.planning.host_plan import FilePlace
from libvirt_xml.yaml_forms import Source, load

XML = b"""<domain type='kvm'>
  <name>web1</name>
  <memory unit='MiB'>8</memory>
  <devices>
    <disk type='file' device='disk'>
      <target dev='vda' bus='virtio'/>
    </disk>
    <disk type='file' device='disk'>
      <driver name='qemu'
              cache='none'/>
      <target dev='vdb' bus='virtio'/>
    </disk>
  </devices>
</domain>
"""
YAML = """vm:
  name: web1
  memory: 1GiB
  disks:
    - {name: a, path: /a.qcow2}
    - path: /b.qcow2
      name: b
      cache: none
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("memory", 3),
        ("name", 2),
        ("devices.disks[vda]", 5),
        ("devices.disks[vdb]", 8),
        ("devices.disks[vdb].driver.cache", 9),
        ("devices.disks[vdz].driver", 4),
        ("cpu.mode", 1),
    ],
)
def test_xml(path: str, line: int) -> None:
    """The line of the element; what is not there is at what would have it."""
    assert XmlPlaces(XML, "web1.xml", Domain.from_xml(XML))(path) == FilePlace("web1.xml", line)


@pytest.mark.parametrize(
    ("path", "line"),
    [("memory", 3), ("devices.disks[ua-disk-b].driver.cache", 8), ("devices.disks[ua-disk-a].source.file", 5)],
)
def test_yaml(path: str, line: int) -> None:
    """The line of the key that asks for it."""
    (document,) = load(Source(YAML, "web1.yaml")).raise_errors().documents
    assert YamlPlaces(document.tree, document.element)(path) == FilePlace("web1.yaml", line)
