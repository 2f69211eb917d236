"""Networks, pools, filters and secrets: what libvirt makes of them is no change."""

from __future__ import annotations

from pathlib import Path

import pytest

from libvirt_xml import Element, Network, Nwfilter, ParseError, Secret, StoragePool
from libvirt_xml.apply import merge
from libvirt_xml.changes import compare

MADE = {
    Network: ("networkxml2xmlin", "networkxml2xmlout", 29, ()),
    StoragePool: ("storagepoolxml2xmlin", "storagepoolxml2xmlout", 22, ()),
    Nwfilter: ("nwfilterxml2xmlin", "nwfilterxml2xmlout", 13, ("quirks-invalid.xml",)),
}
"""Folders of libvirt's test documents and of what it makes of them, the least number of pairs, and what libvirt makes
something else of: a rule with several protocols, of which it reads the last."""


@pytest.mark.parametrize("cls", MADE, ids=lambda cls: cls.__name__)
def test_what_libvirt_makes_of_a_document(cls: type[Element], corpus: Path) -> None:
    """Its own expected outputs: nothing is left to do, and the merged document is theirs."""
    asked_folder, made_folder, least, others = MADE[cls]
    count = 0
    for path in sorted((corpus / "tests" / asked_folder).glob("*.xml")):
        made_path = corpus / "tests" / made_folder / path.name
        if path.name in others or not made_path.exists():
            continue
        asked, made = cls.from_file(path), cls.from_file(made_path)
        merged = merge(asked, made)
        assert (path.name, merged.changes, merged.dropped) == (path.name, (), ())
        assert compare(made, merged.document) == []
        count += 1
    assert count >= least - len(others)


def network(content: str) -> Network:
    """A network."""
    return Network.from_xml(f"<network><name>lan</name>{content}</network>")


NAT = (
    "<uuid>11111111-2222-3333-4444-555555555555</uuid><forward mode='nat'/><bridge name='virbr1' stp='on' delay='0'/>"
    "<mac address='52:54:00:00:00:01'/><ip address='192.0.2.1' netmask='255.255.255.0'/>"
)


def test_a_network_keeps_uuid_bridge_and_mac() -> None:
    """Though they are not asked, or no longer."""
    asked = network("<forward mode='route'/><ip address='192.0.2.1' netmask='255.255.255.0'/>")
    merged = merge(asked, network(NAT), merge(network(NAT), network(NAT)).owned)
    assert [str(change) for change in merged.changes] == ["changed forward.mode: 'nat' -> 'route'"]
    assert merged.document.uuid is not None
    assert merged.document.bridge is not None
    assert (merged.document.bridge.name, merged.document.mac) == ("virbr1", network(NAT).mac)


@pytest.mark.parametrize(("had", "removed"), [("stp='on' delay='0'", 0), ("stp='off' delay='2'", 2)])
def test_what_libvirt_fills_in_again_of_a_network(had: str, removed: int) -> None:
    """It stays: nothing is there to wait for a restart. Other values of it go."""
    held = network(f"<bridge name='virbr1' {had}/>")
    merged = merge(network("<bridge name='virbr1'/>"), held, merge(held, held).owned)
    assert len(merged.changes) == removed
    assert merge(network("<bridge name='virbr1'/>"), merged.document, merged.owned).changes == ()


def test_a_network_that_libvirt_no_longer_routes() -> None:
    """Takes nothing of the bridge that libvirt had for it."""
    merged = merge(network("<forward mode='bridge'/><bridge name='br0'/>"), network(NAT))
    assert merged.document.bridge is not None
    assert (merged.document.bridge.name, merged.document.bridge.stp, merged.document.mac) == ("br0", None, None)


def test_forwarding_by_another_interface() -> None:
    """The device that libvirt derived goes with the interface."""
    actual = network("<forward mode='route' dev='eth0'><interface dev='eth0'/></forward>")
    merged = merge(network("<forward mode='route'><interface dev='eth1'/></forward>"), actual)
    assert merged.document.forward is not None
    assert merged.document.forward.dev is None
    assert [interface.dev for interface in merged.document.forward.interfaces] == ["eth1"]


def test_a_host_of_dhcp() -> None:
    """Somebody else's stays, one that was asked goes."""
    form = "<ip address='192.0.2.1' netmask='255.255.255.0'><dhcp>{}</dhcp></ip>"
    ours = "<host mac='52:54:00:00:00:01' ip='192.0.2.5'/>"
    theirs = "<host mac='52:54:00:00:00:02' ip='192.0.2.6'/>"
    owned = merge(network(form.format(ours)), network(form.format(ours))).owned
    merged = merge(network(form.format("")), network(form.format(theirs + ours)), owned)
    (change,) = merged.changes
    assert (change.kind, change.old.mac) == ("removed", "52:54:00:00:00:01")
    assert [host.mac for host in merged.document.ips[0].dhcp.hosts] == ["52:54:00:00:00:02"]  # type: ignore[union-attr]


def pool(content: str, sort: str = "dir") -> StoragePool:
    """A pool."""
    return StoragePool.from_xml(f"<pool type='{sort}'><name>images</name>{content}</pool>")


def test_pools() -> None:
    """How full one is, slashes, and the path of a volume group are libvirt's."""
    actual = pool("<capacity>9</capacity><target><path>/images</path></target>")
    assert merge(pool("<capacity>1</capacity><target><path>//images/</path></target>"), actual).changes == ()
    assert len(merge(pool("<target><path>/other</path></target>"), actual).changes) == 1
    group = pool("<target><path>/dev/images</path></target>", "logical")
    assert merge(pool("<target><path>/x</path></target>", "logical"), group).changes == ()


