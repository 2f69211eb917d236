"""Values in words: ``4 GiB``, ``on``, ``file /a, bus virtio``. Secrets are never among them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from libvirt_xml.binding.element import Element
from libvirt_xml.binding.fields import counts, specs_of
from libvirt_xml.binding.foreign import AnyElement
from libvirt_xml.binding.specs import Spec
from libvirt_xml.changes.comparison_plans import plan_of
from libvirt_xml.changes.wording.label_fields import FieldSteps, fields_in_label, inner_fields
from libvirt_xml.changes.wording.terms import is_first, is_omitted, is_silent, noun_of, value_word, word_of
from libvirt_xml.markup.secrets import is_secret
from libvirt_xml.validation.meanings import fixed_unit
from libvirt_xml.words.units import UNITS, factor_of

HIDDEN = "(not shown)"
NOTHING = "(none)"
_MOST_PARTS = 5
_LONGEST = 100
_COUNTED = ("s", "ms", "µs", "ns", "Hz", "percent")
"""Units that words need; what else a field counts, as pixels, its name says."""
_BINARY = [(name, factor) for name, factor in UNITS.items() if name.endswith("iB") or name == "B"]


def value_words(
    value: Any,
    spec: Spec | None = None,
    siblings: Mapping[str, Any] | None = None,
    place: str | None = None,
) -> str:
    """A value of a field, or a whole element; ``siblings`` are the fields beside it, one of which may be its unit.

    ``place`` is what a path calls an item: what that says already is omitted.
    """
    if isinstance(value, list | tuple):
        return ", ".join(value_words(item, spec, siblings) for item in value)
    if isinstance(value, Element):
        return _element_words(value, place)
    if isinstance(value, AnyElement):
        return f"<{value.name}>"
    if spec is not None and spec.quantity is not None:
        return _amount_words(value, *spec.quantity[:2], siblings or {})
    unit = _fixed_unit(spec)
    if unit is not None and isinstance(value, int) and not isinstance(value, bool):
        return _in_fixed_unit(value, unit)
    word = "" if spec is None or spec.owner is None else value_word(spec.owner.__name__, spec.name, value)
    return word or _plain(_other_base(value, spec) or value)


def _fixed_unit(spec: Spec | None) -> str | None:
    """The unit in which a field always counts."""
    if spec is None or spec.owner is None:
        return None
    field = {"attribute": f"@{spec.xml}", "text": ""}.get(spec.kind, spec.xml)
    unit = fixed_unit(spec.owner.__name__, field)
    return unit if unit is not None and (unit in _COUNTED or factor_of(unit.removesuffix("/s"))) else None


def _in_fixed_unit(value: int, unit: str) -> str:
    if unit in _COUNTED:
        return f"{value} {unit}"
    size = unit.removesuffix("/s")
    return _amount_words(value, size, "", {}) + unit.removeprefix(size)


def _other_base(value: Any, spec: Spec | None) -> str:
    """A number as its document has it, if that is a hexadecimal or an octal one: ``0x1234``, ``0750``."""
    if not isinstance(value, int) or isinstance(value, bool) or spec is None:
        return ""
    text = spec.converter.write(value, {})
    return text if text.startswith("0x") or (text.startswith("0") and text != "0") else ""


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    text = " ".join(str(value).split())
    if is_secret(text):
        return HIDDEN
    if text == "":
        return "''"
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def _amount_words(value: Any, default: str, beside: str, siblings: Mapping[str, Any]) -> str:
    """A number with its unit; of bytes, the largest unit that leaves it whole."""
    unit = str(siblings.get(beside) or default)
    factor = factor_of(unit)
    if factor is None or not isinstance(value, int):
        return f"{_plain(value)} {unit}".strip()
    total = value * factor
    name, size = next(((name, size) for name, size in sorted(_BINARY, key=_size, reverse=True) if total % size == 0))
    return f"{total // size} {name}" if total else f"0 {unit}"


def _size(unit: tuple[str, int]) -> int:
    return unit[1]


def _element_words(element: Element, place: str | None) -> str:
    """All that an element says, its first parts at least: ``file /a, bus virtio, cache none``."""
    amount = plan_of(type(element)).amount
    if amount is not None and amount.numbers == ("value",):
        specs = specs_of(type(element))
        return value_words(element.__dict__.get("value", 0), specs["value"], element.__dict__)
    address = pci_words(element)
    parts = [address] if address else list(_parts(element, "", fields_in_label(element, place)))
    shown = parts[:_MOST_PARTS]
    more = f" and {len(parts) - _MOST_PARTS} more" if len(parts) > _MOST_PARTS else ""
    return ", ".join(shown) + more


def _parts(element: Element, prefix: str, omitted: frozenset[FieldSteps] = frozenset()) -> Iterator[str]:
    specs = specs_of(type(element))
    for name in sorted(element.__dict__, key=lambda name: not is_first(type(element), name)):
        value, spec = element.__dict__[name], specs[name]
        if name == "extra_" or not counts(value, spec) or _is_left_out(element, name, omitted):
            continue
        word = _joined(prefix, "" if is_silent(type(element), name) else word_of(type(element), name))
        if isinstance(value, list) and value and isinstance(value[0], Element):
            word = _joined(prefix, noun_of(type(value[0])))
        for item in value if isinstance(value, list) else [value]:
            inner = inner_fields(omitted, name)
            if isinstance(item, Element) and not inner and (address := pci_words(item)):
                yield address
            elif isinstance(item, Element) and not _is_amount(item):
                yield from _element_parts(item, word, word or name, inner)
            elif spec.kind == "flag":
                yield word
            elif is_secret(name):
                yield f"{word} {HIDDEN}"
            elif not _is_unit(name, specs):
                yield f"{word} {value_words(item, spec, element.__dict__)}".strip()


def _is_left_out(element: Element, name: str, omitted: frozenset[FieldSteps]) -> bool:
    return (name,) in omitted or is_omitted(type(element), name, element.__dict__[name])


def _element_parts(item: Element, word: str, alone: str, omitted: frozenset[FieldSteps]) -> Iterator[str]:
    """The parts of an element in another one; one with a name is called by it, an empty one is ``alone``."""
    name = item.__dict__.get("name")
    named = f"{word} {name}"
    parts = [part for part in _parts(item, named) if part != f"{named} name {name}"]
    if type(item).identity_ == ("name",) and isinstance(name, str) and parts:
        yield from parts
    elif any(counts(value, specs_of(type(item))[field]) for field, value in item.__dict__.items()):
        yield from _parts(item, word, omitted)
    else:
        yield alone


def pci_words(element: Element) -> str:
    """``pci 0000:00:02.0``, as other tools write it; nothing for what is not the address of a PCI device."""
    fields = element.__dict__
    numbers = [fields.get(name) or 0 for name in ("domain", "bus", "slot", "function")]
    is_pci = fields.get("type") == "pci" or (fields.get("type") is None and "slot" in fields)
    if not is_pci or "bus" not in fields or not all(isinstance(number, int) for number in numbers):
        return ""
    return "pci {:04x}:{:02x}:{:02x}.{:x}".format(*numbers)


def usb_words(address: Element) -> str:
    """``usb 001/004``, bus and device as ``lsusb`` has them; nothing for what is not a device on a USB bus."""
    bus, device = (address.__dict__.get(name) for name in ("bus", "device"))
    return f"usb {bus:03}/{device:03}" if isinstance(bus, int) and isinstance(device, int) else ""


def _joined(prefix: str, word: str) -> str:
    return f"{prefix} {word}".strip()


def _is_amount(element: Element) -> bool:
    amount = plan_of(type(element)).amount
    return amount is not None and amount.numbers == ("value",)


def _is_unit(name: str, specs: Mapping[str, Spec]) -> bool:
    return any(spec.quantity is not None and spec.quantity[1] == name for spec in specs.values())
