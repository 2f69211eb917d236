"""libvirt reads what stands in two elements of one name as if it stood in one; where it does, so do the classes."""

from __future__ import annotations

import pytest
from lxml import etree

from tests.binding.repeated import REPEATED, Repeated
from tests.real.hypervisor import Hypervisor


def _defined(hypervisor: Hypervisor, xml: str) -> str:
    """What libvirt makes of a domain that its schemas refuse, without what is new each time; or what it says."""
    path = hypervisor.folder / "repeated.xml"
    path.write_text(xml, encoding="utf-8")
    done = hypervisor.virsh("define", str(path))
    if done.returncode:
        return done.stderr
    try:
        root = etree.fromstring(hypervisor.virsh("dumpxml", "--inactive", "m").stdout)
    finally:
        hypervisor.virsh("undefine", "m", "--nvram")
    for changing in root.findall("uuid"):
        root.remove(changing)
    return etree.tostring(root, encoding="unicode")


@pytest.mark.parametrize("repeated", REPEATED, ids=lambda repeated: repeated.tag)
def test_libvirt_reads_both(hypervisor: Hypervisor, repeated: Repeated) -> None:
    """A domain with both is the domain with one, and another than that without the second."""
    both = _defined(hypervisor, repeated.twice())
    assert both.startswith("<domain"), both
    assert both == _defined(hypervisor, repeated.once())
    assert both != _defined(hypervisor, repeated._replace(second="").once())
