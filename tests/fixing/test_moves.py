"""Elements and attributes in the wrong place are written where they belong, as they are."""

from __future__ import annotations

import pytest

from libvirt_xml.fixing.fixing import fixed

MACHINE = """\
<domain type='kvm'>
  <name>web1</name>
  <uuid>4dea22b3-1d52-d8f3-2516-782e98ab3fa0</uuid>
  <memory unit='GiB'>4</memory>
  <vcpu>2</vcpu>
  <cputune>
    <shares>1024</shares>
    <vcpupin vcpu='0' cpuset='0'/>
  </cputune>
  <os>
    <type>hvm</type>
  </os>
  <devices>
    <disk type='file' device="disk"> <!-- the first -->
      <driver name='qemu' type='raw'/>
      <source file='/srv/a&amp;b.img'/>
      <target dev='vda' bus='virtio'/>
    </disk>
    <interface type="user">
      <mac address='52:54:00:11:22:33'/>
      <model type='virtio'/>
    </interface>
    <video>
      <model type='qxl'/>
    </video>
  </devices>
</domain>
"""
INTERFACE = MACHINE[MACHINE.index("    <interface") : MACHINE.index("    <video")]
CPUTUNE = MACHINE[MACHINE.index("  <cputune") : MACHINE.index("  <os")]
HVM = "<os><type>hvm</type></os>"
UUID = "  <uuid>4dea22b3-1d52-d8f3-2516-782e98ab3fa0</uuid>\n"


def test_attributes_of_an_element_that_is_there() -> None:
    """They are written into its tag, several at once."""
    source = MACHINE.replace("<target dev='vda' bus='virtio'/>", "<target dev='vda'/>")
    assert fixed(source.replace("<disk type='file'", "<disk bus='virtio' type='file'")).text == MACHINE
    source = MACHINE.replace("<video>", "<video type='qxl'>").replace("<model type='qxl'/>", "<model/>")
    assert fixed(source).text == MACHINE
    network = "<network><name>a</name><ip address='10.0.0.1' prefix='24'><dhcp{}</dhcp></ip></network>"
    expected = network.format("><range start='10.0.0.2' end='10.0.0.9'/>")
    assert fixed(network.format(" start='10.0.0.2' end='10.0.0.9'><range/>")).text == expected


def test_attributes_of_an_element_that_is_missing() -> None:
    """It is made, where libvirt writes it; what the value is written with stays."""
    source = MACHINE.replace("    <video>\n      <model type='qxl'/>", "    <video type='qxl'>")
    assert fixed(source).text == MACHINE
    source = MACHINE.replace('<interface type="user">', '<interface type="bridge" bridge="br0">')
    new = "      <source bridge='br0'/>\n"
    expected = MACHINE.replace('"user"', '"bridge"').replace("33'/>\n", f"33'/>\n{new}")
    assert fixed(source).text == expected


def test_an_attribute_of_an_element_that_is_required() -> None:
    """It is made, with the attribute: the tag of a VLAN."""
    network = "<network><name>a</name><forward mode='bridge'/><bridge name='br0'/><vlan{}</vlan></network>"
    assert fixed(network.format(" id='5'>")).text == network.format("><tag id='5'/>")


def test_an_attribute_that_its_element_has_already_stays() -> None:
    """Which of two values is meant is not certain."""
    source = MACHINE.replace("<video>", "<video type='virtio'>")
    assert fixed(source).text == source


def test_an_element_beside_the_one_that_it_is_in() -> None:
    """It moves as it is, quotation marks and lines, as deep as its new place is."""
    source = MACHINE.replace(INTERFACE, "").replace("</domain>", INTERFACE.replace("\n  ", "\n")[2:] + "</domain>")
    result = fixed(source)
    assert result.text == MACHINE
    assert not result.left
    assert [problem.code for problem in result.fixed] == ["unknown-element"]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_lines_of_a_new_home(newline: str) -> None:
    """What moves into a new element is indented there, with the line ends of the document; texts stay."""
    disk = "<disk type='file'>\n    <!-- a -->\n    <target dev='vda'/>\n    <serial>\n  a</serial>\n  </disk>\n"
    start = f"<domain type='kvm'>\n  <name>a</name>\n  <memory>4</memory>\n  {HVM}\n"
    inside = disk.replace("\n  ", "\n    ").replace("\n    a", "\n  a")
    expected = f"{start}  <devices>\n    {inside}  </devices>\n</domain>\n".replace("\n", newline)
    source = f"{start}  {disk}</domain>\n".replace("\n", newline)
    assert fixed(source, is_wanted=lambda problem: problem.code == "unknown-element").text == expected


def test_what_is_wrong_inside_stays() -> None:
    """An element moves with its mistakes, however many there are."""
    start = f"<domain type='kvm'><name>a</name><memory>4</memory>{HVM}"
    disk = "<disk type='file'><target dev='vda' bus='wibble'/></disk>"
    result = fixed(f"{start}{disk}</domain>")
    assert result.text == f"{start}<devices>{disk}</devices></domain>"
    assert [problem.code for problem in result.left] == ["invalid-value"]
    twice = f"{start}{disk.replace('file', 'wibble')}</domain>"
    assert fixed(twice).text == f"{start}<devices>{disk.replace('file', 'wibble')}</devices></domain>"


