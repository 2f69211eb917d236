"""The metadata of other tools, by namespace; and how objects look."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from libvirt_xml import AnyElement, Disk, Domain, Graphics, Metadata, Network

NOVA = "http://openstack.org/xmlns/libvirt/nova/1.1"
SOURCE = f"""<domain type='kvm' xmlns:own='urn:own'><name>a</name><metadata>
  <nova:instance xmlns:nova='{NOVA}'><nova:flavor name='m1.small'><nova:memory>2048</nova:memory></nova:flavor>
    <nova:owner><nova:user uuid='1'>admin</nova:user><nova:user uuid='2'>other</nova:user></nova:owner></nova:instance>
  <plain xmlns='urn:plain'/><own:x/>
</metadata></domain>"""


@pytest.fixture
def domain() -> Domain:
    return Domain.from_xml(SOURCE)


def test_read_by_namespace(domain: Domain) -> None:
    instance = domain.metadata[NOVA]
    memory = instance.find("flavor/memory")
    assert memory is not None
    assert memory.text == "2048"
    assert [user.attributes["uuid"] for user in instance.find_all("owner/user")] == ["1", "2"]
    assert instance.find("owner/memory") is None
    assert (instance.local_name, instance.namespace) == ("instance", NOVA)
    assert [element.namespace for element in domain.metadata] == [NOVA, "urn:plain", "urn:own"]
    assert domain.metadata["urn:own"].name == "own:x"


def test_paths_with_prefixes(domain: Domain) -> None:
    """A prefix is the one that is written; a namespace in braces, which would find nothing, is refused."""
    instance = domain.metadata[NOVA]
    assert instance.find_text("nova:flavor/nova:memory") == "2048"
    assert instance.find("other:flavor") is None
    path = f"{{{NOVA}}}flavor/{{{NOVA}}}memory"
    with pytest.raises(ValueError, match="a path has names alone, write 'flavor/memory'"):
        instance.find(path)


def test_texts_change_in_place(domain: Domain) -> None:
    """Nothing else in the document changes; an element with elements keeps them."""
    instance = domain.metadata[NOVA]
    assert (instance.find_text("flavor/memory"), instance.find_text("flavor/disk")) == ("2048", None)
    memory = instance.find("flavor/memory")
    assert memory is not None
    before = domain.to_xml()
    memory.text = "4096"
    assert domain.to_xml() == before.replace("2048", "4096")
    memory.text = ""
    assert memory.content == []
    with pytest.raises(ValueError, match=r"^<nova:owner> has elements; "):
        next(instance.find_all("owner")).text = "me"


def test_what_is_not_there(domain: Domain) -> None:
    assert domain.metadata.get("urn:none") is None
    assert "urn:none" not in domain.metadata
    assert "urn:plain" in domain.metadata
    with pytest.raises(KeyError, match="urn:none"):
        _ = domain.metadata["urn:none"]
    with pytest.raises(KeyError):
        del domain.metadata["urn:none"]
    before = Domain(type="kvm", name="b")
    assert "urn:a" not in before.metadata
    assert "metadata" not in before.to_xml()


def test_replaced_in_its_place_and_removed(domain: Domain) -> None:
    domain.metadata["urn:plain"] = "<b:x xmlns:b='urn:plain'>new</b:x>"
    assert [element.name for element in domain.metadata] == ["nova:instance", "b:x", "own:x"]
    del domain.metadata[NOVA]
    domain.metadata["urn:new"] = AnyElement("n", {"xmlns": "urn:new"})
    again = Domain.from_xml(domain.to_xml())
    assert [element.namespace for element in again.metadata] == ["urn:plain", "urn:own", "urn:new"]


def test_lxml_elements_are_taken(domain: Domain) -> None:
    etree = pytest.importorskip("lxml.etree")
    domain.metadata["urn:l"] = etree.fromstring("<l xmlns='urn:l'><m/></l>")
    assert domain.metadata["urn:l"].find("m") is not None
    domain.metadata.elements = [etree.fromstring("<l xmlns='urn:l'/>")]
    assert isinstance(domain.metadata.elements[0], AnyElement)


def test_what_is_refused(domain: Domain) -> None:
    before = domain.to_xml()
    with pytest.raises(ValueError, match="<x> is in the namespace 'urn:b', not in 'urn:a'"):
        domain.metadata["urn:a"] = "<x xmlns='urn:b'/>"
    with pytest.raises(ValueError, match="<x> has no namespace; libvirt keeps only"):
        domain.metadata.add("<x/>")
    with pytest.raises(ValueError, match="there is an element in the namespace 'urn:plain' already"):
        domain.metadata.add("<x xmlns='urn:plain'/>")
    assert domain.to_xml() == before
    assert domain.metadata.add("<x xmlns='urn:b'/>").namespace == "urn:b"


def test_the_metadata_of_networks() -> None:
    network = Network(name="lan", metadata=Metadata())
    assert network.metadata is not None
    network.metadata["urn:a"] = "<a xmlns='urn:a'/>"
    again = Network.from_xml(network.to_xml()).metadata
    assert again is not None
    assert again["urn:a"].local_name == "a"


def test_libosinfo() -> None:
    domain = Domain(type="kvm", name="a")
    assert domain.metadata.libosinfo_id is None
    domain.metadata.libosinfo_id = "http://debian.org/debian/12"
    domain.metadata.libosinfo_id = "http://debian.org/debian/13"
    again = Domain.from_xml(domain.to_xml())
    assert again.metadata.libosinfo_id == "http://debian.org/debian/13"
    assert len(again.metadata.elements) == 1
    again.metadata.libosinfo_id = None
    assert "libosinfo" not in again.to_xml()


def test_a_repr_fits_a_screen() -> None:
    domain = Domain.from_file("docs/examples/web1.xml")
    for _ in range(50):
        domain.devices.add(Disk.for_file("/images/new.qcow2"))
    domain.description = "long " * 10_000
    shown = repr(domain)
    assert len(shown) <= 1600
    assert shown.startswith("Domain(type='kvm', id=3, name='web1', ")
    assert "more" in repr(domain.devices)
    assert repr(domain.devices.disks[0].target) == "DiskTarget(dev='vda', bus='virtio')"


def test_rich_shows_the_fields() -> None:
    disk = Disk.for_file("/a.qcow2", "vda")
    assert [name for name, _ in disk.__rich_repr__()] == ["type", "device", "driver", "source", "target"]


def test_notebooks_show_xml_without_passwords() -> None:
    graphics = Graphics(type="vnc", passwd="secret<1", listen="::")
    html = graphics._repr_html_()
    assert html.startswith("<pre>&lt;graphics type='vnc'")
    assert "secret" not in html
    assert graphics.passwd == "secret<1"
    assert "name=4" in Domain(type="kvm", name=4)._repr_html_()  # type: ignore[arg-type]


def test_a_plain_text_is_no_element() -> None:
    """The error shows what is expected."""
    domain = Domain.from_xml("<domain><metadata/></domain>")
    with pytest.raises(ValueError, match=r"expected an element as XML, for example .*, got 'me'"):
        domain.metadata["urn:example"] = "me"


def test_elements_of_python_itself() -> None:
    """ElementTree's elements are taken as lxml's are, without the text that follows them."""
    tags = ElementTree.fromstring("<all><tags xmlns='urn:tags'><tag>gold</tag></tags> tail </all>")[0]
    domain = Domain(type="kvm", name="a", metadata=Metadata())
    assert domain.metadata is not None
    domain.metadata["urn:tags"] = tags
    assert domain.metadata["urn:tags"].find_text("tag") == "gold"
    assert AnyElement.from_element(tags).text == "gold"
    with pytest.raises(ValueError, match="urn:tags"):
        domain.metadata.add(tags)
    again = Domain.from_element(ElementTree.fromstring(domain.to_xml()))
    assert [element.find_text("tag") for element in again.metadata] == ["gold"]
    assert tags.tail == " tail "
