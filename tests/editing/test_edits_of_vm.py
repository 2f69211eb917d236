"""Files in the ``vm`` form: what is changed is said in the words of the form, where it has some."""

from __future__ import annotations

import copy
import difflib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import libvirt_xml
from libvirt_xml import Disk, Domain, Filesystem, Interface, Sound
from libvirt_xml.changes import same
from libvirt_xml.editing.texts.encoded_text import decoded_text
from libvirt_xml.editing.yaml.edited_yaml import YamlText
from libvirt_xml.editing.yaml.following import with_following

_EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
_EXAMPLES = [path for path in _EXAMPLES if not path.read_text().startswith("#cloud-config")]
_TEXT = """\
# web
vm:
  name: web1   # the name
  os: debian12
  memory: 4GiB
  disks:
    # root
    - {name: root, size: 20GiB, image: {pool: images, volume: debian-12.qcow2}}
  nics: [{name: lan, network: default}]
"""
_DISK = """<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='/q.qcow2'/>
<target dev='vdc' bus='virtio'/></disk>"""
_CASES: dict[str, tuple[Callable[[Any], object], list[str]]] = {
    "memory": (lambda domain: setattr(domain.memory, "value", 8), ["-  memory: 4GiB", "+  memory: 8GiB"]),
    "cpus": (lambda domain: setattr(domain.vcpu, "value", 6), ["+  cpus: 6"]),
    "disk": (
        lambda domain: domain.devices.disks.append(Disk.from_xml(_DISK)),
        ["+    - {path: /q.qcow2, target: vdc}"],
    ),
    "sound": (lambda domain: domain.devices.sounds.append(Sound(model="ich9")), ["+  sound: ich9"]),
    "nic at the end": (
        lambda domain: domain.devices.add(Interface.for_network("lan")),
        ["-  nics: [{name: lan, network: default}]", "+  nics: [{name: lan, network: default}, {network: lan}]"],
    ),
    "share": (
        lambda domain: domain.devices.add(Filesystem.for_folder("/srv/x", "data")),
        ["+  shares:", "+    - {path: /srv/x, tag: data}"],
    ),
    "controllers": (
        lambda domain: domain.devices.controllers.pop(),
        ["+  hotplug: 5"],
    ),
    "pm": (
        lambda domain: setattr(domain.pm.suspend_to_disk, "enabled", True),
        ["+  domain:", "+    pm: {suspend_to_disk: {enabled: true}}"],
    ),
    "nothing": (lambda domain: None, []),
}


def _text(text: str) -> YamlText:
    return YamlText(decoded_text(text), {})


@pytest.mark.parametrize("case", _CASES)
def test_edits(case: str) -> None:
    """The lines that go, and those that come."""
    change, expected = _CASES[case]
    text = _text(_TEXT)
    domain = copy.deepcopy(text.documents[0].element)
    change(domain)
    result = libvirt_xml.edited(_TEXT, domain)
    lines = list(difflib.unified_diff(_TEXT.splitlines(), result.splitlines(), n=0, lineterm=""))[2:]
    assert [line for line in lines if line[0] in "+-"] == expected
    meant: Any = _text(result).documents[0].element
    assert same(meant, with_following(domain, _text(_TEXT).documents[0].element, meant))  # type: ignore[arg-type]


@pytest.mark.parametrize(("written", "after"), [("2048MiB", "6144MiB"), ("2 GiB", "6 GiB"), ('"2GiB"', '"6GiB"')])
def test_sizes_keep_their_unit(written: str, after: str) -> None:
    """A size is written in the unit of the old one, and the old one comes back as it was."""
    text = f"vm: {{name: a, memory: {written}}}\n"
    domain: Any = copy.deepcopy(_text(text).documents[0].element)
    domain.memory.value *= 3
    changed = libvirt_xml.edited(text, domain)
    assert changed == text.replace(written, after)
    domain.memory.value //= 3
    assert libvirt_xml.edited(changed, domain) == text


def test_a_value_that_goes_without_saying() -> None:
    """It is written where another one was, so that to set a value and set it back changes nothing."""
    text = "vm:\n  name: a\n  memory: 2GiB\n  disks: [{block: /dev/vg0/a, cache: none, io: native}]\n  cpus: 2\n"
    before: Any = _text(text).documents[0].element
    domain = copy.deepcopy(before)
    domain.devices.disks[0].driver.cache = "directsync"
    changed = libvirt_xml.edited(text, domain)
    assert changed == text.replace("cache: none", "cache: directsync")
    assert libvirt_xml.edited(changed, before) == text


