"""What a sentence about a key of another tool takes from the file: the value as a size, memory and CPUs beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping as AnyMapping

from libvirt_xml.markup.secrets import is_secret
from libvirt_xml.yaml_forms.shapes.sizes import PATTERN, meanings
from libvirt_xml.yaml_forms.text.one_line import one_line
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence

_COUNTS = ("cpus", "vcpus", "vcpu", "cores")
_SIZE = re.compile(r"([0-9]+) ?([KMGT])(?:i?B)?")
_SIZE_OF_SWAP = "size: 1G"
_is_pci = re.compile(r"(?:[0-9a-fA-F]{4}:)?[0-9a-fA-F]{2}:[0-9a-fA-F]{2}\.[0-7]").fullmatch
_is_size = re.compile(PATTERN).fullmatch


def written_at(key: str, node: Mapping) -> str | None:
    """What was written, if it is a plain value."""
    item = node.items.get(key)
    return None if item is None else one_line(item)


def amount_at(key: str, node: Mapping) -> str | None:
    """What was written, as a size with its unit."""
    item = node.items.get(key)
    if not isinstance(item, Scalar) or item.is_hidden:
        return None
    return item.text if _is_size(item.text) else next(iter(meanings(item.text)), None)


def _memory(key: str, node: Mapping) -> str | None:
    return amount_at("memory", node)


def count_of_cpus(key: str, node: Mapping) -> str | None:
    """The number of CPUs that is written."""
    numbers = (node.items.get(name) for name in _COUNTS)
    return next((number.text for number in numbers if isinstance(number, Scalar) and number.text.isdecimal()), None)


def _items(key: str, node: Mapping) -> str | None:
    """What was written, if it is a list of texts, or a text as the only one."""
    item = node.items.get(key)
    if isinstance(item, Sequence) and all(isinstance(part, Scalar) for part in item.items):
        return one_line(item)
    line = one_line(item) if isinstance(item, Scalar) and isinstance(item.value, str) else None
    return None if line is None else f"[{line}]"


def pairs_of(node: Mapping, group: Collection[str]) -> str:
    """The keys of a group with their values; those of secrets, and long ones, without."""
    names = (name for name in node.items if name.lower().replace("-", "_") in group)
    return ", ".join(f"{name}: {_shown(name, node)}" for name in names)


def _shown(name: str, node: Mapping) -> str:
    value = None if is_secret(name) else written_at(name, node)
    return "..." if value is None else value


def path_at(key: str, node: Mapping) -> str | None:
    """What was written, if it is the path of a file."""
    item = node.items.get(key)
    return one_line(item) if isinstance(item, Scalar) and item.text.startswith("/") else None


def _named(key: str, node: Mapping) -> str | None:
    """Texts as the values of a map whose names are not known."""
    item = node.items.get(key)
    if isinstance(item, Mapping):
        return one_line(item)
    texts = [one_line(part) for part in (item.items if isinstance(item, Sequence) else [item]) if part is not None]
    known = [text for text in texts if text is not None]
    return with_names(known) if known and len(known) == len(texts) else None


def with_names(texts: Collection[str]) -> str:
    """Texts as a map, with something in the place of names: ``{NAME: web}``."""
    if len(texts) == 1:
        return f"{{NAME: {next(iter(texts))}}}"
    return f"{{{', '.join(f'NAME{number}: {text}' for number, text in enumerate(texts, 1))}}}"


def _arguments(key: str, node: Mapping) -> str | None:
    """The arguments of a command line, each as a map."""
    item = node.items.get(key)
    words = item.text.split() if isinstance(item, Scalar) and not item.is_hidden else []
    is_plain = 0 < len(words) < _MOST_ARGUMENTS and all(map(_is_argument, words))
    if not is_plain or is_secret(" ".join(words)):
        return None
    return f"[{', '.join(f'{{value: {word}}}' for word in words)}]"


_MOST_ARGUMENTS = 9
_is_argument = re.compile(r"[\w./=+-]+").fullmatch


def _group(_key: str, node: Mapping) -> str | None:
    """The group of a logical volume."""
    return next(filter(None, (written_at(name, node) for name in ("vg", "volume_group", "vg_name", "vgname"))), None)


def _name(key: str, node: Mapping) -> str | None:
    return written_at("name", node)


def _number(key: str, node: Mapping) -> str | None:
    """What was written, if it is a whole number."""
    item = node.items.get(key)
    return item.text if isinstance(item, Scalar) and item.text.isdecimal() else None


def _flag(key: str, node: Mapping) -> str | None:
    """What was written, if it is true or false."""
    item = node.items.get(key)
    return item.text if isinstance(item, Scalar) and item.text in ("true", "false") else None


def _pci(key: str, node: Mapping) -> str | None:
    """What was written, if it is the address of a PCI device."""
    item = node.items.get(key)
    return item.text if isinstance(item, Scalar) and _is_pci(item.text) else None


FILE_VALUES: AnyMapping[str, Callable[[str, Mapping], str | None]] = {
    "key": lambda key, _node: key, "value": written_at, "amount": amount_at, "memory": _memory, "count": count_of_cpus,
    "path": path_at, "items": _items, "named": _named, "name": _name, "number": _number,
    "group": _group, "arguments": _arguments,
    "pci": _pci, "flag": _flag,
}  # fmt: skip
"""What sentences of the table take from the file, by the name of the parameter; else it is as in their example."""


def with_written(inside: str, item: Node | None) -> str:
    """A key of the user data with what was written in the place of ``[...]`` or ``NAME``."""
    written = None if item is None else one_line(item)
    if written is None:
        return inside
    if isinstance(item, Sequence):
        return inside.replace("[...]", written)
    size = _SIZE.fullmatch(written)
    if size is not None and _SIZE_OF_SWAP in inside:
        return inside.replace(_SIZE_OF_SWAP, f"size: {size[1]}{size[2]}")
    return inside.replace("[...]", f"[{written}]").replace("NAME", written) if isinstance(item, Scalar) else inside
