"""Which version of libvirt a document is for, and what it would need."""

from __future__ import annotations

import pytest

import libvirt_xml
from libvirt_xml.validation.libvirt_versions import VersionPlace, place_of_version

_DOMAIN = "<domain type='kvm'><name>a</name><memory>1</memory><devices>{}</devices></domain>"
_CRYPTO = "<crypto model='virtio' type='qemu'><backend model='builtin'/></crypto>"


@pytest.mark.parametrize(
    ("libvirt", "expected"),
    [
        (None, VersionPlace("12.8.0", None, ())),
        ("12.8.0", VersionPlace("12.8.0", None, ())),
        ("13.1.0", VersionPlace("12.8.0", None, ())),
        ("9.0.0", VersionPlace("9.0.0", None, ("11.3.0", "12.8.0"))),
        ("9", VersionPlace("9.0.0", None, ("11.3.0", "12.8.0"))),
        ("10.5.0", VersionPlace("9.0.0", "11.3.0", ("11.3.0", "12.8.0"))),
        ("9.0.1", VersionPlace("9.0.0", "11.3.0", ("11.3.0", "12.8.0"))),
        ("6.0.0", VersionPlace("7.0.0", None, ("9.0.0", "11.3.0", "12.8.0"))),
    ],
)
def test_place(libvirt: str | None, expected: VersionPlace) -> None:
    """A version is checked by the newest shipped one that is not newer; between two, the next one is known."""
    assert place_of_version(libvirt) == expected


@pytest.mark.parametrize("libvirt", ["", "nine", "9.", "9.0.0-rc1", "v9.0.0", "9.0.0.0.0", "٩"])
def test_no_version(libvirt: str) -> None:
    """What is no version is refused with an example of one."""
    with pytest.raises(ValueError, match=r"not a version of libvirt; expected for example '12\.8\.0'"):
        libvirt_xml.validate("<domain/>", libvirt=libvirt)


@pytest.mark.parametrize(
    ("libvirt", "device", "path", "says"),
    [
        ("9.0.0", _CRYPTO, "/domain/devices/crypto", "<crypto> needs a newer libvirt than 9.0.0"),
        (
            "9.0.0",
            "<audio id='1' type='pipewire'/>",
            "/domain/devices/audio/@type",
            "type='pipewire' of <audio> needs a newer libvirt than 9.0.0",
        ),
        (
            "7.0.0",
            "<tpm model='tpm-tis'><backend type='external'/></tpm>",
            "/domain/devices/tpm/backend/@type",
            "9.0.0",
        ),
    ],
)
def test_needs_newer(libvirt: str, device: str, path: str, says: str) -> None:
    """What a newer version has is told as that, with the first shipped version that has it."""
    (problem,) = libvirt_xml.validate(_DOMAIN.format(device), libvirt=libvirt, rules=False)
    assert (problem.code, problem.severity, problem.path) == ("needs-newer-libvirt", "error", path)
    assert says in problem.message
    minimum = libvirt_xml.minimum_version(_DOMAIN.format(device))
    assert minimum is not None
    assert minimum in problem.message


@pytest.mark.parametrize(
    ("libvirt", "severity", "says"),
    [
        ("7.0.0", "error", "than 7.0.0: the first version known to have it is 9.0.0"),
        ("8.0.0", "warning", "was added between libvirt 7.0.0 and 9.0.0, so 8.0.0 may be too old"),
    ],
)
def test_no_page_tells(libvirt: str, severity: str, says: str) -> None:
    """For a version between two shipped ones it is a warning where the release is not known, as nobody can tell."""
    part = "<numatune><memory mode='restrictive'/></numatune>"
    text = f"<domain type='kvm'><name>a</name><memory>1</memory>{part}</domain>"
    (problem,) = libvirt_xml.validate(text, libvirt=libvirt, rules=False)
    assert (problem.code, problem.severity) == ("needs-newer-libvirt", severity)
    assert says in problem.message


_PIPEWIRE = "<audio id='1' type='pipewire'/>"
_HISTOGRAM = "<statistics><latency-histogram><bin start='0'/></latency-histogram></statistics>"
_DISK = "<disk type='file'><driver name='qemu'>{}</driver><source file='/a'/><target dev='vda'/></disk>"
_STATISTICS = "/domain/devices/disk/driver/statistics"


@pytest.mark.parametrize(
    ("device", "libvirt", "told"),
    [
        (_CRYPTO, "8.0.0", [("/domain/devices/crypto", "<crypto>", "9.1.0")]),
        (_CRYPTO, "9.0.9", [("/domain/devices/crypto", "<crypto>", "9.1.0")]),
        (_CRYPTO, "9.1.0", []),
        (_CRYPTO, "10.0.0", []),
        (_PIPEWIRE, "9.9.0", [("/domain/devices/audio/@type", "type='pipewire' of <audio>", "9.10.0")]),
        (_PIPEWIRE, "9.10.0", []),
        (
            "<graphics type='dbus'/>",
            "8.0.0",
            [("/domain/devices/graphics/@type", "type='dbus' of <graphics>", "8.4.0")],
        ),
        ("<graphics type='dbus'/>", "8.4.0", []),
        (
            _DISK.format("<iothreads><iothread id='1'/></iothreads>").replace("'qemu'", "'qemu' discard_no_unref='on'"),
            "9.5.0",
            [("/domain/devices/disk/driver/iothreads", "<iothreads>", "10.0.0")],
        ),
        (_DISK.format(_HISTOGRAM), "11.8.0", [(_STATISTICS, "<statistics>", "11.9.0")]),
        (
            _DISK.format(_HISTOGRAM),
            "12.0.0",
            [(f"{_STATISTICS}/latency-histogram", "<latency-histogram>", "12.1.0")],
        ),
        (_DISK.format(_HISTOGRAM), "12.1.0", []),
    ],
)
def test_the_very_release(device: str, libvirt: str, told: list[tuple[str, str, str]]) -> None:
    """What a page dates is an error before that release and nothing from it on; also what came later inside it."""
    problems = libvirt_xml.validate(_DOMAIN.format(device), libvirt=libvirt, rules=False)
    expected = [
        (path, "error", f"{what} needs a newer libvirt than {libvirt}: it was added in {release}")
        for path, what, release in told
    ]
    assert [(problem.path, problem.severity, problem.message) for problem in problems] == expected


