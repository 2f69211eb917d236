"""Documents made to hurt: explained in bounded time, in one piece."""

from __future__ import annotations

from time import perf_counter

import pytest

from libvirt_xml import validate

_DOMAIN = "<domain type='kvm'><name>a</name><memory>1</memory>{}</domain>"
_DISK = "<disk type='{1}'><source file='/{0}'/><target dev='vd{0}' bus='{2}'/></disk>"
_BACKING = "<backingStore type='file'><format type='raw'/><source file='/x'/>"
_COUNT = 1_000


def _devices(content: str) -> str:
    return _DOMAIN.format(f"<devices>{content}</devices>")


def _many(make: str, *values: str) -> str:
    return "".join(make.format(at, *values) for at in range(_COUNT))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (_DOMAIN.format(f"<vcpu {_many(' a{}=' + repr('1'))}>1</vcpu>"), _COUNT),
        (_DOMAIN.format(f"<vcpu {_many(' cpuset{}=' + repr('1'))}>1</vcpu>"), _COUNT),
        (_devices(_many("<frob{}/>")), _COUNT),
        (_devices(_many("<disk{}/>")), _COUNT),
        (_devices(_many(_DISK, "file", "virtio") + "<disc/>"), 1),
        (_devices(_many(_DISK, "fil", "vritio")), 2 * _COUNT),
        (_DOMAIN.format(_many("<vcpu>{}</vcpu>")), _COUNT),
        (_DOMAIN.format("<x>" * 250 + "</x>" * 250), 1),
        (_DOMAIN.format("<x>" * 260 + "</x>" * 260), 1),
        (_devices(f"<disk><source/>{_BACKING * 60}<x/>{'</backingStore>' * 60}<target dev='vda'/></disk>"), 1),
        (_DOMAIN.format(f"<vcpu cpuset='{'1,' * 200_000}x'>1</vcpu>"), 1),
        (_DOMAIN.format(f"<vcpu>{'9' * 200_000}</vcpu>"), 1),
        (_DOMAIN.format(f"<uuid>{'a' * 200_000}</uuid>"), 1),
        (_DOMAIN.format(f"<{'x' * 100_000}/>"), 1),
        (f"<{'x' * 100_000}/>", 1),
        ("<!DOCTYPE domain [<!ENTITY a 'b'>]><domain/>", 1),
        ("", 1),
        ("\0", 1),
        ("<domain", 1),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else None,
)
def test_time_and_count(text: str, count: int) -> None:
    """Each fault is told once, and none takes long."""
    begin = perf_counter()
    problems = validate(text, rules=False)
    assert perf_counter() - begin < 20
    assert len(problems) == count


@pytest.mark.parametrize(
    "source", [b"\xff\xfe<\0", b"<domain>\xff</domain>", b"<?xml version='1.0' encoding='none'?><a/>"]
)
def test_encodings(source: bytes) -> None:
    """Bytes that are no text give one problem with a place."""
    (problem,) = validate(source, rules=False)
    assert problem.code == "not-well-formed"
    assert problem.line is not None


def test_max_problems() -> None:
    """The list can be bounded."""
    assert len(validate(_devices(_many("<frob{}/>")), max_problems=7, rules=False)) == 7
