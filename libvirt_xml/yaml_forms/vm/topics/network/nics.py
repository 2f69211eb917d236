"""Network cards."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from libvirt_xml.facts.machines import known_words
from libvirt_xml.messages import render
from libvirt_xml.words.vocabulary import PLAIN
from libvirt_xml.yaml_forms.shapes.choice_shapes import OneOf
from libvirt_xml.yaml_forms.shapes.composites import Key, Record
from libvirt_xml.yaml_forms.shapes.libvirt_fields import LibvirtFields
from libvirt_xml.yaml_forms.shapes.named_lists import NamedList
from libvirt_xml.yaml_forms.shapes.number_shapes import Whole
from libvirt_xml.yaml_forms.shapes.other_tools.foreign_keys import NIC_REFUSALS
from libvirt_xml.yaml_forms.shapes.shapes import FieldValue, Flag, Text, Words
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, make
from libvirt_xml.yaml_forms.vm.domain_parts import devices_of
from libvirt_xml.yaml_forms.vm.draft import Draft, positions, text_at, value
from libvirt_xml.yaml_forms.vm.key_shapes import COUNT, DEVICE_NAME, of_device
from libvirt_xml.yaml_forms.vm.machine_types import check_part
from libvirt_xml.yaml_forms.vm.rows import UP_OR_DOWN, Row, Rows, VmSpec
from libvirt_xml.yaml_forms.vm.topic import Topic
from libvirt_xml.yaml_forms.vm.topics.device_names import check_names, known_names
from libvirt_xml.yaml_forms.vm.topics.network.mac_addresses import MacAddress
from libvirt_xml.yaml_forms.vm.topics.network.nets import check_net
from libvirt_xml.yaml_forms.vm.topics.network.vlans import VLAN, expand_vlan, guess_vlan

_PREFIX = (0x52, 0x54, 0x00)  # the range that QEMU and libvirt use
_DERIVED = "derived"
_BRIDGE = re.compile(r"(?:vm|ovs|lxd|incus|vir)?br-?[0-9]{1,4}").fullmatch


def _bridge(text: str) -> str | None:
    """The NIC that the name of a bridge means: ``br0``."""
    return f"{{bridge: {text}}}" if _BRIDGE(text) else None


_DIRECT = Record(
    "direct",
    {
        "dev": Key(Text("the name of a host interface"), "the host's interface", is_required=True),
        "mode": Key(FieldValue("InterfaceSource", "mode", "a mode"), "how the guest is put on it; default: bridge"),
    },
    short="dev",
)


def _without_signs(text: str) -> str | None:
    """A model without the sign of another version of it: ``rtl8139c+``."""
    return PLAIN.closest(re.sub(r"[^a-zA-Z0-9_-]", "", text), known_words("nic"))


_NETS = {
    "network": Key(Text("the name of a libvirt network"), "a libvirt network"),
    "portgroup": Row(Text("the name of a port group"), "a port group of the network", place="source.portgroup"),
    "bridge": Key(Text("the name of a bridge"), "a bridge of the host"),
    "direct": Key(_DIRECT, "a host interface, by macvtap"),
    "user": Key(
        OneOf((Flag(), Words(("passt", "slirp")))),
        "user networking, which needs no rights on the host: true, or passt",
    ),
}
NETS = ("network", "bridge", "direct", "user")
NIC = Record(
    "a NIC",
    {
        "name": Key(
            DEVICE_NAME,
            "what the NIC is called, here and as its alias (ua-nic-NAME); without one it goes by its network or mac",
        ),
        **_NETS,
        "model": Row(
            Text("a model", r"[a-zA-Z0-9_-]+", "virtio", _without_signs),
            "the card that the guest sees; virtio where the guest can",
            place="model.type",
        ),
        "mac": Key(
            MacAddress(),
            "the address; derived: from the names of machine and NIC; default: libvirt makes one",
        ),
        "mtu": Row(Whole(68, 65535), "the largest packet, in bytes", place="mtu.size"),
        "vlan": Key(VLAN, "the VLAN, or VLANs as a trunk"),
        "virtualport": Row(
            Words(("openvswitch", "802.1Qbg", "802.1Qbh", "midonet")),
            "the sort of virtual switch: openvswitch",
            place="virtualport.type",
        ),
        "queues": Row(
            COUNT,
            "virtio queues; as many as CPUs is usual",
            place="driver.queues",
            beside={"driver.name": "vhost"},
        ),
        "filter": Row(
            Text("the name of a network filter"),
            "a network filter (nwfilter): clean-traffic",
            place="filterref.filter",
        ),
        "link": Row(
            OneOf((Words(("up", "down")), Flag())),
            "whether the cable is plugged in",
            place="link.state",
            conversion=UP_OR_DOWN,
        ),
        "isolated": Row(Flag(), "whether guests with isolated ports cannot reach one another", place="port.isolated"),
    },
    synonyms="nics",
    inner=LibvirtFields("Interface", "interfaces", "ua-nic", reads=lambda name, item: ROWS.keys_in(name, item)),
    of_fields=of_device("interfaces", "nics"),
    sources=NETS,
    refusals=NIC_REFUSALS,
    bare="{network: TEXT}",
    reads=_bridge,
    joined=("model", "mac"),
    example="{network: default}",
)
KEYS = {"nics": Key(NamedList(NIC, "a list of NICs"), "network cards")}
ROWS: Rows = Rows("Interface", NIC.keys)
_ORDER = dict.fromkeys((
    "type", "mac", "source", "virtualport", "model", "backend", "driver", "mtu", "filterref", "vlan", "link", "port",
))  # fmt: skip


def expand(draft: Draft) -> None:
    """``devices.interfaces``."""
    macs: dict[str, str] = {}
    for path, nic in positions(draft, "nics"):
        _check_mac(draft, nic, macs, path)
        _expand_nic(draft, nic, path)
    check_names(draft)


def _check_mac(draft: Draft, nic: Mapping, macs: dict[str, str], path: str) -> None:
    mac = nic.get("mac")
    if not isinstance(mac, Scalar) or mac.text == _DERIVED:
        return
    if mac.text.lower() in macs:
        message = render("duplicate-name", "mac", mac=mac.text)
        draft.complain(message, mac, f"{path}.mac", "duplicate-name")
    macs[mac.text.lower()] = path


def _expand_nic(draft: Draft, nic: Mapping, path: str) -> None:
    kind, source = _source(draft, nic, path)
    usual = draft.default("nic", "model")
    content: dict[str, Any] = _ORDER | {
        "type": kind,
        "mac": _mac(draft, nic),
        "source": source,
        "model": None if usual is None else {"type": usual},
        "backend": {"type": "passt"} if text_at(nic, "user") == "passt" else None,
        "vlan": expand_vlan(draft, nic, path),
        "alias": draft.alias("nic", nic.get("name")),
    }
    ROWS.lay(nic, content)
    _check(draft, nic, kind, nic.get("model") or usual, path)
    check_net(draft, nic, kind, path)
    draft.add("interfaces", content, nic.origin)


def _check(draft: Draft, nic: Mapping, kind: str, model: Node | None, path: str) -> None:
    queues, mtu = nic.get("queues"), nic.get("mtu")
    if queues is not None and isinstance(model, Scalar) and model.text != "virtio":
        draft.complain(render("impossible-combination", "nic-queues", model=model.text), queues, f"{path}.queues")
    if mtu is not None and (kind == "direct" or (kind == "user" and text_at(nic, "user") != "passt")):
        draft.complain(render("impossible-combination", "nic-mtu", kind=kind), mtu, f"{path}.mtu")
    if isinstance(model, Scalar) and nic.get("model") is not None:
        check_part(draft, "nic", model, f"{path}.model", draft.default("nic", "model"))
    elif isinstance(model, Scalar):
        check_part(draft, "nic", Scalar(model.text, None, nic.origin), path)


def _source(draft: Draft, nic: Mapping, path: str) -> tuple[str, Node | None]:
    keys = [key for key in NETS if key in nic.items and nic.get(key) is not None and value(nic, key) is not False]
    if len(keys) > 1:
        message = render("impossible-combination", "nic-nets", number=len(keys), keys=" and ".join(keys))
        draft.complain(message, nic.place_of(keys[1]), f"{path}.{keys[1]}")
    if not keys:
        if not nic.has_lost():
            name = text_at(nic, "name")
            message = (
                render("missing-key", "nic-net", keys=", ".join(NETS))
                if name is None
                else render("missing-key", "nic-net-by-name", keys=", ".join(NETS), name=name)
            )
            draft.complain(message, nic, path, "missing-key", expected=NETS)
        return "user", None
    kind = keys[0]
    held = nic.get(kind)
    if nic.get("portgroup") is not None and kind != "network":
        message = render("impossible-combination", "nic-portgroup")
        draft.complain(message, nic.place_of("portgroup"), f"{path}.portgroup")
    if kind == "direct" and isinstance(held, Mapping):
        return kind, make({"dev": held.get("dev"), "mode": held.get("mode") or "bridge"}, nic.origin)
    return kind, None if kind == "user" else make({kind: held}, nic.origin)


def _mac(draft: Draft, nic: Mapping) -> dict[str, Any] | None:
    mac = nic.get("mac")
    if not isinstance(mac, Scalar):
        return None
    address = derived_mac(draft.name, text_at(nic, "name") or "") if mac.text == _DERIVED else mac.text
    return {"address": Scalar(address, None, mac.origin)}


def derived_mac(machine: str, nic: str) -> str:
    """The address of a NIC that follows from the names of machine and NIC."""
    digest = hashlib.sha256(f"{machine}\0{nic}".encode()).digest()
    return ":".join(f"{byte:02x}" for byte in (*_PREFIX, *digest[:3]))


def guess(domain: Mapping, _: VmSpec) -> VmSpec:
    """``nics``, of the sorts that the form has."""
    interfaces = known_interfaces(domain)
    names = known_names(interfaces)
    return {"nics": [_guess_nic(nic, name) for nic, name in zip(interfaces, names, strict=True)] or None}


def known_interfaces(domain: Mapping) -> list[Mapping]:
    """The interfaces of a domain that are NICs of the form."""
    return [nic for nic in devices_of(domain, "interfaces") if text_at(nic, "type") in NETS]


def _guess_nic(nic: Mapping, name: str | None) -> VmSpec:
    kind = text_at(nic, "type")
    net: VmSpec = {"user": "passt" if text_at(nic, "backend", "type") == "passt" else True}
    if kind in ("network", "bridge"):
        net = {kind: text_at(nic, "source", kind)}
    elif kind == "direct":
        mode, dev = text_at(nic, "source", "mode"), text_at(nic, "source", "dev")
        net = {"direct": dev if mode in (None, "bridge") else {"dev": dev, "mode": mode}}
    plain = ROWS.read(nic)
    if kind not in ("network", "bridge"):
        plain.pop("portgroup", None)
    return {
        "name": name,
        **net,
        "mac": text_at(nic, "mac", "address"),
        **plain,
        "vlan": guess_vlan(nic),
    }


TOPIC = Topic(KEYS, expand=expand, guess=guess)
