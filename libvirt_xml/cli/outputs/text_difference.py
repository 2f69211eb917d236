"""What differs between two texts of one file, as a unified diff for a terminal that ``patch`` takes too."""

from __future__ import annotations

import re

from libvirt_xml.cli.style import Style, printable

_COLOURS = {"+": "added", "-": "removed", "@": "dim"}
_LINE = re.compile(r"[^\n]*\n|[^\n]+")


def text_difference(name: str, old: str, new: str, style: Style, *, why: str) -> str:
    """The lines that differ; ``why`` says behind the name what the new text is."""
    from difflib import unified_diff

    shown = printable(name)
    lines = unified_diff(_LINE.findall(old), _LINE.findall(new), shown, f"{shown} ({why})")
    return "".join(_shown(line, style) for line in lines)


def _shown(line: str, style: Style) -> str:
    """One line of the diff; a line of a file that ends with CR LF does so here."""
    text = line.removesuffix("\n")
    end = "\r" if text.endswith("\r") else ""
    clean = _clean(text.removesuffix("\r"))
    written = style.paint(clean, _COLOURS[clean[0]]) if clean[:1] in _COLOURS else clean
    last = "" if line.endswith("\n") else "\\ No newline at end of file\n"
    return f"{written}{end}\n{last}"


def _clean(line: str) -> str:
    return "".join(char if char == "\t" or char.isprintable() else printable(char) for char in line)