def test_only_the_start_tag_is_indented_anew() -> None:
    """Where the lines of an element are as deep as its right place, and its start tag is not, they stay."""
    moved = MACHINE.replace(CPUTUNE, "").replace("    <type>hvm</type>\n", f"    <type>hvm</type>\n  {CPUTUNE}")
    assert fixed(moved).text == MACHINE


def test_white_space_among_words_stays() -> None:
    """Where an element has text and elements, its lines are not indented anew."""
    metadata = "<metadata>\n  <a xmlns='urn:a'>text\n<b/>\n<c/></a>\n</metadata>\n"
    source = MACHINE.replace("    <video>", f"{metadata}    <video>")
    assert "  <metadata>\n    <a xmlns='urn:a'>text\n<b/>\n<c/></a>\n  </metadata>" in fixed(source).text


def test_an_element_moves_as_it_is_on_one_line() -> None:
    """Its quotation marks and its tags stay, though others are usual in the document."""
    start = f"<domain type='kvm'><name>a</name><memory>4</memory>{HVM}"
    device, moved = "<input type='mouse' bus='usb'/>", '<video ><model type="qxl"/></video>'
    expected = f"{start}<devices>{device}{moved}</devices></domain>"
    assert fixed(f"{start}{moved}<devices>{device}</devices></domain>").text == expected


def test_several_elements_at_once() -> None:
    """What one problem says of several elements is done to all."""
    inside = "    <shares>1024</shares>\n    <vcpupin vcpu='0' cpuset='0'/>\n"
    source = MACHINE.replace(CPUTUNE, inside.replace("    ", "  "))
    result = fixed(source)
    assert result.text == MACHINE
    assert len(result.fixed) == 2


def test_an_element_whose_home_is_missing() -> None:
    """The home is made, with the element inside."""
    source = MACHINE.replace(CPUTUNE, "  <vcpupin vcpu='0' cpuset=\"0\"/>\n")
    expected = MACHINE.replace("    <shares>1024</shares>\n", "").replace("cpuset='0'", 'cpuset="0"')
    assert fixed(source).text == expected


def test_an_element_around_comes_before_one_that_is_not_there() -> None:
    """A UUID among devices is that of the machine, not that of a memory device that there is not."""
    source = MACHINE.replace(UUID, "").replace("  <devices>\n", f"  <devices>\n  {UUID}")
    assert fixed(source).text == MACHINE


def test_the_only_element_without_one() -> None:
    """Of several elements that may have it, the one that lacks it gets it."""
    mac = "      <mac address='52:54:00:11:22:33'/>\n"
    other = INTERFACE.replace("11:22:33", "11:22:44")
    whole = MACHINE.replace(INTERFACE, INTERFACE + other)
    source = whole.replace(mac, "").replace("  <devices>\n", f"  <devices>\n{mac[2:]}")
    assert fixed(source).text == whole
    both = source.replace("      <mac address='52:54:00:11:22:44'/>\n", "")
    assert fixed(both).text == both


def test_an_element_around_comes_before_a_new_one() -> None:
    """The parent of a device is beside its capability, though a capability may have a device too."""
    parent = "<parent>pci_0000_00_1f_1</parent>"
    device = "<device><name>a</name>{}<capability type='scsi'>{}<host>1</host><bus>0</bus><target>0</target>"
    device += "<lun>0</lun><type>disk</type></capability></device>"
    assert fixed(device.format("", parent)).text == device.format(parent, "")


def test_an_element_around_that_may_have_it() -> None:
    """Of two interfaces around, only the outer one has a start mode."""
    vlan = "<bridge><interface type='vlan' name='a.1'><vlan tag='1'><interface name='a'/>{}</vlan></interface></bridge>"
    bridge = "<interface type='bridge' name='b'>{}" + vlan + "</interface>"
    start = "<start mode='onboot'/>"
    assert fixed(bridge.format("", start)).text == bridge.format(start, "")


def test_an_element_around_comes_before_an_attribute() -> None:
    """What one of the elements around may have is not made an attribute of one beside it."""
    incremental, disks = "<incremental>12</incremental>", "<disk name='vda' backup='no'/>"
    backup = "<domainbackup mode='push'>{}<disks>{}</disks></domainbackup>"
    assert fixed(backup.format("", incremental + disks)).text == backup.format(incremental, disks)


