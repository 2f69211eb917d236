"""libvirt reads what stands in two elements of one name as if it stood in one; where it does, so do the classes."""

from __future__ import annotations

import pytest
from lxml import etree

from tests.binding.repeated import REPEATED, Repeated
from tests.real.hypervisor import Hypervisor, Refused


def _defined(hypervisor: Hypervisor, xml: str) -> str:
    """What libvirt makes of a domain that its schemas refuse, without what is new each time; or what it says."""
    try:
        with hypervisor.defined(xml, is_checked=False) as root:
            for changing in root.findall("uuid"):
                root.remove(changing)
            return etree.tostring(root, encoding="unicode")
    except Refused as refused:
        return str(refused)


@pytest.mark.parametrize("repeated", REPEATED, ids=lambda repeated: repeated.tag)
def test_libvirt_reads_both(hypervisor: Hypervisor, repeated: Repeated) -> None:
    """A domain with both is the domain with one, and another than that without the second."""
    both = _defined(hypervisor, repeated.twice())
    assert both.startswith("<domain"), both
    assert both == _defined(hypervisor, repeated.once())
    assert both != _defined(hypervisor, repeated._replace(second="").once())
