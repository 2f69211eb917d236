"""What differs between two texts of one file, as a unified diff for a terminal."""

from __future__ import annotations

from libvirt_xml.cli.style import Style, printable


def text_difference(name: str, old: str, new: str, style: Style, *, why: str) -> str:
    """The lines that differ; ``why`` says behind the name what the new text is."""
    from difflib import unified_diff

    shown = printable(name)
    lines = unified_diff(old.splitlines(), new.splitlines(), shown, f"{shown} ({why})", lineterm="")
    colours = {"+": "added", "-": "removed", "@": "dim"}
    return "".join(
        (style.paint(line, colours[line[0]]) if line[:1] in colours else line) + "\n" for line in map(_clean, lines)
    )


def _clean(line: str) -> str:
    return "".join(char if char == "\t" or char.isprintable() else printable(char) for char in line)
