"""The map that a text, a number or a list of these means in its place: a table, ``meant_maps.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping as AnyMapping
from functools import cache
from ipaddress import IPv4Address, IPv4Interface
from pathlib import Path
from typing import Any

from libvirt_xml.yaml_forms.shapes.shapes import YES
from libvirt_xml.yaml_forms.text.one_line import one_line
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence, is_null

_TABLE = Path(__file__).with_suffix(".toml")
_LONGEST = 100  # characters of a text that is read


def sample_of(cls: type) -> str | None:
    """A usual map of a class, as YAML in one line."""
    sample: str | None = _table()["samples"].get(cls.__name__)
    return sample


def sample_with(cls: type, key: str, value: str) -> str | None:
    """A usual map of a class in which a key has a certain value, if it has the key and others that must be there."""
    sample = sample_of(cls)
    pattern = re.compile(rf"(?<=[{{ ]){re.escape(key)}: [^,{{}}\[\]]+")
    return None if sample is None or not pattern.search(sample) else pattern.sub(f"{key}: {value}", sample)


def sample_in(holder: Mapping | None, cls: type) -> str | None:
    """A usual map of a class that fits what is beside it: a range of the addresses of a network."""
    return _range_of(holder) if holder is not None and cls.__name__ in _table()["wholes"]["ranges"] else None


def _range_of(holder: Mapping) -> str | None:
    """The addresses of a network of IPv4 but that of the host."""
    texts = {name: item.text for name, item in holder.items.items() if isinstance(item, Scalar)}
    try:
        host = IPv4Interface(f"{texts['address']}/{texts.get('prefix') or texts['netmask']}")
    except (KeyError, ValueError):
        return None
    first, last = int(host.network.network_address) + 1, int(host.network.broadcast_address) - 1
    below, above = (first, int(host.ip) - 1), (int(host.ip) + 1, last)
    start, end = max(below, above, key=lambda ends: ends[1] - ends[0])
    return f"{{ranges: [{{start: {IPv4Address(start)}, end: {IPv4Address(end)}}}]}}" if start <= end else None


def range_meant(dhcp: Node, address: Mapping | None) -> str | None:
    """The DHCP that is written as its range, or only switched on, beside the address of the host."""
    if isinstance(dhcp, Mapping) and dhcp.items.keys() == {"start", "end"}:
        held = one_line(dhcp)
        return None if held is None else f"{{ranges: [{held}]}}"
    is_on = isinstance(dhcp, Scalar) and YES.get(dhcp.text.lower(), dhcp.text) == "true"
    return _text_meant(dhcp, "NetworkIpDhcp") or (_range_of(address) if is_on and address is not None else None)


def whole_map(written: str, cls: type) -> str | None:
    """A usual map with a pair of one that is not enough, ``{type: ceph}``; ``None`` where it is."""
    pair = re.fullmatch(r"\{(\w+): ([^,{}]+)\}", written)
    if pair is None or cls.__name__ not in _table()["wholes"]["incomplete"]:
        return None
    return sample_with(cls, pair[1], pair[2])


def map_of_text(node: Node, cls: type) -> str | None:
    """The map of a class that a text means, or a list of texts, or one key with its value."""
    return _text_meant(node, cls.__name__)


def _text_meant(node: Node, name: str) -> str | None:
    patterns: AnyMapping[str, str] = _table()["texts"].get(name, {})
    text = _text_of(node) if patterns else None
    if text is None or len(text) > _LONGEST:
        return None
    matches = ((re.fullmatch(pattern, text), written) for pattern, written in patterns.items())
    return next((match.expand(written) for match, written in matches if match is not None), None)


def usual_home(cls: type, key: str, item: Node) -> str | None:
    """The map of several in one of a class that a key belongs to, by its value."""
    homes: AnyMapping[str, str] = _table()["homes"].get(cls.__name__, {}).get(key, {})
    text = _text_of(item) or ""
    return next((home for pattern, home in homes.items() if re.fullmatch(pattern, text)), None)


def pairs_of_key(cls: type, key: str, item: Node) -> str | None:
    """The keys of a class that another key means by its value: ``address: 10.0.0.1, prefix: 24``."""
    patterns = _pairs().get((cls.__name__, key), {})
    text = _text_of(item) if patterns else None
    if text is None or len(text) > _LONGEST:
        return None
    matches = ((re.fullmatch(pattern, text), written) for pattern, written in patterns.items())
    return next((match.expand(written) for match, written in matches if match is not None), None)


def _text_of(node: Node) -> str | None:
    if isinstance(node, Scalar):
        return None if node.is_hidden or is_null(node) else node.text
    if isinstance(node, Mapping):
        texts = [(name, _text_of(item)) for name, item in node.items.items() if isinstance(item, Scalar)]
        return f"{texts[0][0]}: {texts[0][1]}" if len(texts) == len(node.items) == 1 and texts[0][1] else None
    texts_of_items = [_text_of(item) for item in node.items] if isinstance(node, Sequence) else []
    known = [text for text in texts_of_items if text is not None]
    return ", ".join(known) if known and len(known) == len(texts_of_items) else None


@cache
def _pairs() -> dict[tuple[str, str], dict[str, str]]:
    """The patterns of each key of a class, of which a section may name several."""
    return {
        (name, key): patterns
        for names, of_class in _table()["pairs"].items()
        for keys, patterns in of_class.items()
        for name in names.split("|")
        for key in keys.split("|")
    }


@cache
def _table() -> dict[str, dict[str, Any]]:
    return tomllib.loads(_TABLE.read_text(encoding="utf-8"))
