"""What a single value means, whatever its written form: equal values compare equal.

Numbers and booleans compare as such, also where they are still text; a word of a closed set without the white space
that XML tokens do not count; the text of an element without that around it, its inside as it stands; the text of an
attribute as it stands, for libvirt takes a space there as part of a path or argument.
"""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, Union

from libvirt_xml.binding.reading.reading_tables import reading_beside
from libvirt_xml.binding.scalars import LooseForm
from libvirt_xml.binding.specs import Spec
from libvirt_xml.markup.characters import WHITE_SPACE

_SPACES = re.compile(f"[{WHITE_SPACE}]+")
_OCTETS = re.compile(r"[0-9a-fA-F]{1,2}(?::[0-9a-fA-F]{1,2}){5,}").fullmatch
_UUID = re.compile(r"(?:-*[0-9a-fA-F]){32}-*").fullmatch


def is_same_value(old: Any, new: Any, spec: Spec, mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> bool:
    """Whether two values of a field mean the same; ``mine`` and ``theirs`` are the fields beside each.

    What is a number beside the fields of one, and text beside those of the other, compares as the number: another
    ``type`` of an address is no change of its ``slot='0x03'``.
    """
    was, now = normal(old, spec, mine), normal(new, spec, theirs)
    if isinstance(was, str) is not isinstance(now, str):
        was, now = normal(was, spec, theirs), normal(now, spec, mine)
    return equals(was, now)


def equals(old: Any, new: Any) -> bool:
    """Python's ``==``, but that a boolean is no number."""
    return bool(old == new) and isinstance(old, bool) is isinstance(new, bool)


def normal(value: Any, spec: Spec, siblings: Mapping[str, Any]) -> Any:
    """A value in the form that compares; fields beside it may decide the base of a number."""
    if not isinstance(value, str):
        return value
    read = reading_beside(spec, siblings)
    if read is not None:
        try:
            value = read[value]
        except LooseForm as loose:
            return loose.value
    return _normal_text(value, spec) if isinstance(value, str) else value


def _normal_text(text: str, spec: Spec) -> str:
    sort = _sort_of(spec)
    if sort == "verbatim":
        return text
    stripped = text.strip(WHITE_SPACE)
    match sort:
        case "uuid" if _UUID(stripped):
            return stripped.replace("-", "").lower()
        case "mac" if _OCTETS(stripped):
            return ":".join(octet.zfill(2) for octet in stripped.lower().split(":"))
        case "token":
            return _SPACES.sub(" ", stripped)
    return stripped


@cache
def _sort_of(spec: Spec) -> Literal["uuid", "mac", "token", "verbatim", "text"]:
    """How the text of a field compares."""
    if spec.sort:
        return spec.sort
    if not _is_open(spec):
        return "token"
    return "verbatim" if spec.kind == "attribute" else "text"


def _is_open(spec: Spec) -> bool:
    """Whether a field may hold any text, not only words of a set, numbers and booleans."""
    owner = spec.owner
    return owner is None or _has_text(typing.get_type_hints(owner).get(spec.name))


def _has_text(hint: Any) -> bool:
    if typing.get_origin(hint) in (Union, types.UnionType, list):
        return any(map(_has_text, typing.get_args(hint)))
    return hint is str
