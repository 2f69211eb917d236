"""Displays that somebody connects to."""

from __future__ import annotations

import re
from typing import Any

from libvirt_xml.facts.driver import since
from libvirt_xml.facts.first_versions import parsed
from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.shapes.choice_shapes import OneOf
from libvirt_xml.yaml_forms.shapes.composites import Key, ListOf
from libvirt_xml.yaml_forms.shapes.number_shapes import Whole
from libvirt_xml.yaml_forms.shapes.other_tools.foreign_keys import GRAPHICS_REFUSALS
from libvirt_xml.yaml_forms.shapes.shapes import FieldValue, Flag, Text, Words
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence, make
from libvirt_xml.yaml_forms.vm.domain_parts import devices_of, maps_at
from libvirt_xml.yaml_forms.vm.draft import Draft, text_at, value
from libvirt_xml.yaml_forms.vm.key_shapes import SECRET, of_device, switch
from libvirt_xml.yaml_forms.vm.rows import POSITIVE, Row, Rows, VmSpec
from libvirt_xml.yaml_forms.vm.topic import Topic

_PASSWORD = 8  # characters, of VNC
_SERVERS = ("vnc", "spice")
_OF_HOST = "host"
"""What ``listen`` is where libvirt takes the address from its configuration, and adds the element itself."""
_PORT_NUMBER = Whole(1, 65535, is_chosen=True)
_PORT = re.compile(r"(vnc|spice)(?::/{0,2}|[ /])(?:([0-9]+(?:\.[0-9]+){3}|localhost)?:)?([0-9]{4,5})").fullmatch


def _with_port(text: str) -> str | None:
    """The map that a protocol and a port mean, or a URL of these: ``vnc:5901``."""
    match = _PORT(text)
    if match is None:
        return None
    listen = f", listen: {match[2]}" if match[2] else ""
    return f"{{type: {match[1]}, port: {match[3]}{listen}}}"


GRAPHICS = switch(
    {
        "type": Row(Words(("vnc", "spice", "egl-headless", "sdl")), "the protocol; default: vnc", place="type"),
        "listen": Key(
            Text("an address, or host or none", example="0.0.0.0", other_words="addresses"),
            "the address that listens, or host for the one in qemu.conf of the host; default: 127.0.0.1",
        ),
        "port": Row(
            Whole(1, 65535, is_chosen=True), "the port; default: libvirt chooses one", place="port", conversion=POSITIVE
        ),
        "websocket": Row(_PORT_NUMBER, "the port for WebSockets", place="websocket"),
        "password": Key(SECRET, "the password, by reference: {env: NAME} or {file: PATH}"),
        "keymap": Row(FieldValue("Graphics", "keymap", "a keymap"), "the keymap", place="keymap"),
        "gl": Row(Flag(), "whether the host's GPU renders (spice and sdl)", place="gl.enable"),
    },
    "graphics",
    "type",
    GRAPHICS_REFUSALS,
    synonyms="graphics",
    reads=_with_port,
    of_fields=of_device("graphics", "graphics"),
)
KEYS = {
    "graphics": Key(
        OneOf((GRAPHICS, ListOf(GRAPHICS, "a list of graphics"))), "a display to connect to: true, vnc, spice"
    ),
}
_OF_ALL = Rows("Graphics", GRAPHICS.keys, "type", "gl")
_OF_SERVERS = Rows("Graphics", GRAPHICS.keys, "port", "websocket", "keymap")


def displays_of(draft: Draft) -> list[tuple[str, Mapping]]:
    """The displays that are switched on, each with its path."""
    graphics = draft.get("graphics")
    several = (
        [(f"graphics[{number}]", item) for number, item in enumerate(graphics)]
        if isinstance(graphics, Sequence)
        else []
    )
    one = [("graphics", graphics)] if isinstance(graphics, Mapping) and value(graphics, "enabled") is True else []
    return [
        (path, item)
        for path, item in (*several, *one)
        if isinstance(item, Mapping) and value(item, "enabled") is not False
    ]


def expand(draft: Draft) -> None:
    """``graphics``."""
    displays = displays_of(draft)
    for path, display in displays:
        _expand_display(draft, display, path)
    _check_displays(draft, displays)


