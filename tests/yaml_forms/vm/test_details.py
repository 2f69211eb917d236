"""What specs say in detail: each key has its effect, and nothing that is said is dropped."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from libvirt_xml.yaml_forms.loading import Loaded, Source, load
from libvirt_xml.yaml_forms.vm.topics.network.nics import derived_mac

DISK = "disks: [{path: /a.qcow2}]"

EFFECTS = [
    ("a card without graphics", "video: true", "devices/video/model/@type", ["virtio"]),
    ("its heads", "video: {heads: 2}", "devices/video/model/@heads", ["2"]),
    ("one display of two", "graphics: [vnc, {type: spice, enabled: false}]", "devices/graphics/@type", ["vnc"]),
    ("a display that does not listen", "graphics: {listen: none}", "devices/graphics/listen/@type", ["none"]),
    ("a display where the host decides", "graphics: {listen: host}", "devices/graphics/@listen | //listen", []),
    ("one set of CPUs for all", "cpus: {count: 2, pin: 0-3}", "vcpu/@cpuset", ["0-3"]),
    ("slots for memory", "memory: {size: 1GiB, max: 4GiB}", "maxMemory/@slots", ["16"]),
    ("VLANs are a trunk", "nics: [{bridge: b, vlan: [1, 2]}]", "devices/interface/vlan/@trunk", ["yes"]),
    ("one VLAN is none", "nics: [{bridge: b, vlan: 1}]", "devices/interface/vlan/@trunk", []),
    ("a secret by its UUID",
     "disks: [{rbd: {pool: p, image: i, user: u, secret: 2c8c1b2e-5b8f-4d1e-9a8a-8d4c5b0d7f11}}]",
     "devices/disk/source/auth/secret/@uuid", ["2c8c1b2e-5b8f-4d1e-9a8a-8d4c5b0d7f11"]),
    ("a secret by its usage", "disks: [{rbd: {pool: p, image: i, user: u, secret: ceph}}]",
     "devices/disk/source/auth/secret/@usage", ["ceph"]),
    ("a zone on IBM Z", "arch: s390x, clock: {timezone: Europe/Berlin}", "clock/@timezone", ["Europe/Berlin"]),
    ("timers on IBM Z", "arch: s390x, clock: {timers: {rtc: {track: guest}}}", "clock/timer/@name", ["rtc"]),
    ("a cache for a block device", "disks: [{block: /dev/x, cache: writeback}]", "devices/disk/driver/@io", []),
    ("the CD-ROM of drivers is not booted from",
     "os: win10, disks: [{name: a, path: /a.qcow2}, {name: d, cdrom: /d.iso, drivers: true}]",
     "devices/disk[boot]/source/@file", ["/a.qcow2"]),
    ("a disk is no CD-ROM of drivers, whatever its name", "os: win10, disks: [{path: /virtio-win.qcow2}]",
     "devices/disk/target/@bus", ["sata"]),
    ("labels with marks", "labels: {\"<\": '&'}", "metadata/*/*/text()", ["&"]),
    ("threads of SCSI disks", "iothreads: 1, disks: [{name: a, path: /a.qcow2, bus: scsi, iothread: 1}]",
     "devices/controller[@type='scsi']/driver/@iothread", ["1"]),
    ("nothing is left of features", "features: {acpi: null, apic: null}", "features", []),
    ("null in the document form", f"{DISK}, domain: {{devices: {{rngs: null}}}}", "devices/rng", []),
]  # fmt: skip


@pytest.mark.parametrize(("keys", "path", "found"), [case[1:] for case in EFFECTS], ids=[case[0] for case in EFFECTS])
def test_a_key_has_its_effect(keys: str, path: str, found: list[str]) -> None:
    """Seen in the XML."""
    assert domain(keys).xpath(path) == found


def test_a_volume_is_a_copy_or_an_overlay_of_an_image() -> None:
    """A copy is told beside the document, an overlay stands in it."""
    copy, overlay, plain = (
        load(Source(f"vm: {{name: a, disks: [{{size: 1GiB, {more}}}]}}")).raise_errors().documents[0].machine
        for more in ("image: {volume: v.qcow2}", "image: {path: /i.raw, overlay: true}", "format: raw")
    )
    assert copy is not None
    assert overlay is not None
    assert plain is not None
    (volume,) = copy.volumes()
    assert str(volume.copy_of) == "v.qcow2 in the pool default"
    assert volume.document.backing_store is None
    (volume,) = overlay.volumes()
    assert volume.copy_of is None
    assert volume.document.backing_store is not None
    assert (volume.document.backing_store.path, volume.document.backing_store.format.type) == ("/i.raw", "raw")
    (volume,) = plain.volumes()
    assert (volume.name, volume.pool, volume.document.target.format.type) == ("a", "default", "raw")


def test_the_image_of_cloud_init_goes_where_the_disk_is() -> None:
    """Into its pool; into the file that is named; and its size is that of its content."""
    text = "vm: {name: a, disks: [{size: 1GiB, pool: fast}], cloud_init: {}}"
    machine = load(Source(text)).raise_errors().documents[0].machine
    assert machine is not None
    _, image = machine.volumes()
    assert (image.name, image.pool) == ("a-cidata.iso", "fast")
    assert image.content is not None
    assert image.document.capacity is not None
    assert image.document.capacity.value == len(image.content)


MISTAKES = [
    ("IDE of ARM", "arch: aarch64, disks: [{path: /a.qcow2, bus: ide}]", "impossible-combination", "scsi, virtio"),
    ("IDE of POWER", "arch: ppc64, disks: [{path: /a.qcow2, bus: ide}]", "impossible-combination", "scsi, virtio"),
    ("a multicast address", "nics: [{network: n, mac: '53:54:00:00:00:01'}]", "invalid-value", "multicast"),
    ("a name twice in the order", "disks: [{name: a, path: /a.qcow2}], boot: [a, a]", "duplicate-name", "twice"),
    ("a port that is none", "disks: [{cdrom: true, url: 'https://x:y/a.iso'}]", "invalid-value", "is not a valid URL"),
    ("half an address", "disks: [{cdrom: true, url: 'https://[::1/a.iso'}]", "invalid-value", "is not a valid URL"),
    ("a CPU in no node", "cpus: 2, numa: [{cpus: 0, memory: 2GiB}]", "impossible-combination", "no NUMA node"),
    ("a tag twice", "shares: [{name: a, path: /a, tag: t}, {name: b, path: /b, tag: t}]", "duplicate-name", "tag"),
    ("a name that is taken", "disks: [{name: cidata, path: /a.qcow2}], cloud_init: {}", "duplicate-name", "cidata"),
    ("SCSI disks that disagree",
     "iothreads: 2, disks: [{name: a, path: /a.raw, bus: scsi, iothread: 1}, "
     "{name: b, path: /b.raw, bus: scsi, iothread: 2}]",
     "impossible-combination", "the same iothread"),
]  # fmt: skip


@pytest.mark.parametrize(("keys", "code", "words"), [case[1:] for case in MISTAKES], ids=[case[0] for case in MISTAKES])
def test_what_does_not_go_together_is_told(keys: str, code: str, words: str) -> None:
    """One problem, with its reason."""
    (problem,) = loaded(keys).problems
    assert problem.code == code
    assert words in problem.message


def test_a_password_is_read_and_must_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    """VNC takes eight characters."""
    monkeypatch.setenv("PASSWORD", "12345678")
    assert domain("graphics: {password: {env: PASSWORD}}").xpath("devices/graphics/@passwd") == ["12345678"]
    monkeypatch.setenv("PASSWORD", "123456789")
    (problem,) = loaded("graphics: {password: {env: PASSWORD}}").problems
    assert "at most 8 characters" in problem.message


def test_a_file_that_is_named_is_of_a_sensible_size(tmp_path: Path) -> None:
    """Nobody means a disk image as what cloud-init is told; it is not read to find out."""
    (tmp_path / "user").write_bytes(b"#cloud-config\n")
    text = "vm: {name: a, cloud_init: {user_data: {file: user}}}"
    assert load(Source(text, str(tmp_path / "a.yaml"))).problems == ()
    with (tmp_path / "user").open("ab") as file:
        file.truncate(16 * 2**20 + 1)
    (problem,) = load(Source(text, str(tmp_path / "a.yaml"))).problems
    assert (problem.code, "at most 16 MiB" in problem.message) == ("unreadable-reference", True)


def test_a_derived_address_follows_from_both_names() -> None:
    """The same names, the same address; a letter that changes sides, another one."""
    assert derived_mac("web1", "lan") == derived_mac("web1", "lan")
    assert len({derived_mac("web1", "lan"), derived_mac("web", "1lan"), derived_mac("web1", "wan")}) == 3
    assert derived_mac("web1", "lan").startswith("52:54:00:")


def loaded(keys: str) -> Loaded:
    """What comes of some keys."""
    return load(Source(f"vm: {{name: a, {keys}}}", "a.yaml"))


def domain(keys: str) -> etree._Element:
    """The domain that some keys mean."""
    return loaded(keys).raise_errors().documents[0].element.to_element()


def _volume(disk: str) -> str:
    machine = load(Source(f"vm: {{name: a, disks: [{{{disk}}}]}}")).raise_errors().documents[0].machine
    assert machine is not None
    (volume,) = machine.volumes()
    return volume.document.to_xml()


VOLUMES = [
    ("size: 1GiB", ["<capacity unit='GiB'>1</capacity>", "<allocation unit='bytes'>0<", "<compat>1.1</compat>"], ""),
    ("size: 1GiB, format: raw", ["<allocation unit='bytes'>0</allocation>"], "compat"),
    ("size: 1GiB, format: raw, preallocation: falloc", ["<capacity unit='GiB'>1</capacity>"], "allocation"),
    ("size: 1GiB, preallocation: falloc", ["<compat>1.1</compat>"], "allocation"),
    ("size: 1GiB, preallocation: metadata", ["<allocation unit='bytes'>0</allocation>"], ""),
    ("image: {path: /i.qcow2, overlay: true}", ["<backingStore>", "<compat>1.1</compat>"], "capacity"),
    ("image: /i.qcow2", ["<capacity unit='bytes'>0</capacity>"], "backingStore"),
]


@pytest.mark.parametrize(("disk", "parts", "missing"), VOLUMES)
def test_a_volume_is_sparse_and_of_todays_qcow2(disk: str, parts: list[str], missing: str) -> None:
    """Unless it is told to take its space at once."""
    xml = _volume(disk)
    assert [part for part in parts if part not in xml] == [], xml
    assert not missing or f"<{missing}" not in xml


POOL = "---\nstorage_pool: {type: dir, name: p, target: {path: /srv/p/}}\n"


def test_a_volume_is_in_the_folder_of_its_pool() -> None:
    """Where both are in the spec; what another pool is like is seen when the volume is made."""
    for path, pool, is_right in (
        ("/srv/p/a.raw", "p", True),
        ("/srv/q/a.raw", "p", False),
        ("/srv/q/a.raw", "q", True),
    ):
        loaded = load(Source(f"vm:\n  name: a\n  disks: [{{size: 1GiB, pool: {pool}, path: {path}}}]\n{POOL}"))
        found = [(each.code, each.line, each.column, each.path) for each in loaded.problems]
        assert found == ([] if is_right else [("impossible-combination", 3, 39, "vm.disks[0].path")])
