"""Guest systems: the table keeps its own rules, lookups know ids and URIs, and what a known system needs is right."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.systems.osinfo import TRAITS as EXTRACTED_TRAITS
from libvirt_xml.yaml_forms import systems
from libvirt_xml.yaml_forms.systems import FAMILIES, TRAITS, System, find_system, known_systems, suggest_system

FOLDER = Path(systems.__file__).parent
DISKS = {"sata", "ide"}
CARDS = {"e1000e", "e1000", "rtl8139", "pcnet", "ne2k_pci"}
OLD_HARDWARE = {"pc", "ide", "vga", "no-virtio", "no-xhci"}


def _lines(name: str) -> list[list[str]]:
    text = (FOLDER / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


FILES = {name: _lines(name) for name in ("systems.tsv", "newer.tsv")}
LINES = [fields for held in FILES.values() for fields in held]
SYSTEMS = list(known_systems())


def _known(text: str) -> System:
    found = find_system(text)
    assert found is not None
    return found


# The table


def test_there_are_systems() -> None:
    """The rules below look at systems that are there."""
    assert len(FILES["systems.tsv"]) > 900
    assert len(SYSTEMS) > len(FILES["systems.tsv"])


def test_every_line_has_its_columns() -> None:
    """Ids, URI, family, traits, two amounts: no column is empty or padded."""
    assert [fields for fields in LINES if len(fields) != 6] == []
    assert [fields for fields in LINES if any(not field or field != field.strip() for field in fields)] == []
    assert [fields for fields in LINES if not all(amount == "-" or int(amount) > 0 for amount in fields[4:])] == []


@pytest.mark.parametrize("name", FILES)
def test_ids_and_uris_are_unique(name: str) -> None:
    """Within a file no id and no URI stands twice, whatever its case."""
    ids = [short.lower() for fields in FILES[name] if fields[0] != "*" for short in fields[0].split(",")]
    uris = [fields[1].lower() for fields in FILES[name]]
    assert sorted(set(ids)) == sorted(ids)
    assert sorted(set(uris)) == sorted(uris)


def test_a_correction_corrects() -> None:
    """A line of newer.tsv that stands in systems.tsv too has its ids and URI, and says something else."""
    extracted = {fields[1]: fields for fields in FILES["systems.tsv"]}
    corrected = [(fields, extracted[fields[1]]) for fields in FILES["newer.tsv"] if fields[1] in extracted]
    assert len(corrected) > 3
    assert [new for new, old in corrected if new[:2] != old[:2] or new[2:] == old[2:]] == []


def test_no_id_stands_for_two_systems() -> None:
    """Over both files, an id leads to the system that has it."""
    assert len({system.uri for system in SYSTEMS}) == len(SYSTEMS)
    assert [system.id for system in SYSTEMS if find_system(system.id) is not system] == []
    assert [system.id for system in SYSTEMS if find_system(system.uri) is not system] == []


def test_uris_are_written_one_way() -> None:
    """Every URI begins with http and has no slash at the end, but for the beginnings of others."""
    assert [system.uri for system in SYSTEMS if not system.uri.startswith("http://") or system.uri.endswith("/")] == []


def test_families_and_traits_are_the_documented_ones() -> None:
    """No line has a family or trait that is not documented, and all but the guests' own are used."""
    assert {fields[2] for fields in LINES} == set(FAMILIES)
    assert {trait for fields in LINES for trait in fields[3].split() if trait != "-"} == set(TRAITS)
    assert set(EXTRACTED_TRAITS) == set(TRAITS)


def test_traits_do_not_contradict() -> None:
    """At most one disk bus and one NIC; whoever has no virtio has both; only PCIe machines are given what needs it."""
    for system in SYSTEMS:
        traits = system.traits
        assert len(traits & DISKS) <= 1, system
        assert len(traits & CARDS) <= 1, system
        assert ("no-virtio" in traits) <= bool(traits & DISKS and traits & CARDS), system
        assert not {"no-virtio", "legacy-virtio"} <= traits, system
        assert "pc" not in traits or not traits & {"sata", "e1000e", "hyperv", "uefi"}, system
        assert ("legacy-virtio" in traits or "ide" in traits) <= ("pc" in traits), system


def test_minimum_is_not_above_recommended() -> None:
    """Where both amounts of memory are known, the recommended one is not less."""
    wrong = [system for system in SYSTEMS if system.memory and (system.recommended or system.memory) < system.memory]
    assert wrong == []


