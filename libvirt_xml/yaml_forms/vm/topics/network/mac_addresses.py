"""The address of a NIC, and what was meant by one that is not written as usual."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.shapes.describing import last_key
from libvirt_xml.yaml_forms.shapes.shapes import Text

_MAC = r"[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}"
_BYTES = 6


def _with_colons(text: str) -> str | None:
    """An address as others write it: 52-54-00-12-34-56, 5254.0012.3456, 52:54:0:12:34:56."""
    bytes_ = re.split("[-:]", text)
    digits = re.sub(r"[-.: ]", "", text)
    if len(bytes_) == _BYTES and all(re.fullmatch("[0-9a-fA-F]{1,2}", byte) for byte in bytes_):
        digits = "".join(byte.zfill(2) for byte in bytes_)
    return ":".join(re.findall("..", digits)).lower() if re.fullmatch("[0-9a-fA-F]{12}", digits) else None


@dataclass(frozen=True)
class MacAddress(Text):
    """A MAC address, or ``derived``."""

    what: str = "a MAC address, or 'derived'"
    pattern: str | None = rf"{_MAC}|derived"
    example: str | None = "52:54:00:12:34:56"
    repair: Callable[[str], str | None] | None = _with_colons

    def _misfit(self, text: str, path: str) -> str:
        parts = text.split(":")
        strange = sorted({sign for sign in text if sign not in "0123456789abcdefABCDEF:"})
        if len(parts) == 1 or text.startswith("$"):
            return super()._misfit(text, path)
        if len(parts) != _BYTES:
            return render("invalid-value", "mac-bytes", key=last_key(path), text=text, number=len(parts))
        if strange:
            return render("invalid-value", "mac-digits", key=last_key(path), text=text, signs=strange)
        return super()._misfit(text, path)
