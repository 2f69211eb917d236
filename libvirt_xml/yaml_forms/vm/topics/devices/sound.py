"""The sound card."""

from __future__ import annotations

from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.shapes.composites import Key
from libvirt_xml.yaml_forms.shapes.shapes import FieldValue
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Scalar
from libvirt_xml.yaml_forms.vm.domain_parts import devices_of
from libvirt_xml.yaml_forms.vm.draft import Draft
from libvirt_xml.yaml_forms.vm.key_shapes import of_device, switch
from libvirt_xml.yaml_forms.vm.machine_types import check_part
from libvirt_xml.yaml_forms.vm.rows import Row, Rows, VmSpec
from libvirt_xml.yaml_forms.vm.topic import Topic

SOUND = switch(
    {"model": Row(FieldValue("Sound", "model", "a model"), "the card: ich9, virtio, ...", place="model")},
    "sound",
    "model",
    of_fields=of_device("sounds", "sound"),
)
KEYS = {"sound": Key(SOUND, "a sound card")}
ROWS = Rows("Sound", SOUND.keys)


def expand(draft: Draft) -> None:
    """``sound``."""
    if not draft.is_on("sound"):
        return
    model = draft.get("sound", "model") or draft.default("devices", "sound")
    if model is None:
        message = render("impossible-combination", "sound-without-model", arch=draft.fact("arch"))
        draft.complain(message, draft.origin("sound"), "sound")
        return
    assert isinstance(model, Scalar)
    if model.text == "usb" and not draft.is_on("usb"):
        place = model.origin if draft.get("sound", "model") is not None else draft.origin("sound")
        draft.complain(render("impossible-combination", "sound-without-usb"), place, "sound.model")
    else:
        check_part(draft, "sound", model, "sound.model", draft.default("devices", "sound"))
    draft.add("sounds", {"model": model}, draft.origin("sound"))


def guess(domain: Mapping, _: VmSpec) -> VmSpec:
    """``sound``."""
    sounds = devices_of(domain, "sounds")
    return {"sound": ROWS.read(sounds[0]).get("model") if sounds else None}


TOPIC = Topic(KEYS, expand=expand, guess=guess)
