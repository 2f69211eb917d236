"""Items that a ``vm`` makes and its text does not have, as the drive with the data of cloud-init."""

from __future__ import annotations

from libvirt_xml.documents.disk import Disk
from libvirt_xml.documents.domain import Domain
from libvirt_xml.editing.yaml.yaml_object_edits import is_same_yaml, name_of_item
from libvirt_xml.editing.yaml.yaml_spans import YamlSpan
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence

_OF_NAME = {"disks": "volume", "nics": "mac"}


def in_maps(span: YamlSpan, was: Mapping, now: Mapping) -> tuple[Mapping, Mapping]:
    """Both trees of a map with maps by name in the place of lists, where the text has these: ``disks: {root: ...}``."""
    olds, news = dict(was.items), dict(now.items)
    for pair in span.pairs:
        old, new = _by_name(was.items.get(pair.key)), _by_name(now.items.get(pair.key))
        if pair.value.kind == "map" and old is not None and new is not None:
            olds[pair.key], news[pair.key] = old, new
    return Mapping(olds), Mapping(news)


def _by_name(node: Node | None) -> Mapping | None:
    """The items of a list by their names; ``None`` for what is no list, and where one has none."""
    if not isinstance(node, Sequence):
        return None
    items: dict[str, Node] = {}
    for item in node.items:
        name = name_of_item(item)
        if not isinstance(item, Mapping) or name is None:
            return None
        items[name] = Mapping({key: value for key, value in item.items.items() if key != "name"})
    return Mapping(items)


def without_unwritten(span: YamlSpan, was: Mapping, now: Mapping) -> tuple[Mapping, Mapping]:
    """Both trees of a map without the items behind those that the text has in its lists, if both have them."""
    olds, news = dict(was.items), dict(now.items)
    for pair in span.pairs:
        old, new = was.items.get(pair.key), now.items.get(pair.key)
        if pair.value.kind != "list" or not isinstance(old, Sequence) or not isinstance(new, Sequence):
            continue
        count = len(pair.value.items)
        rest = _without(new.items, old.items[count:])
        if rest is not None:
            olds[pair.key], news[pair.key] = Sequence(old.items[:count]), Sequence(rest)
    return Mapping(olds), Mapping(news)


def with_targets(form: Mapping, domain: Domain) -> Mapping:
    """The short form of a domain, in which each disk without a name has its target."""
    disks = domain.devices.disks if domain.devices is not None else []
    items = form.items.get("disks")
    if not isinstance(items, Sequence) or len(items) != len(disks):
        return form
    return Mapping(form.items | {"disks": Sequence([*map(_with_target, items, disks)])})


def with_said(span: YamlSpan, was: Mapping, now: Mapping, guessed: Mapping) -> Mapping:
    """The short form with the single values that the text says and that go without saying now."""
    items = dict(now.items)
    for pair in span.pairs:
        old, new, value = (form.items.get(pair.key) for form in (was, now, guessed))
        if new is None and pair.value.kind == "scalar" and isinstance(old, Scalar) and isinstance(value, Scalar):
            items[pair.key] = value
        elif old is not None and new is not None and value is not None:
            items[pair.key] = _said_in(pair.value, old, new, value)
    return Mapping(items)


def _said_in(span: YamlSpan, was: Node, now: Node, guessed: Node) -> Node:
    if isinstance(was, Mapping) and isinstance(now, Mapping) and isinstance(guessed, Mapping):
        return with_said(span, was, now, guessed)
    if not isinstance(was, Sequence) or not isinstance(now, Sequence) or not isinstance(guessed, Sequence):
        return now
    if not len(span.items) == len(was.items) == len(now.items) == len(guessed.items):
        return now
    return Sequence([*map(_said_in, span.items, was.items, now.items, guessed.items)])


def without_derived(span: YamlSpan, form: Mapping) -> Mapping:
    """The short form without what may follow from the name of the machine: volumes, and ``mac: derived``."""
    items = dict(form.items)
    for name, key in _OF_NAME.items():
        pair, held = span.pair(name), form.items.get(name)
        if pair is not None and isinstance(held, Sequence):
            count = len(pair.value.items)
            items[name] = Sequence([*(_without_key(item, key) for item in held.items[:count]), *held.items[count:]])
    return Mapping(items)


def _without_key(item: Node, key: str) -> Node:
    if not isinstance(item, Mapping):
        return item
    return Mapping({name: node for name, node in item.items.items() if name != key})


def _with_target(item: Node, disk: Disk) -> Node:
    if not isinstance(item, Mapping) or item.items.keys() & {"name", "target"}:
        return item
    return Mapping({**item.items, "target": Scalar(disk.target.dev)})


def _without(items: list[Node], others: list[Node]) -> list[Node] | None:
    """Items without others; ``None`` where one of these is not there."""
    rest = list(items)
    for other in others:
        at = next((at for at, item in enumerate(rest) if _is_same_item(item, other)), None)
        if at is None:
            return None
        del rest[at]
    return rest


def _is_same_item(item: Node, other: Node) -> bool:
    """Whether an item is another one, by its name: a key may say now what followed from the items before it."""
    name = name_of_item(item)
    return is_same_yaml(item, other) if name is None else name == name_of_item(other)
