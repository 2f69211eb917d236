"""The path of what is unknown names one element, as lxml's ``getpath`` does."""

from __future__ import annotations

from lxml import etree

from libvirt_xml import parse

_DOCUMENT = """\
<domain type='kvm'>
  <name>a</name><bogus/><new/><bogus/>
  <title>1</title><title>2</title><title>3</title>
  <features><hyperv><odd/></hyperv><odd/><odd/></features>
  <devices>
    <disk><foo/><foo/><target dev='vda'/></disk>
    <disk><foo/><target dev='vdb'/></disk>
    <lamp/><lamp/>
  </devices>
</domain>
"""


def test_repeated_names() -> None:
    """Each unknown element has the path that lxml gives it; a repetition of a known one comes after that."""
    root = etree.fromstring(_DOCUMENT)
    tree = root.getroottree()
    expected = {tree.getpath(node) for node in root.iter("bogus", "new", "odd", "foo", "lamp")}
    expected |= {tree.getpath(node) for node in root.findall("title")[1:]}
    found = [problem.path for problem in parse(_DOCUMENT).unknown()]
    assert len(found) == len(set(found))
    assert set(found) == expected
