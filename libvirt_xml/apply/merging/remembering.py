"""What libvirt silently did not take, remembered by digest so that it is not asked for again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from libvirt_xml.binding.element import Element
from libvirt_xml.binding.foreign import AnyElement
from libvirt_xml.changes.change import Change
from libvirt_xml.markup.secrets import is_secret

_LENGTH = 16
_LAST_STEP = re.compile(r"\.[^.\[\]]+(?:\[[^\]]*\])?$")


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


def still_refused(refused: Mapping[str, str], changes: Collection[Change]) -> Mapping[str, str]:
    """What was refused, but for what is beside a change: libvirt may take it now, as the source of another type."""
    beside = {_holder(change.path) for change in changes} - {""}
    return {path: digest for path, digest in refused.items() if _holder(path) not in beside}


def _holder(path: str) -> str:
    """The path of the element around a field; empty for the whole document."""
    last = _LAST_STEP.search(path)
    return path[: last.start()] if last is not None else ""


def digest_of(value: Any) -> str:
    """A short name of a value, from which the value cannot be read."""
    return hashlib.sha256(_written(value).encode()).hexdigest()[:_LENGTH]


def _written(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(map(_written, value))
    return value.to_xml() if isinstance(value, Element | AnyElement) else str(value)