def test_disks_by_their_names() -> None:
    """Disks in a map stay in it: a value changes, one goes, and the files of a clone have its name."""
    text = """vm:
  name: web1
  memory: 2GiB
  disks:
    root: {path: /web1.qcow2}  # first
    data: {path: /web1-data.qcow2}
"""
    before: Any = _text(text).documents[0].element
    domain = copy.deepcopy(before)
    domain.devices.disks[0].driver.cache = "none"
    assert libvirt_xml.edited(text, domain) == text.replace("/web1.qcow2}", "/web1.qcow2, cache: none}")
    domain = copy.deepcopy(before)
    domain.devices.remove(domain.devices.disks[1])
    assert libvirt_xml.edited(text, domain) == text.replace("    data: {path: /web1-data.qcow2}\n", "")
    assert libvirt_xml.edited(text, before.cloned("web2")) == text.replace("web1", "web2")


def test_an_item_and_a_key_at_one_place() -> None:
    """An item of a list at the end comes before the key that is new behind the list, in each column."""
    for indent in ("    ", "  "):
        text = f"vm:\n  name: a\n  memory: 2GiB\n  nics:\n{indent}- {{name: lan, network: default}}\n"
        domain: Any = copy.deepcopy(_text(text).documents[0].element)
        domain.devices.add(Interface.for_network("lan"))
        domain.devices.sounds.append(Sound(model="ich9"))
        assert libvirt_xml.edited(text, domain) == f"{text}{indent}- {{network: lan}}\n  sound: ich9\n"


_NAMED = """# web
vm:
  name: web1
  os: debian12
  memory: 2GiB
  disks:
    - {name: root, size: 10GiB, image: {pool: images, volume: debian-12.qcow2}}
  nics: [{name: lan, network: default, mac: derived}]
  cloud_init: {user_data: {packages: [nginx]}}
"""


def test_a_clone_whose_files_and_addresses_follow_from_its_name() -> None:
    """Only the name changes: volumes, derived addresses and the data of cloud-init are those of the new name."""
    domain: Any = _text(_NAMED).documents[0].element
    assert libvirt_xml.edited(_NAMED, domain.cloned("web2")) == _NAMED.replace("web1", "web2")


def test_another_name_for_the_same_disks() -> None:
    """What follows from the name is written where it is to stay."""
    domain: Any = copy.deepcopy(_text(_NAMED).documents[0].element)
    address, domain.name = domain.devices.interfaces[0].mac_address, "web2"
    changed = libvirt_xml.edited(_NAMED, domain)
    assert changed == _NAMED.replace("name: web1", "name: web2").replace(
        "{name: root, ", "{name: root, volume: web1-root.qcow2, "
    ).replace("derived", address)


def test_the_last_item_goes_and_a_key_comes() -> None:
    """Lines that go leave place for those that come behind them."""
    text = "vm:\n  name: a\n  memory: 2GiB\n  nics:\n    - {name: lan, network: default}\n    - {name: b, network: b}\n"
    for newline in ("\n", "\r\n"):
        lines = text.replace("\n", newline)
        domain: Any = copy.deepcopy(_text(lines).documents[0].element)
        domain.devices.remove(domain.devices.interfaces[-1])
        domain.devices.sounds.append(Sound(model="ich9"))
        expected = text.replace("    - {name: b, network: b}\n", "  sound: ich9\n").replace("\n", newline)
        assert libvirt_xml.edited(lines, domain) == expected


def test_the_first_drive_of_the_boot_order_goes() -> None:
    """What is booted next is the first then; the form numbers them."""
    text = """vm:
  name: a
  memory: 2GiB
  disks:
    - {name: setup, cdrom: /setup.iso}
    - {name: root, path: /root.qcow2}
  boot: [setup, root]
"""
    domain: Any = copy.deepcopy(_text(text).documents[0].element)
    domain.devices.remove(domain.devices.disks[0])
    assert libvirt_xml.edited(text, domain).splitlines()[3:] == ["  disks:", "    - {name: root, path: /root.qcow2}"]


_BOOTED = """vm:
  name: a
  memory: 2GiB
  disks:
    - {name: setup, cdrom: /setup.iso}
    - {name: root, path: /root.qcow2}
    - {name: data, path: /data.qcow2}
  boot: [setup, data, root]
"""


def test_the_rest_of_the_boot_order_stays() -> None:
    """What was in the second and third place is in the first and second, not in that of the list."""
    domain: Any = copy.deepcopy(_text(_BOOTED).documents[0].element)
    domain.devices.remove(domain.devices.disks[0])
    assert libvirt_xml.edited(_BOOTED, domain).endswith("boot: [data, root]\n")


def test_another_sequence_does_not_follow() -> None:
    """A machine that is booted in another sequence is not the one that is asked for."""
    before: Any = _text(_BOOTED).documents[0].element
    domain = copy.deepcopy(before)
    domain.devices.remove(domain.devices.disks[0])
    for sequence, does_follow in (("[data, root]", True), ("[root, data]", False)):
        text = _BOOTED.replace("    - {name: setup, cdrom: /setup.iso}\n", "").replace("[setup, data, root]", sequence)
        meant: Any = _text(text).documents[0].element
        assert same(with_following(domain, before, meant), meant) is does_follow


