"""libvirt's test driver: a libvirt in this process, without a host."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from libvirt_xml.apply import Host

_NODE = """<node>
  <domain type='test'>
    <name>old</name><memory unit='MiB'>8</memory><os><type>hvm</type></os>
    <devices><disk type='file' device='disk'><source file='/old.img'/><target dev='vda'/></disk></devices>
  </domain>
  <network><name>lan</name><forward/><ip address='192.0.2.1' netmask='255.255.255.0'/></network>
  <pool type='dir'><name>images</name><target><path>/images</path></target></pool>
</node>
"""


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    """A host that only this test has, with a domain, a network and a pool, all active."""
    pytest.importorskip("libvirt", reason="needs libvirt-python", exc_type=ImportError)
    path = tmp_path / "node.xml"
    path.write_text(_NODE, encoding="utf-8")
    with Host(f"test://{path}") as opened:
        yield opened
