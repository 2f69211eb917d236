"""The keys under which documents stand in YAML: each names a kind, or a device on its own (a fragment)."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from libvirt_xml import documents
from libvirt_xml.binding.writing.texts_of_objects import type_read

if TYPE_CHECKING:
    from libvirt_xml.binding.element import Element

    KINDS: tuple[str, ...]


def class_of(key: str) -> type[Element] | None:
    """The class of what stands under a key: a document, or a device as ``virsh attach-device`` takes it."""
    name = _documents().get(key) or _devices().get(key)
    if name is None:
        return None
    cls: type[Element] = getattr(documents, name)
    return cls


def key_of(cls: type[Element]) -> str | None:
    """The key that stands for a class; ``None`` for what is neither a document nor a device."""
    key = _key(cls.__name__)
    return key if class_of(key) is cls else None


@cache
def _documents() -> dict[str, str]:
    """The names of the classes of documents by key."""
    return {_key(name): name for names in documents.ROOTS.values() for name in names}


@cache
def _devices() -> dict[str, str]:
    """The names of the classes that ``devices`` holds, by key."""
    annotations = [type_read(annotation) for annotation in documents.Devices.__annotations__.values()]
    names = [annotation.removeprefix("list[").removesuffix("]").removesuffix(" | None") for annotation in annotations]
    return {_key(name): name for name in names if name != "str"}


def _key(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def __getattr__(name: str) -> tuple[str, ...]:
    if name == "KINDS":  # all keys, documents first; made when asked for, because it loads the classes of devices
        return tuple({**_documents(), **_devices()})
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