def _expand_display(draft: Draft, display: Mapping, path: str) -> None:
    kind = display.get("type") or Scalar("vnc", None, display.origin)
    assert isinstance(kind, Scalar)
    content: dict[str, Any] = {"type": kind}
    if kind.text in _SERVERS:
        content.update(_listening(display))
        _OF_SERVERS.lay(display, content)
    password = display.get("password")
    if isinstance(password, Mapping):
        secret = draft.references.read_text(password, draft.findings, f"{draft.path}.{path}.password")
        if secret is not None:
            content["passwd"] = secret
            if kind.text == "vnc" and len(secret.text) > _PASSWORD:
                message = render("invalid-value", "vnc-password", most=_PASSWORD)
                draft.complain(message, password, f"{path}.password", "invalid-value")
    _OF_ALL.lay(display, content)
    gl = display.get("gl")
    if gl is not None:
        _check_gl(draft, display, kind.text, gl, path)
    draft.add("graphics", content, display.origin)


def _listening(display: Mapping) -> dict[str, Any]:
    """Where a server listens; the keys of a place that come later are named here, for their order."""
    listen = display.get("listen") or Scalar("127.0.0.1", None, display.origin)
    assert isinstance(listen, Scalar)
    content = {"port": None, "autoport": display.get("port") is None, "websocket": None, "keymap": None}
    if listen.text == _OF_HOST:
        return content
    if listen.text == "none":
        return {**content, "listens": [make({"type": "none"}, listen.origin)]}
    return {**content, "listen": listen, "listens": [make({"type": "address", "address": listen}, listen.origin)]}


def _check_gl(draft: Draft, display: Mapping, kind: str, gl: Node, path: str) -> None:
    """The host's GPU renders for a viewer on the host alone: only a new QEMU sends the pictures away."""
    if kind == "vnc":
        draft.complain(render("impossible-combination", "vnc-gl"), gl, f"{path}.gl")
    elif kind == "spice" and isinstance(gl, Scalar) and gl.value is True and text_at(display, "listen") != "none":
        message, first = render("impossible-combination", "spice-gl"), since("spice_gl_with_port")
        is_new = draft.libvirt is not None and parsed(draft.libvirt) >= parsed(first)
        severity = "warning" if is_new else "error"
        draft.complain(message, gl, f"{path}.gl", severity=severity, expected=("listen: none",))


def _check_displays(draft: Draft, displays: list[tuple[str, Mapping]]) -> None:
    """One display of each type, and egl-headless beside one of those that it renders for."""
    seen: dict[str, str] = {}
    for path, display in displays:
        kind = display.get("type") or Scalar("vnc", None, display.origin)
        assert isinstance(kind, Scalar)
        if kind.text in seen:
            message = render("impossible-combination", "display-again", kind=kind.text)
            draft.complain(message, kind, f"{path}.type")
        seen.setdefault(kind.text, path)
    if "egl-headless" in seen and "sdl" in seen:
        path = seen["egl-headless"]
        display = next(display for at, display in displays if at == path)
        draft.complain(render("impossible-combination", "egl-headless"), display, f"{path}.type")


def guess(domain: Mapping, _: VmSpec) -> VmSpec:
    """``graphics``: ``false`` without any."""
    displays = [_guess_display(graphics) for graphics in devices_of(domain, "graphics")]
    return {"graphics": displays[0] if len(displays) == 1 else displays or False}


def _guess_display(graphics: Mapping) -> VmSpec:
    return {"listen": _guess_listen(graphics), **_OF_ALL.read(graphics), **_OF_SERVERS.read(graphics)}


def _guess_listen(graphics: Mapping) -> str | None:
    listens = maps_at(graphics, "listens")
    kind = text_at(listens[0], "type") if listens else "address"
    address = text_at(graphics, "listen") or (text_at(listens[0], "address") if len(listens) == 1 else None)
    if kind == "none" or address is not None or text_at(graphics, "type") not in _SERVERS:
        return "none" if kind == "none" else address
    return _OF_HOST if kind == "address" else None


TOPIC = Topic(KEYS, expand=expand, guess=guess)
