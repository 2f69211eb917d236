"""What a NIC cannot have on its net: libvirt refuses it at define, or when the guest starts."""

from __future__ import annotations

from libvirt_xml.facts.driver import needs_parameters, since
from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping
from libvirt_xml.yaml_forms.vm.draft import Draft, text_at, value


def check_net(draft: Draft, nic: Mapping, kind: str, path: str) -> None:
    """VLAN, isolation and virtual port."""
    if nic.get("vlan") is not None:
        _check_vlan(draft, nic, kind, path)
    port = text_at(nic, "virtualport")
    if value(nic, "isolated") is True and kind not in ("network", "bridge"):
        message = render("impossible-combination", "isolated", kind=kind)
        draft.complain(message, nic.place_of("isolated"), f"{path}.isolated")
    elif value(nic, "isolated") is True and port is not None:
        message = render("impossible-combination", "isolated-port")
        draft.complain(message, nic.place_of("isolated"), f"{path}.isolated")
    if port is not None and needs_parameters(port) and kind != "network":
        message = render("impossible-combination", "virtualport", port=port)
        draft.complain(message, nic.place_of("virtualport"), f"{path}.virtualport")


def _check_vlan(draft: Draft, nic: Mapping, kind: str, path: str) -> None:
    """Open vSwitch tags packets, and so does a Linux bridge in newer versions; nothing else but passthrough does."""
    at, place, first = nic.get("vlan") or nic, f"{path}.vlan", since("vlan_on_bridge")
    if text_at(nic, "virtualport") == "openvswitch" and kind in ("network", "bridge"):
        return
    if kind == "bridge":
        draft.complain_if_older(first, render("needs-newer-libvirt", "vlan-on-bridge", since=first), at, place)
    elif kind == "network":
        message = render("needs-newer-libvirt", "vlan-on-network", since=first)
        draft.complain_if_older(first, message, at, place, severity="warning")
    elif kind == "direct" and text_at(nic, "direct", "mode") != "passthrough":
        draft.complain(render("impossible-combination", "vlan-direct"), at, place)
    elif kind == "user" and not nic.has_lost():
        draft.complain(render("impossible-combination", "vlan", kind=kind), at, place)
