"""Which version of libvirt a document is for, and what it would need."""

from __future__ import annotations

import pytest

import libvirt_xml
from libvirt_xml.validation.versions import Place, place

_DOMAIN = "<domain type='kvm'><name>a</name><memory>1</memory><devices>{}</devices></domain>"
_CRYPTO = "<crypto model='virtio' type='qemu'><backend model='builtin'/></crypto>"


@pytest.mark.parametrize(
    ("libvirt", "expected"),
    [
        (None, Place("12.8.0", None, ())),
        ("12.8.0", Place("12.8.0", None, ())),
        ("13.1.0", Place("12.8.0", None, ())),
        ("9.0.0", Place("9.0.0", None, ("11.3.0", "12.8.0"))),
        ("9", Place("9.0.0", None, ("11.3.0", "12.8.0"))),
        ("10.5.0", Place("9.0.0", "11.3.0", ("11.3.0", "12.8.0"))),
        ("9.0.1", Place("9.0.0", "11.3.0", ("11.3.0", "12.8.0"))),
        ("6.0.0", Place("7.0.0", None, ("9.0.0", "11.3.0", "12.8.0"))),
    ],
)
def test_place(libvirt: str | None, expected: Place) -> None:
    """A version is checked by the newest shipped one that is not newer; between two, the next one is known."""
    assert place(libvirt) == expected


@pytest.mark.parametrize("libvirt", ["", "nine", "9.", "9.0.0-rc1", "v9.0.0", "9.0.0.0.0", "٩"])
def test_no_version(libvirt: str) -> None:
    """What is no version is refused with an example of one."""
    with pytest.raises(ValueError, match=r"no version of libvirt; one is written like '12\.8\.0'"):
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
    (problem,) = libvirt_xml.validate(_DOMAIN.format(device), libvirt=libvirt)
    assert (problem.code, problem.severity, problem.path) == ("needs-newer-libvirt", "error", path)
    assert says in problem.message
    assert libvirt_xml.minimum_version(_DOMAIN.format(device)) in problem.message


def test_between() -> None:
    """For a version between two shipped ones it is a warning, as nobody can tell; beyond the next, an error."""
    (problem,) = libvirt_xml.validate(_DOMAIN.format(_CRYPTO), libvirt="10.0.0")
    assert (problem.code, problem.severity) == ("needs-newer-libvirt", "warning")
    assert all(version in problem.message for version in ("9.0.0", "10.0.0", "11.3.0"))
    (problem,) = libvirt_xml.validate(_DOMAIN.format(_CRYPTO), libvirt="8.0.0")
    assert (problem.code, problem.severity) == ("needs-newer-libvirt", "error")


def test_faults_stay_faults() -> None:
    """A fault in every version stays what it is, beside something that a newer version has."""
    text = _DOMAIN.format(f"{_CRYPTO}<crypto modle='virtio' type='qemu'><backend model='builtin'/></crypto><disc/>")
    problems = libvirt_xml.validate(text, libvirt="9.0.0")
    codes = ["needs-newer-libvirt", "needs-newer-libvirt", "unknown-attribute", "unknown-element"]
    assert [problem.code for problem in problems] == codes
    assert problems[2].suggestion == "model"


@pytest.mark.parametrize(
    ("device", "version"),
    [("", "7.0.0"), (_CRYPTO, "11.3.0"), ("<audio id='1' type='pipewire'/>", "11.3.0"), ("<disc/>", None)],
)
def test_minimum_version(device: str, version: str | None) -> None:
    """The oldest shipped version that accepts a document, as text, bytes or object; None where none does."""
    text = _DOMAIN.format(device)
    assert libvirt_xml.minimum_version(text) == libvirt_xml.minimum_version(text.encode()) == version
    assert libvirt_xml.minimum_version(libvirt_xml.parse(text)) == version
