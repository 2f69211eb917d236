"""The smaller devices: TPM, randomness, balloon, guest agent, watchdog, vsock, shares, and what the host gives away."""

from __future__ import annotations

import re
from typing import Any

from libvirt_xml.facts.driver import most_bytes
from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, make
from libvirt_xml.yaml_forms.vm.draft import Draft, positions, text_at
from libvirt_xml.yaml_forms.vm.hosts import check_hostdev, check_share
from libvirt_xml.yaml_forms.vm.machine_types import architecture_of, check_device, check_part, lacks, mediated_models

AGENT = "org.qemu.guest_agent.0"
_PCI = re.compile(r"(?:([0-9a-fA-F]+):)?([0-9a-fA-F]+):([0-9a-fA-F]+)\.([0-7])").fullmatch


def expand_tpm(draft: Draft) -> None:
    """``tpm``."""
    if not draft.is_on("tpm"):
        return
    model = draft.get("tpm", "model") or draft.default("devices", "tpm")
    origin = draft.origin("tpm", "enabled")
    if model is None:
        draft.complain(f"there is no TPM for {draft.fact('arch')}", origin, "tpm")
        return
    device = draft.get("tpm", "device")
    if device is not None:
        backend: dict[str, Any] = {"type": "passthrough", "device": {"path": device}}
    else:
        backend = {"type": "emulator", "version": draft.get("tpm", "version")}
    if text_at(model) == "tpm-crb" and draft.text("tpm", "version") == "1.2":
        draft.complain("tpm-crb is of version 2.0: use tpm-tis for 1.2", draft.origin("tpm", "version"), "tpm.version")
    elif isinstance(model, Scalar):
        _check_tpm(draft, model, is_emulated=device is None)
    draft.add("tpms", {"model": model, "backend": backend}, origin)


def _check_tpm(draft: Draft, model: Scalar, *, is_emulated: bool) -> None:
    is_fine = check_part(draft, "tpm", model, "tpm.model", draft.default("devices", "tpm"))
    version, versions = draft.text("tpm", "version"), architecture_of(draft).tpm_versions
    if is_fine and is_emulated and versions and version not in versions:
        message = render("impossible-combination", "tpm-version", arch=draft.fact("arch"), version=version)
        draft.complain(message, draft.origin("tpm", "version"), "tpm.version", suggestion="2.0")


def expand_rng(draft: Draft) -> None:
    """``rng``."""
    if not draft.is_on("rng"):
        return
    check_device(draft, "rng", draft.origin("rng"), "rng")
    rate = draft.get("rng", "rate")
    content: dict[str, Any] = {"model": "virtio", "backend": {"model": "random", "value": draft.get("rng", "source")}}
    if isinstance(rate, Scalar):
        from libvirt_xml.yaml_forms.shapes.sizes import parse_size

        if parse_size(rate.text).bytes > most_bytes("rng"):
            message = render("invalid-size", "rng-rate", rate=rate.text)
            draft.complain(message, rate, "rng.rate", "invalid-size")
        content["rate"] = {"bytes": Scalar(parse_size(rate.text).bytes, None, rate.origin), "period": 1000}
    draft.add("rngs", content, draft.origin("rng", "enabled"))


def expand_balloon(draft: Draft) -> None:
    """``memballoon``: libvirt makes one unless it is told not to."""
    model = "virtio" if draft.is_on("balloon") else "none"
    if model != "none":
        check_device(draft, "balloon", draft.origin("balloon"), "balloon")
    draft.devices["memballoon"] = make({"model": model}, draft.origin("balloon"))


def expand_agent(draft: Draft) -> None:
    """``channel`` of the guest agent."""
    if draft.is_on("agent"):
        check_device(draft, "agent", draft.origin("agent"), "agent")
        content = {"type": "unix", "sources": [{"mode": "bind"}], "target": {"type": "virtio", "name": AGENT}}
        draft.add("channels", content, draft.origin("agent"))


def expand_watchdog(draft: Draft) -> None:
    """``watchdog``."""
    if draft.is_on("watchdog"):
        model = draft.get("watchdog", "model") or draft.default("devices", "watchdog")
        if isinstance(model, Scalar):
            check_part(draft, "watchdog", model, "watchdog.model", draft.default("devices", "watchdog"))
        content = {"model": model, "action": draft.get("watchdog", "action")}
        draft.add("watchdogs", content, draft.origin("watchdog"))


def expand_vsock(draft: Draft) -> None:
    """``vsock``."""
    if not draft.is_on("vsock"):
        return
    check_device(draft, "vsock", draft.origin("vsock"), "vsock")
    cid = draft.get("vsock", "cid")
    address = {"auto": True} if cid is None else {"auto": False, "address": cid}
    draft.devices["vsock"] = make({"model": "virtio", "cid": address}, draft.origin("vsock"))


