"""Keys beside those of an object that libvirt has in an object in it: several are one mistake, and written together.

The table ``flat_keys.toml`` says where each belongs.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping as AnyMapping
from functools import cache
from ipaddress import AddressValueError, IPv4Address, IPv4Interface
from pathlib import Path
from typing import Any, NamedTuple

from libvirt_xml.messages import Sentence, render
from libvirt_xml.yaml_forms.document.advice.meant_maps import pairs_of_key, sample_in, sample_of
from libvirt_xml.yaml_forms.document.advice.righted_maps import righted_value
from libvirt_xml.yaml_forms.document.form_tables import CHILD, CHILDREN, FormTable, field_named, table_of
from libvirt_xml.yaml_forms.text.one_line import LONGEST_PART
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence, is_null

_TABLE = Path(__file__).with_suffix(".toml")
_USUAL_PREFIX = 24
_ONLY_PAIR = re.compile(r"\{(\w+): (\[[^]]*\])\}").fullmatch
_CHOSEN = "true"  # in the place of a range of addresses

_Written = dict[str, Any]
"""Keys with what to write: a text, or those of an object in this one."""


class FlatKeys(NamedTuple):
    """Keys of an object that belong to one in it."""

    sentence: Sentence
    names: tuple[str, ...]
    home: str = ""
    """The object in this one, if it is not there."""


def flat_keys(node: Mapping, table: FormTable, name: str, what: str) -> FlatKeys | None:
    """What is said of a key that stands for others, here or in an object in this one, or whose value no key says."""
    sentence = _said_of_value(table.cls, name, node.items[name], what)
    if sentence is not None:
        return FlatKeys(sentence, (name,))
    return _in_inner_object(node, table, name, what) or _as_pairs(node, table, name, what)


def _as_pairs(node: Mapping, table: FormTable, name: str, what: str) -> FlatKeys | None:
    """What is said of a key that stands for others of the same object, by its value."""
    pairs = pairs_of_key(table.cls, name, node.items[name])
    if pairs is None or pairs.partition(":")[0] in node.items:
        return None
    return FlatKeys(render("unknown-key", "as-pairs", what=what, key=name, pairs=pairs), (name,))


def _in_inner_object(node: Mapping, table: FormTable, name: str, what: str) -> FlatKeys | None:
    """What is said of a key that belongs to an object in this one, and of others that belong to the same one."""
    places = _places(table.cls.__name__)
    if name not in places or not _is_for(places[name], table, name, node):
        return None
    home = _steps(places[name])[0]
    names = [key for key in node.items if key in places and _is_for(places[key], table, key, node)]
    of_home = [key for key in names if _steps(places[key])[0] == home]
    pairs: _Written = {}
    in_order = sorted(of_home, key=lambda key: places[key].endswith(".network"))  # which says less than an address
    put = {key for key in in_order if _put(pairs, table, _steps(places[key]), node.items[key])}
    names = [key for key in of_home if key in put]
    _put_required(pairs, table)
    sentence = _sentence(pairs, _with_other_word(node, table, home), tuple(names), what) if name in put else None
    missing = "" if home.endswith("[]") or home in node.items else home
    return None if sentence is None else FlatKeys(sentence, tuple(names), missing)


def _with_other_word(node: Mapping, table: FormTable, home: str) -> Mapping:
    """An object with the value of a key under another word for it, ``ip`` for ``ips``, unless that is only a text."""
    name = home.removesuffix("[]")
    others = (held for key, held in node.items.items() if field_named(table, key) == name)
    held = next((held for held in others if not isinstance(held, Scalar)), None)
    return node if held is None else Mapping({**node.items, name: held}, node.origin, node.keys)


def _said_of_value(cls: type, name: str, item: Node, what: str) -> Sentence | None:
    """What is said of a key whose value means what no key says: ``isolated: true`` of a network."""
    patterns = _said(cls.__name__).get(name)
    if patterns is None or not isinstance(item, Scalar):
        return None
    messages = (message for pattern, message in patterns.items() if re.fullmatch(pattern, item.text.lower()))
    message = next(messages, None)
    return None if message is None else render("unknown-key", message, what=what, key=name)


def _is_for(place: str, table: FormTable, name: str, node: Mapping) -> bool:
    """Whether a key is a word for what is at a place."""
    needed, item = _table()["only-with"].get(place), node.items[name]
    items = item.items if isinstance(item, Sequence) else [item]
    has_needed = needed is None or any(isinstance(part, Mapping) and needed in part.items for part in items)
    return has_needed and _is_free(table, name, node)


def _is_free(table: FormTable, name: str, node: Mapping) -> bool:
    """Whether an object has no key of a name; one value of its own is not a list of objects: ``ip: 10.0.0.1``."""
    return name not in table.fields and (field_named(table, name) is None or isinstance(node.items[name], Scalar))


def _put(pairs: _Written, table: FormTable, steps: list[str], item: Node) -> bool:
    """Put a value at its place; whether it is known what to write, and nothing else is there."""
    tables = [table]
    for step in steps[:-1]:
        tables.append(table_of(tables[-1].fields[step.removesuffix("[]")].cls))
    written = _written(tables[-1], steps[-1], item)
    if written is None:
        return False
    for step in steps[:-1]:
        held: str | _Written = pairs.setdefault(step, {})
        if isinstance(held, str):
            only = _ONLY_PAIR(held)
            if only is None:
                return False
            held = {only[1]: only[2]}
            pairs[step] = held
        pairs = held
    is_network = steps[-1] == "network"
    if not is_network and any(pairs.get(key, value) != value for key, value in written.items()):
        return False
    for key, value in written.items():
        pairs.setdefault(key, value)
    return True


def _put_required(pairs: _Written, table: FormTable) -> None:
    """Put something in the place of what the items of lists must have too."""
    for step, inner in pairs.items():
        if isinstance(inner, dict):
            below = table_of(table.fields[step.removesuffix("[]")].cls)
            _put_required(inner, below)
            inner |= {key: "..." for key, field in below.fields.items() if field.spec.is_required and key not in inner}


def _written(table: FormTable, name: str, item: Node) -> _Written | None:
    """The keys of an object that a value means there."""
    texts = pairs_of_key(table.cls, name, item)
    if texts is not None:
        return dict(pair.split(": ", 1) for pair in texts.split(", "))
    field = table.fields.get(name)
    if name == "dhcp" and isinstance(item, Scalar) and item.value is True:
        return {name: _CHOSEN}
    value = None if field is None or is_null(item) or field.may_hold_secret() else righted_value(item, field)
    if field is None or value is None:
        return None
    is_text = field.kind in (CHILD, CHILDREN) and isinstance(item, Scalar) and value == item.text
    return None if is_text else {name: value}


def _sentence(pairs: _Written, node: Mapping, names: tuple[str, ...], what: str) -> Sentence | None:
    """What to write: the whole object, or what belongs into the one that is there."""
    place = _place_there(pairs, node)
    if place is None or len(_flow(place.pairs)) > LONGEST_PART:
        return None
    parts = {"what": what, "keys": names}
    written = _flow(place.pairs)[1:-1]
    if not place.home:
        return render("unknown-key", "flat", written=written, **parts)
    if place.is_item:
        return render("unknown-key", "flat-in-item", list=place.home, line=place.line, value=written, **parts)
    return render("unknown-key", "flat-below", home=place.home, line=place.line, value=written, **parts)


class _Place(NamedTuple):
    """The innermost object that is there, and what belongs into it."""

    pairs: _Written
    home: str = ""
    is_item: bool = False
    line: int | None = None


def _place_there(pairs: _Written, node: Mapping) -> _Place | None:
    """Where keys belong: the objects that are there already stay; ``None`` where a key is there too."""
    place = _Place({step: _whole(step, inner) for step, inner in pairs.items()})
    while len(pairs) == 1:
        ((step, inner),) = pairs.items()
        name = step.removesuffix("[]")
        beside = node.items.get(name, Scalar(None))
        if is_null(beside):
            return None if place.home and _CHOSEN in pairs.values() else place
        is_item = isinstance(beside, Sequence) and len(beside.items) == 1
        held = beside.items[0] if isinstance(beside, Sequence) and is_item else beside
        if isinstance(inner, str) or not isinstance(held, Mapping):
            return None
        line = held.origin.line if is_item else node.place_of(name).line
        place, pairs, node = _Place(inner, name, is_item, line), inner, held
    is_there = bool({step.removesuffix("[]") for step in pairs} & node.items.keys())
    return None if is_there or _CHOSEN in pairs.values() else place


def _whole(home: str, inner: str | _Written) -> str | _Written:
    """The addresses of a network with the one of the host, the first, and with a range where they need one."""
    if home != "ips[]" or isinstance(inner, str) or "dhcp" not in inner:
        return inner
    from libvirt_xml.documents.network import NetworkIpDhcp

    whole = dict(inner) if "address" in inner else _with_host(inner)
    dhcp = whole.pop("dhcp")
    if dhcp == _CHOSEN:
        texts: dict[str, Node] = {name: Scalar(text) for name, text in whole.items()}
        dhcp = sample_in(Mapping(texts), NetworkIpDhcp) or sample_of(NetworkIpDhcp)
    return {**whole, "dhcp": dhcp}


def _with_host(inner: _Written) -> _Written:
    """The addresses of a network with the first of those that are written as that of the host."""
    start = re.search(r"start: ([0-9.]+)", _flow(inner))
    try:
        prefix = int(inner.get("prefix", _USUAL_PREFIX))
        network = IPv4Interface(f"{IPv4Address(start[1] if start else '')}/{inner.get('netmask', prefix)}").network
    except (AddressValueError, ValueError):
        return dict(inner)
    mask = {} if "netmask" in inner else {"prefix": str(prefix)}
    return {"address": str(network.network_address + 1), **mask, **inner}


def _flow(pairs: _Written) -> str:
    """Keys as YAML on one line."""
    return f"{{{', '.join(_pair(name, value) for name, value in pairs.items())}}}"


def _pair(name: str, value: str | _Written) -> str:
    text = value if isinstance(value, str) else _flow(value)
    return f"{name.removesuffix('[]')}: {f'[{text}]' if name.endswith('[]') else text}"


def _steps(place: str) -> list[str]:
    return place.split(".")


@cache
def _places(cls: str) -> AnyMapping[str, str]:
    return {key: place for keys, place in _table()["places"].get(cls, {}).items() for key in keys.split("|")}


@cache
def _said(cls: str) -> AnyMapping[str, AnyMapping[str, str]]:
    return {key: patterns for keys, patterns in _table()["said"].get(cls, {}).items() for key in keys.split("|")}


@cache
def _table() -> dict[str, dict[str, Any]]:
    return tomllib.loads(_TABLE.read_text(encoding="utf-8"))
