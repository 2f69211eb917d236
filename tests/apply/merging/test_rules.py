"""Each rule of ``equalities.toml`` and ``carrying.toml`` has its effect, and no more."""

from __future__ import annotations

from typing import Any

import pytest

from libvirt_xml import Domain
from libvirt_xml.apply import Merged, merge
from libvirt_xml.apply.merging.carrying import _data
from libvirt_xml.apply.merging.equalities import _rules
from libvirt_xml.apply.merging.remembering import digest_of, refusals_of
from libvirt_xml.binding.fields import specs_of
from libvirt_xml.changes import compare
from tests.changes.reading import devices, domain

DISK = "<disk type='file' device='disk'><source file='/a'/><target dev='vda' bus='virtio'/>{}</disk>"
NIC = "<interface type='network'>{}<source network='lan'/>{}</interface>"
ADDRESS = "<address type='pci' domain='0' bus='3' slot='0' function='0'/>"


def planned(asked: Domain, actual: Domain, **options: Any) -> list[str]:
    """The changes as lines; what is merged keeps them, and asking again changes nothing more."""
    merged = merge(asked, actual, **options)
    again = merge(asked, merged.document, merged.owned, options.get("refused"), is_live=options.get("is_live", False))
    assert again.changes == ()
    assert bool(compare(actual, merged.document)) is bool(merged.changes)
    return [str(change) for change in merged.changes]


def owning(asked: Domain, actual: Domain) -> Merged[Domain]:
    """A first merge, after which everything that is asked is owned."""
    merged = merge(asked, actual)
    assert merged.changes == ()
    return merged


EQUAL = [
    ("<os><type machine='q35'>hvm</type></os>", "<os><type machine='pc-q35-7.2'>hvm</type></os>"),
    ("<os><type machine='pc'>hvm</type></os>", "<os><type machine='pc-i440fx-11.1'>hvm</type></os>"),
    ("<devices><graphics type='vnc' port='-1'/></devices>", "<devices><graphics type='vnc' port='5901'/></devices>"),
    ("<devices><graphics type='spice' tlsPort='-1'/></devices>", "<devices><graphics type='spice'/></devices>"),
    (
        "<devices><video><model type='vga' primary='no'/></video></devices>",
        "<devices><video><model type='vga'/></video></devices>",
    ),
    (
        "<devices><channel type='unix'><source mode='bind'/><target type='virtio' name='a'/></channel></devices>",
        "<devices><channel type='unix'><target type='virtio' name='a'/></channel></devices>",
    ),
    (
        "<memory>9</memory><cpu><numa><cell id='0' cpus='0' memory='5'/></numa></cpu>",
        "<memory>5</memory><cpu><numa><cell id='0' cpus='0' memory='5'/></numa></cpu>",
    ),
    ("<memory>5</memory><currentMemory>9</currentMemory>", "<memory>5</memory><currentMemory>5</currentMemory>"),
]


@pytest.mark.parametrize(("asked", "actual"), EQUAL)
def test_equal(asked: str, actual: str) -> None:
    """What libvirt writes in its own way."""
    assert planned(domain(asked), domain(actual)) == []


DIFFERENT = [
    (
        "<os><type machine='q35'>hvm</type></os>",
        "<os><type machine='pc-i440fx-7.2'>hvm</type></os>",
        "changed os.type.machine: 'pc-i440fx-7.2' -> 'q35'",
    ),
    (
        "<os><type machine='pc-q35-8.0'>hvm</type></os>",
        "<os><type machine='pc-q35-7.2'>hvm</type></os>",
        "changed os.type.machine: 'pc-q35-7.2' -> 'pc-q35-8.0'",
    ),
    (
        "<devices><graphics type='vnc' port='-1'/></devices>",
        "<devices><graphics type='vnc' port='5901' autoport='no'/></devices>",
        "changed devices.graphics[vnc].port: 5901 -> -1",
    ),
    (
        "<devices><video><model type='vga' primary='no'/></video></devices>",
        "<devices><video><model type='vga' primary='yes'/></video></devices>",
        "changed devices.videos[0].model.primary: True -> False",
    ),
    (
        "<devices><channel type='unix'><source mode='bind' path='/a'/><target type='virtio' name='a'/></channel>"
        "</devices>",
        "<devices><channel type='unix'><target type='virtio' name='a'/></channel></devices>",
        "added devices.channels[a].sources[bind]: <source mode='bind' path='/a'/>",
    ),
    (
        "<memory>9</memory>",
        "<memory>5</memory>",
        "changed memory: <memory>5</memory> -> <memory>9</memory>",
    ),
    (
        "<memory>5</memory><currentMemory>4</currentMemory>",
        "<memory>5</memory><currentMemory>5</currentMemory>",
        "changed current_memory: <currentMemory>5</currentMemory> -> <currentMemory>4</currentMemory>",
    ),
]