def test_a_later_thing_inside_a_newer_one() -> None:
    """An attribute that even the version with its element lacks is compared with the versions after that."""
    poll = "<iothreads>1</iothreads><iothreadids><iothread id='1'><poll weight='2'/></iothread></iothreadids>"
    text = f"<domain type='kvm'><name>a</name><memory>1</memory>{poll}</domain>"
    for libvirt, releases in (("9.0.0", ["9.4.0", "12.7.0"]), ("10.0.0", ["12.7.0"]), ("12.6.0", ["12.7.0"])):
        problems = libvirt_xml.validate(text, libvirt=libvirt, rules=False)
        assert {problem.code for problem in problems} == {"needs-newer-libvirt"}
        assert [problem.message.rpartition(" ")[2] for problem in problems] == releases
    assert libvirt_xml.validate(text, libvirt="12.7.0", rules=False) == []


def test_what_is_due_to_a_newer_word() -> None:
    """What the older version misses beside a word that it does not know is no second problem."""
    text = "<domain type='kvm'><name>a</name><memory>1</memory><launchSecurity type='s390-pv'/></domain>"
    for libvirt in ("7.0.0", "7.5.0"):
        (problem,) = libvirt_xml.validate(text, libvirt=libvirt, rules=False)
        assert problem.path == "/domain/launchSecurity/@type"
        assert problem.message.endswith("it was added in 7.6.0")
    assert libvirt_xml.validate(text, libvirt="7.6.0", rules=False) == []
    assert libvirt_xml.minimum_version(text) == "7.6.0"


def test_in_a_document_that_holds_a_domain_and_alone() -> None:
    """The release is known wherever the element stands."""
    snapshot = f"<domainsnapshot><name>a</name>{_DOMAIN.format(_CRYPTO)}</domainsnapshot>"
    device = "<memballoon model='virtio'><driver page_per_vq='on'/></memballoon>"
    for text, release in ((snapshot, "9.1.0"), (device, "7.9.0")):
        (problem,) = libvirt_xml.validate(text, libvirt="7.8.0", rules=False)
        assert problem.message.endswith(f"it was added in {release}")
        assert libvirt_xml.validate(text, libvirt=release, rules=False) == []


def test_faults_stay_faults() -> None:
    """A fault in every version stays what it is, beside something that a newer version has."""
    text = _DOMAIN.format(f"{_CRYPTO}<crypto modle='virtio' type='qemu'><backend model='builtin'/></crypto><disc/>")
    problems = libvirt_xml.validate(text, libvirt="9.0.0", rules=False)
    codes = ["needs-newer-libvirt", "needs-newer-libvirt", "unknown-attribute", "unknown-element"]
    assert [problem.code for problem in problems] == codes
    assert problems[2].suggestion == "model"


def test_white_space_is_no_matter_of_versions() -> None:
    """White space around a value stays that, also where a newer version finds another fault and not this one."""
    cell = "<cell id='0'><memory> 4 </memory><distances/></cell>"  # 9.0.0 wants a <sibling> there
    host = f"<host><cpu><arch>aarch64</arch></cpu><topology><cells num='1'>{cell}</cells></topology></host>"
    (problem,) = libvirt_xml.validate(f"<capabilities>{host}</capabilities>", libvirt="7.0.0")
    assert problem.code == "stray-white-space"


@pytest.mark.parametrize(
    ("device", "version"),
    [
        ("", "7.0.0"),
        (_CRYPTO, "9.1.0"),
        (_PIPEWIRE, "9.10.0"),
        (_PIPEWIRE + _CRYPTO, "9.10.0"),
        (_DISK.format(_HISTOGRAM), "12.1.0"),
        ("<interface type='user'><backend type='default'/></interface>", "11.3.0"),
        (_CRYPTO + "<interface type='user'><backend type='default'/></interface>", "11.3.0"),
        ("<disc/>", None),
    ],
)
def test_minimum_version(device: str, version: str | None) -> None:
    """The oldest release that is known to accept a document, as text, bytes or object; None where none does.

    Where a page does not date all that decides, it is the shipped version.
    """
    text = _DOMAIN.format(device)
    assert libvirt_xml.minimum_version(text) == libvirt_xml.minimum_version(text.encode()) == version
    assert libvirt_xml.minimum_version(libvirt_xml.parse(text)) == version


def test_an_element_that_only_a_newer_version_has_may_lack_something() -> None:
    """It needs that version, and what it lacks there."""
    problems = libvirt_xml.validate(_DOMAIN.format("<crypto model='virtio'/>"), libvirt="9.0.0", rules=False)
    assert [(problem.code, problem.path) for problem in problems] == [
        ("needs-newer-libvirt", "/domain/devices/crypto"),
        ("missing-attribute", "/domain/devices/crypto"),
        ("missing-element", "/domain/devices/crypto"),
    ]
