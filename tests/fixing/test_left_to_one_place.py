"""Repairs with leave where what is around a mistake leaves one way."""

from __future__ import annotations

import pytest

from libvirt_xml.fixing.fixing import fixed

MACHINE = """\
<domain type='qemu'>
  <name>web1</name>
  <memory unit='MiB'>1024</memory>
  <vcpu>2</vcpu>
  <os>
    <type arch='x86_64' machine='{machine}'>hvm</type>
  </os>
  {inside}
  <devices>
    {device}
  </devices>
</domain>
"""
DISK = "<disk type='block'{}>{}<source dev='/dev/a'/><target{}/>{}</disk>"
ADDRESS = "<address type='drive'{} bus='0' target='0' unit='0'/>"


def machine(device: str = "", inside: str = "", name: str = "pc") -> str:
    """A machine with a device, or with an element before its devices."""
    return MACHINE.format(machine=name, inside=inside, device=device)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        (DISK.format(" dev='hda'", "", " bus='ide'", ""), DISK.format("", "", " dev='hda' bus='ide'", "")),
        (
            DISK.format(" controller='0'", "", " dev='hda' bus='ide'", ADDRESS.format("")),
            DISK.format("", "", " dev='hda' bus='ide'", ADDRESS.format(" controller='0'")),
        ),
        (
            "<interface type='user' address='52:54:00:11:22:33'><mac/></interface>",
            "<interface type='user'><mac address='52:54:00:11:22:33'/></interface>",
        ),
        (
            "<controller type='usb' index='0'><model>nec-xhci</model></controller>",
            "<controller type='usb' index='0' model='nec-xhci'/>",
        ),
        (
            "<serial type='tcp' mode='connect'><source mode='bind'/><source host='b'/></serial>",
            "<serial type='tcp'><source mode='bind'/><source mode='connect' host='b'/></serial>",
        ),
        ("<video type='Qxl'><model heads='1'/></video>", "<video><model type='qxl' heads='1'/></video>"),
    ],
)
def test_attributes_of_the_element_that_lacks_them(wrong: str, right: str) -> None:
    """An attribute goes into the only element inside that may have it and has not, whatever others have."""
    assert fixed(machine(wrong), unsafe=True).text == machine(right)


def test_attributes_of_one_of_several() -> None:
    """Of several elements of one name, the one that lacks the attribute gets it."""
    cell = "<cell id='{}'{} memory='512' unit='MiB'/>"
    cells = cell.format(0, " cpus='0'") + cell.format(1, "{}")
    cpu = "<cpu mode='host-model'{}><feature policy='require' name='a'/><feature{} name='b'/><numa{}>{}</numa></cpu>"
    wrong = cpu.format(" policy='disable'", "", " cpus='1'", cells.format(""))
    right = cpu.format("", " policy='disable'", "", cells.format(" cpus='1'"))
    assert fixed(machine(inside=wrong), unsafe=True).text == machine(inside=right)


def test_what_a_child_requires() -> None:
    """An attribute that an element inside requires belongs there, though an element around is called so."""
    clock = "<clock offset='utc'{}><timer name='pit' tickpolicy='delay'/><timer{} present='no'/></clock>"
    source = machine(inside=clock.format(" name='hpet'", ""))
    assert fixed(source, unsafe=True).text == machine(inside=clock.format("", " name='hpet'"))


def test_a_word_that_several_may_mean_stays() -> None:
    """A name that several elements may have, and none requires, is not given to the one that is there."""
    source = machine("<disk type='file' name='web'><driver type='raw'/><source file='/a'/><target dev='vda'/></disk>")
    assert fixed(source, unsafe=True).text == source


@pytest.mark.parametrize("written", ["<disk type='file' readonly='1'>{}", "<disk type='file'>{}"])
@pytest.mark.parametrize("flag", ["", "<readonly/>"])
def test_a_switch_that_is_an_element(written: str, flag: str) -> None:
    """It becomes the element that says so, which may be there; on an element beside it, too."""
    inside = "<source file='/a'/><target dev='vda'{}/>" + flag
    is_beside = "readonly" not in written
    source = machine(written.format(inside.format(" readonly='yes'" if is_beside else "") + "</disk>"))
    right = "<disk type='file'><source file='/a'/><target dev='vda'/><readonly/></disk>"
    assert fixed(source, unsafe=True).text == machine(right)


@pytest.mark.parametrize(
    ("name", "index", "model"),
    [
        ("pc", "0", "pci-root"),
        ("pc-q35-7.2", "0", "pcie-root"),
        ("q35", "1", "pcie-root-port"),
        ("pc-i440fx-7.2", "1", "pci-bridge"),
    ],
)
def test_models_of_pci_controllers(name: str, index: str, model: str) -> None:
    """The first is the root of the machine; the others give it slots."""
    written = f"<controller type='pci' index='{index}'{{}}/>"
    source, right = (machine(written.format(model), name=name) for model in ("", f" model='{model}'"))
    assert fixed(source, unsafe=True).text == right
    assert fixed(source).text == source


def test_the_root_has_a_model_that_does_not_exist() -> None:
    """The first PCI controller is the root, whatever is written."""
    written = "<controller type='pci' index='0' model='{}'/>"
    assert fixed(machine(written.format("pcii-root")), unsafe=True).text == machine(written.format("pci-root"))


def test_the_disk_to_boot_from() -> None:
    """The name of the first disk of a bus, as the device to boot from, is the hard disk."""
    source = machine().replace("hvm</type>\n", "hvm</type>\n    <boot dev='vda'/>\n")
    assert fixed(source, unsafe=True).text == source.replace("vda", "hd")
    source = source.replace("vda", "vdb")
    assert fixed(source, unsafe=True).text == source


