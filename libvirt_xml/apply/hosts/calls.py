"""Every call of libvirt-python goes through here: its error becomes one of ours, with the object that it concerns."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from libvirt_xml.apply.hosts.bindings import bindings
from libvirt_xml.apply.hosts.host_errors import (
    AccessError,
    ConflictError,
    HostError,
    MissingError,
    RefusedError,
    StateError,
    UnreachableError,
    UnsupportedError,
    WaitError,
)
from libvirt_xml.messages import render
from libvirt_xml.messages.table import Sentence

_ERRORS: dict[str, type[HostError]] = {
    "unreachable": UnreachableError,
    "access": AccessError,
    "refused": RefusedError,
    "conflict": ConflictError,
    "missing": MissingError,
    "state": StateError,
    "unsupported": UnsupportedError,
    "timeout": WaitError,
    "other": HostError,
}


class _Row(NamedTuple):
    codes: frozenset[int]
    origins: frozenset[int]  # empty: any
    meaning: str


def call(subject: str, handle: Any, function: str, *arguments: Any) -> Any:
    """What a function of a libvirt object returns. Raises HostError, which names the subject."""
    try:
        return getattr(handle, function)(*arguments)
    except bindings().libvirtError as error:
        raise host_error(error, subject, function) from None


def host_error(error: Any, subject: str, function: str) -> HostError:
    """Our error for libvirt's."""
    code, origin = error.get_error_code(), error.get_error_domain()
    words = error.get_error_message() or str(error)
    meaning = _meaning(code, origin)
    message = _sentence(meaning, subject, function, words)
    name = _code_names().get(code, "")
    return _ERRORS[meaning](message, call=function, subject=subject, code=code, code_name=name, words=words)


def _sentence(meaning: str, subject: str, function: str, words: str) -> Sentence:
    match meaning:
        case "unreachable":
            return render("host", "unreachable", subject=subject, words=words)
        case "access":
            return render("host", "access", subject=subject, call=function, words=words)
        case "refused":
            return render("host", "refused", subject=subject, words=words)
        case "conflict":
            return render("host", "conflict", subject=subject, words=words)
        case "missing":
            return render("host", "missing", subject=subject, words=words)
        case "state":
            return render("host", "state", subject=subject, call=function, words=words)
        case "timeout":
            return render("host", "timeout", subject=subject, call=function, words=words)
    return render("host", "failed", subject=subject, call=function, words=words)


def _meaning(code: int, origin: int) -> str:
    for row in _rows():
        if code in row.codes and (not row.origins or origin in row.origins):
            return row.meaning
    return "other"


@cache
def _rows() -> tuple[_Row, ...]:
    text = files("libvirt_xml.apply.hosts").joinpath("failures.toml").read_text(encoding="utf-8")
    return tuple(
        _Row(_numbers(row["codes"]), _numbers(row.get("from", ())), row["meaning"])
        for row in tomllib.loads(text)["failure"]
    )


def _numbers(names: list[str]) -> frozenset[int]:
    """An older libvirt-python lacks the newest codes, and never raises them."""
    return frozenset(number for name in names if (number := getattr(bindings(), name, None)) is not None)


@cache
def _code_names() -> dict[int, str]:
    return {number: name for name, number in vars(bindings()).items() if name.startswith("VIR_ERR_")}
