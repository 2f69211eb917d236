"""What changing one field costs, in a file and in a text, beside reading and writing the whole."""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path

import libvirt_xml
from libvirt_xml import Domain
from libvirt_xml.editing.files.file_writing import replace_file
from tests.bench.timing import Figure, time_interleaved

_DUMP = Path(__file__).parents[1] / "yaml_forms" / "vm" / "dumps" / "w03.xml"
_BUDGET = 2.0
_values = itertools.count(1)


def time_editing(rounds: int) -> list[Figure]:
    """The lines of the table that are about editing a file of 9 kB."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "vm.xml"
        path.write_bytes(_DUMP.read_bytes())
        source = path.read_bytes()
        file_base, file, text_base, text = time_interleaved(
            rounds * 5, lambda: _rewrite(path), lambda: _edit(path), lambda: _write(source), lambda: _edited(source)
        )
    return [
        Figure("a file read, and written with to_xml", file_base, 1.0),
        Figure("edit: one field of the file", file, file / file_base, _BUDGET),
        Figure("a text read, and written", text_base, 1.0),
        Figure("edited: one field of the text", text, text / text_base),
    ]


def _rewrite(path: Path) -> None:
    domain = Domain.from_file(path)
    _change(domain)
    replace_file(str(path), domain.to_xml().encode())


def _edit(path: Path) -> None:
    with libvirt_xml.edit(path) as domain:
        _change(domain)


def _write(source: bytes) -> None:
    domain = Domain.from_xml(source)
    _change(domain)
    domain.to_xml()


def _edited(source: bytes) -> None:
    domain = Domain.from_xml(source)
    _change(domain)
    libvirt_xml.edited(source, domain)


def _change(domain: Domain) -> None:
    assert domain.memory is not None
    domain.memory.value = next(_values)