def test_an_element_that_is_there_already() -> None:
    """A second target of a disk is that of the only other disk without one."""
    disk = "<disk name='{}' type='block'>{}</disk>"
    first, second = "<target dev='/dev/a'/>", "<target dev='/dev/b'/>"
    backup = "<domainbackup mode='push'><disks>{}{}</disks></domainbackup>"
    wrong = backup.format(disk.format("vda", first[:-2] + f">{second}</target>"), disk.format("vdb", ""))
    right = backup.format(disk.format("vda", first[:-2] + "></target>"), disk.format("vdb", second))
    assert fixed(wrong).text == right


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("{x}<devices>{a}{b}</devices>", "<devices>{x}{a}{b}</devices>"),
        (
            "<devices>{a}<sound model='ich9'>{x}</sound>{b}</devices>",
            "<devices>{a}{x}<sound model='ich9'/>{b}</devices>",
        ),
        ("<devices>{a}{b}</devices>{x}", "<devices>{a}{b}{x}</devices>"),
    ],
)
def test_elements_of_one_name_stay_in_order(wrong: str, right: str) -> None:
    """An element that moves among those of its name comes before those that are written behind it."""
    disks = {name: f"<disk type='file'><target dev='vd{name}'/></disk>" for name in "abx"}
    domain = f"<domain type='kvm'><name>a</name><memory>4</memory>{HVM}{{}}</domain>"
    result = fixed(domain.format(wrong.format(**disks)))
    assert result.text.replace("></sound>", "/>") == domain.format(right.format(**disks))


def test_order() -> None:
    """An element that must come before another one, or after it, does."""
    wwn = "<wwnn>2001f4e9d4eb02c9</wwnn>", "<wwpn>2001f4e9d4eb02c9</wwpn>"
    device = (
        "<device><name>a</name><capability type='scsi_host'><host>1</host><capability type='fc_host'>{}</capability>"
    )
    device += "</capability></device>"
    assert fixed(device.format(wwn[1] + wwn[0])).text == device.format(wwn[0] + wwn[1])
    model, blockers = (
        "<model usable='no' vendor='Intel'>a</model>",
        "<blockers model='a'><feature name='x'/></blockers>",
    )
    modes = "".join(f"<mode name='{name}' supported='no'/>" for name in ("host-passthrough", "maximum", "host-model"))
    caps = (
        f"<domainCapabilities><path>/q</path><domain>kvm</domain><arch>x86_64</arch><cpu>{modes}"
        f"<mode name='custom' supported='yes'>{model}{{}}</mode></cpu></domainCapabilities>"
    )
    assert fixed(caps.format(blockers + model)).text == caps.format(blockers + model)
    assert fixed(caps.format(blockers + blockers + model)).text == caps.format(blockers + model + blockers)
    assert fixed(caps.format(blockers + blockers + model * 2)).text == caps.format(blockers + model + blockers + model)


def test_an_attribute_as_an_element_where_its_own_is_missing() -> None:
    """The element that has the attribute takes the place of the wrong one."""
    bridge = f"<domain type='kvm'><name>a</name><memory>4</memory>{HVM}<devices>{{}}</devices></domain>"
    wrong = bridge.format("<interface type='bridge'>\n<bridge>br0</bridge>\n</interface>")
    assert fixed(wrong).text == bridge.format("<interface type='bridge'>\n<source bridge='br0'/>\n</interface>")


def test_the_home_beside_it() -> None:
    """Of several elements that it may belong in, the one beside it is meant."""
    cell = "<cell id='{}' memory='2'><distances><sibling id='{}' value='10'/>{}</distances>{}</cell>"
    text = (
        "<domain type='kvm'><name>a</name><memory>4</memory><vcpu>2</vcpu>"
        + HVM
        + "<cpu><numa>{}</numa></cpu></domain>"
    )
    sibling = "<sibling id='1' value='21'/>"
    other = cell.format(1, 1, "", "")
    wrong = text.format(cell.format(0, 0, "", sibling) + other)
    assert fixed(wrong).text == text.format(cell.format(0, 0, sibling, "") + other)


def test_an_address_behind_its_device() -> None:
    """With leave, an address that several devices lack belongs to the one before it."""
    address = "    <address type='pci' domain='0x0000' bus='0x00' slot='0x05' function='0x0'/>\n"
    right = MACHINE.replace("    </interface>\n", f"  {address}    </interface>\n")
    wrong = MACHINE.replace("    </interface>\n", f"    </interface>\n{address}")
    assert fixed(wrong).text == wrong
    assert fixed(wrong, unsafe=True).text == right


def test_an_attribute_of_the_only_element_that_lacks_it() -> None:
    """With leave, an attribute that two elements have is written into the one that is there."""
    wrong = MACHINE.replace('device="disk"', "device=\"disk\" file='/b.img'").replace(
        "<source file='/srv/a&amp;b.img'/>", "<source/>"
    )
    right = MACHINE.replace("/srv/a&amp;b.img", "/b.img")
    assert fixed(wrong, unsafe=True).text == right


def test_what_is_wrong_in_a_needless_element() -> None:
    """What comes out of an element that nobody looked into may have several mistakes, if each has a repair."""
    disk = "    <disk type='file' device=\"disk\">"
    wrong = MACHINE.replace(disk, "    <disks>\n" + disk, 1).replace("    </disk>\n", "    </disk>\n    </disks>\n", 1)
    wrong = wrong.replace("<driver name='qemu' type='raw'/>", "<driver nane='qemu' type='rawx'/>")
    wrong = wrong.replace("bus='virtio'", "bus='Virtio'")
    assert fixed(wrong).left == []
    assert "<disks>" not in fixed(wrong).text