@pytest.mark.parametrize(("asked", "actual", "line"), DIFFERENT)
def test_different(asked: str, actual: str, line: str) -> None:
    """What looks alike and is another thing."""
    assert planned(domain(asked), domain(actual)) == [line]


LIVE = [
    ("<cpu mode='host-model'/>", "<cpu mode='custom' match='exact'><model>Skylake-Client</model></cpu>"),
    ("<memory unit='MiB'>509</memory>", "<memory unit='MiB'>512</memory>"),
    ("<os firmware='efi'><type>hvm</type></os>", "<os><type>hvm</type><loader>/OVMF.fd</loader></os>"),
    ("<iothreads>1</iothreads><iothreadids><iothread id='1'/></iothreadids>", "<iothreads>1</iothreads>"),
]


@pytest.mark.parametrize(("asked", "actual"), LIVE)
def test_running_guests(asked: str, actual: str) -> None:
    """What a running guest shows otherwise is no change for it alone."""
    assert planned(domain(asked), domain(actual), is_live=True) == []
    assert planned(domain(asked), domain(actual)) != []


def test_io_threads_with_other_numbers() -> None:
    """Those that libvirt would not give."""
    numbered = "<iothreads>1</iothreads><iothreadids><iothread id='3'/></iothreadids>"
    assert planned(domain(numbered), domain("<iothreads>1</iothreads>"), is_live=True) != []


def test_aliases_of_the_host() -> None:
    """The capabilities of a host name the version of each machine alias."""
    asked = domain("<os><type machine='sun4m'>hvm</type></os>")
    actual = domain("<os><type machine='SS-5'>hvm</type></os>")
    assert len(merge(asked, actual).changes) == 1
    assert merge(asked, actual, machines={"sun4m": "SS-5"}).changes == ()


@pytest.mark.parametrize("field", [*_rules(), *(field for table in _data()["kept"] for field in table["fields"])])
def test_fields_of_rules_exist(field: str) -> None:
    """A rule about a class or a field that is no longer there is stale."""
    from libvirt_xml import documents

    owner, _, name = field.partition(".")
    if owner != "*":
        assert name in specs_of(getattr(documents, "Disk" if owner == "device" else owner))


def test_a_disk_on_another_bus_gets_another_address() -> None:
    """An address belongs to its bus; one that is asked stays."""
    actual = devices(DISK.format(ADDRESS))
    asked = devices(DISK.format("").replace("virtio", "sata"))
    merged = merge(asked, actual)
    assert [str(change) for change in merged.changes] == ["changed devices.disks[vda].target.bus: 'virtio' -> 'sata'"]
    assert merged.document.devices.disks[0].address is None
    assert [drop.path for drop in merged.dropped] == ["devices.disks[vda].address"]
    asked = devices(DISK.format(ADDRESS).replace("virtio", "sata"))
    assert merge(asked, actual).document.devices.disks[0].address is not None


def test_another_model_of_a_controller() -> None:
    """Some have a fixed address."""
    actual = devices(f"<controller type='usb' index='0' model='qemu-xhci'>{ADDRESS}</controller>")
    merged = merge(devices("<controller type='usb' index='0' model='piix3-uhci'/>"), actual)
    assert merged.document.devices.controllers[0].address is None
    assert merge(devices("<controller type='usb' index='0' ports='8'/>"), actual).dropped == ()


def test_another_video_model() -> None:
    """What one model has is not carried over to another."""
    actual = devices("<video><model type='qxl' ram='65536' vram='65536' heads='1'/></video>")
    merged = merge(devices("<video><model type='virtio' heads='2'/></video>"), actual)
    model = merged.document.devices.videos[0].model
    assert model is not None
    assert (model.type, model.heads, model.ram, model.vram) == ("virtio", 2, None, None)


def test_another_cpu_mode() -> None:
    """Model and features go, topology stays."""
    actual = domain(
        "<cpu mode='custom' check='full'><model>qemu64</model><topology sockets='1' cores='2' threads='1'/>"
        "<feature policy='require' name='vmx'/></cpu>"
    )
    cpu = merge(domain("<cpu mode='host-passthrough'/>"), actual).document.cpu
    assert cpu is not None
    assert (cpu.mode, cpu.check, cpu.model, cpu.features) == ("host-passthrough", None, None, [])
    assert cpu.topology is not None


def test_the_sound_of_a_display_that_goes() -> None:
    """Libvirt added it; one that is asked stays."""
    display, sound = "<graphics type='spice'/>", "<audio id='1' type='spice'/>"
    actual = devices(display + sound)
    merged = merge(devices("<graphics type='vnc'/>"), actual, merge(devices(display), actual).owned)
    assert merged.document.devices.audios == []
    asked = devices("<graphics type='vnc'/><audio id='1' type='none'/>")
    assert len(merge(asked, actual).document.devices.audios) == 1


