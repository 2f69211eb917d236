"""Graphics, video, sound, input and text consoles."""

from __future__ import annotations

from typing import Any

from libvirt_xml.facts.driver import most_heads, since
from libvirt_xml.facts.first_versions import parsed
from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Origin, Scalar, Sequence, make
from libvirt_xml.yaml_forms.vm.draft import Draft, text_at, value
from libvirt_xml.yaml_forms.vm.machine_types import check_part


def expand_graphics(draft: Draft) -> None:
    """``graphics``, and ``video`` and input devices where there are graphics."""
    said = draft.get("graphics")
    several = [(f"graphics[{at}]", item) for at, item in enumerate(said)] if isinstance(said, Sequence) else []
    one = [("graphics", said)] if isinstance(said, Mapping) and value(said, "enabled") is True else []
    displays = [
        (path, item)
        for path, item in (*several, *one)
        if isinstance(item, Mapping) and value(item, "enabled") is not False
    ]
    for path, item in displays:
        _expand_display(draft, item, path)
    _check_displays(draft, displays)
    spice = next((item for _, item in displays if text_at(item, "type") == "spice"), None)
    if spice is not None and draft.is_on("agent"):
        # The agent of the guest's desktop: clipboard and size of the screen.
        target = {"type": "virtio", "name": "com.redhat.spice.0"}
        draft.add("channels", {"type": "spicevmc", "target": target}, spice.origin)
    if displays or draft.is_on("video"):
        _expand_video(draft, displays[0][1].origin if displays else draft.origin("video"))
    _expand_inputs(draft, displays[0][1].origin if displays else None)


def _expand_display(draft: Draft, said: Mapping, path: str) -> None:
    kind = said.get("type") or Scalar("vnc", None, said.origin)
    assert isinstance(kind, Scalar)
    port = said.get("port")
    content: dict[str, Any] = {"type": kind}
    if text_at(said, "type") in (None, "vnc", "spice"):
        listen = said.get("listen") or Scalar("127.0.0.1", None, said.origin)
        assert isinstance(listen, Scalar)
        content.update(port=port, autoport=port is None, websocket=said.get("websocket"), keymap=said.get("keymap"))
        if listen.text == "none":
            content["listens"] = [make({"type": "none"}, listen.origin)]
        else:
            content.update(listen=listen, listens=[make({"type": "address", "address": listen}, listen.origin)])
    password = said.get("password")
    if isinstance(password, Mapping):
        secret = draft.references.read_text(password, draft.findings, f"{draft.path}.{path}.password")
        if secret is not None:
            content["passwd"] = secret
            if kind.text == "vnc" and len(secret.text) > 8:
                draft.complain(
                    "VNC takes passwords of at most 8 characters", password, f"{path}.password", "invalid-value"
                )
    gl = said.get("gl")
    if gl is not None:
        content["gl"] = {"enable": gl}
        _check_gl(draft, said, kind.text, gl, path)
    draft.add("graphics", content, said.origin)


def _check_gl(draft: Draft, said: Mapping, kind: str, gl: Node, path: str) -> None:
    """The host's GPU renders for a viewer on the host alone: only a new QEMU sends the pictures away."""
    if kind == "vnc":
        draft.complain("VNC has no gl: use spice or egl-headless", gl, f"{path}.gl")
    elif kind == "spice" and isinstance(gl, Scalar) and gl.value is True and text_at(said, "listen") != "none":
        message, first = render("impossible-combination", "spice-gl"), since("spice_gl_with_port")
        is_new = draft.libvirt is not None and parsed(draft.libvirt) >= parsed(first)
        severity = "warning" if is_new else "error"
        draft.complain(message, gl, f"{path}.gl", severity=severity, expected=("listen: none",))


def _check_displays(draft: Draft, displays: list[tuple[str, Mapping]]) -> None:
    """One display of each type, and egl-headless beside one of those that it renders for."""
    seen: dict[str, str] = {}
    for path, said in displays:
        kind = said.get("type") or Scalar("vnc", None, said.origin)
        assert isinstance(kind, Scalar)
        if kind.text in seen:
            message = render("impossible-combination", "display-again", kind=kind.text)
            draft.complain(message, kind, f"{path}.type")
        seen.setdefault(kind.text, path)
    if "egl-headless" in seen and "sdl" in seen:
        path = seen["egl-headless"]
        said = next(said for at, said in displays if at == path)
        draft.complain(render("impossible-combination", "egl-headless"), said, f"{path}.type")


def _expand_video(draft: Draft, origin: Origin) -> None:
    if value(draft.vm, "video", "enabled") is False:
        draft.add("videos", {"model": {"type": "none"}}, draft.origin("video"))
        return
    model = draft.get("video", "model") or draft.default("devices", "video") or Scalar("virtio", None, origin)
    assert isinstance(model, Scalar)
    _check_video(draft, model)
    heads, acceleration = draft.get("video", "heads"), draft.get("video", "acceleration")
    content: dict[str, Any] = {"type": model, "heads": heads, "vram": _kibibytes(draft.get("video", "vram"))}
    if acceleration is not None:
        content["acceleration"] = {"accel3d": acceleration}
    draft.add("videos", {"model": content}, model.origin)


