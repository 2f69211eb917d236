"""Network cards."""

from __future__ import annotations

import hashlib
from typing import Any

from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence, make
from libvirt_xml.yaml_forms.vm.draft import Draft, positions, text_at, value
from libvirt_xml.yaml_forms.vm.keys_nics import NETS
from libvirt_xml.yaml_forms.vm.machine_types import check_part
from libvirt_xml.yaml_forms.vm.nets import check_net

_PREFIX = (0x52, 0x54, 0x00)  # the range that QEMU and libvirt use


def expand_nics(draft: Draft) -> None:
    """``devices.interfaces``."""
    macs: dict[str, str] = {}
    for path, nic in positions(draft, "nics"):
        _check_mac(draft, nic, macs, path)
        _expand_nic(draft, nic, path)


def _check_mac(draft: Draft, nic: Mapping, macs: dict[str, str], path: str) -> None:
    mac = nic.get("mac")
    if not isinstance(mac, Scalar) or mac.text == "derived":
        return
    if mac.text.lower() in macs:
        draft.complain(f"the address {mac.text} is that of another NIC already", mac, f"{path}.mac", "duplicate-name")
    macs[mac.text.lower()] = path


def _expand_nic(draft: Draft, nic: Mapping, path: str) -> None:
    kind, source, virtualport = _source(draft, nic, path)
    model = nic.get("model") or draft.default("nic", "model")
    content: dict[str, Any] = {
        "type": kind,
        "mac": _mac(draft, nic),
        "source": source,
        "virtualport": virtualport,
        "model": None if model is None else {"type": model},
        "backend": {"type": "passt"} if text_at(nic, "user") == "passt" else None,
        "driver": None if nic.get("queues") is None else {"name": "vhost", "queues": nic.get("queues")},
        "mtu": None if nic.get("mtu") is None else {"size": nic.get("mtu")},
        "filterref": None if nic.get("filter") is None else {"filter": nic.get("filter")},
        "vlan": _vlan(draft, nic, path),
        "link": _link(nic),
        "port": None if nic.get("isolated") is None else {"isolated": nic.get("isolated")},
    }
    name = nic.get("name")
    content["alias"] = draft.alias("nic", name)
    if nic.get("queues") is not None and isinstance(model, Scalar) and model.text != "virtio":
        draft.complain(f"only virtio has queues, this NIC is {model.text}", nic.get("queues") or nic, f"{path}.queues")
    if nic.get("mtu") is not None and (kind == "direct" or (kind == "user" and text_at(nic, "user") != "passt")):
        draft.complain(f"a NIC on {kind} has no MTU of its own", nic.get("mtu") or nic, f"{path}.mtu")
    if isinstance(model, Scalar) and nic.get("model") is not None:
        check_part(draft, "nic", model, f"{path}.model", draft.default("nic", "model"))
    elif isinstance(model, Scalar):
        check_part(draft, "nic", Scalar(model.text, None, nic.origin), path)
    check_net(draft, nic, kind, path)
    draft.add("interfaces", content, nic.origin)


def _source(draft: Draft, nic: Mapping, path: str) -> tuple[str, Node | None, Node | None]:
    said = [key for key in NETS if key in nic.items and nic.get(key) is not None and value(nic, key) is not False]
    if len(said) > 1:
        message = f"a NIC is on one net, this one on {len(said)}: {' and '.join(said)}"
        draft.complain(message, nic.place_of(said[1]), f"{path}.{said[1]}")
    if not said and nic.has_lost():
        return "user", None, None
    if not said:
        draft.complain(f"a NIC needs a net: one of {', '.join(NETS)}", nic, path, "missing-key", expected=NETS)
        return "user", None, None
    kind = said[0]
    held = nic.get(kind)
    if nic.get("portgroup") is not None and kind != "network":
        draft.complain("only networks have port groups", nic.place_of("portgroup"), f"{path}.portgroup")
    port = nic.get("virtualport")
    virtualport = None if port is None else make({"type": port}, port.origin)
    if kind == "direct" and isinstance(held, Mapping):
        return kind, make({"dev": held.get("dev"), "mode": held.get("mode") or "bridge"}, nic.origin), virtualport
    if kind == "user":
        return kind, None, virtualport
    return kind, make({kind: held, "portgroup": nic.get("portgroup")}, nic.origin), virtualport


def _mac(draft: Draft, nic: Mapping) -> dict[str, Any] | None:
    mac = nic.get("mac")
    if not isinstance(mac, Scalar):
        return None
    address = derived_mac(draft.name, text_at(nic, "name") or "") if mac.text == "derived" else mac.text
    return {"address": Scalar(address, None, mac.origin)}


def derived_mac(machine: str, nic: str) -> str:
    """The address of a NIC that follows from the names of machine and NIC."""
    digest = hashlib.sha256(f"{machine}\0{nic}".encode()).digest()
    return ":".join(f"{byte:02x}" for byte in (*_PREFIX, *digest[:3]))


def _vlan(draft: Draft, nic: Mapping, path: str) -> dict[str, Any] | None:
    said = nic.get("vlan")
    if said is None:
        return None
    if isinstance(said, Scalar):
        return {"tags": [{"id": said}]}
    tags = said if isinstance(said, Sequence) else said.get("tags")
    items = list(tags) if isinstance(tags, Sequence) else []
    native = said.get("native") if isinstance(said, Mapping) else None
    made = [{"id": tag, "native_mode": "untagged" if _same(tag, native) else None} for tag in items]
    if native is not None and not any(_same(tag, native) for tag in items):
        draft.complain("the native VLAN is not among the tags", native, f"{path}.vlan.native", "unknown-name")
    trunk = said.get("trunk") if isinstance(said, Mapping) else None
    return {"trunk": trunk or (True if len(items) > 1 or native is not None else None), "tags": made}


def _same(tag: Node, native: Node | None) -> bool:
    return isinstance(tag, Scalar) and isinstance(native, Scalar) and tag.value == native.value


def _link(nic: Mapping) -> dict[str, Any] | None:
    said = nic.get("link")
    if not isinstance(said, Scalar):
        return None
    words = {True: "up", False: "down"}
    word = words[said.value] if isinstance(said.value, bool) else said.text
    return {"state": Scalar(word, None, said.origin)}
