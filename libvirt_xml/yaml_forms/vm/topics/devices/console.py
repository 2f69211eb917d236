"""The text console: what firmware and kernels write to."""

from __future__ import annotations

import re
from typing import Any

from libvirt_xml.yaml_forms.shapes.composites import Key
from libvirt_xml.yaml_forms.shapes.other_tools.foreign_keys import CONSOLE_REFUSALS
from libvirt_xml.yaml_forms.shapes.shapes import Text, Words
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Scalar
from libvirt_xml.yaml_forms.vm.domain_parts import devices_of, maps_at
from libvirt_xml.yaml_forms.vm.draft import Draft, text_at
from libvirt_xml.yaml_forms.vm.key_shapes import FILE, of_device, switch
from libvirt_xml.yaml_forms.vm.machine_types import check_part
from libvirt_xml.yaml_forms.vm.rows import Row, Rows, VmSpec
from libvirt_xml.yaml_forms.vm.topic import Topic


def _with_address(text: str) -> str | None:
    """A port with the address that only this host reaches; and an address and a port without a colon between them."""
    match = re.fullmatch(r"(?:tcp:)?(?:/{2})?:?(?:([\w.-]*[A-Za-z.][\w.-]*)[ ,:]+)?([0-9]{1,5})", text)
    return None if match is None else f"{match[1] or '127.0.0.1'}:{match[2]}"


_ALONE = ("virtio", "sclp")  # with these there is no serial line
CONSOLE = switch(
    {
        "type": Key(
            Words(("serial", *_ALONE)),
            "the device; default: what the architecture's firmware and kernels write to",
        ),
        "log": Row(FILE, "a file of the host that keeps all that is written", place="log.file"),
        "tcp": Key(
            Text("an address and a port", r".+:[0-9]+", "127.0.0.1:4555", _with_address),
            "listen here instead of a terminal of the host",
        ),
    },
    "console",
    "type",
    CONSOLE_REFUSALS,
    of_fields=of_device("consoles", "console"),
)
KEYS = {"console": Key(CONSOLE, "the text console; there is one unless this is false")}
ROWS = Rows("Console", CONSOLE.keys)


def expand(draft: Draft) -> None:
    """``serial`` and ``console``."""
    if not draft.is_on("console"):
        return
    origin = draft.origin("console")
    usual = draft.default("devices", "console")
    kind = draft.text("console", "type") or (usual.text if usual else "serial")
    kind_node = draft.get("console", "type")
    if isinstance(kind_node, Scalar):
        check_part(draft, "console", kind_node, "console.type", usual)
    content = _character(draft)
    if kind == "serial":
        draft.add("serials", {**content, "target": {"port": 0}}, origin)
        draft.add("consoles", {**content, "target": {"type": "serial", "port": 0}}, origin)
    else:
        draft.add("consoles", {**content, "target": {"type": kind, "port": 0}}, origin)


def _character(draft: Draft) -> dict[str, Any]:
    console, tcp = draft.get("console"), draft.get("console", "tcp")
    content: dict[str, Any] = {"type": "pty"}
    if isinstance(tcp, Scalar):
        host, _, port = tcp.text.rpartition(":")
        source = {"mode": "bind", "host": host.strip("[]"), "service": port}
        content = {"type": "tcp", "sources": [source], "protocol": {"type": "raw"}}
    if isinstance(console, Mapping):
        ROWS.lay(console, content)
    return content


def guess(domain: Mapping, _: VmSpec) -> VmSpec:
    """``console``: ``false`` without any, or beside a serial line to what the key cannot say, as a file."""
    serials, consoles = devices_of(domain, "serials"), devices_of(domain, "consoles")
    first = next(iter((*consoles, *serials)), None)
    if first is None or (serials and not _can_say(first)):
        return {"console": False}
    kind = text_at(first, "target", "type")
    return {
        "console": {
            "enabled": True,
            **ROWS.read(first),
            "type": kind if kind in _ALONE and not serials else None,
            "tcp": _guess_tcp(first),
        }
    }


def _can_say(device: Mapping) -> bool:
    """Whether the key has a way to say where a serial line leads."""
    return text_at(device, "type") in (None, "pty") or _guess_tcp(device) is not None


def _guess_tcp(device: Mapping) -> str | None:
    sources = maps_at(device, "sources")
    if text_at(device, "type") != "tcp" or len(sources) != 1 or text_at(sources[0], "mode") != "bind":
        return None
    host = text_at(sources[0], "host") or ""
    return f"{f'[{host}]' if ':' in host else host}:{text_at(sources[0], 'service')}"


TOPIC = Topic(KEYS, expand=expand, guess=guess)
