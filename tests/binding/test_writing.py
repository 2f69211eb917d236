"""Writing: the order, the forms of numbers, and what is refused."""

from typing import Any

import pytest

import libvirt_xml
from libvirt_xml import (
    Address,
    AnyElement,
    Disk,
    DiskSource,
    DiskTarget,
    Domain,
    Interface,
    LaunchSecurity,
    Memory,
    Os,
    QemuCommandline,
    QemuCommandlineArg,
    WriteError,
)


def test_new_elements_go_to_their_rank() -> None:
    """What is set goes where the schema has it, however late it is set; what was read stays where it was."""
    domain = Domain.from_xml("<domain type='kvm'><devices/><name>a</name></domain>")
    domain.title = "t"
    domain.uuid = "11111111-2222-3333-4444-555555555555"
    domain.memory = Memory(1)
    written = domain.to_xml(indent=None)
    assert written.index("<memory>") < written.index("<devices/>") < written.index("<name>")
    assert written.index("<uuid>") < written.index("<title>") < written.index("<memory>")


def test_what_the_schema_orders_stays_in_order() -> None:
    """A new element comes after those that the schema wants before it, also where the document has another order."""
    found = Os.from_xml("<os><boot dev='hd'/><type>hvm</type></os>")
    found.kernel = "/boot/vmlinuz"
    assert [element.tag for element in found.to_element()] == ["boot", "type", "kernel"]


def test_keyword_order_does_not_matter() -> None:
    """A constructor's keywords are written in the schema's order."""
    one = Disk(target=DiskTarget(bus="virtio", dev="vda"), type="file", source=DiskSource(file="/a"))
    two = Disk(source=DiskSource(file="/a"), type="file", target=DiskTarget(dev="vda", bus="virtio"))
    assert one.to_xml() == two.to_xml()


def test_interleaved_lists_grow_and_shrink() -> None:
    """Items added to a list read in turns with another follow their last fellow; removed ones leave the rest."""
    domain = Domain.from_xml("<domain><devices><disk/><interface/><disk/><hostdev/></devices></domain>")
    disks = domain.devices.disks
    disks.append(Disk(target=DiskTarget(dev="vdc")))
    assert names(domain) == ["disk", "interface", "disk", "disk", "hostdev"]
    del disks[1:]
    assert names(domain) == ["disk", "interface", "hostdev"]
    domain.devices.interfaces.append(Interface(type="user"))
    assert names(domain) == ["disk", "interface", "interface", "hostdev"]


def names(domain: Domain) -> list[str]:
    """The devices of a domain as written."""
    devices = domain.to_element().find("devices")
    assert devices is not None
    return [str(device.tag) for device in devices]


def test_looking_writes_nothing() -> None:
    """Reading unset lists and containers changes neither what is written nor equality nor pickles."""
    import pickle

    domain, untouched = Domain(type="kvm", name="a"), Domain(type="kvm", name="a")
    assert domain.devices.disks == []
    assert domain.features.hyperv is None
    assert list(domain.walk()) == [("/domain", domain)]
    assert domain.to_xml() == untouched.to_xml()
    assert domain == untouched
    assert pickle.dumps(domain) == pickle.dumps(untouched)


def test_a_container_is_written_if_read_or_filled() -> None:
    """An empty container that was read is written; one that was filled through the property too."""
    assert "<devices/>" in Domain.from_xml("<domain><devices/></domain>").to_xml()
    domain = Domain(type="kvm", name="a")
    domain.features.acpi = True
    assert "<features>" in domain.to_xml()
    domain.features.acpi = False
    assert "<features" not in domain.to_xml()


@pytest.mark.parametrize(
    ("address", "written"),
    [
        (
            Address(type="pci", domain=0, bus=1, slot=31, function=7),
            "domain='0x0000' bus='0x01' slot='0x1f' function='0x7'",
        ),
        (Address(type="drive", controller=0, bus=16, target=0, unit=3), "bus='16' controller='0' target='0' unit='3'"),
        (Address(type="ccw", cssid=254, ssid=0, devno=4), "cssid='0xfe' ssid='0x0' devno='0x0004'"),
    ],
)
def test_numbers_take_the_form_of_their_discriminator(address: Address, written: str) -> None:
    """One class, three forms: what is set in Python is written as libvirt writes it beside that type."""
    assert set(written.split()) <= set(address.to_xml().strip("</>\n").split())


def test_a_number_moved_elsewhere_keeps_its_value() -> None:
    """The form that was read is dropped where the same text would be another number."""
    pci = Address.from_xml("<address type='pci' bus='010'/>")
    drive = Address(type="drive", bus=pci.bus)
    assert pci.bus == 8
    assert "bus='8'" in drive.to_xml()


