"""Reading is total and lossless: what the model does not know, or cannot convert, is kept and written back."""

import pytest

import libvirt_xml
from libvirt_xml import AnyElement, ContentError, Domain, Features, Memory, Os, ParseError

HEAD = "<domain type='kvm'><name>a</name>"


def rewritten(xml: str) -> str:
    """A domain read and written on one line."""
    return Domain.from_xml(xml).to_xml(indent=None)


LOSSLESS = {
    "unknown attribute": f"{HEAD[:-15]} new='1'><name>a</name></domain>",
    "unknown element": f"{HEAD}<new a='1'><b/>t</new><title>t</title></domain>",
    "unknown element between repeated ones": f"{HEAD}<devices><disk/><new/><disk/></devices></domain>",
    "repeated element with converted attributes": f"{HEAD}<memory dumpCore='on'>1</memory><vcpu current='01'>1</vcpu>"
    "<vcpu current='01'>2</vcpu></domain>",
    "repeated single element": f"{HEAD}<title>1</title><title>2</title></domain>",
    "interleaved lists": f"{HEAD}<devices><disk/><interface/><disk/><interface/></devices></domain>",
    "attribute on a scalar": f"{HEAD}<title lang='en'>t</title></domain>",
    "child of a scalar": f"{HEAD}<title>a<b/>c</title><memory>1</memory></domain>",
    "attribute, text and child of a flag": f"{HEAD}<features><acpi x='1'>t<c/></acpi><apic/></features></domain>",
    "text of a flag": f"{HEAD}<features><acpi>t</acpi><pae/></features></domain>",
    "stray text": f"{HEAD}<devices>stray<disk/></devices></domain>",
    "stray text at the top": "<domain type='kvm'>a<name>a</name>b</domain>",
    "foreign prefix": f"{HEAD}<x:new xmlns:x='urn:x' x:a='1'/></domain>",
    "prefix from the root": "<domain xmlns:x='urn:x' type='kvm'><name>a</name><x:new/></domain>",
    "prefixed attribute": "<domain xmlns:x='urn:x' x:a='1' type='kvm'><name>a</name></domain>",
    "default namespace": f"{HEAD}<memory xmlns='urn:x'>1</memory></domain>",
    "default namespace on an item out of turn": f"{HEAD}<devices><disk/><hub type='usb'/><disk xmlns='urn:x'/>"
    "</devices></domain>",
    "default namespace on a scalar": f"{HEAD}<title xmlns='urn:x'>1</title></domain>",
    "number that is none": f"{HEAD}<memory>four</memory><vcpu>1_0</vcpu></domain>",
    "other digits": f"{HEAD}<memory>\u0664</memory></domain>",
    "very long number": f"{HEAD}<memory>{'9' * 5000}</memory></domain>",
    "loose boolean": f"{HEAD}<memory dumpCore=' on '>4</memory></domain>",
    "padded number": f"{HEAD}<memory> 007 </memory></domain>",
    "qemu under another prefix": f"{HEAD}<q:commandline xmlns:q='http://libvirt.org/schemas/domain/qemu/1.0'>"
    "<q:arg value='-x'/></q:commandline></domain>",
    "qemu as default namespace": f"{HEAD}<commandline xmlns='http://libvirt.org/schemas/domain/qemu/1.0'>"
    "<arg value='-x'/></commandline></domain>",
    "prefix that is bound again inside": "<domain xmlns:q='http://libvirt.org/schemas/domain/qemu/1.0' type='kvm'>"
    "<name>a</name><p:commandline xmlns:p='http://libvirt.org/schemas/domain/qemu/1.0'>"
    "<q:arg xmlns:p='urn:x' value='-s'/></p:commandline></domain>",
    "markup in text": f"{HEAD}<title>&lt;a&gt; &amp; 'b' \"c\" ]]&gt;</title></domain>",
    "empty elements": f"{HEAD}<genid/><description/><devices><disk><backingStore/></disk></devices></domain>",
}


def canonical(xml: str) -> str:
    """A document in the canonical form of lxml, an oracle for XML equality."""
    from lxml import etree

    return str(etree.canonicalize(xml, with_comments=True))


@pytest.mark.parametrize("xml", LOSSLESS.values(), ids=LOSSLESS.keys())
def test_what_is_unusual_survives(xml: str) -> None:
    """A document with something that the model does not know is written back the same."""
    assert canonical(rewritten(xml)) == canonical(xml)
    assert Domain.from_xml(rewritten(xml)) == Domain.from_xml(xml)