def test_a_value_in_the_case_of_another() -> None:
    """A text that an attribute lists in lower case is the value of that attribute."""
    source = machine(inside="<clock>UTC</clock>")
    assert fixed(source).text == source.replace("<clock>UTC</clock>", "<clock offset='utc'/>")


def test_an_element_with_another_name_and_form() -> None:
    """What is meant is written where only its name and form are wrong."""
    source = machine("<memballloon>none</memballloon>")
    assert fixed(source, unsafe=True).text == machine("<memballoon model='none'/>")


def test_the_only_value() -> None:
    """An attribute that may have one value has it."""
    source = "<domaincheckpoint><disks><disk name='vda' checkpoint='{}' bitmap='a'/></disks></domaincheckpoint>"
    assert fixed(source.format("?"), unsafe=True).text == source.format("bitmap")


def test_two_lists_of_devices() -> None:
    """What the second of two elements has more than the first comes into that, with its lines."""
    first = "<disk type='file'>\n      <source file='/a'/>\n      <target dev='vda'/>\n    </disk>"
    second = first.replace("/a", "/b").replace("vda", "vdb")
    source = machine(first).replace(
        "</devices>\n",
        f"</devices>\n  <devices>\n    {first}\n    {second}\n    <graphics type='vnc'/>\n  </devices>\n",
    )
    assert fixed(source, unsafe=True).text == machine(f"{first}\n    {second}\n    <graphics type='vnc'/>")
    assert fixed(source).text == source


def test_two_texts() -> None:
    """Of two values of the machine the second goes, which libvirt does not read."""
    source = machine().replace("<vcpu>2</vcpu>\n", "<vcpu>2</vcpu>\n  <vcpu>4</vcpu>\n")
    assert fixed(source, unsafe=True).text == machine()


def test_a_number_that_belongs_nowhere() -> None:
    """It becomes a comment, if libvirt has an attribute of its name in other elements."""
    source = machine().replace("<name>", "<name id='1'>")
    assert fixed(source, unsafe=True).text == machine().replace("<name>", "<!-- id='1' -->\n  <name>")


def test_an_element_with_the_name_of_one_around() -> None:
    """One that an element around lacks is that one, though its name is like that of another where it is."""
    device = (
        "<device>\n  <name>a</name>{}\n  <capability type='mdev'>\n    <type id='a'/>{}\n  </capability>\n</device>\n"
    )
    parent = "<parent>computer</parent>"
    assert fixed(device.format("", f"\n    {parent}")).text == device.format(f"\n  {parent}", "")
    source = "<domainsnapshot><domain type='qemu'><name>a</name><memory>1</memory><os><type>hvm</type></os><devices>"
    source += "<memballoon model='virtio'><state>running</state></memballoon></devices></domain></domainsnapshot>"
    assert "<domainsnapshot><state>running</state><domain" in fixed(source).text


def test_the_only_empty_place() -> None:
    """Of several elements that may have another one, it goes into the only one that is empty."""
    rules = "<rule action='accept' direction='in'>{}</rule><rule action='drop' direction='out'>{}</rule>"
    source = f"<filter name='a'>{rules.format('<ip/>', '')}<icmp/></filter>"
    assert fixed(source).text == f"<filter name='a'>{rules.format('<ip/>', '<icmp/>')}</filter>"


def test_a_place_beside_a_misspelt_element() -> None:
    """An element that moves is put behind those that come before it, and not behind one whose name is wrong."""
    source = machine("<on_crash>restart</on_crash>", inside="<ON_REBOOT>destroy</ON_REBOOT>")
    assert "<on_reboot>destroy</on_reboot>" in (text := fixed(source).text)
    source = machine(inside="<ON_REBOOT>destroy</ON_REBOOT><on_crash>restart</on_crash>").replace(
        "    <type", "    <currentMemory unit='MiB'>512</currentMemory>\n    <type"
    )
    text = fixed(source).text
    assert "1024</memory>\n  <currentMemory unit='MiB'>512</currentMemory>\n" in text


def test_no_type_of_system_that_breaks_rules() -> None:
    """A missing type is not added where the machine then breaks more rules: its machine is missing too."""
    devices = "<emulator>/usr/bin/qemu-system-x86_64</emulator>"
    devices += "<controller type='pci' index='0' model='pcie-root'/><watchdog model='itco' action='reset'/>"
    devices += "<memballoon model='virtio'><address type='pci' domain='0' bus='0' slot='1' function='0'/></memballoon>"
    source = machine(devices).replace("<type arch='x86_64' machine='pc'>hvm</type>", "<boot dev='hd'/>")
    assert fixed(source).text == source
    assert "<type>hvm</type>" in fixed(source.replace(devices, "")).text


@pytest.mark.parametrize(("protocol", "kind"), [("rbd", "ceph"), ("iscsi", "iscsi")])
def test_the_secret_of_a_source(protocol: str, kind: str) -> None:
    """Its UUID goes into the element that names it, of the type that the protocol has."""
    uuid = "4dea22b3-1d52-d8f3-2516-782e98ab3fa0"
    disk = f"<disk type='network'><source protocol='{protocol}' name='iqn.2013-07.com.example:a/1'>"
    disk += "<host name='a'/>{}</source><target dev='vda'/></disk>"
    right = machine(disk.format(f"<auth username='u'><secret type='{kind}' uuid='{uuid}'/></auth>"))
    assert fixed(machine(disk.format(f"<auth username='u' uuid='{uuid}'/>"))).text == right
    assert fixed(machine(disk.format(f"<auth username='u' type='{kind}' uuid='{uuid}'/>"))).text == right


def test_a_name_with_slashes() -> None:
    """Each becomes a hyphen."""
    assert fixed(machine().replace("web1", "a/b/c"), unsafe=True).text == machine().replace("web1", "a-b-c")