def test_base_of_a_scalar_element() -> None:
    """The form of an element's text goes by the attribute beside it."""
    assert "<policy>0x0003</policy>" in LaunchSecurity(type="sev", policy=3).to_xml()


def refusals() -> dict[str, tuple[Domain, str]]:
    """Domains that cannot be written, with the error."""

    def domain(**values: Any) -> Domain:
        return Domain(type="kvm", name="a", **values)

    wrong: Any = 4
    no_memory, no_list = domain(), domain()
    no_memory.__dict__["memory"] = wrong  # past what the constructor and an assignment refuse
    no_list.__dict__["seclabels"] = "selinux"
    disks: Any = [Disk(target=DiskTarget(dev="vda")), Disk(target=DiskTarget(dev=wrong))]
    recursive = libvirt_xml.DiskBackingStore()
    recursive.backing_store = recursive
    result = {
        "class": (no_memory, "/domain/memory: expected Memory, got int 4; write Memory(4, unit='KiB')"),
        "text": (domain(title=wrong), "/domain/title: expected a str, got int 4; write '4'"),
        "number": (domain(iothreads=4.0), "/domain/iothreads: expected an int, got float 4.0; write 4"),
        "number that is a boolean": (domain(iothreads=True), "/domain/iothreads: expected an int, got bool True"),
        "boolean": (domain(memory=Memory(1, dump_core=wrong)), "/domain/memory/@dumpCore: expected a bool, got int 4"),
        "flag": (
            domain(features=libvirt_xml.Features(acpi=wrong)),
            "/domain/features/acpi: expected a bool, got int 4",
        ),
        "list": (no_list, "/domain/seclabel: expected a list, got str 'selinux'"),
        "control character": (domain(title="a\x01"), "/domain/title: XML cannot contain the character U+0001"),
        "list for a text": (domain(title=["a"]), "/domain/title: expected a str, got list ['a']"),
        "surrogate": (domain(title="\ud800"), "/domain/title: XML cannot contain the character U+D800"),
        "nested": (
            domain(devices=libvirt_xml.Devices(disks=disks)),
            "/domain/devices/disk[2]/target/@dev: expected a str, got int 4; write '4'",
        ),
        "foreign name": (
            domain(metadata=libvirt_xml.Metadata(elements=[AnyElement("a b")])),
            "'a b' is not a valid XML name",
        ),
    }
    result["circle"] = (
        domain(devices=libvirt_xml.Devices(disks=[Disk(target=DiskTarget(dev="a"), backing_store=recursive)])),
        "nested deeper than 256",
    )
    return result


@pytest.mark.parametrize(("domain", "message"), refusals().values(), ids=refusals().keys())
def test_what_cannot_be_written_is_refused(domain: Domain, message: str) -> None:
    """A value of the wrong type or a forbidden character is refused with its path; nothing is ever written as None."""
    with pytest.raises(WriteError) as caught:
        domain.to_xml()
    assert message in str(caught.value)


def test_none_is_absent() -> None:
    """``None`` unsets a field: it is not written."""
    domain = Domain(type="kvm", name="a", title="t", description=None)
    domain.title = None
    assert domain.to_xml(indent=None) == "<domain type='kvm'><name>a</name></domain>"


def test_indentation() -> None:
    """Two blanks a level by default; the text ends with a newline unless all is on one line."""
    domain = Domain(type="kvm", name="a")
    assert domain.to_xml() == "<domain type='kvm'>\n  <name>a</name>\n</domain>\n"
    assert domain.to_xml(indent=4) == "<domain type='kvm'>\n    <name>a</name>\n</domain>\n"


def test_namespaces_are_declared_where_needed() -> None:
    """A new element in a namespace declares libvirt's prefix for it."""
    domain = Domain(type="kvm", name="a", qemu_commandline=QemuCommandline(args=[QemuCommandlineArg(value="-s")]))
    commandline = domain.to_element()[-1]
    assert commandline.tag == "{http://libvirt.org/schemas/domain/qemu/1.0}commandline"
    assert commandline.prefix == "qemu"
    assert Domain.from_xml(domain.to_xml()) == domain


def test_lxml_elements() -> None:
    """Objects come from lxml elements and become such."""
    domain = Domain.from_xml("<domain type='kvm'><name>a</name><memory unit='KiB'>1</memory></domain>")
    assert Domain.from_element(domain.to_element()) == domain
    memory = domain.to_element().find("memory")
    assert memory is not None
    assert Memory.from_element(memory) == Memory(1, unit="KiB")