def test_a_boot_order_of_devices() -> None:
    """Takes the place of the boot device that libvirt added; one that is asked stays, for libvirt to refuse."""
    actual = domain(f"<os><type>hvm</type><boot dev='hd'/></os><devices>{DISK.format('')}</devices>")
    disk = DISK.format("<boot order='1'/>")
    asked = domain(f"<os><type>hvm</type></os><devices>{disk}</devices>")
    merged = merge(asked, actual)
    assert [change.path for change in merged.changes] == ["devices.disks[vda].boot"]
    assert merged.document.os is not None
    assert merged.document.os.boot_devices == []


def test_another_machine_family_needs_consent() -> None:
    """All addresses and controllers go with it; another version of the family keeps them."""
    content = f"<devices>{DISK.format(ADDRESS)}<controller type='usb' index='0'/></devices>"
    actual = domain(f"<os><type machine='pc-i440fx-7.2'>hvm</type></os>{content}")
    merged = merge(domain(f"<os><type machine='q35'>hvm</type></os><devices>{DISK.format('')}</devices>"), actual)
    assert merged.document.devices.controllers == []
    assert merged.document.devices.disks[0].address is None
    assert {drop.consent for drop in merged.dropped} == {"new-hardware"}
    same = merge(domain("<os><type machine='pc-i440fx-8.0'>hvm</type></os>"), actual)
    assert len(same.changes) == 1
    assert same.dropped == ()


def test_another_firmware() -> None:
    """What libvirt chose for the former firmware goes."""
    actual = domain(
        "<os firmware='efi'><type>hvm</type><firmware><feature enabled='no' name='secure-boot'/></firmware>"
        "<loader>/OVMF.fd</loader><nvram>/vm.fd</nvram></os>"
    )
    merged = merge(domain("<os firmware='bios'><type>hvm</type></os>"), actual)
    assert merged.document.os is not None
    assert (merged.document.os.loader, merged.document.os.nvram) == (None, None)
    assert {drop.consent for drop in merged.dropped} == {"new-hardware"}


def test_no_firmware_any_more() -> None:
    """What libvirt chose goes with it as a whole: libvirt refuses <firmware> without the attribute."""
    actual = domain(
        "<os firmware='efi'><type>hvm</type><firmware><feature enabled='no' name='secure-boot'/></firmware>"
        "<loader>/OVMF.fd</loader><nvram>/vm.fd</nvram></os>"
    )
    merged = merge(domain("<os><type>hvm</type></os>"), actual, frozenset({"os.firmware"}))
    assert merged.document == domain("<os><type>hvm</type></os>")


def test_lists_whose_order_counts() -> None:
    """Boot devices in another order are another value."""
    one = domain("<os><type>hvm</type><boot dev='hd'/><boot dev='network'/></os>")
    other = domain("<os><type>hvm</type><boot dev='network'/><boot dev='hd'/></os>")
    assert [change.path for change in merge(one, other).changes] == ["os.boot_devices"]
    assert compare(merge(one, other).document, one) == []


def test_what_stays() -> None:
    """Addresses, MACs and what somebody else added stay when something else changes."""
    mac = "<mac address='52:54:00:00:00:01'/>"
    actual = devices(DISK.format(ADDRESS) + NIC.format(mac, ADDRESS) + "<rng model='virtio'/>")
    asked = devices(DISK.format("<serial>x</serial>") + NIC.format("", ""))
    merged = merge(asked, actual)
    assert [str(change) for change in merged.changes] == ["added devices.disks[vda].serial: 'x'"]
    merged.document.devices.disks[0].serial = None
    assert compare(actual, merged.document) == []


def test_a_mac_that_is_no_longer_asked_stays() -> None:
    """Libvirt would make up another one."""
    actual = devices(NIC.format("<mac address='52:54:00:00:00:01'/>", ADDRESS))
    owned = owning(actual, actual).owned
    assert merge(devices(NIC.format("", "")), actual, owned).changes == ()


def test_what_is_owned_is_taken_out() -> None:
    """A value, an element with what libvirt put in it, a device; never what somebody else added."""
    asked = devices(DISK.format("<serial>x</serial>") + "<memballoon model='virtio'/>")
    actual = devices(DISK.format(f"<serial>x</serial>{ADDRESS}") + f"<memballoon model='virtio'>{ADDRESS}</memballoon>")
    owned = owning(asked, actual).owned
    assert [change.path for change in merge(devices(DISK.format("")), actual, owned).changes] == [
        "devices.disks[vda].serial",
        "devices.memballoon",
    ]
    assert merge(devices(DISK.format("")), actual).changes == ()


