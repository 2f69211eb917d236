"""The watchdog."""

from __future__ import annotations

from typing import Any

from libvirt_xml.yaml_forms.shapes.composites import Key
from libvirt_xml.yaml_forms.shapes.shapes import FieldValue, likely_word
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Scalar
from libvirt_xml.yaml_forms.vm.domain_parts import devices_of
from libvirt_xml.yaml_forms.vm.draft import Draft
from libvirt_xml.yaml_forms.vm.key_shapes import of_device, switch
from libvirt_xml.yaml_forms.vm.machine_types import check_part
from libvirt_xml.yaml_forms.vm.rows import Row, Rows, VmSpec
from libvirt_xml.yaml_forms.vm.topic import Topic


def _action(text: str) -> str | None:
    """The map that a word for what happens means: ``reboot``."""
    action = likely_word(text, FieldValue("Watchdog", "action").words)
    is_model = likely_word(text, FieldValue("Watchdog", "model").words) is not None
    return None if action is None or is_model else f"{{action: {action}}}"


WATCHDOG = switch(
    {
        "model": Row(
            FieldValue("Watchdog", "model", "a model"), "the device; default: that of the architecture", place="model"
        ),
        "action": Row(
            FieldValue("Watchdog", "action", "an action"), "what happens when it fires; default: reset", place="action"
        ),
    },
    "watchdog",
    "model",
    reads=_action,
    of_fields=of_device("watchdogs", "watchdog"),
)
KEYS = {"watchdog": Key(WATCHDOG, "a watchdog")}
ROWS = Rows("Watchdog", WATCHDOG.keys)


def expand(draft: Draft) -> None:
    """``watchdog``."""
    watchdog, usual = draft.get("watchdog"), draft.default("devices", "watchdog")
    if not isinstance(watchdog, Mapping) or not draft.is_on("watchdog"):
        return
    model = watchdog.get("model") or usual
    if isinstance(model, Scalar):
        check_part(draft, "watchdog", model, "watchdog.model", usual)
    content: dict[str, Any] = {"model": usual}
    ROWS.lay(watchdog, content)
    draft.add("watchdogs", content, draft.origin("watchdog"))


def guess(domain: Mapping, _: VmSpec) -> VmSpec:
    """``watchdog``."""
    watchdogs = devices_of(domain, "watchdogs")
    return {"watchdog": {"enabled": True, **ROWS.read(watchdogs[0])} if watchdogs else None}


TOPIC = Topic(KEYS, expand=expand, guess=guess)