def _check_video(draft: Draft, model: Scalar) -> None:
    if not check_part(draft, "video", model, "video.model", draft.default("devices", "video")):
        return
    heads = draft.get("video", "heads")
    if isinstance(heads, Scalar) and isinstance(heads.value, int):
        most = most_heads(model.text)
        if heads.value > most:
            message = render("impossible-combination", "video-heads", model=model.text, most=most)
            draft.complain(message, heads, "video.heads")
    if draft.value("video", "acceleration") is True and model.text != "virtio":
        draft.complain(f"only virtio has 3D acceleration, this is {model.text}", model, "video.acceleration")
    elif draft.value("video", "acceleration") is True and not any(_renders(item) for item in draft.made("graphics")):
        message = render("impossible-combination", "acceleration-without-gl")
        draft.complain(message, draft.origin("video", "acceleration"), "video.acceleration")


def _renders(graphics: Mapping) -> bool:
    """Whether a display draws with the host's GPU."""
    return text_at(graphics, "type") == "egl-headless" or value(graphics, "gl", "enable") is True


def _kibibytes(size: Node | None) -> Scalar | None:
    if not isinstance(size, Scalar):
        return None
    from libvirt_xml.yaml_forms.shapes.sizes import parse_size

    return Scalar(-(-parse_size(size.text).bytes // 1024), None, size.origin)


def _expand_inputs(draft: Draft, graphics: Origin | None) -> None:
    said = draft.get("input")
    bus = draft.default("devices", "input_bus") or Scalar("usb", None, draft.generation)
    items: list[tuple[Node | None, Node | None, Origin, str]] = []
    if isinstance(said, Sequence):
        for at, item in enumerate(said):
            if isinstance(item, Mapping):
                items.append((item.get("type"), item.get("bus"), item.origin, f"input[{at}].bus"))
    elif said is None and graphics is not None:
        usual = draft.settled.parts["devices"].get("inputs")
        if isinstance(usual, Sequence):
            items = [(kind, None, kind.origin, "input") for kind in usual]
    for kind, own, origin, path in items:
        chosen = own or (bus if draft.is_on("usb") or bus.text != "usb" else Scalar("virtio", None, origin))
        if isinstance(chosen, Scalar):
            _check_input(draft, kind, chosen, path)
        draft.add("inputs", {"type": kind, "bus": chosen}, origin)


def _check_input(draft: Draft, kind: Node | None, bus: Scalar, path: str) -> None:
    if bus.text == "usb" and not draft.is_on("usb"):
        draft.complain("this machine has no USB: use virtio", bus, path, suggestion="virtio")
    elif bus.text == "ps2" and text_at(kind) == "tablet":
        draft.complain(render("impossible-combination", "tablet-bus"), bus, path, suggestion="usb")
    else:
        check_part(draft, "input", bus, path, draft.default("devices", "input_bus"))


def expand_sound(draft: Draft) -> None:
    """``sound``."""
    if not draft.is_on("sound"):
        return
    model = draft.get("sound", "model") or draft.default("devices", "sound")
    if model is None:
        draft.complain(f"there are no sound cards for {draft.fact('arch')}", draft.origin("sound"), "sound")
        return
    assert isinstance(model, Scalar)
    if model.text == "usb" and not draft.is_on("usb"):
        place = model.origin if draft.get("sound", "model") is not None else draft.origin("sound")
        draft.complain(render("impossible-combination", "sound-without-usb"), place, "sound.model")
    else:
        check_part(draft, "sound", model, "sound.model", draft.default("devices", "sound"))
    draft.add("sounds", {"model": model}, draft.origin("sound"))


def expand_console(draft: Draft) -> None:
    """``serial`` and ``console``: what firmware and kernels write to."""
    if not draft.is_on("console"):
        return
    origin = draft.origin("console")
    usual = draft.default("devices", "console")
    kind = draft.text("console", "type") or (usual.text if usual else "serial")
    said = draft.get("console", "type")
    if isinstance(said, Scalar):
        check_part(draft, "console", said, "console.type", usual)
    content = _character(draft)
    if kind == "serial":
        draft.add("serials", {**content, "target": {"port": 0}}, origin)
        draft.add("consoles", {**content, "target": {"type": "serial", "port": 0}}, origin)
    else:
        draft.add("consoles", {**content, "target": {"type": kind, "port": 0}}, origin)


def _character(draft: Draft) -> dict[str, Any]:
    log, tcp = draft.get("console", "log"), draft.get("console", "tcp")
    content: dict[str, Any] = {"type": "pty"}
    if isinstance(tcp, Scalar):
        host, _, port = tcp.text.rpartition(":")
        source = {"mode": "bind", "host": host.strip("[]"), "service": port}
        content = {"type": "tcp", "sources": [source], "protocol": {"type": "raw"}}
    if log is not None:
        content["log"] = {"file": log}
    return content