# Finding


@pytest.mark.parametrize(
    ("id", "uri", "family"),
    [
        ("debian12", "http://debian.org/debian/12", "linux"),
        ("debian13", "http://debian.org/debian/13", "linux"),
        ("ubuntu24.04", "http://ubuntu.com/ubuntu/24.04", "linux"),
        ("ubuntu26.04", "http://ubuntu.com/ubuntu/26.04", "linux"),
        ("fedora42", "http://fedoraproject.org/fedora/42", "linux"),
        ("fedora43", "http://fedoraproject.org/fedora/43", "linux"),
        ("rhel4.0", "http://redhat.com/rhel/4.0", "linux"),
        ("rhel10.0", "http://redhat.com/rhel/10.0", "linux"),
        ("centos-stream9", "http://centos.org/centos-stream/9", "linux"),
        ("almalinux9", "http://almalinux.org/almalinux/9", "linux"),
        ("rocky9", "http://rockylinux.org/rocky/9", "linux"),
        ("alpinelinux3.21", "http://alpinelinux.org/alpinelinux/3.21", "linux"),
        ("opensuse15.6", "http://opensuse.org/opensuse/15.6", "linux"),
        ("opensusetumbleweed", "http://opensuse.org/opensuse/tumbleweed", "linux"),
        ("sle15sp6", "http://suse.com/sle/15.6", "linux"),
        ("archlinux", "http://archlinux.org/archlinux/rolling", "linux"),
        ("elementary5.0", "http://elementary.io/elementary/5.0", "linux"),
        ("freebsd14.2", "http://freebsd.org/freebsd/14.2", "bsd"),
        ("freebsd15.0", "http://freebsd.org/freebsd/15.0", "bsd"),
        ("openbsd7.6", "http://openbsd.org/openbsd/7.6", "bsd"),
        ("solaris11", "http://oracle.com/solaris/11", "solaris"),
        ("macosx10.7", "http://apple.com/macosx/10.7", "macos"),
        ("msdos6.22", "http://microsoft.com/msdos/6.22", "dos"),
        ("winxp", "http://microsoft.com/win/xp", "windows"),
        ("win11", "http://microsoft.com/win/11", "windows"),
        ("win2k25", "http://microsoft.com/win/2k25", "windows"),
        ("unknown", "http://libosinfo.org/unknown", "other"),
    ],
)
def test_systems_by_id_and_uri(id: str, uri: str, family: str) -> None:
    """A system is found by its id and by its URI, and is the same."""
    system = _known(id)
    assert (system.id, system.uri, system.family) == (id, uri, family)
    assert find_system(uri) is system


@pytest.mark.parametrize(
    "text",
    ["DEBIAN12", "debianbookworm", "https://debian.org/debian/12", "http://debian.org/debian/12/", "HTTP://Debian.org/debian/12"],
)  # fmt: skip
def test_other_ways_to_write_a_system(text: str) -> None:
    """Case, a synonym, https and a slash at the end make no difference."""
    assert _known(text).uri == "http://debian.org/debian/12"


@pytest.mark.parametrize("text", ["debain12", "", "*", "debian.org/debian/12", "win 11", "ubuntu-lts-latest"])
def test_unknown_ids(text: str) -> None:
    """An unknown id is no system; neither is one that names another system next year."""
    assert find_system(text) is None


@pytest.mark.parametrize(
    ("uri", "family", "traits"),
    [
        ("http://ubuntu.com/ubuntu/99.04", "linux", ""),
        ("https://debian.org/debian/99/", "linux", ""),
        ("http://openbsd.org/openbsd/99.0", "bsd", "vga no-tablet"),
        ("http://microsoft.com/win/99", "windows", "sata e1000e no-virtio vga localtime hyperv"),
        ("http://omnios.org/omnios/99", "solaris", ""),
        ("http://example.org/system/1", "other", ""),
        ("http://", "other", ""),
    ],
)
def test_unknown_uris(uri: str, family: str, traits: str) -> None:
    """An unknown URI is kept as it was written, with the family of its host and what its newest systems need."""
    assert find_system(uri) == System("", uri, family, frozenset(traits.split()))


# What systems need


