"""Trees to YAML 1.2 as a person would write it: short maps on one line, quotes only where they are needed.

PyYAML's emitter takes several milliseconds for a domain, and cannot put a map on one line because it is short.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache

from libvirt_xml.yaml_forms.text.lookalikes import is_kept_plain
from libvirt_xml.yaml_forms.text.resolving import REPLACE, resolve
from libvirt_xml.yaml_forms.text.variables import escape_variables
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence

WIDTH = 108  # of a line that holds a map or a list: a PCI address with ``multifunction`` in a device fits
_NESTED_WIDTH = 80  # where maps stand in the map
_FEW_WORDS = 20  # characters of an item with spaces that may stand among others
_LONGEST_KEY = 1000  # YAML allows 1,024 characters before the colon
_REMEMBERED = 8192
_INDICATORS = frozenset("?:,[]{}#&*!|>'\"%@`")
_FLOW_INDICATORS = frozenset(",[]{}")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}


def dump(documents: Iterable[tuple[str, Node]]) -> str:
    """YAML text: each tree under its key in a document of its own.

    Reading it, and putting in variables, gives the trees back.
    """
    return "---\n".join(map(_document, documents))


def pair_lines(key: str, node: Node, pad: str) -> list[str]:
    """The lines of a key and its value, behind an indentation."""
    lines: list[str] = []
    _put(lines, _head(lines, key, pad), node, pad)
    return lines


def item_lines(node: Node, pad: str) -> list[str]:
    """The lines of an item of a list, behind an indentation."""
    lines: list[str] = []
    _put(lines, f"{pad}-", node, pad)
    return lines


def inline_text(node: Node, *, in_flow: bool) -> str:
    """A value on one line, however long that is."""
    if isinstance(node, Scalar):
        return _written(node, _text(node), in_flow)
    if isinstance(node, Sequence):
        return f"[{', '.join(inline_text(item, in_flow=True) for item in node.items)}]"
    parts = (f"{_one_line(key, True)}: {inline_text(item, in_flow=True)}" for key, item in node.items.items())
    return f"{{{', '.join(parts)}}}"


def quoted_text(node: Scalar, quote: str) -> str:
    """A value in quotation marks: in the given ones, if it can be."""
    text = _text(node)
    text = node.text if text is None else text
    if quote == "'" and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return '"' + "".join(map(_escaped, text)) + '"'


def _document(document: tuple[str, Node]) -> str:
    key, node = document
    lines: list[str] = []
    _put(lines, _head(lines, key, ""), node, "", is_open=True)
    return "\n".join(lines) + "\n"


# In lines


def _put(lines: list[str], head: str, node: Node, pad: str, *, is_open: bool = False) -> None:
    """A head, which is a key or the dash of an item, and what follows it. ``is_open``: on one line only if empty."""
    if isinstance(node, Scalar):
        _put_scalar(lines, head, node, pad)
        return
    if node.replaces:
        head = f"{head} {REPLACE}"
    short = None if is_open and node.items else _short(node, WIDTH - len(head) - 1, len(head) + 1)
    if short is not None:
        lines.append(f"{head} {short}")
        return
    inner = f"{pad}  "
    is_item = head.endswith("-")
    if not is_item:
        lines.append(head)
    first = len(lines)
    if isinstance(node, Mapping):
        for key, item in node.items.items():
            _put(lines, _head(lines, key, inner), item, inner)
    else:
        for item in node.items:
            _put(lines, f"{inner}-", item, inner)
    if is_item:
        lines[first] = f"{head} {lines[first][len(inner) :]}"


def _head(lines: list[str], key: str, pad: str) -> str:
    name = _one_line(key, False)
    if len(name) <= _LONGEST_KEY:
        return f"{pad}{name}:"
    lines.append(f"{pad}? {name}")
    return f"{pad}:"


def _put_scalar(lines: list[str], head: str, node: Scalar, pad: str) -> None:
    text = _text(node)
    if text is None or not _is_literal(text):
        lines.append(f"{head} {_written(node, text, False)}")
        return
    body = text.rstrip("\n")
    ends = len(text) - len(body)
    indentation = "2" if text[0].isspace() else ""
    lines.append(f"{head} |{indentation}{'-' if not ends else '' if ends == 1 else '+'}")
    lines += [f"{pad}  {line}" if line else "" for line in body.split("\n")]
    lines += [""] * (ends - 1)


# On one line


def _short(node: Mapping | Sequence, room: int, column: int) -> str | None:
    """A map or list on one line that begins in a column; ``None`` where it is too long, or better in lines."""
    if isinstance(node, Sequence):
        return _short_list(node, room)
    if any(isinstance(item, Mapping) and item.items for item in node.items.values()):
        return _short_map(node, min(room, _NESTED_WIDTH - column), True)
    return _short_map(node, room, False)


def _short_map(node: Mapping, room: int, is_outer: bool) -> str | None:
    """A map on one line; only the outer one may hold maps."""
    parts: list[str] = []
    for key, item in node.items.items():
        name = _one_line(key, True)
        left = room - len(name) - 4
        if left < 0:
            return None
        part: str | None
        if isinstance(item, Scalar):
            part = _short_scalar(item)
        elif item.replaces:
            return None
        elif isinstance(item, Sequence):
            part = _short_list(item, left)
        else:
            part = _short_map(item, left, False) if is_outer or not item.items else None
        if part is None or len(part) > left:
            return None
        room = left - len(part)
        parts.append(f"{name}: {part}")
    return f"{{{', '.join(parts)}}}"


def _short_list(node: Sequence, room: int) -> str | None:
    """A list of single values on one line, unless they are sentences or XML."""
    parts: list[str] = []
    for item in node.items:
        part = _short_scalar(item) if isinstance(item, Scalar) else None
        if part is None or (" " in part and len(part) > _FEW_WORDS) or part[0] == "<":
            return None
        room -= len(part) + 2
        if room < 0:
            return None
        parts.append(part)
    return f"[{', '.join(parts)}]"


def _short_scalar(node: Scalar) -> str | None:
    text = _text(node)
    return None if text is not None and _is_literal(text) else _written(node, text, True)


# Single values


def _text(node: Scalar) -> str | None:
    """What is text, its dollars escaped; ``None`` for what is none."""
    value = node.value
    if not isinstance(value, str):
        return None
    return escape_variables(value) if "${" in value else value


def _written(node: Scalar, text: str | None, in_flow: bool) -> str:
    """A single value on one line: a number, a boolean or nothing as it was written, if that is what it says."""
    if text is not None:
        return _one_line(text, in_flow)
    value, resolved = node.value, resolve(node.text)
    if value is None:
        return "null"
    if isinstance(value, float) and not math.isfinite(value):
        return ".nan" if math.isnan(value) else ".inf" if value > 0 else "-.inf"
    if type(resolved) is type(value) and resolved == value:
        return node.text
    return str(value).lower()


def _is_literal(text: str) -> bool:
    """Whether a text stands best as lines; white space at the end of one would not survive an editor."""
    if "\n" not in text or not text.strip("\n"):
        return False
    lines = text.split("\n")
    return all(line.replace("\t", "").isprintable() and not line.endswith((" ", "\t")) for line in lines)


@lru_cache(_REMEMBERED)
def _one_line(text: str, in_flow: bool) -> str:
    """A text on one line, in quotes if it needs any."""
    if not text.isprintable():
        return '"' + "".join(map(_escaped, text)) + '"'
    if _is_plain(text) and not (in_flow and not _FLOW_INDICATORS.isdisjoint(text)):
        return text
    if "'" in text and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def _is_plain(text: str) -> bool:
    """Whether a printable text without quotes is this text to YAML 1.2."""
    if not text or text[0] in _INDICATORS or text[0] == " " or text[-1] in " :":
        return False
    if ": " in text or " #" in text or text[:2] in ("-", "- ") or text.startswith(("---", "...")):
        return False
    return text not in ("=", "<<") and is_kept_plain(text) and isinstance(resolve(text), str)


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"
