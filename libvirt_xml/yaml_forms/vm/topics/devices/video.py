"""The graphics card."""

from __future__ import annotations

from typing import Any

from libvirt_xml.facts.driver import most_heads
from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.shapes.composites import Key
from libvirt_xml.yaml_forms.shapes.number_shapes import SizeOf, Whole
from libvirt_xml.yaml_forms.shapes.shapes import FieldValue, Flag
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Origin, Scalar
from libvirt_xml.yaml_forms.vm.domain_parts import devices_of
from libvirt_xml.yaml_forms.vm.draft import Draft, text_at, value
from libvirt_xml.yaml_forms.vm.key_shapes import of_device, switch
from libvirt_xml.yaml_forms.vm.machine_types import check_part
from libvirt_xml.yaml_forms.vm.rows import KIBIBYTES, Row, Rows, VmSpec
from libvirt_xml.yaml_forms.vm.topic import Topic
from libvirt_xml.yaml_forms.vm.topics.devices.graphics import displays_of

_VIDEO_MEMORY = SizeOf(most_gibibytes=0, most_mebibytes=2**10)  # libvirt has KiB, and others MiB

VIDEO = switch(
    {
        "model": Row(
            FieldValue("VideoModel", "type", "a model"),
            "the card: virtio, bochs, ramfb, vga, qxl, none",
            place="model.type",
        ),
        "heads": Row(Whole(1), "how many screens", place="model.heads"),
        "vram": Row(_VIDEO_MEMORY, "its memory", place="model.vram", conversion=KIBIBYTES),
        "acceleration": Row(Flag(), "3D acceleration (virtio)", place="model.acceleration.accel3d"),
    },
    "video",
    "model",
    synonyms="video",
    of_fields=of_device("videos", "video"),
)
KEYS = {"video": Key(VIDEO, "the graphics card, where there are graphics: virtio, bochs, ramfb")}
ROWS = Rows("Video", VIDEO.keys)


def expand(draft: Draft) -> None:
    """``video``, where there are graphics, or where the spec wants one."""
    displays = displays_of(draft)
    if displays or draft.is_on("video"):
        _expand_video(draft, displays[0][1].origin if displays else draft.origin("video"))


def _expand_video(draft: Draft, origin: Origin) -> None:
    if value(draft.vm, "video", "enabled") is False:
        draft.add("videos", {"model": {"type": "none"}}, draft.origin("video"))
        return
    model = draft.get("video", "model") or draft.default("devices", "video") or Scalar("virtio", None, origin)
    assert isinstance(model, Scalar)
    _check_video(draft, model)
    content: dict[str, Any] = {"model": {"type": model, "heads": None, "vram": None}}
    video = draft.get("video")
    if isinstance(video, Mapping):
        ROWS.lay(video, content)
    draft.add("videos", content, model.origin)


_ABLE = {"spice": "{type: spice, gl: true, listen: none}", "sdl": "{type: sdl, gl: true}"}
"""Displays that can draw with the host's GPU, and how."""


def _check_video(draft: Draft, model: Scalar) -> None:
    if not check_part(draft, "video", model, "video.model", draft.default("devices", "video")):
        return
    heads = draft.get("video", "heads")
    if isinstance(heads, Scalar) and isinstance(heads.value, int):
        most = most_heads(model.text)
        if heads.value > most:
            message = render("impossible-combination", "video-heads", model=model.text, most=most)
            draft.complain(message, heads, "video.heads")
    if draft.value("video", "acceleration") is not True:
        return
    if model.text != "virtio":
        message = render("impossible-combination", "acceleration-model", model=model.text)
        draft.complain(message, model, "video.acceleration")
    elif not any(_renders(item) for item in draft.devices_in("graphics")):
        message = render("impossible-combination", "acceleration-without-gl", graphics=_rendering(draft))
        draft.complain(message, draft.origin("video", "acceleration"), "video.acceleration")


def _renders(graphics: Mapping) -> bool:
    """Whether a display draws with the host's GPU."""
    return text_at(graphics, "type") == "egl-headless" or value(graphics, "gl", "enable") is True


def _rendering(draft: Draft) -> str:
    """The displays of a machine as they can draw with the host's GPU; spice with that cannot listen on a port."""
    kinds = [text_at(item, "type") or "" for item in draft.devices_in("graphics")]
    able = next((kind for kind in _ABLE if kind in kinds), None)
    shown = [_ABLE[kind] if kind == able else kind for kind in kinds] + ([] if able else ["egl-headless"])
    return shown[0] if len(shown) == 1 else f"[{', '.join(shown)}]"


def guess(domain: Mapping, _: VmSpec) -> VmSpec:
    """``video``."""
    videos = devices_of(domain, "videos")
    return {"video": ROWS.read(videos[0]) if videos else None}


TOPIC = Topic(KEYS, expand=expand, guess=guess)
