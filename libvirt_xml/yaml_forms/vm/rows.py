"""Plain keys: each puts one value at one place of the document, and comes back from there, by one entry."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping as AnyMapping
from dataclasses import dataclass, field
from typing import Any

from libvirt_xml.yaml_forms.shapes.choice_shapes import OneOf
from libvirt_xml.yaml_forms.shapes.composites import Key, Record
from libvirt_xml.yaml_forms.shapes.libvirt_fields import KeysOfFields
from libvirt_xml.yaml_forms.shapes.number_shapes import SizeOf, Whole
from libvirt_xml.yaml_forms.shapes.shapes import Flag, Shape
from libvirt_xml.yaml_forms.shapes.sizes import parse_size, spell_size
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar
from libvirt_xml.yaml_forms.vm.rules import at

VmSpec = dict[str, Any]
"""Keys of the ``vm`` form with plain values."""


@dataclass(frozen=True)
class Conversion:
    """What a value of the form is in the document, and the value of the form for one in the document.

    ``None`` stands for nothing: the document gets nothing, or the spec has no such value.
    """

    to_document: Callable[[Scalar], Scalar | None]
    to_spec: Callable[[Scalar], Any]


def _as_it_is(value: Scalar) -> Scalar:
    return value


def _changed(change: Callable[[Scalar], Any]) -> Callable[[Scalar], Scalar]:
    return lambda value: Scalar(change(value), None, value.origin)


def _spelled(unit: int) -> Callable[[Scalar], str | None]:
    return lambda value: spell_size(value.value * unit) if isinstance(value.value, int) and value.value > 0 else None


def _number(value: Scalar) -> Any:
    return value.value if isinstance(value.value, int) and value.value >= 0 else None


AS_TEXT = Conversion(_as_it_is, lambda value: value.text)
AS_FLAG = Conversion(_as_it_is, lambda value: value.value)
AS_NUMBER = Conversion(_as_it_is, _number)
POSITIVE = Conversion(lambda value: value if value.value else None, lambda value: _number(value) or None)
"""A number, where zero means none."""
BYTES = Conversion(_changed(lambda value: parse_size(value.text).bytes), _spelled(1))
KIBIBYTES = Conversion(_changed(lambda value: -(-parse_size(value.text).bytes // 1024)), _spelled(1024))
UP_OR_DOWN = Conversion(
    lambda value: (
        Scalar("up" if value.value else "down", None, value.origin) if isinstance(value.value, bool) else value
    ),
    lambda value: value.text,
)
"""Whether a cable is plugged in: ``up`` and ``true`` are the same."""
ON_OR_OFF = Conversion(
    _as_it_is,
    lambda value: {True: "on", False: "off"}[value.value] if isinstance(value.value, bool) else value.text,
)
"""Words, of which a document takes ``true`` and ``false`` for ``on`` and ``off``."""
IF_TRUE = Conversion(lambda value: value if value.value is True else None, lambda value: value.value or None)
"""A flag, where ``false`` is the document without it."""


def of_words(words: AnyMapping[str, str]) -> Conversion:
    """Words of the form for words of the document."""
    back = {of_document: of_form for of_form, of_document in words.items()}
    return Conversion(_changed(lambda value: words[value.text]), lambda value: back.get(value.text))


@dataclass(frozen=True)
class Row(Key):
    """A key whose value is at one place of the domain, or of its device: ``driver.queues``.

    ``beside`` are values at other places, which are set with it, and without which it does not come back. Without a
    ``conversion`` the value is the same in both.
    """

    place: str = ""
    conversion: Conversion | None = None
    beside: AnyMapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def converts(self) -> Conversion:
        """How its values convert."""
        return self.conversion or _usual(self.shape)


def _usual(shape: Shape) -> Conversion:
    match shape:
        case Flag():
            return AS_FLAG
        case Whole():
            return AS_NUMBER
        case SizeOf():
            return BYTES
        case _:
            return AS_TEXT


class Rows:
    """The plain keys of a map, and of the maps in it: from a spec to a document and back.

    ``owner`` is the class of the document, or device, that their places are in.
    """

    def __init__(self, owner: str, keys: AnyMapping[str, Key], *names: str) -> None:
        self.owner = owner
        self.rows: dict[str, Row] = {}
        self.maps: dict[str, Rows] = {}
        for name, key in keys.items():
            inner = _keys_in(key.shape)
            if names and name not in names:
                continue
            if isinstance(key, Row):
                self.rows[name] = key
            elif any(isinstance(inner_key, Row) for inner_key in inner.values()):
                self.maps[name] = Rows(owner, inner)
        missing = [name for name in names if name not in self.rows and name not in self.maps]
        if missing:
            raise ValueError(f"{missing[0]!r} is not a plain key")
        self._plans = {name: _Plan(row) for name, row in self.rows.items()}

    def places(self) -> Iterator[str]:
        """Where its values are."""
        for row in self.rows.values():
            yield row.place
            yield from row.beside
        for inner in self.maps.values():
            yield from inner.places()

    def lay(self, spec: Mapping, content: dict[str, Any]) -> None:
        """Put the values of a spec into what is made of it."""
        for name, value in spec.items.items():
            plan = self._plans.get(name)
            if plan is not None and type(value) is Scalar and value.value is not None:
                plan.lay(value, content)
            elif name in self.maps and type(value) is Mapping:
                self.maps[name].lay(value, content)

    def read(self, document: Node | None) -> VmSpec:
        """The keys of a spec for what a document, or device, has."""
        spec: VmSpec = {}
        for name, plan in self._plans.items():
            value = plan.read(document)
            if value is not None:
                spec[name] = value
        for name, inner in self.maps.items():
            values = inner.read(document)
            if values:
                spec[name] = values
        return spec

    def keys_in(self, name: str, item: Node) -> KeysOfFields | None:
        """The keys whose places are in a field of a document, or device, and what else is in it; ``None`` for none."""
        fields = Mapping({name: item}, item.origin)
        spec = self.read(fields)
        if not spec or not isinstance(item, Mapping):
            return None
        places = {*self.places()}
        inner = {f"{name}.{key}": value for key, value in item.items.items()}
        left = (place for place, value in inner.items() if place not in places and not _is_qemu(value))
        return KeysOfFields(fields, spec, tuple(left))


def _is_qemu(value: Node) -> bool:
    """Whether a value is the name of the driver that a machine of QEMU has."""
    return isinstance(value, Scalar) and value.text == "qemu"


class _Plan:
    """A row with its places taken apart, in the order in which they are set: that of their names."""

    def __init__(self, row: Row) -> None:
        self._conversion = row.converts
        self._steps = row.place.split(".")
        *self._outer, self._last = self._steps
        self._beside = [(place.split("."), text) for place, text in sorted(row.beside.items())]
        self._before = [(steps, text) for steps, text in self._beside if steps < self._steps]
        self._after = [(steps, text) for steps, text in self._beside if steps > self._steps]

    def lay(self, value: Scalar, content: dict[str, Any]) -> None:
        converted = self._conversion.to_document(value)
        if converted is None:
            return
        for steps, text in self._before:
            place_at(content, steps, text)
        holder_of(content, self._outer)[self._last] = converted
        for steps, text in self._after:
            place_at(content, steps, text)

    def read(self, document: Node | None) -> Any:
        value = at(document, *self._steps)
        if isinstance(value, Mapping):  # an element with attributes beside its text
            value = value.get("value")
        elif value is None and self._steps[-1] == "value":  # the text of an element without attributes
            value = at(document, *self._steps[:-1])
        is_whole = all(_has(document, steps, text) for steps, text in self._beside)
        return self._conversion.to_spec(value) if isinstance(value, Scalar) and is_whole else None


def _keys_in(shape: Shape) -> AnyMapping[str, Key]:
    """The keys of a map, or of the map that is one of several shapes."""
    if isinstance(shape, OneOf):
        return {name: key for alternative in shape.shapes for name, key in _keys_in(alternative).items()}
    return shape.keys if isinstance(shape, Record) else {}


def _has(document: Node | None, place: list[str], text: Any) -> bool:
    value = at(document, *place)
    return isinstance(value, Scalar) and value.value == text


def holder_of(content: dict[str, Any], steps: list[str]) -> dict[str, Any]:
    """The map at a place of a document that is being made, made where there is none."""
    for step in steps:
        inner: Any = content.get(step)
        if inner is None:
            inner = content[step] = {}
        content = inner if inner.__class__ is dict else inner.items
    return content


def place_at(content: dict[str, Any], steps: list[str], value: Any) -> None:
    """Put a value at a place of a document that is being made; maps are united."""
    *outer, last = steps
    holder = holder_of(content, outer)
    before = holder.get(last)
    if isinstance(value, Mapping) and isinstance(before, dict | Mapping):
        for name, item in value.items.items():
            place_at(before if isinstance(before, dict) else before.items, [name], item)
    else:
        holder[last] = value


def united(first: VmSpec, second: VmSpec) -> VmSpec:
    """Two parts of one spec; where both have a value, that of the second."""
    result = dict(first)
    for name, value in second.items():
        before = result.get(name)
        result[name] = united(before, value) if isinstance(before, dict) and isinstance(value, dict) else value
    return result