def expand_shares(draft: Draft) -> None:
    """``filesystem``."""
    tags: dict[str, str] = {}
    for path, share in positions(draft, "shares"):
        tag = share.get("tag") or share.get("name")
        if not isinstance(tag, Scalar) and share.has_lost():
            continue
        if not isinstance(tag, Scalar):
            draft.complain(
                "a share needs a tag, or a name: the guest mounts it by that",
                share,
                path,
                "missing-key",
                expected=("name", "tag"),
            )
            continue
        if tag.text in tags:
            draft.complain(
                f"the tag {tag.text!r} is that of another share already", tag, f"{path}.tag", "duplicate-name"
            )
        tags[tag.text] = path
        check_device(draft, text_at(share, "driver") or "virtiofs", share.origin, path)
        check_share(draft, share, tag, path)
        draft.add("filesystems", _share(draft, share, tag, path), share.origin)


def _share(draft: Draft, share: Mapping, tag: Scalar, path: str) -> dict[str, Any]:
    is_virtiofs = text_at(share, "driver") in (None, "virtiofs")
    content: dict[str, Any] = {
        "type": "mount",
        "accessmode": "passthrough" if is_virtiofs else "mapped",
        "driver": {"type": share.get("driver") or "virtiofs", "queue": share.get("queue")} if is_virtiofs else None,
        "binary": None if share.get("cache") is None else {"cache": {"mode": share.get("cache")}},
        "source": {"dir": share.get("path")},
        "target": {"dir": tag},
        "readonly": share.get("readonly"),
    }
    for key in ("cache", "queue"):
        if not is_virtiofs and share.get(key) is not None:
            draft.complain(f"only virtiofs has {key}", share.get(key) or share, f"{path}.{key}")
    name = share.get("name")
    content["alias"] = draft.alias("share", name)
    return content


def expand_hostdevs(draft: Draft) -> None:
    """``hostdev``."""
    for path, hostdev in positions(draft, "hostdevs"):
        kinds = [kind for kind in ("pci", "usb", "mdev") if hostdev.get(kind) is not None]
        if not kinds and hostdev.has_lost():
            continue
        if len(kinds) != 1:
            message = "a host device is one of pci, usb, mdev"
            draft.complain(
                message,
                hostdev,
                path,
                "missing-key" if not kinds else "impossible-combination",
                expected=("pci", "usb", "mdev"),
            )
            continue
        _expand_hostdev(draft, hostdev, kinds[0], path)


def _expand_hostdev(draft: Draft, hostdev: Mapping, kind: str, path: str) -> None:
    address = hostdev.get(kind)
    assert isinstance(address, Scalar)
    if kind == "pci" and lacks(draft, "pci"):
        draft.complain("this machine has no PCI", address, f"{path}.pci")
    if kind == "usb" and not draft.is_on("usb"):
        draft.complain("this machine has no USB", address, f"{path}.usb")
    models = () if kind != "mdev" else mediated_models(draft)
    if len(models) > 1 and hostdev.get("model") is None:
        message = f"on {draft.fact('arch')} a mediated device needs a model: one of {', '.join(models)}"
        draft.complain(message, hostdev, f"{path}.model", "missing-key", expected=models)
    check_hostdev(draft, hostdev, kind, path)
    content: dict[str, Any] = {
        "mode": "subsystem",
        "type": kind,
        "managed": None if kind == "mdev" else hostdev.get("managed") or True,
        "model": hostdev.get("model") or (models[0] if len(models) == 1 else None),
        "display": hostdev.get("display"),
        "source": {"pci": _pci, "usb": _usb, "mdev": _mdev}[kind](address),
        "rom": _rom(hostdev.get("rom")),
    }
    if isinstance(hostdev.get("managed"), Scalar):
        content["managed"] = hostdev.get("managed")
    name = hostdev.get("name")
    content["alias"] = draft.alias("hostdev", name)
    draft.add("hostdevs", content, hostdev.origin)


def _pci(address: Scalar) -> dict[str, Any]:
    match = _PCI(address.text)
    assert match is not None
    domain, bus, slot, function = (int(part or "0", 16) for part in match.groups())
    written = {
        "domain": f"0x{domain:04x}",
        "bus": f"0x{bus:02x}",
        "slot": f"0x{slot:02x}",
        "function": f"0x{function:x}",
    }
    return {"address": {name: Scalar(text, None, address.origin) for name, text in written.items()}}


def _usb(address: Scalar) -> dict[str, Any]:
    if "." in address.text:
        bus, device = address.text.split(".")
        return {"address": {"bus": int(bus), "device": int(device)}}
    vendor, product = (f"0x{part.lower().removeprefix('0x')}" for part in address.text.split(":"))
    return {"vendor": {"id": vendor}, "product": {"id": product}}


def _mdev(address: Scalar) -> dict[str, Any]:
    return {"address": {"uuid": address}}


def _rom(said: Node | None) -> dict[str, Any] | None:
    if not isinstance(said, Scalar):
        return None
    if isinstance(said.value, bool):
        return {"enabled": said}
    return {"file": said}
