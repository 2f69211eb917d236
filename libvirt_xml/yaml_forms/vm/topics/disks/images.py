"""Formats of disk images: what a file's name tells, and what its first bytes do."""

from __future__ import annotations

import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class Format:
    """A format of images, an entry of ``images.toml``."""

    title: str
    endings: tuple[str, ...]
    magic: tuple[tuple[int, bytes], ...] = ()
    libvirt: str | None = None
    is_packed: bool = False
    is_optical: bool = False


@cache
def formats() -> Mapping[str, Format]:
    """All formats by their titles."""
    table = tomllib.loads(
        files("libvirt_xml.yaml_forms.vm.topics.disks").joinpath("images.toml").read_text(encoding="utf-8")
    )
    return {title: _format(title, entry) for title, entry in table.items()}


def _format(title: str, entry: dict[str, object]) -> Format:
    endings, magic = entry.pop("endings"), entry.pop("magic", [])
    assert isinstance(endings, list)
    assert isinstance(magic, list)
    marks = tuple((mark["at"], bytes.fromhex(mark["bytes"])) for mark in magic)
    return Format(title, tuple(endings), marks, **entry)  # type: ignore[arg-type]


def named_format(name: str) -> Format | None:
    """The format that the ending of a file's name tells; ``None`` where it tells none."""
    stem, dot, ending = name.rpartition("/")[2].rpartition(".")
    return _by_ending().get(ending.lower()) if stem and dot else None


@cache
def _by_ending() -> Mapping[str, Format]:
    return {ending: form for form in formats().values() for ending in form.endings}


def probed_format(path: str) -> Format | None:
    """The format that the bytes of a file tell, raw if no other; ``None`` for what cannot be read, or is no file."""
    try:
        if not stat.S_ISREG(Path(path).stat().st_mode):  # a pipe would keep us waiting
            return None
        with Path(path).open("rb") as file:
            return next((form for form in formats().values() if _matches(file, form)), formats()["raw"])
    except (OSError, ValueError):
        return None


def _matches(file: BinaryIO, form: Format) -> bool:
    return any(_bytes_at(file, offset, len(mark)) == mark for offset, mark in form.magic)


def _bytes_at(file: BinaryIO, offset: int, count: int) -> bytes:
    size = file.seek(0, 2)
    place = offset if offset >= 0 else size + offset
    if place < 0:
        return b""
    file.seek(place)
    return file.read(count)
