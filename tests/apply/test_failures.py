"""What libvirt's errors mean, by code and origin."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

import pytest

from libvirt_xml.apply import hosts
from libvirt_xml.apply.hosts.calls import host_error
from libvirt_xml.apply.hosts.host_errors import HostError

libvirt: Any = pytest.importorskip("libvirt", reason="needs libvirt-python", exc_type=ImportError)

SEEN = [
    ("VIR_ERR_SYSTEM_ERROR", "VIR_FROM_RPC", "UnreachableError"),
    ("VIR_ERR_SYSTEM_ERROR", "VIR_FROM_QEMU", "HostError"),
    ("VIR_ERR_SYSTEM_ERROR", "VIR_FROM_STORAGE", "HostError"),
    ("VIR_ERR_INTERNAL_ERROR", "VIR_FROM_RPC", "UnreachableError"),
    ("VIR_ERR_INTERNAL_ERROR", "VIR_FROM_QEMU", "HostError"),
    ("VIR_ERR_INTERNAL_ERROR", "VIR_FROM_SECRET", "ConflictError"),
    ("VIR_ERR_OPERATION_DENIED", "VIR_FROM_DOMAIN", "AccessError"),
    ("VIR_ERR_XML_INVALID_SCHEMA", "VIR_FROM_XML", "RefusedError"),
    ("VIR_ERR_CONFIG_UNSUPPORTED", "VIR_FROM_QEMU", "RefusedError"),
    ("VIR_ERR_NO_STORAGE_VOL", "VIR_FROM_STORAGE", "MissingError"),
    ("VIR_ERR_DEVICE_MISSING", "VIR_FROM_QEMU", "MissingError"),
    ("VIR_ERR_OPERATION_INVALID", "VIR_FROM_QEMU", "StateError"),
    ("VIR_ERR_OPERATION_TIMEOUT", "VIR_FROM_NONE", "WaitError"),
    ("VIR_ERR_OPERATION_UNSUPPORTED", "VIR_FROM_QEMU", "UnsupportedError"),
]


class _Error:
    """What libvirt-python raises, as far as it is asked."""

    def __init__(self, code: str, origin: str) -> None:
        self._code, self._origin = getattr(libvirt, code), getattr(libvirt, origin)

    def get_error_code(self) -> int:
        return int(self._code)

    def get_error_domain(self) -> int:
        return int(self._origin)

    def get_error_message(self) -> str:
        return "words"


@pytest.mark.parametrize(("code", "origin", "expected"), SEEN)
def test_meaning(code: str, origin: str, expected: str) -> None:
    """The same code means other things by where it comes from."""
    error = host_error(_Error(code, origin), "domain 'web1'", "create")
    assert isinstance(error, HostError)
    assert (type(error).__name__, error.code_name, error.words) == (expected, code, "words")


def test_names_exist() -> None:
    """Every name of the table is one of libvirt-python's."""
    text = files(hosts).joinpath("failures.toml").read_text(encoding="utf-8")
    names = [name for row in tomllib.loads(text)["failure"] for name in (*row["codes"], *row.get("from", ()))]
    assert [name for name in names if not hasattr(libvirt, name)] == []
