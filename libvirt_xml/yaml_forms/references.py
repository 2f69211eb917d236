"""Secrets and files that a spec names instead of holding: ``{env: NAME}`` and ``{file: PATH}``.

What they lead to is quoted in no message: whoever reads a report need not be who may read that.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping as AnyMapping
from errno import ENOENT
from pathlib import Path

from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.contained import NoFileError, OutsideError, read_contained
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Origin, Scalar

LARGEST = 16 * 2**20
_KINDS = ("env", "file")
_VARIABLE = re.compile(r"[^=\x00\ud800-\udfff]+").fullmatch
_PATH = re.compile(r"[^\x00\ud800-\udfff]+").fullmatch


class References:
    """What references lead to. ``files`` and ``environment`` may be given, so that an expansion needs nothing else.

    A file is read only below the folder of the YAML file that names it (of text in memory: the current one), or below
    one of ``allow_files``; links are followed first. ``allow_env`` are the variables that may be read; ``None`` is all.
    With ``is_reading=False`` nothing is read, and only the form of references is checked; with ``is_looking`` also
    whether there is a file of a name where it would be read.
    """

    def __init__(
        self,
        environment: AnyMapping[str, str] | None = None,
        files: AnyMapping[str, bytes] | None = None,
        *,
        allow_files: Iterable[str | os.PathLike[str]] = (),
        allow_env: Iterable[str] | None = None,
        is_reading: bool = True,
        is_looking: bool = False,
    ) -> None:
        self._environment = os.environ if environment is None else environment
        self._files = files
        self._folders = tuple(allow_files)
        self._variables = None if allow_env is None else frozenset(allow_env)
        self.is_reading = is_reading
        self._is_looking = is_looking

    def is_reference(self, node: Node | None) -> bool:
        """Whether this is ``{env: NAME}`` or ``{file: PATH}``."""
        return isinstance(node, Mapping) and len(node.items) == 1 and not {"env", "file"}.isdisjoint(node.items)

    def read(self, node: Mapping, findings: Findings, path: str) -> bytes | None:
        """The bytes that a reference leads to; ``None``, and a problem, where there are none.

        Also ``None`` where nothing is read.
        """
        for kind in _KINDS:
            named = node.get(kind)
            if isinstance(named, Scalar):
                return (self._variable if kind == "env" else self._file)(named, findings, f"{path}.{kind}")
        if node.has_lost():  # another problem says what is wrong with it
            return None
        findings.add("missing-key", render("missing-key", "reference"), node, path, expected=_KINDS)
        return None

    def read_text(self, node: Mapping, findings: Findings, path: str) -> Scalar | None:
        """The text that a reference leads to, without the line's end; it knows that it is from there."""
        data = self.read(node, findings, path)
        if data is None:
            return None
        try:
            text = data.decode().removesuffix("\n").removesuffix("\r")
        except UnicodeDecodeError:
            findings.add("unreadable-reference", render("unreadable-reference", "not-utf-8"), node, path)
            return None
        return Scalar(text, None, _origin(node))

    def _variable(self, name: Scalar, findings: Findings, path: str) -> bytes | None:
        if not _VARIABLE(name.text):
            findings.add("invalid-value", render("invalid-value", "no-variable", name=name.text), name, path)
        elif not self.is_reading:
            return None
        elif self._variables is not None and name.text not in self._variables:
            allowed = ", ".join(sorted(self._variables)) or "none"
            message = render("unreadable-reference", "variable-not-allowed", name=name.text, allowed=allowed)
            findings.add("unreadable-reference", message, name, path)
        elif (text := self._environment.get(name.text)) is None:
            message = render("unreadable-reference", "variable-not-set", name=name.text)
            findings.add("unreadable-reference", message, name, path)
        else:
            return text.encode("utf-8", "surrogateescape")
        return None

    def _file(self, name: Scalar, findings: Findings, path: str) -> bytes | None:
        if not _PATH(name.text):
            findings.add("invalid-value", render("invalid-value", "no-path", name=name.text), name, path)
            return None
        if not self.is_reading:
            if self._is_looking:
                self._look_for(name, findings, path)
            return None
        if self._files is not None:
            if name.text not in self._files:
                findings.add(
                    "unreadable-reference", render("unreadable-reference", "no-file", name=name.text), name, path
                )
            return self._files.get(name.text)
        folder = Path(name.origin.file or "").parent
        place = folder / name.text
        message: str
        try:
            return read_contained(place, (folder, *self._folders), LARGEST)
        except OutsideError:
            message = render("unreadable-reference", "outside", file=str(place), folder=str(folder))
        except NoFileError:
            message = render("unreadable-reference", "no-small-file", path=str(place))
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            message = render("unreadable-reference", "cannot-read", path=str(place), reason=reason)
        findings.add("unreadable-reference", message, name, path)
        return None

    def _look_for(self, name: Scalar, findings: Findings, path: str) -> None:
        """Note a file that is missing where files may be read."""
        folder = Path(name.origin.file or "").parent
        place = folder / name.text
        roots = [Path(os.path.realpath(root)) for root in (folder, *self._folders)]
        real = Path(os.path.realpath(place))
        if any(map(real.is_relative_to, roots)) and not real.exists():
            parts = {"path": str(place), "reason": os.strerror(ENOENT)}
            findings.add("unreadable-reference", render("unreadable-reference", "cannot-read", **parts), name, path)


def _origin(node: Mapping) -> Origin:
    """What sets a value that is from outside: the place of its reference, and where that leads."""
    kind = next(kind for kind in _KINDS if node.get(kind) is not None)
    named, place = node.get(kind), node.origin
    name = f"{kind} {named.text}" if isinstance(named, Scalar) else kind
    return Origin("reference", name, place.file, place.line, place.column)