FILTERS = [
    ("<tcp srcportstart='$B'/>", "<tcp srcportstart='$B[@0]'/>", True),
    ("<tcp srcportstart='$B[ @1 ]'/>", "<tcp srcportstart='$B[@1]'/>", True),
    ("<tcp srcportstart='$B'/>", "<tcp srcportstart='$B[@1]'/>", False),
    ("<tcp srcportstart='$B'/>", "<tcp srcportstart='$b[@0]'/>", False),
    ("<tcp dstipmask='255.255.255.0'/>", "<tcp dstipmask='24'/>", True),
    ("<tcp dstipmask='255.255.255.0'/>", "<tcp dstipmask='25'/>", False),
    ("<tcp dstipmask='255.0.255.0'/>", "<tcp dstipmask='16'/>", False),
    ("<all ipset='a' ipsetflags='SRC,dst'/>", "<all ipset='a' ipsetflags='src,dst'/>", True),
    ("<arp opcode='1'/>", "<arp opcode='Request'/>", True),
    ("<rarp opcode='arp_nak'/>", "<rarp opcode='ARP_NAK'/>", True),
    ("<arp opcode='2'/>", "<arp opcode='Request'/>", False),
    ("<ip protocol='6'/>", "<ip protocol='tcp'/>", True),
    ("<ip protocol='17'/>", "<ip protocol='tcp'/>", False),
    ("<mac protocolid='0x806'/>", "<mac protocolid='arp'/>", True),
    ("<vlan encap-protocol='2048'/>", "<vlan encap-protocol='ipv4'/>", True),
    ("<tcp state='ESTABLISHED,NEW'/>", "<tcp state='NEW,ESTABLISHED'/>", True),
    ("<tcp state='NEW'/>", "<tcp state='NEW,ESTABLISHED'/>", False),
    ("<tcp flags='ACK,SYN/SYN'/>", "<tcp flags='SYN,ACK/SYN'/>", True),
    ("<tcp flags='SYN/SYN,ACK'/>", "<tcp flags='SYN,ACK/SYN'/>", False),
    ("<ipv6 srcipaddr='A:B:0:0:0:0:0:1' srcipmask='ffff:ffff::'/>", "<ipv6 srcipaddr='a:b::1' srcipmask='32'/>", True),
    ("<ipv6 srcipaddr='a:b::1'/>", "<ipv6 srcipaddr='a:b::2'/>", False),
    ("<all ipset='A' ipsetflags='src'/>", "<all ipset='a' ipsetflags='src'/>", False),
    ("<all match='no'/>", "<all/>", True),
    ("<mac match='yes'/>", "<mac/>", True),
    ("<tcp match='yes' comment='a'/>", "<tcp comment='a'/>", True),
    ("<tcp match='no' comment='a'/>", "<tcp comment='a'/>", False),
    ("<tcp match='yes' comment='a'/>", "<tcp match='no' comment='a'/>", False),
    ("<all/>", "<all match='no' comment='a'/>", True),
]


@pytest.mark.parametrize(("asked", "actual", "is_equal"), FILTERS)
def test_filters(asked: str, actual: str, is_equal: bool) -> None:
    """Variables, masks and flags in other forms, and what libvirt drops because it turns nothing around."""
    form = "<filter name='f'><rule action='accept' direction='in' priority='500'>{}</rule></filter>"
    merged = merge(Nwfilter.from_xml(form.format(asked)), Nwfilter.from_xml(form.format(actual)))
    assert (not merged.changes) is is_equal


def test_secrets_keep_their_uuid() -> None:
    """A secret without it would be another one."""
    form = "<secret ephemeral='no' private='yes'>{}<description>{}</description></secret>"
    actual = Secret.from_xml(form.format("<uuid>11111111-2222-3333-4444-555555555555</uuid>", "a"))
    merged = merge(Secret.from_xml(form.format("", "b")), actual)
    assert [change.path for change in merged.changes] == ["description"]
    assert merged.document.uuid == actual.uuid


@pytest.mark.parametrize(
    ("cls", "folder", "least"), [(Network, "networkxml2xmlin", 800), (StoragePool, "storagepoolxml2xmlin", 450)]
)
def test_every_document_over_every_other(
    cls: type[Element], folder: str, least: int, corpus: Path, tmp_path: Path
) -> None:
    """Libvirt's test driver takes every merged document, and then there is nothing left to do."""
    libvirt = pytest.importorskip("libvirt", reason="needs libvirt-python", exc_type=ImportError)
    (tmp_path / "node.xml").write_text("<node/>", encoding="utf-8")
    connection = libvirt.open(f"test://{tmp_path / 'node.xml'}")
    define = connection.networkDefineXML if cls is Network else lambda xml: connection.storagePoolDefineXML(xml, 0)

    def applied(document: Element) -> Element:
        handle = define(document.to_xml())
        try:
            return cls.from_xml(handle.XMLDesc(0))
        finally:
            handle.undefine()

    documents = list(_accepted(cls, corpus / "tests" / folder, applied))
    count = 0
    for former, actual in documents:
        owned = merge(former, actual).owned
        for asked, made in documents:
            if asked is former:
                continue
            refused = merge(asked, made).changes
            merged = merge(asked, actual, owned)
            left = merge(asked, applied(merged.document), merged.owned).changes
            assert {change.path for change in left} <= {change.path for change in refused}
            count += 1
    assert count > least


def _accepted(cls, folder, applied):  # type: ignore[no-untyped-def]
    """The documents that the driver takes, each as asked and as it is then; all of one name and UUID."""
    import libvirt

    for path in sorted(folder.glob("*.xml")):
        try:
            document = cls.from_file(path)
            document.name, document.uuid = "one", "11111111-2222-3333-4444-555555555555"
            yield document, applied(document)
        except (ParseError, libvirt.libvirtError):
            continue