@pytest.mark.parametrize(
    ("id", "traits"),
    [
        ("debian12", ""),
        ("ubuntu24.04", ""),
        ("fedora42", ""),
        ("rhel10.0", ""),
        ("opensuse15.6", ""),
        ("alpinelinux3.21", "vga"),
        ("slackware15.0", "vga"),
        ("rhel7.9", "vga"),
        ("rhel7.0", "pc legacy-virtio vga"),
        ("rhel6.10", "pc legacy-virtio vga no-xhci"),
        ("rhel4.0", "pc ide e1000 no-virtio vga no-xhci no-tablet"),
        ("rhl7.2", "pc ide rtl8139 no-virtio vga no-xhci no-tablet"),
        ("debian1.1", "pc ide ne2k_pci no-virtio vga no-xhci no-tablet"),
        ("freebsd14.2", "vga no-tablet"),
        ("freebsd12.4", "pc legacy-virtio vga no-tablet"),
        ("openbsd7.6", "vga no-tablet"),
        ("netbsd9.4", "pc legacy-virtio vga no-xhci no-tablet"),
        ("win11", "sata e1000e no-virtio vga localtime hyperv uefi secure-boot tpm"),
        ("win10", "sata e1000e no-virtio vga localtime hyperv"),
        ("win2k25", "sata e1000e no-virtio vga localtime hyperv"),
        ("win7", "sata e1000e no-virtio vga no-xhci localtime hyperv"),
        ("winvista", "sata e1000 no-virtio vga no-xhci localtime hyperv"),
        ("winxp", "pc ide rtl8139 no-virtio vga no-xhci localtime"),
        ("win98", "pc ide pcnet no-virtio vga no-xhci localtime small-memory"),
        ("msdos6.22", "pc ide pcnet no-virtio vga no-xhci no-tablet localtime small-memory"),
        ("solaris10", "pc ide e1000 no-virtio vga no-xhci localtime"),
        ("unknown", ""),
    ],
)
def test_traits(id: str, traits: str) -> None:
    """What is known of a system, as a whole."""
    assert _known(id).traits == set(traits.split())


def test_windows_has_no_virtio_of_its_own() -> None:
    """Windows needs its drivers brought along, keeps local time, and is no modern guest before Vista."""
    found = [system for system in SYSTEMS if system.family == "windows"]
    assert len(found) > 25
    assert [system.id for system in found if not {"no-virtio", "localtime", "vga"} <= system.traits] == []
    assert [system.id for system in found if ("hyperv" in system.traits) == ("pc" in system.traits)] == []


def test_only_windows_11_requires_a_tpm() -> None:
    """What other systems recommend is no requirement."""
    assert [system.id for system in SYSTEMS if system.traits & {"tpm", "secure-boot", "uefi"}] == ["win11"]


@pytest.mark.parametrize(
    ("id", "memory", "recommended"),
    [("win11", 4096, None), ("debian12", 1024, 2048), ("rhel9.0", 1536, 1536), ("openbsd7.6", None, None)],
)
def test_memory(id: str, memory: int | None, recommended: int | None) -> None:
    """Memory is in MiB, for x86_64 where architectures differ."""
    system = _known(id)
    assert (system.memory, system.recommended) == (memory, recommended)


# Suggesting


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("debain12", "debian12"),
        ("win-11", "win11"),
        ("windows11", "win11"),
        ("Windows Server 2022", "win2k22"),
        ("ubuntu2404", "ubuntu24.04"),
        ("ubuntu-server-24.04", "ubuntu24.04"),
        ("alpine3.21", "alpinelinux3.21"),
        ("arch", "archlinux"),
        ("centos9", "centos-stream9"),
        ("rocky9.3", "rocky9.0"),
        ("opensuse-leap15.6", "opensuse15.6"),
        ("something else", None),
        ("", None),
        ("x" * 1000, None),
    ],
)
def test_suggestions(text: str, id: str | None) -> None:
    """A misspelt or otherwise named system is recognised; what is like none is not."""
    assert suggest_system(text) == id


@pytest.mark.parametrize(
    ("text", "beginning"), [("debian", "debian1"), ("fedora", "fedora4"), ("rhel9", "rhel9."), ("windows", "win11")]
)
def test_a_name_alone_suggests_the_newest(text: str, beginning: str) -> None:
    """A system without its version leads to the newest version."""
    found = suggest_system(text)
    assert found is not None
    assert found.startswith(beginning)


def test_suggestions_are_ids() -> None:
    """Whatever is suggested is a system."""
    for system in SYSTEMS[::25]:
        suggested = suggest_system(system.id + "x")
        assert suggested is None or find_system(suggested) is not None
