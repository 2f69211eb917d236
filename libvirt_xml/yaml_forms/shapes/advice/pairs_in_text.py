"""Keys with their values that YAML reads as one text: ``count = 2``, ``path:/a.qcow2``, ``type spice``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from libvirt_xml.markup.secrets import is_secret
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.text.resolving import resolve
from libvirt_xml.yaml_forms.text.yaml_tree import Scalar

if TYPE_CHECKING:
    from libvirt_xml.yaml_forms.shapes.composites import Record

_LONGEST = 200  # characters of a text that is read
_SIGN = r" ?[:=] ?| "
_VALUE = r"[^\s,;:={}\[\]'\"][^\s,;={}\[\]'\"]*"
_PAIR = re.compile(rf"([a-z_]+)(?:{_SIGN})({_VALUE})")
_PAIRS = re.compile(rf"{_PAIR.pattern}(?: {_PAIR.pattern})*")


def pairs_in_text(node: Scalar, record: Record) -> str | None:
    """The map that a text means which is made of keys of a map and their values; ``None`` if one is not right."""
    text = node.text
    if node.is_hidden or len(text) > _LONGEST or is_secret(text) or not _PAIRS.fullmatch(text):
        return None
    pairs = dict(_PAIR.findall(text))
    if len(pairs) > 1 and record.short is None:  # lines of which each is to be changed
        return None
    is_right = all(_is_right(record, key, value, node) for key, value in pairs.items())
    return f"{{{', '.join(f'{key}: {value}' for key, value in pairs.items())}}}" if is_right else None


def _is_right(record: Record, key: str, value: str, node: Scalar) -> bool:
    if key not in record.keys or is_secret(key):
        return False
    trial = Findings()
    record.keys[key].shape.check(Scalar(resolve(value), value, node.origin), "", trial)
    return not trial.has_errors