def test_values_are_typed() -> None:
    """Numbers, booleans and flags convert; an absent field reads as None, an absent flag as False."""
    domain = Domain.from_xml(f"{HEAD}<memory unit='GiB' dumpCore='off'>4</memory><features><acpi/></features></domain>")
    assert domain.memory == Memory(4, unit="GiB", dump_core=False)
    assert domain.features == Features(acpi=True)
    assert domain.features.pae is False
    assert domain.title is None


def test_zero_empty_and_absent_differ() -> None:
    """``0``, an empty element and no element are three different things."""
    assert Domain.from_xml(f"{HEAD}<genid/></domain>").genid == ""
    assert Domain.from_xml(f"{HEAD}</domain>").genid is None
    assert Domain.from_xml(f"{HEAD}<iothreads>0</iothreads></domain>").iothreads == 0


@pytest.mark.parametrize(
    ("text", "value"), [("0x03", 3), ("003", 3), ("3", 3), ("0x1F", 31), ("1_0", "1_0"), ("zz", "zz"), ("010", 8)]
)
def test_pci_numbers_follow_c(text: str, value: object) -> None:
    """A PCI slot is read by C's rules (0x, leading 0), other text stays text, and each is written as it was."""
    disk = libvirt_xml.Disk.from_xml(f"<disk><address type='pci' slot='{text}'/></disk>")
    assert disk.address is not None
    assert disk.address.slot == value
    assert f"slot='{text}'" in disk.to_xml()


@pytest.mark.parametrize(("kind", "value"), [("drive", 10), ("pci", 8)])
def test_the_base_depends_on_the_discriminator(kind: str, value: int) -> None:
    """``bus='010'`` is ten for a drive and eight for PCI, wherever ``type`` stands."""
    for attributes in (f"type='{kind}' bus='010'", f"bus='010' type='{kind}'"):
        assert libvirt_xml.Address.from_xml(f"<address {attributes}/>").bus == value


def test_launch_security_policy_is_hexadecimal() -> None:
    """The text of an element, too, is read in the base that goes with the type beside it."""
    xml = "<launchSecurity type='sev'><policy>0x0003</policy></launchSecurity>"
    found = libvirt_xml.LaunchSecurity.from_xml(xml)
    assert found.policy == 3
    assert canonical(found.to_xml(indent=None)) == canonical(xml)


def test_unknown_lists_what_was_not_understood() -> None:
    """Unknown content, unconverted values and missing fields are listed with paths."""
    domain = Domain.from_xml(
        "<domain new='1'><memory>x</memory><devices><disk/></devices><zzz/><title a='1'>t</title>text</domain>"
    )
    found = {(path, message.split()[0]) for path, message in domain.unknown()}
    assert found == {
        ("/domain/@new", "unknown"),
        ("/domain/zzz", "unknown"),
        ("/domain/title", "<title>"),
        ("/domain", "unexpected"),
        ("/domain/devices/disk", "missing"),
        ("/domain/memory", "'x'"),
    }


@pytest.mark.parametrize("content", ["<x/>hvm", "h<x/>vm", "hvm<x/>", "h<x>y</x>v<z/>m", "<x/><z/>hvm", "h<x/><z/>vm"])
def test_text_stays_around_unknown_elements(content: str) -> None:
    """A text that unknown elements divide is one value, and is written as it was read until it changes."""
    xml = f"<type arch='x86_64'>{content}</type>"
    found = libvirt_xml.OsType.from_xml(xml)
    assert found.value == "hvm"
    assert canonical(found.to_xml(indent=None)) == canonical(xml)
    assert libvirt_xml.OsType.from_dict(found.to_dict()).to_xml(indent=None) == found.to_xml(indent=None)
    found.value = "exe"
    assert found.to_xml(indent=None).startswith("<type arch='x86_64'>exe<x")


def test_text_stays_whole_without_the_elements_in_it() -> None:
    """Elements that are removed leave the text; one that the model knows divides none."""
    found = libvirt_xml.OsType.from_xml("<type>h<x/>v<z/>m</type>")
    assert found.extra_ is not None
    found.extra_.content, found.extra_.order = [], []
    assert found.to_xml(indent=None) == "<type>hvm</type>"
    nvram = libvirt_xml.OsNvram.from_xml("<nvram type='file'>/a<source file='/x'/><x/>b</nvram>")
    assert nvram.to_xml(indent=None) == "<nvram type='file'>/a<source file='/x'/><x/>b</nvram>"


