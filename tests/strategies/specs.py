"""Specs of the ``vm`` form, from the table of its keys: right in shape, with a wrong value here and there."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from libvirt_xml.yaml_forms.shapes.choice_shapes import OneOf
from libvirt_xml.yaml_forms.shapes.composites import ListOf, MapOf, Record
from libvirt_xml.yaml_forms.shapes.named_lists import NamedList
from libvirt_xml.yaml_forms.shapes.number_shapes import SizeOf, Whole
from libvirt_xml.yaml_forms.shapes.shapes import FieldValue, Flag, Shape, Text, Words
from libvirt_xml.yaml_forms.vm.form import VM_KEYS

WRONG: list[Any] = [
    "", " ", "0", "/", "a", "é", "::", "[", "${x}", "1-", "5-2", "^1", "0-99999999", "x" * 300, "\x01", "http://[",
    "4GiB", "sda", 0, -1, 2**70, True, False, None, 1.5, [], {}, ["a"], {"a": 1}, {"env": "NO_SUCH"}, {"file": "/no"},
]  # fmt: skip
PARTS: list[dict[str, Any]] = [
    {},
    {"a": 1},
    {"devices": None},
    {"devices": {"disks": {"vda": None}}},
    {"devices": {"controllers": [{"type": "usb"}]}},
    {"memory": 5},
]


@st.composite
def specs(draw: st.DrawFn) -> dict[str, Any]:
    """What may stand under ``vm:``."""
    found = draw(_record(VM_KEYS))
    return {"name": "a", **found}


def _value(shape: Shape) -> st.SearchStrategy[Any]:
    right = st.deferred(lambda: _right(shape))
    return st.integers(0, 9).flatmap(lambda roll: st.sampled_from(WRONG) if roll == 0 else right)


def _right(shape: Shape) -> st.SearchStrategy[Any]:
    match shape:
        case Record():
            return st.booleans() | _record(shape) if shape.is_switch else _record(shape)
        case ListOf() | NamedList():
            return st.lists(_value(shape.item), max_size=3)
        case MapOf():
            return st.dictionaries(st.sampled_from("abc01"), _value(shape.item), max_size=2)
        case OneOf():
            return st.one_of([_value(each) for each in shape.shapes])
        case Words() | FieldValue():
            return st.sampled_from(shape.words or ("x", "5"))
        case Whole():
            return st.sampled_from([shape.minimum, shape.minimum + 1, 3, shape.maximum or 9])
        case Flag():
            return st.booleans()
        case SizeOf():
            return st.sampled_from(["1GiB", "4GB", "10MiB"])
        case Text():
            return st.sampled_from([shape.example] if shape.example else ["a", "/a", "1", "debian12", "win11", "0-1"])
        case _:
            return st.sampled_from(PARTS)


def _record(shape: Record) -> st.SearchStrategy[dict[str, Any]]:
    names = st.lists(st.sampled_from(sorted(shape.keys)), max_size=6, unique=True)
    required = [name for name, key in shape.keys.items() if key.is_required]
    return names.flatmap(
        lambda chosen: st.fixed_dictionaries(
            {name: _value(shape.keys[name].shape) for name in dict.fromkeys((*required, *chosen))}
        )
    )
