"""What libvirt silently did not take, remembered by digest so that it is not asked for again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from libvirt_xml.binding.element import Element
from libvirt_xml.binding.foreign import AnyElement
from libvirt_xml.changes.change import Change
from libvirt_xml.markup.secrets import is_secret

_LENGTH = 16


def refusals_of(changes: Iterable[Change]) -> dict[str, str]:
    """What to remember of the changes that are left right after libvirt took a document: path to digest.

    Nothing is remembered of secrets.
    """
    return {
        change.path: digest_of(change.new)
        for change in changes
        if change.new is not None and not is_secret(change.path)
    }


def is_refused(path: str, asked: Any, refused: Mapping[str, str]) -> bool:
    """Whether libvirt refused the very same before."""
    return path in refused and refused[path] == digest_of(asked)


def digest_of(value: Any) -> str:
    """A short name of a value, from which the value cannot be read."""
    return hashlib.sha256(_written(value).encode()).hexdigest()[:_LENGTH]


def _written(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(map(_written, value))
    return value.to_xml() if isinstance(value, Element | AnyElement) else str(value)
