"""Tablet, keyboard and mouse."""

from __future__ import annotations

from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.shapes.choice_shapes import OneOf
from libvirt_xml.yaml_forms.shapes.composites import Key, ListOf, Record
from libvirt_xml.yaml_forms.shapes.shapes import FieldValue, Flag, Words
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Origin, Scalar, Sequence
from libvirt_xml.yaml_forms.vm.domain_parts import devices_of
from libvirt_xml.yaml_forms.vm.draft import Draft, text_at
from libvirt_xml.yaml_forms.vm.machine_types import check_part
from libvirt_xml.yaml_forms.vm.rows import Row, Rows, VmSpec
from libvirt_xml.yaml_forms.vm.topic import Topic
from libvirt_xml.yaml_forms.vm.topics.devices.graphics import displays_of

_TYPES = ("tablet", "keyboard", "mouse")
INPUT = Record(
    "an input device",
    {
        "type": Row(Words(_TYPES), "the device", is_required=True, place="type"),
        "bus": Row(FieldValue("Input", "bus", "a bus"), "the bus; default: that of the architecture", place="bus"),
    },
    short="type",
)
KEYS = {
    "input": Key(
        OneOf((Flag("false for none"), ListOf(INPUT, "a list of input devices", is_lenient=True))),
        "tablet, keyboard, mouse; default: what graphics need",
    ),
}
ROWS = Rows("Input", INPUT.keys)


def expand(draft: Draft) -> None:
    """``input``: those of the spec, or what a display needs."""
    inputs = draft.get("input")
    displays = displays_of(draft)
    bus = draft.default("devices", "input_bus") or Scalar("usb", None, draft.generation)
    items: list[tuple[Node | None, Node | None, Origin, str]] = []
    if isinstance(inputs, Sequence):
        for number, item in enumerate(inputs):
            if isinstance(item, Mapping):
                items.append((item.get("type"), item.get("bus"), item.origin, f"input[{number}].bus"))
    elif inputs is None and displays:
        usual = draft.settled.parts["devices"].get("inputs")
        if isinstance(usual, Sequence):
            items = [(kind, None, kind.origin, "input") for kind in usual]
    for kind, given_bus, origin, path in items:
        chosen = given_bus or (bus if draft.is_on("usb") or bus.text != "usb" else Scalar("virtio", None, origin))
        if isinstance(chosen, Scalar):
            _check(draft, kind, chosen, path)
        draft.add("inputs", {"type": kind, "bus": chosen}, origin)


def _check(draft: Draft, kind: Node | None, bus: Scalar, path: str) -> None:
    if bus.text == "usb" and not draft.is_on("usb"):
        draft.complain(render("impossible-combination", "input-without-usb"), bus, path, suggestion="virtio")
    elif bus.text == "ps2" and text_at(kind) == "tablet":
        draft.complain(render("impossible-combination", "tablet-bus"), bus, path, suggestion="usb")
    else:
        check_part(draft, "input", bus, path, draft.default("devices", "input_bus"))


def guess(domain: Mapping, _: VmSpec) -> VmSpec:
    """``input``, for those that the form has a word for."""
    return {
        "input": [ROWS.read(device) for device in devices_of(domain, "inputs") if text_at(device, "type") in _TYPES]
    }


TOPIC = Topic(KEYS, expand=expand, guess=guess)
