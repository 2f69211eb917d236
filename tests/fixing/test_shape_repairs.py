"""Texts that are attributes, and attributes that are elements or texts, are written as libvirt has them."""

from __future__ import annotations

import pytest

from libvirt_xml.fixing.fixing import fixed
from libvirt_xml.validation import Validator
from tests.sources import VERSIONS

MACHINE = """\
<domain type='kvm'>
  <name>web1</name>
  <memory unit="GiB">4</memory> <!-- enough -->
  <vcpu>2</vcpu>
  <os>
    <type>hvm</type>
    <boot dev='hd'/>
  </os>
  <features>
    <acpi/>
  </features>
  <cpu mode='host-passthrough'>
    <topology sockets='1' cores='2' threads='1'/>
  </cpu>
  <on_reboot>restart</on_reboot>
  <devices>
    <disk type='file' device='disk'>
      <driver name='qemu' type='raw'/>
      <source file='/srv/a&amp;b.img'/>
      <target dev='vda' bus='virtio'/>
      <readonly/>
    </disk>
    <interface type='network'>
      <mac address='52:54:00:11:22:33'/>
      <source network='default'/>
      <model type='virtio'/>
    </interface>
  </devices>
</domain>
"""
DISK = "<disk type='file' device='disk'"
INTERFACE = "<interface type='network'"
MAC = "<mac address='52:54:00:11:22:33'/>"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('<memory unit="GiB">4</memory>', '<memory unit="GiB">4GiB</memory>'),
        (MAC, "<mac>52:54:00:11:22:33</mac>"),
        (MAC, "<mac> 52:54:00:11:22:33\n      </mac>"),
        ("<source file='/srv/a&amp;b.img'/>", "<source>/srv/a&amp;b.img</source>"),
        ("<source network='default'/>", "<source>default</source>"),
        ("<model type='virtio'/>", "<model>virtio</model>"),
        ("<target dev='vda' bus='virtio'/>", "<target bus='virtio'>vda</target>"),
        ("<boot dev='hd'/>", "<boot>hd</boot>"),
        ("<name>web1</name>", "<name value='web1'/>"),
        ("<type>hvm</type>", "<type value='hvm'></type>"),
        ("<on_reboot>restart</on_reboot>", "<on_reboot action='restart'/>"),
        ("<acpi/>", "<acpi>yes</acpi>"),
        ("<readonly/>", "<readonly>true</readonly>"),
        ("<domain type='kvm'>\n  <name>web1</name>", "<domain type='kvm' name='web1'>"),
        (f"{INTERFACE}>\n      {MAC}", f"{INTERFACE} mac='52:54:00:11:22:33'>"),
        (f"{INTERFACE}>\n      {MAC}", f'{INTERFACE}\tmac="52:54:00:11:22:33">'),
    ],
)
def test_what_is_in_another_form_comes_back(right: str, wrong: str) -> None:
    """The text is what it was before, byte for byte."""
    assert MACHINE.count(right) == 1
    result = fixed(MACHINE.replace(right, wrong))
    assert result.text == MACHINE
    assert len(result.fixed) == 1
    assert not result.left


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('<memory unit="GiB">4</memory>', "<memory unit='GiB'>4</memory>"),
        ('<memory unit="GiB">4</memory>', "<memory unit='MiB'>4096</memory>"),
    ],
)
def test_sizes_get_their_unit(source: str, expected: str) -> None:
    """A size in one word becomes a number and its unit."""
    number, unit = ("4", "GiB") if "GiB" in expected else ("4096", "MiB")
    result = fixed(MACHINE.replace(source, f"<memory>{number} {unit}</memory>"))
    assert result.text == MACHINE.replace(source, expected)


def test_several_elements_become_attributes() -> None:
    """Each element that says one attribute goes into the tag, in its order."""
    inner = "<sockets>1</sockets>\n<cores>2</cores>\n<threads>1</threads>"
    result = fixed(MACHINE.replace("<topology sockets='1' cores='2' threads='1'/>", f"<topology>{inner}</topology>"))
    assert "<topology sockets='1' cores='2' threads='1'>" in result.text
    assert not result.left


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('<memory unit="GiB">4</memory>', '<memory unit="MiB">4GiB</memory>'),  # which of the two units is it
        (MAC, "<mac address='52:54:00:11:22:33'>52:54:00:11:22:44</mac>"),  # which of the two addresses is it
        (f"{INTERFACE}>", f"{INTERFACE} mac='52:54:00:11:22:44'>"),
        ("<name>web1</name>", "<name value='web2'>web1</name>"),
        ("<acpi/>", "<acpi>no</acpi>"),
        (f"{DISK}>", f"{DISK} readonly='no'>"),
        (MAC, "<mac>52:54:00:11:22:33<!-- the first --></mac>"),
    ],
)
def test_what_is_not_certain_stays(right: str, wrong: str) -> None:
    """Where a place is taken, or the value says the opposite, nothing is changed."""
    assert MACHINE.count(right) == 1
    source = MACHINE.replace(right, wrong)
    result = fixed(source)
    assert result.text == source
    assert result.left


@pytest.mark.parametrize("others", ["name='svm'", "name='svm' policy='disable'"])
def test_the_name_of_another_thing_is_not_lost(others: str) -> None:
    """An attribute that is a name and its value, beside another name, is two features."""
    cpu = f"<cpu><feature vmx='require' {others}/></cpu>"
    source = f"<domain type='kvm'><name>a</name><memory>4</memory><os><type>hvm</type></os>{cpu}</domain>"
    assert fixed(source, unsafe=True).text == source


