"""Secrets and files that a spec names instead of holding: ``{env: NAME}`` and ``{file: PATH}``."""

from __future__ import annotations

import os
from collections.abc import Mapping as AnyMapping
from pathlib import Path

from libvirt_xml.spec.findings import Findings
from libvirt_xml.spec.tree import Mapping, Node, Scalar

LARGEST = 16 * 2**20


class References:
    """What references lead to. ``files`` and ``environment`` may be given, so that an expansion needs nothing else."""

    def __init__(
        self, environment: AnyMapping[str, str] | None = None, files: AnyMapping[str, bytes] | None = None
    ) -> None:
        self._environment = os.environ if environment is None else environment
        self._files = files

    def is_reference(self, node: Node | None) -> bool:
        """Whether this is ``{env: NAME}`` or ``{file: PATH}``."""
        return isinstance(node, Mapping) and len(node.items) == 1 and not {"env", "file"}.isdisjoint(node.items)

    def read(self, node: Mapping, findings: Findings, path: str) -> bytes | None:
        """The bytes that a reference leads to; ``None``, and a problem, where there are none."""
        for kind in ("env", "file"):
            named = node.get(kind)
            if isinstance(named, Scalar):
                return (self._variable if kind == "env" else self._file)(named, findings, f"{path}.{kind}")
        if node.has_lost():  # another problem says what is wrong with it
            return None
        findings.add("missing-key", "a reference is {env: NAME} or {file: PATH}", node, path, expected=("env", "file"))
        return None

    def read_text(self, node: Mapping, findings: Findings, path: str) -> str | None:
        """The text that a reference leads to, without the line's end."""
        data = self.read(node, findings, path)
        try:
            return None if data is None else data.decode().removesuffix("\n").removesuffix("\r")
        except UnicodeDecodeError:
            findings.add("unreadable-reference", "what this leads to is no UTF-8 text", node, path)
            return None

    def _variable(self, name: Scalar, findings: Findings, path: str) -> bytes | None:
        text = self._environment.get(name.text)
        if text is None:
            findings.add("unreadable-reference", f"the environment variable {name.text!r} is not set", name, path)
        return None if text is None else text.encode("utf-8", "surrogateescape")

    def _file(self, name: Scalar, findings: Findings, path: str) -> bytes | None:
        if self._files is not None:
            if name.text not in self._files:
                findings.add("unreadable-reference", f"there is no file {name.text!r}", name, path)
            return self._files.get(name.text)
        place = Path(name.origin.file).parent / name.text if name.origin.file else Path(name.text)
        try:
            if place.stat().st_size > LARGEST or not place.is_file():
                findings.add("unreadable-reference", f"{str(place)!r} is no file of at most 16 MiB", name, path)
                return None
            return place.read_bytes()
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            findings.add("unreadable-reference", f"cannot read {str(place)!r}: {reason}", name, path)
            return None