def test_an_element_without_its_required_part_goes() -> None:
    """``<vcpu placement='static'/>`` is not valid."""
    owned = owning(domain("<vcpu>2</vcpu>"), domain("<vcpu placement='static'>2</vcpu>")).owned
    merged = merge(domain(""), domain("<vcpu placement='static'>2</vcpu>"), owned)
    assert [str(change) for change in merged.changes] == ["removed vcpu: <vcpu placement='static'>2</vcpu>"]
    assert merged.document.vcpu is None


def test_what_libvirt_put_beside_an_attribute_goes_with_it() -> None:
    """The attributes of an element belong together; that is one change."""
    asked = domain("<numatune><memory mode='strict'/></numatune>")
    actual = domain("<numatune><memory mode='strict' placement='auto'/></numatune>")
    merged = merge(domain(""), actual, owning(asked, actual).owned)
    assert [change.path for change in merged.changes] == ["numatune"]
    assert merged.document.numatune is None


def test_what_others_put_into_an_element_stays() -> None:
    """With the attributes without which the element cannot be."""
    asked = domain("<clock offset='utc'><timer name='rtc' track='guest'/></clock>")
    both = "<clock offset='utc'><timer name='rtc' track='guest'/><timer name='hpet' present='no'/></clock>"
    merged = merge(domain(""), domain(both), owning(asked, domain(both)).owned)
    assert [change.path for change in merged.changes] == ["clock.timers[rtc]"]
    clock = merged.document.clock
    assert clock is not None
    assert (clock.offset, [timer.name for timer in clock.timers]) == ("utc", ["hpet"])


@pytest.mark.parametrize(("number", "removed"), [(2, ["devices.rngs[1]"]), (3, [])])
def test_devices_without_a_name(number: int, removed: list[str]) -> None:
    """One goes only while there are as many as there were: else it may be somebody else's."""
    rng = "<rng model='virtio'><backend model='random'>/dev/random{}</backend></rng>"
    both = devices(rng.format(0) + rng.format(1))
    owned = owning(both, both).owned
    actual = devices("".join(rng.format(at) for at in range(number)))
    assert [change.path for change in merge(devices(rng.format(0)), actual, owned).changes] == removed


def test_what_was_refused_is_not_asked_again() -> None:
    """Until another value is asked; secrets are never remembered."""
    asked, actual = devices(DISK.format("<serial>x</serial>")), devices(DISK.format(""))
    refused = refusals_of(merge(asked, actual).changes)
    assert refused == {"devices.disks[vda].serial": digest_of("x")}
    assert "x" not in refused.values()
    assert merge(asked, actual, refused=refused).changes == ()
    assert len(merge(devices(DISK.format("<serial>y</serial>")), actual, refused=refused).changes) == 1
    secret = devices("<graphics type='vnc' passwd='hidden'/>")
    assert refusals_of(merge(secret, devices("<graphics type='vnc'/>")).changes) == {}


UNKNOWN = [
    (
        "<devices><disk type='file' new='1'><target dev='vda'/></disk></devices>",
        "devices.disks[vda].extra_.attributes[new]",
    ),
    ("<brandnew size='1'><part/></brandnew>", "extra_.content[brandnew]"),
    (
        "<metadata><app:a xmlns:app='urn:a'><app:b/></app:a></metadata>",
        "metadata.elements[0]",
    ),
]


@pytest.mark.parametrize(("content", "path"), UNKNOWN)
def test_unknown_content(content: str, path: str) -> None:
    """What the model does not know is put in, changed and taken out like all else; the result can be written."""
    asked = domain(content)
    actual = domain("<devices><disk type='file'><target dev='vda'/></disk></devices>")
    merged = merge(asked, actual)
    assert [(change.kind, change.path.rpartition("[")[0]) for change in merged.changes] == [
        ("added", path.rpartition("[")[0])
    ]
    again = Domain.from_xml(merged.document.to_xml())
    assert merge(asked, again).changes == ()
    without = merge(actual, again, merged.owned)
    assert [change.kind for change in without.changes] == ["removed"]
    assert compare(without.document, actual) == []
    assert merge(actual, again).changes == ()


def test_a_prefix_that_is_declared_elsewhere() -> None:
    """Foreign content takes the declarations around it along."""
    asked = Domain.from_xml(
        "<domain type='kvm' xmlns:app='urn:a'><name>vm</name><metadata><app:a x='1'/></metadata>"
        "<app:thing app:x='1'><app:part/></app:thing><features app:new='1'/></domain>"
    )
    merged = merge(asked, domain(""))
    assert len(merged.changes) == 3
    text = merged.document.to_xml()
    assert "urn:a" in text
    assert compare(Domain.from_xml(text), asked) == []


def test_two_classes() -> None:
    """A network is not merged into a domain."""
    from libvirt_xml import Network

    with pytest.raises(TypeError, match="cannot merge Network into Domain"):
        merge(Network(name="x"), domain(""))  # type: ignore[type-var]