def test_strict_raises_with_path() -> None:
    """``strict=True`` raises for the first thing that the model does not hold."""
    with pytest.raises(ContentError, match=r"/domain/devices/disk\[2\]/@new: unknown attribute 'new'"):
        Domain.from_xml(
            f"{HEAD}<devices><disk><target dev='a'/></disk><disk new='1'><target dev='b'/></disk></devices></domain>",
            strict=True,
        )
    assert Domain.from_xml(f"{HEAD}</domain>", strict=True).name == "a"


def test_metadata_keeps_foreign_trees_whole() -> None:
    """Prefixes, mixed text, comments and processing instructions in metadata are kept as they are."""
    xml = (
        f'{HEAD}<metadata><a:x xmlns:a="urn:a" a:y="1">text <b/><!-- c --> tail<?pi data?></a:x>'
        '<!-- between --><?p q?><z xmlns="urn:z"><y xmlns=""/></z><!-- last --></metadata></domain>'
    )
    domain = Domain.from_xml(xml)
    first, second = domain.metadata.elements
    assert (first.name, second.name) == ("a:x", "z")
    assert first.text == "text  tail"
    assert canonical(rewritten(xml)) == canonical(xml)
    assert not domain.unknown()


def test_a_foreign_tree_takes_its_namespaces_along() -> None:
    """A foreign element that uses a prefix of an element around it can be moved to another document."""
    domain = Domain.from_xml(f"<domain xmlns:a='urn:a' type='kvm'>{HEAD[19:]}<metadata><a:x/></metadata></domain>")
    other = Domain(type="kvm", name="b")
    other.metadata.elements = domain.metadata.elements
    assert canonical(other.to_xml(indent=None)) == canonical(
        "<domain type='kvm'><name>b</name><metadata><a:x xmlns:a='urn:a'/></metadata></domain>"
    )


def test_any_element_by_itself() -> None:
    """A foreign element reads and writes by itself and by lxml."""
    element = AnyElement.from_xml("<a:x xmlns:a='urn:a'><b>t</b></a:x>")
    assert AnyElement.from_xml(element.to_xml()) == element
    assert AnyElement.from_element(element.to_element()) == element
    assert [child.name for child in element] == ["b"]


def test_parse_chooses_the_class() -> None:
    """``parse`` goes by the root element, and by the content where several kinds share it."""
    assert type(libvirt_xml.parse("<network><name>n</name></network>")).__name__ == "Network"
    assert type(libvirt_xml.parse("<cpu><arch>x86_64</arch><model>qemu64</model></cpu>")).__name__ == "HostCpu"
    assert type(libvirt_xml.parse("<cpu mode='host-model'/>")).__name__ == "Cpu"
    assert (
        type(libvirt_xml.parse("<interface type='network'><source network='a'/></interface>")).__name__ == "Interface"
    )
    bridge = "<interface type='bridge' name='br0'><bridge><interface type='ethernet' name='e'/></bridge></interface>"
    assert type(libvirt_xml.parse(bridge)).__name__ == "HostInterface"
    assert type(libvirt_xml.parse("<disk type='file'><target dev='vda'/></disk>")).__name__ == "Disk"


@pytest.mark.parametrize("xml", ["<zzz/>", "<domain xmlns='urn:x'/>", "<x:domain xmlns:x='urn:x'/>"])
def test_another_root_is_refused(xml: str) -> None:
    """A root that the class, or any class, does not have raises ParseError with its place."""
    with pytest.raises(ParseError) as caught:
        Domain.from_xml(xml)
    assert (caught.value.line, caught.value.column) == (1, 1)


def test_fragments_read_from_every_class() -> None:
    """Every class reads its own element, in a namespace too."""
    assert Os.from_xml("<os><type>hvm</type></os>").type.value == "hvm"
    xml = "<q:commandline xmlns:q='http://libvirt.org/schemas/domain/qemu/1.0'><q:arg value='-s'/></q:commandline>"
    commandline = libvirt_xml.QemuCommandline.from_xml(xml)
    assert [argument.value for argument in commandline.args] == ["-s"]
    assert canonical(commandline.to_xml(indent=None)) == canonical(xml)


def test_a_file_names_itself_in_errors(tmp_path) -> None:  # type: ignore[no-untyped-def]
    """``from_file`` and ``parse_file`` put the file's name before line and column."""
    path = tmp_path / "vm.xml"
    path.write_text("<domain>\n  <a>\n</domain>")
    for read in (Domain.from_file, libvirt_xml.parse_file):
        with pytest.raises(ParseError, match=rf"{path}:3:3: expected </"):
            read(path)