def test_a_number_of_the_boot_order_that_is_asked() -> None:
    """A number that somebody sets is written, also if the order is the same with it."""
    domain: Any = copy.deepcopy(_text(_BOOTED).documents[0].element)
    domain.devices.disks[1].boot.order = 7
    changed: Any = _text(str(libvirt_xml.edited(_BOOTED, domain))).documents[0].element
    assert [disk.boot.order for disk in changed.devices.disks] == [1, 7, 2]


def test_a_folder_goes_with_its_memory() -> None:
    """Memory that is shared for a folder alone is so no longer; what somebody asks of it stays."""
    text = "vm:\n  name: a\n  memory: 2GiB\n  shares:\n    - {path: /srv, tag: srv}\n"
    before: Any = _text(text).documents[0].element
    domain = copy.deepcopy(before)
    domain.devices.filesystems.clear()
    assert libvirt_xml.edited(text, domain) == text.partition("  shares")[0]
    domain.memory_backing.source.type = "file"
    changed: Any = _text(str(libvirt_xml.edited(text, domain))).documents[0].element
    assert (changed.memory_backing.source.type, changed.devices.filesystems) == ("file", [])


def test_the_drive_of_cloud_init_is_changed() -> None:
    """What somebody changes of it is written."""
    domain: Any = copy.deepcopy(_text(_NAMED).documents[0].element)
    domain.devices.disks[-1].driver.cache = "none"
    changed: Any = _text(str(libvirt_xml.edited(_NAMED, domain))).documents[0].element
    assert changed.devices.disks[-1].driver.cache == "none"


def test_a_drive_that_the_text_does_not_have() -> None:
    """The drive of cloud-init is not in the list; a new disk comes behind those that are."""
    text = """vm:
  name: a
  os: debian12
  memory: 2GiB
  disks:
    - {name: root, size: 10GiB, image: {pool: images, volume: debian-12.qcow2}}
  cloud_init: {user_data: {packages: [nginx]}}
"""
    domain: Any = copy.deepcopy(_text(text).documents[0].element)
    domain.devices.add(Disk.for_file("/data.qcow2"))
    lines = text.splitlines()
    assert libvirt_xml.edited(text, domain).splitlines() == [*lines[:6], "    - {path: /data.qcow2}", lines[6]]
    domain.devices.add(Disk.for_cdrom("/tools.iso"))
    assert "    - {cdrom: /tools.iso, target: sdb}" in libvirt_xml.edited(text, domain).splitlines()


def test_a_disk_goes_from_the_bus_of_a_drive_that_the_text_does_not_have() -> None:
    """The drive of cloud-init has the next name then; only the line of the disk goes."""
    line = "    - {name: data, path: /data.qcow2, bus: scsi}\n"
    text = _NAMED.replace("  nics:", f"{line}  nics:")
    domain: Any = copy.deepcopy(_text(text).documents[0].element)
    domain.devices.remove(domain.devices.disks[1])
    assert libvirt_xml.edited(text, domain) == _NAMED


@pytest.mark.parametrize("path", _EXAMPLES, ids=lambda path: path.stem)
def test_examples(path: Path) -> None:
    """Each machine of the examples with more memory, and with that again as it was."""
    source = path.read_text()
    text = _text(source)
    for at, (_, element) in enumerate(text.documents):
        domain = copy.deepcopy(element)
        assert text.edited(at, domain) == source
        if not isinstance(domain, Domain):
            continue
        assert domain.memory is not None
        domain.memory.value += 1
        if domain.cpu is not None and domain.cpu.numa is not None:
            continue  # whose cells have it
        changed = text.edited(at, domain)
        assert isinstance(changed, str)
        lines = list(difflib.unified_diff(source.splitlines(), changed.splitlines(), n=0, lineterm=""))[2:]
        assert len([line for line in lines if line[0] == "+"]) <= 2
        domain.memory.value -= 1
        assert same(_text(str(_text(changed).edited(at, domain))).documents[at].element, domain)


def test_what_is_there_already() -> None:
    """What is under ``domain`` is edited there; ``defaults`` stay."""
    text = "defaults: {domain: {title: Ours}}\n---\nvm:\n  name: a\n  domain:\n    description: one # text\n"
    domain: Any = copy.deepcopy(_text(text).documents[0].element)
    domain.description, domain.title = "two", "Mine"
    result = libvirt_xml.edited(text, domain)
    assert result.startswith("defaults: {domain: {title: Ours}}\n---\nvm:\n  name: a\n")
    assert "# text" in result
    assert same(_text(result).documents[0].element, domain)


@pytest.mark.parametrize("alias", ["title: *name", "disks: [{path: /a.qcow2, serial: *name}]"])
def test_aliases(alias: str) -> None:
    """An alias is written out where what it stands for changes and the alias does not; nothing is laid over it."""
    text = f"vm:\n  name: &name web1\n  memory: 2GiB\n  {alias}\n"
    domain: Any = copy.deepcopy(_text(text).documents[0].element)
    domain.name = "web2"
    assert libvirt_xml.edited(text, domain) == text.replace("&name web1", "&name web2").replace("*name", "web1")