@pytest.mark.parametrize("version", VERSIONS)
def test_a_text_for_an_element_of_other_circumstances(version: str) -> None:
    """What a text is the element of depends on nothing that is missing too."""
    source = "<domain type='kvm'><name>a</name><memory>4</memory><os>{}</os></domain>"
    result = fixed(source.format("hvm"), Validator(version))
    assert result.text == source.format("<type>hvm</type>")


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("<cell id='0' cpus='0' memory='2G'/>", "<cell id='0' cpus='0' memory='2' unit='GiB'/>"),
        ("<cell id='0' cpus='0' memory='2G' unit='GiB'/>", "<cell id='0' cpus='0' memory='2' unit='GiB'/>"),
        ("<cell id='0' cpus='0' memory='2G' unit='MiB'/>", None),
    ],
)
def test_a_size_in_an_attribute(wrong: str, right: str | None) -> None:
    """Its unit gets the attribute for that, unless another one is there."""
    source = "<domain type='kvm'><name>a</name><os><type>hvm</type></os><cpu><numa>{}</numa></cpu></domain>"
    assert fixed(source.format(wrong)).text == source.format(right or wrong)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("<memory unit='2GiB'/>", "<memory unit='GiB'>2</memory>"),
        ("<memory unit='2GiB'></memory>", "<memory unit='GiB'>2</memory>"),
        (
            "<memory>1</memory><cpu><feature vmx='require'/></cpu>",
            "<memory>1</memory><cpu><feature policy='require' name='vmx'/></cpu>",
        ),
    ],
)
def test_two_things_in_one_attribute(wrong: str, right: str) -> None:
    """A number and its unit, a name and its value are written where they belong."""
    source = "<domain type='kvm'><name>a</name>{}<os><type>hvm</type></os></domain>"
    assert fixed(source.format(wrong)).text == source.format(right)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("<video><model type='vga' vram='16MB'/></video>", "<video><model type='vga' vram='16384'/></video>"),
        (
            "<channel type='unix'><target type='virtio'>org.qemu.guest_agent.0</target></channel>",
            "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>",
        ),
        (
            "<interface type='bridge'><source dev='br0'/></interface>",
            "<interface type='bridge'><source bridge='br0'/></interface>",
        ),
        (
            "<disk type='file'><driver name='qemu' type='raw'/><source file='/a'/><target dev='vda' bus='virtio'/>"
            "<iotune><read_bytes_sec>10MB</read_bytes_sec></iotune></disk>",
            "<disk type='file'><driver name='qemu' type='raw'/><source file='/a'/><target dev='vda' bus='virtio'/>"
            "<iotune><read_bytes_sec>10000000</read_bytes_sec></iotune></disk>",
        ),
        ("<smartcard/>", "<smartcard mode='host'/>"),
        (
            "<controller type='pci' index='0'><model>pcie-root</model></controller>",
            "<controller type='pci' index='0' model='pcie-root'/>",
        ),
        (
            "<interface type='user'><mac>52-54-00-11-22-33</mac></interface>",
            "<interface type='user'><mac address='52:54:00:11:22:33'/></interface>",
        ),
        ("<controller type='usb' index='0 px'/>", "<controller type='usb' index='0'/>"),
        (
            "<interface type='bridge'><source bridge='a'/><vlan trunk=''><tag id='1'/></vlan>"
            "<virtualport type='openvswitch'/></interface>",
            "<interface type='bridge'><source bridge='a'/><vlan trunk='yes'><tag id='1'/></vlan>"
            "<virtualport type='openvswitch'/></interface>",
        ),
    ],
)
def test_what_is_likely_needs_leave(wrong: str, right: str) -> None:
    """Of two meanings, the likely one is written only with leave."""
    source = (
        "<domain type='kvm'><name>a</name><memory>4</memory><os><type>hvm</type></os><devices>{}</devices></domain>"
    )
    assert fixed(source.format(wrong)).text == source.format(wrong)
    assert fixed(source.format(wrong), unsafe=True).text == source.format(right)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("<on_reboot name='restart'/>", "<on_reboot>restart</on_reboot>"),
        ("<currentMemory unit='megabytes'>2</currentMemory>", "<currentMemory unit='MiB'>2</currentMemory>"),
    ],
)
def test_what_an_element_around_has_too(wrong: str, right: str) -> None:
    """A text in ``name``, a unit that is a word: with leave."""
    assert fixed(HEAD.format(wrong)).text == HEAD.format(wrong)
    assert fixed(HEAD.format(wrong), unsafe=True).text == HEAD.format(right)


HEAD = "<domain type='kvm'><name>a</name><memory>4096</memory>{}<os><type>hvm</type></os></domain>"


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("<vcpu>2z4</vcpu>", "<vcpu>24</vcpu>"),
        ("<vcpu>2x</vcpu>", "<vcpu>2</vcpu>"),
        ("<vcpu>2 cores</vcpu>", "<vcpu>2</vcpu>"),
        ("<vcpu>2l4</vcpu>", "<vcpu>2l4</vcpu>"),
        ("<clock offset='timezone'><timezone name='UTC'/></clock>", "<clock offset='timezone' timezone='UTC'></clock>"),
    ],
)
def test_letters_and_attributes_of_elements(wrong: str, right: str) -> None:
    """A letter that is no digit goes, one that looks like a digit stays; ``<timezone name='UTC'/>`` is an attribute."""
    assert fixed(HEAD.format(wrong)).text == HEAD.format(right)
